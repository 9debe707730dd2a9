"""Making one party of two."""

import pytest
from pghistory.models import Event

from positions.enums import JobKind
from positions.models import Job, Party
from positions.review.errors import NotAllowed, ReviewError
from positions.review.merging import merge_parties
from tests.factories import (
    AffiliationFactory,
    ConditionVerdictFactory,
    FollowFactory,
    IssueFactory,
    PartyAliasFactory,
    PartyFactory,
    PositionFactory,
    ProposalFactory,
    StatementFactory,
    SubscriptionFactory,
    VoteFactory,
)


@pytest.fixture
def party(negotiation):
    return PartyFactory(negotiation=negotiation, name="The Zahiri side")


@pytest.fixture
def into(negotiation):
    return PartyFactory(negotiation=negotiation, name="Zahira")


def test_all_of_a_party_goes_to_the_other(party, into, negotiation, lead):
    said = StatementFactory(negotiation=negotiation, party=party)
    towards = StatementFactory(negotiation=negotiation)
    for names in (towards.joint_with, towards.addressed_to, towards.targets):
        names.add(party)
    towards.addressed_to.add(into)
    vote = VoteFactory(proposal__negotiation=negotiation, party=party)
    proposal = ProposalFactory(negotiation=negotiation, put_by=party)
    proposal.sponsors.add(party)
    follow = FollowFactory(negotiation=negotiation, party=party)
    PartyAliasFactory(party=party, name="Захира")

    merge_parties(party=party, into=into, by=lead)

    for row in (said, vote, proposal):
        row.refresh_from_db()
    assert (said.party, vote.party, proposal.put_by) == (into, into, into)
    for names in (towards.joint_with, towards.addressed_to, towards.targets, proposal.sponsors):
        assert list(names.all()) == [into]
    assert [row.party for row in follow.subscription.follows.all()] == [into]
    assert {alias.name for alias in into.aliases.all()} == {"The Zahiri side", "Захира"}
    assert not Party.objects.filter(pk=party.pk).exists()


def test_pairs_of_a_party_are_followed_once(party, into, negotiation, lead):
    third, subscription = PartyFactory(negotiation=negotiation), SubscriptionFactory()
    pairs = [
        sorted((one, other), key=lambda each: each.pk) for one, other in ((party, third), (into, third), (party, into))
    ]
    for one, other in pairs:
        FollowFactory(subscription=subscription, negotiation=negotiation, party=one, other=other)

    merge_parties(party=party, into=into, by=lead)

    first, second = sorted((into, third), key=lambda each: each.pk)
    assert {(row.party, row.other) for row in subscription.follows.all()} == {(first, second), (into, None)}


@pytest.fixture
def conditional(negotiation):
    """Return what makes a decided condition of a party."""

    def conditional(party, **verdict):
        issue = IssueFactory(negotiation=negotiation)
        statement = StatementFactory(negotiation=negotiation, party=party)
        position = PositionFactory(issue=issue, statement=statement, condition="the port opens")
        return ConditionVerdictFactory(position=position, **verdict)

    return conditional


def test_what_became_of_conditions_is_kept(party, into, negotiation, lead, conditional):
    its, waiting = conditional(party), conditional(PartyFactory(negotiation=negotiation), awaits=party)

    merge_parties(party=party, into=into, by=lead)

    its.refresh_from_db()
    waiting.refresh_from_db()
    assert (its.party, waiting.awaits) == (into, into)


def test_parties_of_which_one_waits_for_the_other_are_two(party, into, lead, conditional):
    conditional(party, awaits=into)

    for one, other in ((party, into), (into, party)):
        with pytest.raises(ReviewError, match="waits for"):
            merge_parties(party=one, into=other, by=lead)


def test_every_table_that_names_a_party_is_thought_of():
    """Whoever adds a table that names parties says in `merging` what becomes of its rows, and here that he did."""
    derived = {"heldposition", "ledgerentry", "ledgermark", "embedding"}
    named = {
        relation.related_model._meta.model_name
        for relation in Party._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not issubclass(relation.related_model, Event)
    }

    assert named - derived == {
        "affiliation",
        "conditionverdict",
        "follow",
        "partyalias",
        "proposal",
        "proposal_sponsors",
        "statement",
        "statement_addressed_to",
        "statement_joint_with",
        "statement_targets",
        "vote",
    }


def test_people_speak_for_the_party_that_stays_once(party, into, negotiation, lead):
    both = AffiliationFactory(spokesperson__negotiation=negotiation, party=party)
    AffiliationFactory(spokesperson=both.spokesperson, party=into)
    AffiliationFactory(spokesperson__negotiation=negotiation, party=party, title="envoy")

    merge_parties(party=party, into=into, by=lead)

    assert sorted(role.title for role in into.affiliations.all()) == ["envoy", "foreign minister"]


def test_links_are_looked_for_anew(party, into, negotiation, lead):
    merge_parties(party=party, into=into, by=lead)

    job = Job.objects.get(kind=JobKind.LINK)
    assert (job.negotiation, job.requested_by) == (negotiation, lead)


@pytest.mark.parametrize("way", ["addressed_to", "targets", "joint_with"])
def test_parties_that_speak_to_each_other_are_two(party, into, negotiation, lead, way):
    getattr(StatementFactory(negotiation=negotiation, party=party), way).add(into)

    with pytest.raises(ReviewError, match="so they are two"):
        merge_parties(party=party, into=into, by=lead)
    assert Party.objects.filter(pk=party.pk).exists()


def test_parties_that_voted_on_one_proposal_are_two(party, into, negotiation, lead):
    proposal = ProposalFactory(negotiation=negotiation, title="Envoy’s plan")
    for each in (party, into):
        VoteFactory(proposal=proposal, party=each)

    with pytest.raises(ReviewError, match="Both voted on “Envoy’s plan”"):
        merge_parties(party=party, into=into, by=lead)


def test_party_is_not_merged_into_itself_or_a_strange_one(party, lead):
    for into in (party, PartyFactory()):
        with pytest.raises(ReviewError):
            merge_parties(party=party, into=into, by=lead)


def test_analyst_merges_nothing(party, into, analyst):
    with pytest.raises(NotAllowed):
        merge_parties(party=party, into=into, by=analyst)
