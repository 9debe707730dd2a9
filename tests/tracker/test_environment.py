"""The readers of environment variables."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker import environment


def test_text_set_to_blanks_counts_as_unset(monkeypatch):
    monkeypatch.setenv("SITE_NAME", "  ")
    assert environment.text("SITE_NAME", "Positions") == "Positions"


@pytest.mark.parametrize("value", ["many", "-1", "2.5", "٣", "0"])
def test_number_refuses_what_is_no_count(monkeypatch, value):
    monkeypatch.setenv("WORKERS", value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.number("WORKERS", 2, least=1)
    assert str(refusal.value) == f"WORKERS is {value!r}: set it to a whole number of at least 1."


def test_number_reads_a_count(monkeypatch):
    monkeypatch.setenv("WORKERS", "4")
    assert environment.number("WORKERS", 2, least=1) == 4


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("", True)])
def test_flag_reads_the_usual_words(monkeypatch, value, expected):
    monkeypatch.setenv("DEMO", value)
    assert environment.flag("DEMO", default=True) is expected


def test_flag_refuses_other_words(monkeypatch):
    monkeypatch.setenv("DEMO", "maybe")
    with pytest.raises(ImproperlyConfigured, match="DEMO is 'maybe': set it to 1 or 0"):
        environment.flag("DEMO")


def test_choice_names_the_choices(monkeypatch):
    monkeypatch.setenv("POSITIONS_ENV", "prod")
    with pytest.raises(ImproperlyConfigured, match="POSITIONS_ENV is 'prod': set it to one of laptop, production"):
        environment.choice("POSITIONS_ENV", "laptop", "production")


def test_words_are_parted_by_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")
    assert environment.words("ALLOWED_HOSTS", "localhost") == ["a.example", "b.example"]


def test_database_url_is_read_whole():
    assert environment.database("postgresql://ana:p%40ss@db.example:6432/talks?sslmode=require") == {
        "NAME": "talks",
        "USER": "ana",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_url_may_name_a_folder_of_sockets():
    assert environment.database("postgresql://ana@/talks?host=/run/postgresql") == {
        "NAME": "talks",
        "USER": "ana",
        "PASSWORD": "",
        "HOST": "/run/postgresql",
        "PORT": "",
        "OPTIONS": {},
    }


@pytest.mark.parametrize("url", ["mysql://ana@db.example/talks", "postgresql://db.example", "talks"])
def test_database_url_of_another_kind_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must read"):
        environment.database(url)


def test_mail_url_over_tls_is_read_whole():
    assert environment.mail("smtp+tls://ana:p%40ss@mail.example") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "ana",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 20,
    }


def test_mail_url_may_name_a_folder():
    assert environment.mail("file:///var/mail/out") == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": "/var/mail/out",
    }


@pytest.mark.parametrize("url", ["mail.example", "smtp://", "pop3://mail.example"])
def test_mail_url_of_another_kind_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must read"):
        environment.mail(url)


def test_kept_secret_stays_the_same_and_private(tmp_path):
    path = tmp_path / "var" / "secret_key"
    first = environment.kept_secret(path)
    assert (len(first) >= 50, environment.kept_secret(path), path.stat().st_mode & 0o777) == (True, first, 0o600)
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]


def test_kept_secret_where_nothing_can_be_written_names_the_remedy(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(ImproperlyConfigured, match="set VAR_DIR to a folder you may write to"):
        environment.kept_secret(tmp_path / "var" / "secret_key")
