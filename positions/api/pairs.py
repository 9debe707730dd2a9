"""Two parties side by side: what each holds, how far apart that is and was, who moved first, who answers whom."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.distance import Gap
from positions.analysis.matrix import usual_moment
from positions.analysis.pairs import Answering, OnIssue, Pair, Point, Trend, read_answering, read_pair
from positions.api.comparisons import DistanceSerializer, MoverSerializer, named, told_distance, told_mover
from positions.api.days import MomentField
from positions.api.errors import BadCombination
from positions.api.fields import OfThisNegotiation, written
from positions.api.ledger import Computed, HeldSerializer, public_ids, told
from positions.api.quotations import QuotationSerializer, told_words
from positions.models import Party

LINKS_SHOWN = 50


class PairWishSerializer(serializers.Serializer):
    one = OfThisNegotiation("slug", queryset=Party.objects.all())
    other = OfThisNegotiation("slug", queryset=Party.objects.all())
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        if wish["one"] == wish["other"]:
            raise BadCombination({"other": ["A pair is of two parties. Name another one."]})
        return wish


class PairSideSerializer(serializers.Serializer):
    party = serializers.CharField()
    held = HeldSerializer(allow_null=True, help_text="Null when unknown.")
    suggestion = HeldSerializer(allow_null=True, help_text="A newer one that nobody has confirmed.")
    words = QuotationSerializer(many=True, help_text="Its last words; of a split each side's.")


class GapSerializer(serializers.Serializer):
    low = serializers.FloatField()
    high = serializers.FloatField(help_text="More than `low` when one of them is split.")


class PairIssueSerializer(serializers.Serializer):
    issue = serializers.CharField()
    weight = serializers.FloatField(help_text="How much the two speak of it.")
    gap = GapSerializer(allow_null=True, help_text="Points apart; null when they cannot be compared.")
    sides = PairSideSerializer(many=True)
    movers = MoverSerializer(many=True, help_text="Who of the two moved first, and who followed.")
    unmoved = serializers.ListField(child=serializers.CharField())


class PointSerializer(serializers.Serializer):
    """How far apart they stood from a day on which one of them took a new position."""

    at = serializers.CharField()
    mean = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()
    like_for_like = serializers.FloatField(
        allow_null=True, help_text="On the issues that could be compared at both ends of the course."
    )
    changed = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class TrendSerializer(serializers.Serializer):
    points = serializers.FloatField(help_text="Negative: they came closer.")
    since = serializers.DateTimeField()
    issues = serializers.IntegerField(help_text="How many could be compared throughout.")


class AnsweringSerializer(serializers.Serializer):
    later = serializers.CharField()
    earlier = serializers.CharField()
    times = serializers.IntegerField(help_text="Confirmed links.")
    suggested = serializers.IntegerField()
    links = serializers.ListField(
        child=serializers.UUIDField(), help_text=f"The latest {LINKS_SHOWN} confirmed ones, the latest first."
    )


class PairSerializer(serializers.Serializer):
    parties = serializers.ListField(child=serializers.CharField())
    as_of = serializers.DateTimeField()
    distance = DistanceSerializer(allow_null=True, help_text="Null when there is nothing to compare.")
    trend = TrendSerializer(allow_null=True, help_text="Null when they came neither closer nor apart.")
    issues = PairIssueSerializer(many=True)
    course = PointSerializer(many=True)
    answering = AnsweringSerializer(many=True)


def told_gap(gap: Gap | None) -> dict[str, float] | None:
    return {"low": gap.low, "high": gap.high} if gap else None


def told_point(point: Point, pair: Pair, issues: dict[int, str]) -> dict[str, Any]:
    slugs = {pair.one.pk: pair.one.slug, pair.other.pk: pair.other.slug}
    changed = dict.fromkeys((slugs[held.party], issues[held.issue]) for held in point.changed)
    return {
        "at": written(point.at, point.precision),
        "mean": point.distance.mean,
        "low": point.distance.low,
        "high": point.distance.high,
        "like_for_like": pair.like_for_like(point),
        "changed": sorted(map(list, changed)),
    }


def told_trend(trend: Trend | None) -> dict[str, Any] | None:
    return {"points": trend.points, "since": trend.since, "issues": trend.issues} if trend else None


def told_answering(found: Answering) -> dict[str, Any]:
    return {
        "later": found.later.slug,
        "earlier": found.earlier.slug,
        "times": found.times,
        "suggested": found.suggested,
        "links": [link.public_id for link in found.links],
    }


class PairViewSet(Computed):
    """Two parties side by side."""

    @extend_schema(parameters=[PairWishSerializer], responses=PairSerializer)
    @action(detail=False)
    def pair(self, request: Request, **kwargs: Any) -> Response:
        """Return what two parties hold, how far apart that is and was, and who answers whom."""
        wish = self.wish(PairWishSerializer)
        both = {"one": wish["one"], "other": wish["other"]}
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        found = read_pair(negotiation=self.negotiation, **both, as_of=as_of)
        answering = read_answering(negotiation=self.negotiation, **both, shown=LINKS_SHOWN)
        parties, issues = self.slugs()
        slugs = [wish["one"].slug, wish["other"].slug]
        shown = {
            "parties": slugs,
            "as_of": as_of,
            "distance": {"parties": slugs, **told_distance(found.distance, issues)} if found.distance else None,
            "trend": told_trend(found.trend),
            "issues": self.told_issues(found, parties),
            "course": [told_point(point, found, issues) for point in found.course],
            "answering": [told_answering(each) for each in answering],
        }
        return Response(PairSerializer(shown).data)

    def told_issues(self, found: Pair, parties: dict[int, str]) -> list[dict[str, Any]]:
        sides = [side.cell for each in found.issues for side in each.sides]
        ids = public_ids(held for cell in sides for held in (cell.held, cell.suggestion))
        return [told_issue(each, parties, ids) for each in found.issues]


def told_issue(each: OnIssue, parties: dict[int, str], ids: dict[int, Any]) -> dict[str, Any]:
    return {
        "issue": each.issue.slug,
        "weight": each.weight,
        "gap": told_gap(each.gap),
        "sides": [
            {
                "party": side.cell.party.slug,
                "held": told(side.cell.held, ids),
                "suggestion": told(side.cell.suggestion, ids),
                "words": [told_words(words) for words in side.words],
            }
            for side in each.sides
        ],
        "movers": [told_mover(mover, parties) for mover in each.moves.movers] if each.moves else [],
        "unmoved": named(each.moves.unmoved, parties) if each.moves else [],
    }
