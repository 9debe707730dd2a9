import pghistory.models
import pytest
from django.core.exceptions import PermissionDenied

from positions.enums import Role
from positions.extraction.naming import Offer, offer_for, resolve_anew
from positions.extraction.statements import extract_statements
from positions.models import Statement
from positions.review.registry import create_spokesperson
from tests.factories import (
    ArticleVersionFactory,
    MembershipFactory,
    PartyFactory,
    confirm,
)

pytestmark = pytest.mark.django_db

TEXT = (
    "Ilka Brandt said that the strait is open. She added that the dues are low.\n\n"
    "The harbour board said that the gate is shut. A Western diplomat said that the lamps are lit."
)


@pytest.fixture
def analyst():
    return MembershipFactory()


@pytest.fixture
def rows(analyst):
    version = ArticleVersionFactory(article__negotiation=analyst.negotiation, text=TEXT)
    PartyFactory(negotiation=analyst.negotiation, name="Northmark")
    return extract_statements(version=version)


def enter(analyst, **fields):
    party = analyst.negotiation.parties.get()
    return create_spokesperson(
        negotiation=analyst.negotiation, name="Ilka Brandt", party=party, by=analyst.user, **fields
    )


def again(analyst, printed="Brandt"):
    return resolve_anew(negotiation=analyst.negotiation, printed=printed, by=analyst.user)


def test_offer_is_the_full_name_and_the_name_as_printed(rows):
    assert [offer_for(row) for row in rows] == [
        Offer("Ilka Brandt", "Ilka Brandt"),
        None,
        Offer("", "harbour board"),
        None,
    ]


def test_no_offer_for_what_a_person_decided(rows):
    confirm(statement=rows[0])

    assert offer_for(Statement.objects.get(pk=rows[0].pk)) is None


def test_entered_person_is_found_with_the_pronouns_that_hang_on_the_name(analyst, rows):
    person = enter(analyst)

    assert again(analyst) == 2

    speakers = [Statement.objects.get(pk=row.pk) for row in rows]
    assert [one.speaker for one in speakers] == [person, person, None, None]
    assert [str(one.party) for one in speakers] == ["Northmark", "Northmark", "None", "None"]
    assert speakers[0].unresolved_reason == ""


def test_resolving_twice_changes_nothing_more(analyst, rows):
    enter(analyst)

    assert [again(analyst), again(analyst)] == [2, 0]


def test_decided_statements_stay_as_they_are(analyst, rows):
    confirm(statement=rows[0])
    enter(analyst)

    assert again(analyst) == 1

    assert Statement.objects.get(pk=rows[0].pk).speaker is None


def test_history_says_what_stood_before_and_who_asked(analyst, rows):
    enter(analyst)
    again(analyst)

    events = pghistory.models.Events.objects.tracks(Statement.objects.get(pk=rows[0].pk))
    latest = events.order_by("-pgh_id").first()
    assert latest.pgh_context["user"] == analyst.user.pk
    assert "unresolved_reason" in latest.pgh_diff


def test_articles_of_another_negotiation_stay(analyst, rows):
    elsewhere = extract_statements(version=ArticleVersionFactory(text=TEXT))
    enter(analyst)
    again(analyst)

    assert Statement.objects.get(pk=elsewhere[0].pk).speaker is None


def test_other_articles_of_the_negotiation_are_resolved_too(analyst, rows):
    text = "Brandt said that the ice is thin."
    other = extract_statements(version=ArticleVersionFactory(article__negotiation=analyst.negotiation, text=text))
    person = enter(analyst)

    assert again(analyst) == 3

    assert Statement.objects.get(pk=other[0].pk).speaker == person


def test_viewer_may_not_resolve(analyst, rows):
    viewer = MembershipFactory(negotiation=analyst.negotiation, role=Role.VIEWER)

    with pytest.raises(PermissionDenied):
        resolve_anew(negotiation=analyst.negotiation, printed="Brandt", by=viewer.user)
