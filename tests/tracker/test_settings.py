"""The settings file: safe on a laptop, strict in production, documented."""

import re
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "POSITIONS_ENV": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "positions.example",
    "EMAIL_URL": "smtps://mail.example",
}


def read_settings(monkeypatch, tmp_path, **variables):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "tracker" / "settings.py"))


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_production_refuses_to_start_without(monkeypatch, tmp_path, missing):
    with pytest.raises(ImproperlyConfigured, match=f"^{missing} is not set: "):
        read_settings(monkeypatch, tmp_path, **PRODUCTION | {missing: ""})


@pytest.mark.parametrize(("variable", "value"), [("SECRET_KEY", "short"), ("DEBUG", "1")])
def test_production_refuses_what_is_unsafe(monkeypatch, tmp_path, variable, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{variable} "):
        read_settings(monkeypatch, tmp_path, **PRODUCTION | {variable: value})


def test_production_sends_cookies_over_https_only(monkeypatch, tmp_path):
    read = read_settings(monkeypatch, tmp_path, **PRODUCTION)
    secured = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_PRELOAD")
    assert [read[name] for name in secured] == [True] * 4


def test_laptop_listens_to_itself_only_and_shows_no_secrets(monkeypatch, tmp_path):
    read = read_settings(monkeypatch, tmp_path)
    assert (read["DEBUG"], read["ALLOWED_HOSTS"]) == (False, ["localhost", ".localhost", "127.0.0.1", "[::1]"])


def test_laptop_keeps_its_key_in_the_data_folder(monkeypatch, tmp_path):
    read = read_settings(monkeypatch, tmp_path)
    assert read["SECRET_KEY"] == (tmp_path / "secret_key").read_text()


def test_addresses_of_the_embedded_engines_need_no_start(monkeypatch, tmp_path):
    read = read_settings(monkeypatch, tmp_path)
    host = read["DATABASES"]["default"]["HOST"]
    assert re.fullmatch(r"/tmp/positions-[0-9a-f]{12}-\d+", host)
    assert read["REDIS_URL"] == f"unix://{host}/valkey.sock?db=0"
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_addresses_in_the_environment_replace_the_embedded_engines(monkeypatch, tmp_path):
    urls = {"DATABASE_URL": "postgresql://ana@db.example/talks", "REDIS_URL": "redis://broker.example/1"}
    read = read_settings(monkeypatch, tmp_path, **urls)
    found = (read["DATABASES"]["default"]["HOST"], read["REDIS_URL"], read["CELERY_BROKER_URL"])
    assert found == ("db.example", urls["REDIS_URL"], urls["REDIS_URL"])


def test_no_running_task_is_handed_out_twice(monkeypatch, tmp_path):
    read = read_settings(monkeypatch, tmp_path)
    assert read["CELERY_TASK_TIME_LIMIT"] < read["VISIBILITY_TIMEOUT"]


@pytest.mark.parametrize("directive", ["script-src", "style-src"])
def test_content_policy_allows_nothing_inline(monkeypatch, tmp_path, directive):
    read = read_settings(monkeypatch, tmp_path)
    assert read["CONTENT_SECURITY_POLICY"]["DIRECTIVES"][directive] == ["'self'"]


def variables_read():
    sources = [path.read_text() for path in (ROOT / "tracker").glob("*.py")]
    reader = r'\b(?:text|number|flag|choice|words|required|environ\.get)\(\s*"([A-Z_]+)"'
    return {name for source in sources for name in re.findall(reader, source)} - {"PATH"}


@pytest.mark.parametrize("place", ["docs/operator.md", ".env.example"])
def test_every_variable_that_is_read_is_documented(place):
    documented = (ROOT / place).read_text()
    assert [name for name in sorted(variables_read()) if not re.search(rf"\b{name}\b", documented)] == []
