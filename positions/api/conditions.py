"""Conditions with what became of them, who waits for each other, and the briefing with every quotation."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.briefing import Briefing, Subject, read_briefing
from positions.analysis.conditions import Condition, read_conditions
from positions.analysis.deadlocks import deadlocks
from positions.analysis.evidence import Evidence
from positions.analysis.matrix import usual_moment
from positions.api.fields import OfThisNegotiation, written
from positions.api.ledger import Computed, MomentField, public_ids_of, said
from positions.enums import ConditionState, Stance
from positions.models import Issue, Party


class ConditionsWishSerializer(serializers.Serializer):
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False)
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False)
    state = serializers.ChoiceField(choices=ConditionState.choices, required=False)


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


class BriefingWishSerializer(serializers.Serializer):
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False)
    beside = OfThisNegotiation(
        "slug", queryset=Party.objects.all(), required=False, help_text="A second party, for a briefing on both."
    )
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False)


class QuotationSerializer(serializers.Serializer):
    words = serializers.CharField()
    is_quoted = serializers.BooleanField(help_text="The source has them in quotation marks.")
    speaker = serializers.CharField()
    said_at = serializers.CharField()
    outlet = serializers.CharField()
    kind = serializers.CharField()
    url = serializers.CharField(help_text="Path of the statement's or vote's page.")


class SentenceSerializer(serializers.Serializer):
    text = serializers.CharField()
    quotations = QuotationSerializer(many=True)


class SectionSerializer(serializers.Serializer):
    title = serializers.CharField()
    sentences = SentenceSerializer(many=True)


class BriefingSerializer(serializers.Serializer):
    """One page on a party, two parties or an issue; every sentence with the words that it rests on."""

    title = serializers.CharField()
    as_of = serializers.DateTimeField()
    sections = SectionSerializer(many=True)


@dataclass(frozen=True)
class Edge:
    """An open condition as an edge of the graph."""

    position: int
    waits: int
    awaited: int


def in_rings(found: list[Condition]) -> set[tuple[int, int]]:
    """Return position and party of the conditions that stand in a ring."""
    edges = [
        Edge(each.opening.position, each.party.pk, each.awaits.pk) for each in found if each.is_open and each.awaits
    ]
    return {(edge.position, edge.waits) for ring in deadlocks(edges) for step in ring.edges for edge in step}


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


def told_briefing(found: Briefing) -> dict[str, Any]:
    return {
        "title": found.title,
        "as_of": found.as_of,
        "sections": [
            {
                "title": section.title,
                "sentences": [
                    {"text": sentence.text, "quotations": [told_words(each) for each in sentence.evidence]}
                    for sentence in section.sentences
                ],
            }
            for section in found.sections
        ],
    }


def told_words(evidence: Evidence) -> dict[str, Any]:
    return {
        "words": evidence.words,
        "is_quoted": evidence.is_quoted,
        "speaker": evidence.speaker,
        "said_at": written(evidence.said_at, evidence.precision),
        "outlet": evidence.outlet,
        "kind": evidence.kind,
        "url": evidence.url,
    }


class ConditionViewSet(Computed):
    """What parties wait for, and the briefing."""

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

    @extend_schema(parameters=[BriefingWishSerializer], responses=BriefingSerializer)
    @action(detail=False)
    def briefing(self, request: Request, **kwargs: Any) -> Response:
        """Return the briefing on a party, on two parties or on an issue; on everything unless one is named."""
        wish = self.wish(BriefingWishSerializer)
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        parties = tuple(dict.fromkeys(party for name in ("party", "beside") if (party := wish.get(name))))
        found = read_briefing(negotiation=self.negotiation, subject=Subject(parties, wish.get("issue")), as_of=as_of)
        return Response(BriefingSerializer(told_briefing(found)).data)
