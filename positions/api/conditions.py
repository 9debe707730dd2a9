"""Conditions with what became of them, and who waits for each other."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.conditions import Condition, read_conditions
from positions.analysis.deadlocks import Deadlock, deadlocks
from positions.analysis.matrix import usual_moment
from positions.api.days import MomentField
from positions.api.fields import OfThisNegotiation
from positions.api.ledger import Computed, public_ids_of, said
from positions.enums import ConditionState, Stance
from positions.models import Issue, Party


class ConditionsWishSerializer(serializers.Serializer):
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False)
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False)
    state = serializers.ChoiceField(choices=ConditionState.choices, required=False)


class DeadlocksWishSerializer(serializers.Serializer):
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")


class WaitSerializer(serializers.Serializer):
    """One party waits for the next of the ring, by one condition or several."""

    party = serializers.CharField()
    awaits = serializers.CharField()
    positions = serializers.ListField(child=serializers.IntegerField(), help_text="Those that set the conditions.")


class DeadlockSerializer(serializers.Serializer):
    """Parties in a ring, each waiting for the next and the last for the first."""

    parties = serializers.ListField(child=serializers.CharField())
    waits = WaitSerializer(many=True)


class ConditionSerializer(serializers.Serializer):
    """A will if B does; what became of it is a person's decision, or read off a later statement (`is_derived`)."""

    party = serializers.CharField()
    issue = serializers.CharField()
    position = serializers.IntegerField(help_text="The position that set it.")
    statement = serializers.UUIDField(allow_null=True)
    stance = serializers.ChoiceField(choices=Stance.choices)
    condition = serializers.CharField()
    said_at = serializers.CharField()
    times_said = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ConditionState.choices)
    is_derived = serializers.BooleanField(help_text="Withdrawn by a later statement; nobody decided so.")
    is_suggested = serializers.BooleanField()
    awaits = serializers.CharField(allow_null=True, help_text="The party it waits for, as a person said.")
    decided_by = serializers.CharField(allow_null=True)
    in_deadlock = serializers.BooleanField(help_text="It stands in a ring of parties that wait for each other.")


@dataclass(frozen=True)
class Edge:
    """An open condition as an edge of the graph."""

    position: int
    waits: int
    awaited: int


def rings_of(found: list[Condition]) -> list[Deadlock[Edge]]:
    """Return the rings of parties that wait for each other, the shortest first."""
    return deadlocks(
        Edge(each.opening.position, each.party.pk, each.awaits.pk) for each in found if each.is_open and each.awaits
    )


def in_rings(found: list[Condition]) -> set[tuple[int, int]]:
    """Return position and party of the conditions that stand in a ring."""
    return {(edge.position, edge.waits) for ring in rings_of(found) for step in ring.edges for edge in step}


def told_deadlock(ring: Deadlock[Edge], parties: dict[int, str]) -> dict[str, Any]:
    slugs = [parties[party] for party in ring.parties]
    return {
        "parties": slugs,
        "waits": [
            {"party": one, "awaits": other, "positions": [edge.position for edge in step]}
            for one, other, step in zip(slugs, (*slugs[1:], slugs[0]), ring.edges, strict=True)
        ],
    }


def told_condition(each: Condition, ids: dict[int, UUID]) -> dict[str, Any]:
    return {
        "party": each.party.slug,
        "issue": each.issue.slug,
        "position": each.opening.position,
        "statement": ids.get(each.opening.statement or 0),
        "stance": each.stance,
        "condition": each.words,
        "said_at": said(each.opening),
        "times_said": each.times_said,
        "state": each.state,
        "is_derived": each.is_derived,
        "is_suggested": each.is_suggested,
        "awaits": each.awaits.slug if each.awaits else None,
        "decided_by": each.decision.by.username if each.decision else None,
    }


class ConditionViewSet(Computed):
    """What parties wait for."""

    @extend_schema(parameters=[ConditionsWishSerializer], responses=ConditionSerializer(many=True))
    @action(detail=False)
    def conditions(self, request: Request, **kwargs: Any) -> Response:
        """Return the conditions with what became of each, the open ones first."""
        wish = self.wish(ConditionsWishSerializer)
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        found = read_conditions(negotiation=self.negotiation, as_of=as_of)
        rings = in_rings(found)
        wanted = [
            each for each in found
            if wish.get("party") in {None, each.party}
            and wish.get("issue") in {None, each.issue}
            and wish.get("state") in {None, each.state}
        ]  # fmt: skip
        ids = public_ids_of(each.opening for each in wanted)
        rows = [
            told_condition(each, ids) | {"in_deadlock": (each.opening.position, each.party.pk) in rings}
            for each in wanted
        ]
        return Response(ConditionSerializer(rows, many=True).data)

    @extend_schema(parameters=[DeadlocksWishSerializer], responses=DeadlockSerializer(many=True))
    @action(detail=False)
    def deadlocks(self, request: Request, **kwargs: Any) -> Response:
        """Return the rings of parties that wait for each other by open conditions, the shortest first."""
        as_of = self.wish(DeadlocksWishSerializer).get("as_of") or usual_moment(self.negotiation, timezone.now())
        rings = rings_of(read_conditions(negotiation=self.negotiation, as_of=as_of))
        parties, _ = self.slugs()
        return Response(DeadlockSerializer([told_deadlock(ring, parties) for ring in rings], many=True).data)
