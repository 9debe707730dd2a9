"""What changed between two moments: the cells of the matrix in which something else is held."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.between import Difference, compare
from positions.analysis.matrix import Matrix, in_full, read_matrix, usual_moment
from positions.api.days import MomentField
from positions.api.errors import BadCombination
from positions.api.ledger import Computed, HeldSerializer, public_ids, told
from positions.enums import Relation


class DifferencesWishSerializer(serializers.Serializer):
    then = MomentField(help_text="Said by this day or moment.")
    now = MomentField(required=False, help_text="Said by this later one; the latest unless given.")


class DifferenceSerializer(serializers.Serializer):
    """One cell at both moments; steps before first positions, the largest step first."""

    party = serializers.CharField()
    issue = serializers.CharField()
    is_first = serializers.BooleanField(help_text="It was unknown then.")
    relation = serializers.ChoiceField(choices=Relation.choices, allow_null=True, help_text="Null for a first one.")
    size = serializers.IntegerField(allow_null=True, help_text="Points on the issue's scale, signed.")
    summary = serializers.CharField(help_text="What the party did in between, after its name.")
    then = HeldSerializer(allow_null=True)
    now = HeldSerializer()


class DifferencesSerializer(serializers.Serializer):
    then = serializers.DateTimeField()
    now = serializers.DateTimeField()
    changed = DifferenceSerializer(many=True)


def told_difference(each: Difference, held: dict[Any, Any], ids: dict[int, Any]) -> dict[str, Any]:
    shift = each.shift
    return {
        "party": each.now.party.slug,
        "issue": each.now.issue.slug,
        "is_first": each.is_first,
        "relation": shift.relation if shift else None,
        "size": shift.size if shift else None,
        "summary": each.summary,
        "then": told(held["then", each.now.party.pk, each.now.issue.pk], ids),
        "now": told(held["now", each.now.party.pk, each.now.issue.pk], ids),
    }


def held_in(found: Matrix, name: str, changed: list[Difference]) -> dict[Any, Any]:
    """Return what is held in the changed cells at one moment, with all of its words."""
    cells = in_full([getattr(each, name) for each in changed], widen=False)
    return {(name, cell.party.pk, cell.issue.pk): cell.held for cell in cells}


class DifferenceViewSet(Computed):
    """Two moments laid over each other."""

    @extend_schema(parameters=[DifferencesWishSerializer], responses=DifferencesSerializer)
    @action(detail=False)
    def differences(self, request: Request, **kwargs: Any) -> Response:
        """Return the cells in which something else is held than was at an earlier moment."""
        wish = self.wish(DifferencesWishSerializer)
        now = wish.get("now") or usual_moment(self.negotiation, timezone.now())
        if now < wish["then"]:
            raise BadCombination({"now": ["The later moment is before the earlier one. Swap the two."]})
        earlier, later = (read_matrix(negotiation=self.negotiation, as_of=each) for each in (wish["then"], now))
        changed = list(compare(earlier, later).changed)
        held = held_in(earlier, "then", changed) | held_in(later, "now", changed)
        ids = public_ids(held.values())
        rows = [told_difference(each, held, ids) for each in changed]
        return Response(DifferencesSerializer({"then": wish["then"], "now": now, "changed": rows}).data)
