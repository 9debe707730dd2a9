"""`manage.py rebuild_ledger`: rows that were lost or spoiled come back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from positions.analysis.matrix import read_matrix
from positions.models import HeldPosition
from tests.factories import SAID_AT, IssueFactory, PartyFactory, PositionFactory

pytestmark = pytest.mark.django_db


def rebuild(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("rebuild_ledger", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_rebuilt_ledger_has_what_was_lost():
    issue = IssueFactory(negotiation__slug="harbour-talks")
    PositionFactory(issue=issue, statement__party=PartyFactory(negotiation=issue.negotiation))
    read_matrix(negotiation=issue.negotiation, as_of=SAID_AT)
    HeldPosition.objects.all().delete()

    assert rebuild("harbour-talks") == ["harbour-talks: 1 confirmed position held."]

    assert read_matrix(negotiation=issue.negotiation, as_of=SAID_AT).known == 1


def test_all_ledgers_are_rebuilt_unless_one_is_named():
    for slug in ("harbour-talks", "river-talks"):
        IssueFactory(negotiation__slug=slug)

    assert rebuild() == [
        "harbour-talks: 0 confirmed positions held.",
        "river-talks: 0 confirmed positions held.",
    ]


def test_an_unknown_negotiation_is_said():
    with pytest.raises(CommandError, match="There is no negotiation with the address 'nowhere'"):
        rebuild("nowhere")
