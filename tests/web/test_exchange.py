"""Pages of import and export: a file asked for and had, one compared, judged by its report, and taken in."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from positions.enums import Role, RowOutcome, TransferDirection, TransferState
from positions.exchange.registry import FORMATS
from positions.exchange.transfers import job_of
from positions.models import Transfer
from positions.web.exchange_choices import READS, WRITES
from positions.web.exchange_forms import field_of
from positions.web.exchange_report import in_words, progress_of, short, title_of
from tests.exchange.taking import work
from tests.factories import MembershipFactory, NegotiationFactory, PartyFactory, TransferFactory, TransferRowFactory

pytestmark = pytest.mark.django_db

PARTIES = "name,kind,role,group\nZahira,state,negotiates,North\nNorthmark,state,negotiates,\n,state,,\nOrun,realm,,\n"


@pytest.fixture
def negotiation():
    return NegotiationFactory(title="Harbour talks", slug="harbour-talks")


@pytest.fixture
def analyst(client, negotiation):
    user = MembershipFactory(negotiation=negotiation, role=Role.ANALYST).user
    client.force_login(user)
    return user


def go(client, name, *args, **data):
    return client.post(reverse(name, args=["harbour-talks", *args]), data)


def page(client, transfer, query=""):
    return client.get(reverse("transfer", args=["harbour-talks", transfer.public_id]) + query).content.decode()


def send(client, text=PARTIES, name="parties.csv", **data):
    answer = go(client, "exchange_import", file=SimpleUploadedFile(name, text.encode()), **data)
    return answer, Transfer.objects.first()


@pytest.mark.django_db(transaction=True)  # a file is written on two connections
def test_export_is_asked_for_written_and_had(client, negotiation, analyst):
    PartyFactory(negotiation=negotiation, name="-Zahira", slug="zahira")
    answer = go(client, "exchange_export", "csv", table="parties", escape_formulas="on")
    transfer = Transfer.objects.get()
    assert answer.url == reverse("transfer", args=["harbour-talks", transfer.public_id])
    assert "It waits for a free worker." in page(client, transfer)
    assert transfer.options == {"table": "parties", "escape_formulas": True, "bom": False}
    work(transfer)
    assert "The file is ready" in page(client, transfer)
    file = client.get(reverse("transfer_file", args=["harbour-talks", transfer.public_id]))
    content = b"".join(file.streaming_content)
    assert content.decode().splitlines()[1].startswith("'-Zahira,zahira,")
    assert (file["Content-Type"], file["Content-Length"]) == ("text/csv", str(len(content)))
    assert file["Content-Disposition"] == 'attachment; filename="harbour-talks-parties.csv"'


def test_file_that_is_not_written_yet_says_so(client, negotiation, analyst):
    go(client, "exchange_export", "csv")
    transfer = Transfer.objects.get()
    answer = client.get(reverse("transfer_file", args=["harbour-talks", transfer.public_id]), follow=True)
    assert "The file is not written yet. Wait until it is done." in answer.content.decode()


def test_import_is_compared_then_taken_in(client, negotiation, analyst):
    PartyFactory(negotiation=negotiation, name="Zahira", group="South")
    answer, transfer = send(client)
    assert answer.url == reverse("transfer", args=["harbour-talks", transfer.public_id])
    work(transfer)
    shown = page(client, transfer)
    assert "Nothing is taken in yet: 1 new, 1 changed, 2 not taken" in shown
    assert "<del><bdi>South</bdi></del> → <ins><bdi>North</bdi></ins>" in shown
    assert "kind: “realm” is none of state, organisation, armed_group, envoy, other." in shown
    assert "Import 2 rows" in shown
    assert [*negotiation.parties.values_list("name", "group")] == [("Zahira", "South")]
    go(client, "transfer_set", transfer.public_id, wish="apply")
    work(transfer)
    assert "Taken in: 1 new, 1 changed, 2 not taken" in page(client, transfer)
    assert sorted(negotiation.parties.values_list("name", "group")) == [("Northmark", ""), ("Zahira", "North")]


def test_report_is_narrowed_by_outcome(client, negotiation, analyst):
    transfer = TransferFactory(negotiation=negotiation, requested_by=analyst, counts={"party": {"create": 1, "bad": 1}})
    TransferRowFactory(transfer=transfer, name="Good")
    TransferRowFactory(transfer=transfer, name="Spoilt", outcome=RowOutcome.BAD, why="name is empty.")
    shown = page(client, transfer, "?outcome=bad")
    assert ("Spoilt" in shown, "Good" in shown) == (True, False)


def test_report_is_a_table_for_spreadsheets(client, negotiation, analyst):
    transfer = TransferFactory(negotiation=negotiation, requested_by=analyst)
    TransferRowFactory(
        transfer=transfer, number=1, name="=Zahira", outcome=RowOutcome.CHANGE, also=[["issue", "Dues"]],
        changes={"group": ["", "North"], "aliases": [[], ["a", "b"]]},
    )  # fmt: skip
    answer = client.get(reverse("transfer_report", args=["harbour-talks", transfer.public_id]))
    rows = [*csv.reader(StringIO(b"".join(answer.streaming_content).decode(), newline=""))]
    assert rows == [
        ["place", "kind", "name", "outcome", "changes", "also_entered", "why"],
        [
            "line 2",
            "party",
            "'=Zahira",
            "change",
            "group: nothing -> North; aliases: nothing -> a, b",
            "issue: Dues",
            "",
        ],
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("parties.xls", PARTIES, "The file&#x27;s name does not tell its format. Name one of: csv, xlsx"),
        ("parties.csv", "", "The submitted file is empty."),
    ],
)
def test_file_that_cannot_be_taken_is_refused_on_the_form(client, negotiation, analyst, name, text, said):
    answer, transfer = send(client, text, name)
    assert (answer.status_code, transfer) == (422, None)
    assert said in answer.content.decode()


def test_file_that_cannot_be_read_says_what_to_do(client, negotiation, analyst):
    _answer, transfer = send(client, "nome\nZahira\n", "parties.csv")
    work(transfer)
    shown = page(client, transfer)
    assert "The file could not be read" in shown
    assert "A table of parties needs the column name." in shown
    assert "Import again" in shown


@pytest.mark.parametrize(
    ("name", "option"), [("csv", "skip_unknown"), ("refi-project", "end"), ("corpus", "source"), ("corpus", "least")]
)
def test_options_of_a_format_are_shown_once_it_is_chosen(client, negotiation, analyst, name, option):
    address = reverse("exchange_import", args=["harbour-talks"])
    assert f'name="{option}"' not in client.get(address).content.decode()
    assert f'name="{option}"' in client.get(f"{address}?format={name}").content.decode()


def test_event_list_is_asked_for_with_its_way_to_write_agreement(client, negotiation, analyst):
    assert (
        'name="agreement"'
        in client.get(reverse("exchange_export", args=["harbour-talks", "event-list"])).content.decode()
    )
    go(client, "exchange_export", "event-list", agreement="three")
    assert Transfer.objects.get().options == {"agreement": "three"}


def test_one_that_waits_is_stopped_and_then_removed(client, negotiation, analyst):
    _answer, transfer = send(client)
    go(client, "transfer_set", transfer.public_id, wish="remove")
    assert Transfer.objects.get().state == TransferState.WAITING
    go(client, "transfer_set", transfer.public_id, wish="cancel")
    assert "Stopped: no rows" in page(client, transfer)
    go(client, "transfer_set", transfer.public_id, wish="remove")
    assert [*Transfer.objects.all()] == []


def test_viewer_exports_and_sees_no_files_of_others(client, negotiation):
    other = TransferFactory(negotiation=negotiation, file_name="secret.csv")
    client.force_login(MembershipFactory(negotiation=negotiation, role=Role.VIEWER).user)
    shown = client.get(reverse("exchange", args=["harbour-talks"])).content.decode()
    assert ("Tables as CSV" in shown, "Import a file" in shown, "secret.csv" in shown) == (True, False, False)
    assert client.get(reverse("transfer", args=["harbour-talks", other.public_id])).status_code == 404
    assert go(client, "exchange_export", "csv").status_code == 302
    assert go(client, "exchange_export", "speeches").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_list_does_not_grow(client, negotiation, analyst, django_assert_num_queries, count):
    TransferFactory.create_batch(count, negotiation=negotiation, requested_by=analyst)
    with django_assert_num_queries(8):
        client.get(reverse("exchange", args=["harbour-talks"]))


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_report_does_not_grow(client, negotiation, analyst, django_assert_num_queries, count):
    transfer = TransferFactory(negotiation=negotiation, requested_by=analyst)
    TransferRowFactory.create_batch(count, transfer=transfer, changes={"group": ["", "North"]})
    with django_assert_num_queries(10):
        page(client, transfer)


def test_poll_answers_with_the_part_alone(client, negotiation, analyst):
    _answer, transfer = send(client)
    address = reverse("transfer", args=["harbour-talks", transfer.public_id])
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="transfer" hx-get=')
    assert "<html" not in part


def test_work_that_failed_for_good_says_so_and_where_to_retry(client, negotiation, analyst):
    _answer, transfer = send(client)
    job = job_of(transfer)
    assert job is not None
    job.state, job.error = "failed", "It broke."
    job.save()
    shown = page(client, transfer)
    assert "It stopped. It broke." in shown
    assert "hx-trigger" not in shown


def test_options_are_as_usual_unless_chosen():
    of_all = [*READS.values(), *WRITES.values(), *((*each.writes_with, *each.reads_with) for each in FORMATS.values())]
    choices = [choice for some in of_all for choice in some]
    assert [choice.name for choice in choices if choice.values and choice.usual not in dict(choice.values)] == []
    assert [field_of(choice).initial for choice in choices] == [choice.usual for choice in choices]


def test_states_are_told_in_words():
    waiting = TransferFactory(state=TransferState.CANCELLED, counts={"party": {"create": 1_200, "same": 2}})
    assert title_of(waiting) == "Stopped: 1,200 new, 2 as recorded"
    assert progress_of(waiting) is None
    assert in_words(TransferFactory()) == "no rows"
    assert title_of(TransferFactory(direction=TransferDirection.EXPORT, state=TransferState.RUNNING)) == (
        "Export of parties.csv"
    )
    assert short("a" * 400) == "a" * 300 + "…"
