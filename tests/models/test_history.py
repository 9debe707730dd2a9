"""The history of rows that come many at a time, which is written once a query."""

import pghistory
import pytest
from django.apps import apps
from pghistory.models import Context

from positions.enums import Verdict
from positions.models import Judgement
from tests.factories import LinkFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    """The history of verdicts on links."""
    return apps.get_model("positions", "JudgementEvent").objects.exclude(link=None)


@pytest.fixture
def verdicts():
    """Three that nobody has written yet."""
    by = UserFactory()
    return [Judgement(link=LinkFactory(), verdict=Verdict.CONFIRM, note=note, by=by) for note in "abc"]


def test_each_of_many_new_rows_has_its_own_history_and_all_who_wrote_them(events, verdicts):
    with pghistory.context(user=7):
        Judgement.objects.bulk_create(verdicts)

    written = events.order_by("pgh_id")
    assert [(event.pgh_label, event.pgh_obj_id, event.note) for event in written] == [
        ("insert", verdict.pk, verdict.note) for verdict in verdicts
    ]
    assert [event.pgh_context.metadata for event in written] == [{"user": 7}] * 3
    assert len({event.pgh_context_id for event in written}) == 1


def test_rows_written_without_a_context_have_a_history_without_one(events, verdicts):
    Judgement.objects.bulk_create(verdicts)

    assert [event.pgh_context for event in events.all()] == [None] * 3


def test_rows_that_stand_already_get_no_second_history(events, verdicts):
    Judgement.objects.bulk_create(verdicts)
    with pghistory.context(user=7):
        Judgement.objects.bulk_create(verdicts, ignore_conflicts=True)

    assert (events.count(), Context.objects.count()) == (3, 0)
