import pytest
from django.test import override_settings
from django.urls import path, reverse

from positions.web.urls import urlpatterns as pages
from tests.factories import MembershipFactory, UserFactory
from tests.web.scenes import read_article
from tracker.urls import urlpatterns as product

pytestmark = pytest.mark.django_db


def breaks(request):
    raise RuntimeError("A mistake of ours.")


urlpatterns = [path("breaks/", breaks), *product, *pages]


def test_page_that_is_not_there_says_what_to_do(client):
    client.force_login(UserFactory())

    response = client.get("/n/nowhere/jobs/")

    assert response.status_code == 404
    assert "A lead of that negotiation can add you." in response.content.decode()


def test_bad_request_says_what_to_do(client):
    scene = read_article()
    client.force_login(scene.analyst)
    quoted = scene.statements["quoted"]

    response = client.post(reverse("statement_judge", args=[quoted.negotiation.slug, quoted.public_id]))

    assert response.status_code == 400
    assert "This could not be understood" in response.content.decode()


@pytest.mark.parametrize("address", ["/n/a%00b/", "/n/{slug}/parties/%00/", "/api/v1/negotiations/a%00/"])
def test_address_that_no_name_can_have_is_not_understood(client, address):
    member = MembershipFactory()
    client.force_login(member.user)

    response = client.get(address.format(slug=member.negotiation.slug))

    assert response.status_code == 400


def test_form_from_an_old_session_says_that_nothing_was_saved(client):
    client.handler.enforce_csrf_checks = True
    client.force_login(UserFactory())

    response = client.post(reverse("home"), {"title": "Harbour talks"})

    assert response.status_code == 403
    assert "Nothing was saved." in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_our_own_mistake_is_owned(client):
    client.raise_request_exception = False
    client.force_login(UserFactory())

    response = client.get("/breaks/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_pages_carry_no_inline_style_or_script(client):
    client.force_login(UserFactory())

    response = client.get(reverse("home"))

    shown = response.content.decode()
    assert " style=" not in shown
    assert "<style" not in shown
    assert shown.count("<script") == shown.count("<script src=")
    assert "unsafe" not in response["Content-Security-Policy"]
