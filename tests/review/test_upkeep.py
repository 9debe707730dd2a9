"""Changing, moving and removing parties, people and issues."""

from datetime import date

import pytest

from positions.models import Issue, Party
from positions.review.errors import NotAllowed, ReviewError
from positions.review.upkeep import (
    change_affiliation,
    change_issue,
    change_party,
    change_spokesperson,
    delete_affiliation,
    delete_row,
    hangs_on,
    move_issue,
    uses_of,
)
from tests.factories import (
    AffiliationFactory,
    ConditionVerdictFactory,
    FollowFactory,
    IssueFactory,
    OutsideEventFactory,
    PartyAliasFactory,
    PartyFactory,
    PositionFactory,
    ScaleAnchorFactory,
    SpokespersonFactory,
    StatementFactory,
    VoteFactory,
)


@pytest.fixture
def party(negotiation):
    return PartyFactory(negotiation=negotiation, name="Zahira")


@pytest.fixture
def issue(negotiation):
    return IssueFactory(negotiation=negotiation, title="Dues")


def test_party_gets_names_and_fields_and_keeps_its_address(party, lead):
    PartyAliasFactory(party=party, name="old")
    slug = party.slug

    change_party(party=party, name=" Zahiria ", aliases=["Захира", " ", "Захира"], group="The coast", by=lead)

    party.refresh_from_db()
    assert (party.name, party.slug, party.group) == ("Zahiria", slug, "The coast")
    assert [alias.name for alias in party.aliases.all()] == ["Захира"]


def test_party_does_not_take_the_name_of_another(party, negotiation, lead):
    PartyFactory(negotiation=negotiation, name="Northmark")

    with pytest.raises(ReviewError, match="Another party is named “Northmark” here"):
        change_party(party=party, name="Northmark", aliases=[], by=lead)


def test_person_gets_names(negotiation, lead):
    person = SpokespersonFactory(negotiation=negotiation)

    change_spokesperson(person=person, name="Ilka Brandt", aliases=["I. Brandt"], by=lead)

    person.refresh_from_db()
    assert (str(person), [alias.name for alias in person.aliases.all()]) == ("Ilka Brandt", ["I. Brandt"])


def test_role_is_corrected_and_forgotten(negotiation, party, lead):
    role = AffiliationFactory(spokesperson__negotiation=negotiation)
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 2, 1)}

    change_affiliation(affiliation=role, party=party, title="envoy", by=lead, **days)
    role.refresh_from_db()
    assert (role.party, role.title, role.ends_on) == (party, "envoy", date(2031, 2, 1))
    with pytest.raises(ReviewError, match="ends before it starts"):
        change_affiliation(
            affiliation=role, party=party, title="", by=lead, starts_on=date(2031, 2, 1), ends_on=date(2031, 1, 1)
        )

    delete_affiliation(affiliation=role, by=lead)
    assert not party.affiliations.exists()


def test_issue_gets_its_scale(issue, lead):
    for value in (0, 100):
        ScaleAnchorFactory(issue=issue, value=value)

    change_issue(issue=issue, title="Harbour dues", anchors={0: "none", 50: "half"}, status_quo=40, by=lead)

    issue.refresh_from_db()
    assert (issue.title, issue.status_quo) == ("Harbour dues", 40)
    assert [(anchor.value, anchor.meaning) for anchor in issue.anchors.all()] == [(0, "none"), (50, "half")]


def test_issue_does_not_come_to_stand_under_itself(issue, negotiation, lead):
    child = IssueFactory(negotiation=negotiation, parent=IssueFactory(negotiation=negotiation, parent=issue))

    with pytest.raises(ReviewError, match="stands under this issue already"):
        change_issue(issue=issue, title="Dues", anchors={}, parent=child, by=lead)


def test_issues_change_places(negotiation, lead):
    for title in ("one", "two", "three"):
        IssueFactory(negotiation=negotiation, title=title, number=7)
    issues = negotiation.issues.order_by("number", "title")

    move_issue(issue=issues.get(title="three"), is_up=False, by=lead)
    assert [each.title for each in issues] == ["one", "two", "three"]
    move_issue(issue=issues.get(title="one"), is_up=True, by=lead)
    assert [each.title for each in issues.all()] == ["one", "two", "three"]
    move_issue(issue=issues.get(title="three"), is_up=True, by=lead)

    assert [(each.number, each.title) for each in issues.all()] == [(1, "one"), (2, "three"), (3, "two")]


def test_party_goes_with_its_names_when_nothing_rests_on_it(party, lead):
    PartyAliasFactory(party=party)
    assert hangs_on(party) == ["1 other name"]

    delete_row(row=party, by=lead)

    assert not Party.objects.exists()


def test_party_that_said_or_voted_stays(party, negotiation, lead):
    StatementFactory(negotiation=negotiation, party=party)
    VoteFactory(proposal__negotiation=negotiation, party=party)
    FollowFactory(negotiation=negotiation, party=party)

    with pytest.raises(ReviewError, match="it has 1 statement, 1 vote, 1 digest that follows it"):
        delete_row(row=party, by=lead)
    assert Party.objects.filter(pk=party.pk).exists()


def test_party_that_others_wait_for_stays(party, negotiation, issue, lead):
    statement = StatementFactory(negotiation=negotiation)
    position = PositionFactory(statement=statement, issue=issue, condition="the port opens")
    ConditionVerdictFactory(position=position, awaits=party)

    with pytest.raises(ReviewError, match="it has 1 condition that waits for it"):
        delete_row(row=party, by=lead)


def test_issue_that_an_event_is_about_stays(issue, negotiation, lead):
    OutsideEventFactory(negotiation=negotiation).issues.add(issue)

    with pytest.raises(ReviewError, match="it has 1 outside event"):
        delete_row(row=issue, by=lead)


def test_person_and_issue_in_use_stay(issue, negotiation, lead):
    person = SpokespersonFactory(negotiation=negotiation)
    statement = StatementFactory(negotiation=negotiation, speaker=person)
    PositionFactory(statement=statement, issue=issue)
    IssueFactory(negotiation=negotiation, parent=issue)

    assert (uses_of(person), uses_of(issue)) == (["1 statement"], ["1 position", "1 issue under it"])
    for row in (person, issue):
        with pytest.raises(ReviewError, match="cannot be removed"):
            delete_row(row=row, by=lead)
    assert Issue.objects.filter(pk=issue.pk).exists()


def test_analyst_changes_nothing(party, issue, negotiation, analyst):
    role = AffiliationFactory(spokesperson__negotiation=negotiation)
    days = {"starts_on": None, "ends_on": None}
    for act in (
        lambda: change_party(party=party, name="Mine", aliases=[], by=analyst),
        lambda: change_spokesperson(person=role.spokesperson, name="Mine", aliases=[], by=analyst),
        lambda: change_affiliation(affiliation=role, party=party, title="", by=analyst, **days),
        lambda: delete_affiliation(affiliation=role, by=analyst),
        lambda: change_issue(issue=issue, title="Mine", anchors={}, by=analyst),
        lambda: move_issue(issue=issue, is_up=True, by=analyst),
        lambda: delete_row(row=party, by=analyst),
    ):
        with pytest.raises(NotAllowed):
            act()
