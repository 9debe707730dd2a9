"""What is in place before the product opens."""

from contextlib import contextmanager

import pytest

from tracker import preparations


@pytest.fixture
def steps():
    return []


@pytest.fixture
def step(steps):
    @contextmanager
    def note(what):
        steps.append(what)
        yield

    return note


@pytest.mark.django_db
def test_tables_that_are_up_to_date_cost_no_step(step, steps):
    preparations.migrate(step)
    assert steps == []


def test_static_files_are_gathered_once(step, steps, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    preparations.collect_static(step)
    preparations.collect_static(step)
    assert steps == ["Collecting static files"]
    assert (tmp_path / "static" / "admin" / "css" / "base.css").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("production", "demo"), [(True, True), (False, False)])
def test_example_is_not_loaded_where_it_is_not_wanted(step, steps, settings, production, demo):
    settings.PRODUCTION, settings.DEMO = production, demo
    preparations.load_demo(step)
    assert steps == []


@pytest.mark.django_db
def test_accounts_of_the_example_are_told_while_their_password_is_the_published_one(django_user_model):
    django_user_model.objects.create_user("nora", "nora@example.org", "demo-nora")
    django_user_model.objects.create_user("vera", "vera@example.org", "her own words")
    assert list(preparations.demo_accounts()) == ["nora / demo-nora  (lead analyst)"]
