from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.factories import ArticleFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_settings_are_saved_and_said(client):
    user = UserFactory()
    client.force_login(user)
    wish = {"first_name": "Nora", "last_name": "Lind", "time_zone": "Asia/Kathmandu", "language": "en-gb"}

    response = client.post(reverse("settings"), wish, follow=True)

    user.refresh_from_db()
    assert (user.time_zone, user.keyboard, user.initials) == ("Asia/Kathmandu", False, "NL")
    assert "Your settings are saved." in response.content.decode()
    assert 'data-keyboard="off"' in response.content.decode()


def test_settings_refuse_a_zone_nobody_has(client):
    user = UserFactory()
    client.force_login(user)

    response = client.post(reverse("settings"), {"time_zone": "Mars/Olympus", "language": "en-gb"})

    user.refresh_from_db()
    assert user.time_zone == "UTC"
    assert "is not a time zone" in response.content.decode()


def test_login_page_opens_for_a_nobody(client):
    response = client.get(reverse("account_login"))

    assert response.status_code == 200
    assert "<h1>Sign in</h1>" in response.content.decode()


def test_pages_and_dates_follow_the_language_of_the_settings(client):
    user = UserFactory()
    client.force_login(user)
    wish = {"time_zone": "UTC", "language": "fr"}

    page = client.post(reverse("settings"), wish, follow=True)

    assert '<html lang="fr" dir="ltr">' in page.content.decode()
    assert '<option value="ru">Русский</option>' in page.content.decode()
    assert (page["Content-Language"], page["Vary"]) == ("fr", "Cookie, Accept-Language")


def test_language_that_the_pages_are_not_written_in_is_refused(client):
    user = UserFactory()
    client.force_login(user)

    page = client.post(reverse("settings"), {"time_zone": "UTC", "language": "de"})

    user.refresh_from_db()
    assert user.language == "en"
    assert "de is not one of the available choices" in page.content.decode()


@pytest.mark.parametrize(
    ("wish", "given"), [("fr-CA,fr;q=0.8", "fr"), ("ru", "ru"), ("en-US", "en-gb"), ("de", "en-gb")]
)
def test_sign_in_page_follows_the_browser(client, wish, given):
    page = client.get(reverse("account_login"), headers={"accept-language": wish})

    assert f'<html lang="{given}" dir="ltr">' in page.content.decode()


@pytest.mark.parametrize(("own", "given"), [("en", "en-gb"), ("en-gb", "en-gb"), ("fr", "fr"), ("ru", "ru")])
def test_signed_in_reader_has_the_own_language_whatever_the_browser_says(client, own, given):
    client.force_login(UserFactory(language=own))

    page = client.get(reverse("home"), headers={"accept-language": "fr" if own != "fr" else "ru"})

    assert f'<html lang="{given}" dir="ltr">' in page.content.decode()


def test_months_are_named_in_the_language_of_the_reader(client):
    member = MembershipFactory(user__language="fr")
    published = {"published_at": datetime(2016, 10, 7, tzinfo=UTC), "published_at_precision": "minute"}
    ArticleFactory(negotiation=member.negotiation, **published)
    client.force_login(member.user)

    page = client.get(reverse("articles", args=[member.negotiation.slug])).content.decode()

    assert 'title="7 octobre 2016, 00:00 UTC"' in page


def test_what_programs_read_stays_english(client):
    member = MembershipFactory(user__language="fr")
    client.force_login(member.user)

    table = client.get(reverse("matrix_csv", args=[member.negotiation.slug]))
    answer = client.get(reverse("statements-list", args=[member.negotiation.slug]), {"page": "x"})

    assert table["Content-Language"] == answer["Content-Language"] == "en-gb"
    assert answer.json()["page"][0].startswith("There is no parameter “page” at this address.")
