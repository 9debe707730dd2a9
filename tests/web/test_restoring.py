"""Restoring a whole negotiation from the page: read through, judged by its report, restored; administrators only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from positions.enums import Role
from positions.exchange.transfers import start_import
from positions.models import Negotiation, Transfer
from tests.addresses import ROUTES
from tests.exchange.taking import work
from tests.exchange.talks import written_elsewhere
from tests.factories import MembershipFactory, UserFactory

LINK = reverse("restore")


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker):
    """The file of a negotiation of which nothing is here."""
    return written_elsewhere(django_db_blocker)


@pytest.fixture
def administrator(client, db):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def read_through(client, content):
    """Send a file as a person does, and have it worked on."""
    answer = client.post(LINK, {"file": SimpleUploadedFile("harbour.positions.jsonl", content)})
    transfer = Transfer.objects.first()
    assert answer.url == reverse("restoring", args=[transfer.public_id])
    assert "It waits for a free worker." in client.get(answer.url).content.decode()
    work(transfer)
    return answer.url


@pytest.mark.django_db(transaction=True)  # signs of life are given on a connection beside
def test_negotiation_is_read_through_then_restored_and_once_only(client, written, administrator):
    UserFactory(username="thomas", email="tom@example.org")
    page = read_through(client, written)
    shown = client.get(page).content.decode()
    assert ("“Harbour talks” can be restored" in shown, "Restore it" in shown) == (True, True)
    assert "Is the account “thomas” here." in shown
    assert "articles: " in shown
    assert not Negotiation.objects.exists()

    client.post(f"{page}set/", {"wish": "apply"})
    work(Transfer.objects.get())
    made = Negotiation.objects.get()
    shown = client.get(page).content.decode()
    assert ("“Harbour talks” is restored" in shown, f'href="{made.get_absolute_url()}"' in shown) == (True, True)
    assert made.statements.exists()

    shown = client.get(read_through(client, written)).content.decode()
    assert ("“Harbour talks” is here already" in shown, "Restore it" in shown) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_file_that_is_none_says_what_is_wrong_and_where_to_bring_another(client, administrator):
    shown = client.get(read_through(client, b"{}\n")).content.decode()
    assert ("The file could not be restored" in shown, f'href="{LINK}"' in shown) == (True, True)


def test_way_to_it_is_shown_to_administrators(client, administrator):
    for page in ("home", "admin:positions_negotiation_changelist"):
        assert f'href="{LINK}"' in client.get(reverse(page)).content.decode()


def test_everybody_else_neither_sees_nor_opens_it(client, administrator):
    transfer = start_import(content=[b"{}"], file_name="a.positions.jsonl", by=administrator)
    client.force_login(MembershipFactory(role=Role.LEAD, user__is_staff=True).user)
    assert LINK not in client.get(reverse("home")).content.decode()
    names = [name for name, route, _view in ROUTES if route.startswith("restore/")]
    for name in names:
        address = LINK if name == "restore" else reverse(name, args=[transfer.public_id])
        assert client.post(address, {"wish": "remove"}).status_code in {403, 405}
    answer = client.get(LINK)
    assert "Only a site administrator restores a negotiation" in answer.content.decode()
    assert (answer.status_code, Transfer.objects.count()) == (403, 1)
