import pytest
from django.urls import reverse

from tests.factories import UserFactory

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
