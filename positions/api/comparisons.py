"""What the ledger says of several parties or over time: who moved first, who repeats what, how far apart they are."""

import re
from collections.abc import Collection
from itertools import combinations
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.distance import Distance, distance
from positions.analysis.kept_ledger import read_full_ledger, read_short_ledger
from positions.analysis.matrix import usual_moment
from positions.analysis.movers import Mover, first_moves
from positions.analysis.rhythm import Rhythm, rhythm_of
from positions.api.fields import OfThisNegotiation
from positions.api.ledger import Computed, LedgerWishSerializer, MatrixWishSerializer, said
from positions.enums import Relation
from positions.models import Issue


class FirstMovesWishSerializer(MatrixWishSerializer):
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False)


class MoverSerializer(serializers.Serializer):
    party = serializers.CharField()
    at = serializers.CharField()
    relation = serializers.ChoiceField(choices=Relation.choices)
    size = serializers.IntegerField(allow_null=True, help_text="Points on the issue's scale, signed.")
    summary = serializers.CharField()
    lag_days = serializers.IntegerField(help_text="Days after the first mover; 0 for the first, or several of one day.")
    is_about = serializers.BooleanField(help_text="Of one of the two dates only the month is known.")
    nearer = serializers.ListField(child=serializers.CharField(), help_text="Parties it came closer to.")
    farther = serializers.ListField(child=serializers.CharField(), help_text="Parties it went away from.")


class FirstMovesSerializer(serializers.Serializer):
    """Who left the position it held at first on an issue, in order of time, and who has not."""

    issue = serializers.CharField()
    movers = MoverSerializer(many=True)
    unmoved = serializers.ListField(child=serializers.CharField())


class RhythmSerializer(serializers.Serializer):
    """How often a party says what it holds; what three days of saying it do not tell is null."""

    party = serializers.CharField()
    issue = serializers.CharField()
    times_said = serializers.IntegerField(help_text="Distinct utterances, however many outlets reported them.")
    last_said = serializers.DateField(help_text="A day in UTC.")
    silent_days = serializers.IntegerField()
    usual_days = serializers.FloatField(allow_null=True, help_text="Median of the days between.")
    has_stopped = serializers.BooleanField(
        allow_null=True, help_text="Silent for more than twice the usual, and longer than ever before."
    )


# An issue's slug and its weight.
PAIR = r"[^,]+:[0-9]{1,6}(\.[0-9]{1,6})?"


@extend_schema_field({"type": "string", "pattern": f"^{PAIR}(,{PAIR})*$"})
class WeightsField(serializers.Field):
    """Issues with their weights: ceasefire:2,withdrawal:1. An issue that is not named has none."""

    default_error_messages = {
        "invalid": "Write issues with their weights, 0 or more: ceasefire:2,withdrawal:1.",
        "does_not_exist": "There is no issue “{slug}” in this negotiation.",
    }

    def to_internal_value(self, wish: Any) -> dict[int, float]:
        issues = {slug: pk for pk, slug in self.context["view"].slugs()[1].items()}
        weights = {}
        for pair in str(wish).split(","):
            slug, _, number = pair.strip().rpartition(":")
            if slug not in issues:
                self.fail("does_not_exist", slug=slug or pair.strip())
            if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", number, re.ASCII):
                self.fail("invalid")
            weights[issues[slug]] = float(number)
        return weights


class DistancesWishSerializer(MatrixWishSerializer):
    weights = WeightsField(
        required=False,
        help_text="Issues with their weights: ceasefire:2,withdrawal:1; unless given, how much the two speak of each.",
    )


class OnIssueSerializer(serializers.Serializer):
    issue = serializers.CharField()
    weight = serializers.FloatField()
    low = serializers.FloatField(allow_null=True, help_text="Null when the two cannot be compared on it.")
    high = serializers.FloatField(allow_null=True, help_text="More than `low` when one of them is split.")


class DistanceSerializer(serializers.Serializer):
    """How far apart two parties stand, 0 to 100; pairs with nothing to compare are left out."""

    parties = serializers.ListField(child=serializers.CharField())
    mean = serializers.FloatField(allow_null=True, help_text="Over the issues that can be compared, by weight.")
    low = serializers.FloatField(help_text="With 0 on every issue that cannot be compared.")
    high = serializers.FloatField(help_text="With 100 on every issue that cannot be compared.")
    known_share = serializers.FloatField(help_text="Share of the weight on issues that can be compared.")
    issues = OnIssueSerializer(many=True)


def told_mover(mover: Mover, parties: dict[int, str]) -> dict[str, Any]:
    shift = mover.shift
    return {
        "party": parties[mover.party],
        "at": said(shift.after.opening),
        "relation": shift.relation,
        "size": shift.size,
        "summary": shift.summary,
        "lag_days": mover.lag_days,
        "is_about": mover.is_about,
        "nearer": named(mover.nearer, parties),
        "farther": named(mover.farther, parties),
    }


def named(wanted: Collection[int], parties: dict[int, str]) -> list[str]:
    """Return the slugs of parties in the order of the matrix."""
    return [slug for pk, slug in parties.items() if pk in wanted]


def told_rhythm(rhythm: Rhythm) -> dict[str, Any]:
    return {
        "times_said": rhythm.times_said,
        "last_said": rhythm.last_on,
        "silent_days": rhythm.silent_days,
        "usual_days": rhythm.usual_days,
        "has_stopped": rhythm.has_stopped,
    }


def told_distance(found: Distance, issues: dict[int, str]) -> dict[str, Any]:
    return {
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "known_share": found.known_share,
        "issues": [
            {
                "issue": issues[each.issue],
                "weight": each.weight,
                "low": each.gap.low if each.gap else None,
                "high": each.gap.high if each.gap else None,
            }
            for each in found.issues
        ],
    }


class ComparisonViewSet(Computed):
    """What the ledger says of several parties, or over time."""

    @extend_schema(parameters=[FirstMovesWishSerializer], responses=FirstMovesSerializer(many=True))
    @action(detail=False, url_path="first-moves")
    def first_moves(self, request: Request, **kwargs: Any) -> Response:
        """Return who moved first on each issue, and who followed how many days later."""
        wish = self.wish(FirstMovesWishSerializer)
        asked = wish.pop("issue", None)
        found = read_short_ledger(negotiation=self.negotiation, **wish)
        parties, issues = self.slugs()
        held = {issue for _, issue in found.held if asked is None or issue == asked.pk}
        moves = [(issues[pk], first_moves(found, pk)) for pk in issues if pk in held]
        rows = [
            {
                "issue": issue,
                "movers": [told_mover(mover, parties) for mover in each.movers],
                "unmoved": named(each.unmoved, parties),
            }
            for issue, each in moves
        ]
        return Response(FirstMovesSerializer(rows, many=True).data)

    @extend_schema(parameters=[LedgerWishSerializer], responses=RhythmSerializer(many=True))
    @action(detail=False)
    def rhythms(self, request: Request, **kwargs: Any) -> Response:
        """Return how often each held position is said, and whether it is said no more."""
        wish = self.wish(LedgerWishSerializer)
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        found = read_full_ledger(negotiation=self.negotiation, **wish | {"as_of": as_of})
        parties, issues = self.slugs()
        rows = [
            {"party": parties[party], "issue": issues[issue], **told_rhythm(rhythm_of(held[-1], as_of))}
            for (party, issue), held in sorted(found.held.items())
        ]
        return Response(RhythmSerializer(rows, many=True).data)

    @extend_schema(parameters=[DistancesWishSerializer], responses=DistanceSerializer(many=True))
    @action(detail=False)
    def distances(self, request: Request, **kwargs: Any) -> Response:
        """Return how far apart each two parties stand, with what unknown positions leave open."""
        wish = self.wish(DistancesWishSerializer)
        weights = wish.pop("weights", None)
        found = read_short_ledger(negotiation=self.negotiation, **wish)
        parties, issues = self.slugs()
        rows = [
            {"parties": [parties[one], parties[other]], **told_distance(apart, issues)}
            for one, other in combinations(parties, 2)
            if (apart := distance(found, one, other, issues=issues, weights=weights))
        ]
        return Response(DistanceSerializer(rows, many=True).data)
