"""From which score on links are shown: what the decisions say of each score, and who may choose."""

from datetime import timedelta

import pytest
from django.utils import timezone

from positions.enums import Origin, Relation, Role, Verdict
from positions.models import Judgement, Link, Negotiation
from positions.review.errors import NotAllowed, ReviewError
from positions.review.thresholds import ENOUGH, Outcome, Scored, measure, read_measured, set_thresholds, wilson
from tests.factories import LinkFactory, MembershipFactory, NegotiationFactory, UserFactory, confirm, refuse


def links(score: float, *, confirmed: int = 0, refused: int = 0, undecided: int = 0, relation="restates"):
    told = [True] * confirmed + [False] * refused + [None] * undecided
    return [Scored(relation, score, is_confirmed) for is_confirmed in told]


def test_outcome_counts_links_judged_and_confirmed_from_each_score_on():
    found = measure(
        [*links(0.45, refused=3, undecided=1), *links(0.7, confirmed=2, refused=1), *links(0.95, confirmed=4)],
        show=0.5, weeks=2,
    )  # fmt: skip

    at = {outcome.threshold: (outcome.links, outcome.judged, outcome.confirmed) for outcome in found.outcomes}
    assert (at[0.4], at[0.45], at[0.5]) == ((11, 10, 6), (11, 10, 6), (7, 7, 6))
    assert (at[0.7], at[0.75], at[0.95], at[1.0]) == ((7, 7, 6), (4, 4, 4), (4, 4, 4), (0, 0, 0))
    assert found.per_week(11) == 5.5
    assert found.judged == 10


def test_relations_are_measured_from_the_show_threshold_on_the_most_judged_first():
    found = measure(
        [
            *links(0.6, confirmed=1),
            *links(0.6, refused=2, relation="opposes"),
            *links(0.4, confirmed=9, relation="quotes"),
        ],
        show=0.5, weeks=1,
    )  # fmt: skip

    assert [(relation, outcome.judged, outcome.confirmed) for relation, outcome in found.by_relation] == [
        (Relation.OPPOSES, 2, 0),
        (Relation.RESTATES, 1, 1),
    ]


def test_wilson_interval_is_that_of_the_tables():
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson(0, 10) == pytest.approx((0.0, 0.278), abs=0.001)
    assert wilson(20, 20) == pytest.approx((0.839, 1.0), abs=0.001)


@pytest.mark.parametrize(("judged", "is_enough"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_share_needs_enough_decisions(judged, is_enough):
    assert Outcome(0.5, links=100, judged=judged, confirmed=judged).is_enough is is_enough


def test_share_of_nothing_is_unknown():
    nothing = Outcome(0.5, links=3, judged=0, confirmed=0)

    assert (nothing.share, nothing.interval) == (None, None)


@pytest.mark.django_db
class TestRows:
    def test_verdicts_in_force_on_the_machines_links_count(self):
        negotiation = NegotiationFactory()
        suggested = [LinkFactory(negotiation=negotiation, score=0.8) for _ in range(5)]
        confirm(link=suggested[0])
        refuse(link=suggested[1])
        confirm(link=suggested[2], relation=Relation.REVERSES)  # linked, but not as suggested
        Judgement.objects.create(link=suggested[3], verdict=Verdict.UNSURE, by=UserFactory())
        changed = confirm(link=suggested[4])
        changed.superseded_at, changed.superseded_by = timezone.now(), changed.by
        changed.save()
        confirm(link=LinkFactory(negotiation=negotiation, origin=Origin.PERSON, score=1))
        confirm(link=LinkFactory(score=0.8))

        at = read_measured(negotiation=negotiation).at(0.8)

        assert (at.links, at.judged, at.confirmed) == (5, 3, 1)

    def test_a_week_is_counted_from_the_first_suggestion(self):
        negotiation = NegotiationFactory()
        for _ in range(6):
            LinkFactory(negotiation=negotiation)

        later = timezone.now() + timedelta(weeks=3)

        assert read_measured(negotiation=negotiation).per_week(6) == 6
        assert read_measured(negotiation=negotiation, now=later).per_week(6) == pytest.approx(2, abs=0.001)

    def test_lead_sets_both(self):
        lead = MembershipFactory(role=Role.LEAD)

        set_thresholds(negotiation=lead.negotiation, show=0.6, pre_accept=0.6, by=lead.user)

        assert Negotiation.objects.values_list("show_threshold", "pre_accept_threshold").get() == (0.6, 0.6)

    @pytest.mark.parametrize(("show", "pre_accept"), [(0.9, 0.8), (-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.9)])
    def test_thresholds_that_cannot_be_are_refused(self, show, pre_accept):
        lead = MembershipFactory(role=Role.LEAD)

        with pytest.raises(ReviewError):
            set_thresholds(negotiation=lead.negotiation, show=show, pre_accept=pre_accept, by=lead.user)

    def test_analyst_sets_nothing(self):
        analyst = MembershipFactory(role=Role.ANALYST)

        with pytest.raises(NotAllowed):
            set_thresholds(negotiation=analyst.negotiation, show=0.6, pre_accept=0.7, by=analyst.user)

    def test_no_threshold_confirms_anything(self):
        lead = MembershipFactory(role=Role.LEAD)
        LinkFactory(negotiation=lead.negotiation, score=1)

        set_thresholds(negotiation=lead.negotiation, show=0, pre_accept=0, by=lead.user)

        assert not Link.objects.confirmed().exists()
        assert not Judgement.objects.filter(link__isnull=False).exists()
