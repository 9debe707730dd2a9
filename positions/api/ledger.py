"""Who held what when: the matrix as of a moment, the ledger and its shifts, with the evidence of each."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.kept_ledger import read_full_ledger
from positions.analysis.ledger import Entry, Held
from positions.analysis.matrix import Cell, in_full, read_matrix, usual_moment
from positions.analysis.readings import Kind
from positions.analysis.shifts import ToldShift, read_shifts
from positions.api.days import MomentField
from positions.api.fields import FirmnessField, OfThisNegotiation, written
from positions.api.parameters import refuse_unknown
from positions.api.scope import Scoped
from positions.enums import Relation, Stance
from positions.models import Issue, Negotiation, Party, Statement

# Fields that take one parameter several times.
SEVERAL = (serializers.ListField, serializers.ManyRelatedField, serializers.MultipleChoiceField)


class MatrixWishSerializer(serializers.Serializer):
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")
    known_at = MomentField(
        required=False,
        help_text="By the codings and decisions that stood on this day or at this moment; now unless given.",
    )
    widen = serializers.BooleanField(default=False, help_text="Let suggestions supersede what people confirmed.")


class LedgerWishSerializer(MatrixWishSerializer):
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False)
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False)


class ShiftsWishSerializer(serializers.Serializer):
    since = MomentField(required=False, help_text="Said after this day or moment.")
    until = MomentField(required=False, help_text="Said up to this day or moment.")
    known_at = MomentField(
        required=False,
        help_text="By the codings and decisions that stood on this day or at this moment; now unless given.",
    )
    widen = serializers.BooleanField(default=False, help_text="Include shifts that are only suggested.")


class EvidenceSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    statement = serializers.UUIDField(allow_null=True)
    vote = serializers.IntegerField(allow_null=True)
    said_at = serializers.CharField()


class SideSerializer(serializers.Serializer):
    """What one side of a split holds, and in which evidence."""

    stance = serializers.ChoiceField(choices=Stance.choices)
    value = serializers.IntegerField(allow_null=True)
    firmness = FirmnessField()
    condition = serializers.CharField()
    evidence = EvidenceSerializer(many=True)


class HeldSerializer(serializers.Serializer):
    """What a party held from `since` to `until`, null while it holds it, and the statements or votes that say so."""

    stance = serializers.ChoiceField(choices=Stance.choices)
    value = serializers.IntegerField(allow_null=True)
    firmness = FirmnessField()
    condition = serializers.CharField()
    since = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)
    last_said = serializers.CharField()
    times_said = serializers.IntegerField(help_text="Distinct utterances, however many outlets reported them.")
    is_suggested = serializers.BooleanField()
    is_split = serializers.BooleanField(
        help_text="Its speakers were at odds on the day it began: `sides` has all, the fields above the last word."
    )
    sides = SideSerializer(many=True)
    evidence = EvidenceSerializer(many=True)


class CellSerializer(serializers.Serializer):
    party = serializers.CharField()
    issue = serializers.CharField()
    held = HeldSerializer(allow_null=True, help_text="Null when unknown.")
    suggestion = HeldSerializer(allow_null=True, help_text="A newer one that nobody has confirmed.")
    reason = serializers.CharField(help_text="Why it is unknown.")
    is_old = serializers.BooleanField(help_text="Not said for two weeks.")


class MatrixSerializer(serializers.Serializer):
    as_of = serializers.DateTimeField()
    parties = serializers.ListField(child=serializers.CharField())
    issues = serializers.ListField(child=serializers.CharField())
    cells = CellSerializer(many=True)


class LedgerRowSerializer(serializers.Serializer):
    party = serializers.CharField()
    issue = serializers.CharField()
    held = HeldSerializer(many=True)


class ReadingSerializer(serializers.Serializer):
    """Another way to read a step, and what the party did by it."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind])
    lead = serializers.CharField(help_text="Which reading it is, in words.")
    outcome = serializers.CharField(help_text="What the party did by it, after its name.")
    is_same = serializers.BooleanField(help_text="It makes the same of the step.")


class ShiftSerializer(serializers.Serializer):
    party = serializers.CharField()
    issue = serializers.CharField()
    at = serializers.CharField()
    relation = serializers.ChoiceField(choices=Relation.choices)
    size = serializers.IntegerField(allow_null=True, help_text="Points on the issue's scale, signed.")
    summary = serializers.CharField()
    is_suggested = serializers.BooleanField()
    before = HeldSerializer()
    after = HeldSerializer()
    words_before = serializers.CharField()
    words_after = serializers.CharField()
    readings = ReadingSerializer(many=True)


def public_ids(helds: Iterable[Held | None]) -> dict[int, UUID]:
    """Return the public identifiers of all statements that are evidence, by primary key."""
    return public_ids_of(entry for held in helds if held for entry in held.entries)


def public_ids_of(entries: Iterable[Entry]) -> dict[int, UUID]:
    """Return the public identifiers of the statements of entries, by primary key."""
    wanted = {entry.statement for entry in entries if entry.statement}
    return dict(Statement.objects.filter(pk__in=wanted).values_list("pk", "public_id"))


def said(entry: Entry) -> str:
    return written(entry.said_at, entry.precision)


def told(held: Held | None, ids: dict[int, UUID]) -> dict[str, Any] | None:
    """Return a held position as `HeldSerializer` writes it."""
    if held is None:
        return None
    return {
        "stance": held.stance,
        "value": held.value,
        "firmness": held.firmness,
        "condition": held.condition,
        "since": said(held.opening),
        "until": held.until,
        "last_said": said(held.latest),
        "times_said": held.times_said,
        "is_suggested": held.is_suggested,
        "is_split": held.is_split,
        "sides": [told_side(side, ids) for side in held.sides],
        "evidence": told_evidence(held, ids),
    }


def told_side(side: Held, ids: dict[int, UUID]) -> dict[str, Any]:
    return {
        "stance": side.stance,
        "value": side.value,
        "firmness": side.firmness,
        "condition": side.condition,
        "evidence": told_evidence(side, ids),
    }


def told_evidence(held: Held, ids: dict[int, UUID]) -> list[dict[str, Any]]:
    return [
        {
            "position": entry.position,
            "statement": ids.get(entry.statement) if entry.statement else None,
            "vote": entry.vote,
            "said_at": said(entry),
        }
        for entry in held.entries
    ]


def told_cell(cell: Cell, ids: dict[int, UUID]) -> dict[str, Any]:
    return {
        "party": cell.party.slug,
        "issue": cell.issue.slug,
        "held": told(cell.held, ids),
        "suggestion": told(cell.suggestion, ids),
        "reason": cell.reason,
        "is_old": cell.is_old,
    }


def told_shift(each: ToldShift, ids: dict[int, UUID]) -> dict[str, Any]:
    return {
        "party": each.party.slug,
        "issue": each.issue.slug,
        "at": said(each.shift.after.opening),
        "relation": each.shift.relation,
        "size": each.shift.size,
        "summary": each.shift.summary,
        "is_suggested": each.shift.is_suggested,
        "before": told(each.shift.before, ids),
        "after": told(each.shift.after, ids),
        "words_before": each.before.words,
        "words_after": each.after.words,
        "readings": each.readings,
    }


class Computed(Scoped):
    """What is computed from confirmed positions; every row names its evidence or its parties and issues."""

    queryset = Negotiation.objects.none()
    pagination_class = None
    is_computed = True
    filter_backends = []

    def known_parameters(self) -> set[str] | None:
        """Leave the query's parameters to `wish`; a question by POST has none."""
        return None if self.request.method in SAFE_METHODS else set()

    def wish(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        """Return the query's parameters, or answer 400; one that the serializer does not know is refused."""
        wish = serializer(data=self.request.query_params, context={"view": self})
        several = [name for name, field in wish.fields.items() if isinstance(field, SEVERAL)]
        refuse_unknown(self.request.query_params, wish.fields, repeatable=several)
        wish.is_valid(raise_exception=True)
        return wish.validated_data

    def slugs(self) -> tuple[dict[int, str], dict[int, str]]:
        """Return the slugs of the parties and of the issues, by primary key, in the order of the matrix."""
        parties, issues = self.negotiation.parties, self.negotiation.issues
        return dict(parties.values_list("pk", "slug")), dict(issues.values_list("pk", "slug"))


class LedgerViewSet(Computed):
    """Who held what, when, and when it moved."""

    @extend_schema(parameters=[MatrixWishSerializer], responses=MatrixSerializer)
    @action(detail=False)
    def matrix(self, request: Request, **kwargs: Any) -> Response:
        """Return parties by issues with what each held as of a moment."""
        wish = self.wish(MatrixWishSerializer)
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        found = read_matrix(
            negotiation=self.negotiation, as_of=as_of, known_at=wish.get("known_at"), widen=wish["widen"]
        )
        cells = in_full(found.cells, widen=wish["widen"])
        ids = public_ids(held for cell in cells for held in (cell.held, cell.suggestion))
        matrix = {
            "as_of": found.as_of,
            "parties": [row.party.slug for row in found.rows],
            "issues": [issue.slug for issue in found.issues],
            "cells": [told_cell(cell, ids) for cell in cells],
        }
        return Response(MatrixSerializer(matrix).data)

    @extend_schema(parameters=[LedgerWishSerializer], responses=LedgerRowSerializer(many=True))
    @action(detail=False)
    def ledger(self, request: Request, **kwargs: Any) -> Response:
        """Return the sequence of held positions for each party and issue."""
        found = read_full_ledger(negotiation=self.negotiation, **self.wish(LedgerWishSerializer))
        ids = public_ids(held for sequence in found.held.values() for held in sequence)
        parties, issues = self.slugs()
        rows = [
            {"party": parties[party], "issue": issues[issue], "held": [told(held, ids) for held in sequence]}
            for (party, issue), sequence in sorted(found.held.items())
        ]
        return Response(LedgerRowSerializer(rows, many=True).data)

    @extend_schema(parameters=[ShiftsWishSerializer], responses=ShiftSerializer(many=True))
    @action(detail=False)
    def shifts(self, request: Request, **kwargs: Any) -> Response:
        """Return the steps between held positions, with both quotations, in order of time."""
        found = read_shifts(negotiation=self.negotiation, **self.wish(ShiftsWishSerializer))
        ids = public_ids(held for each in found for held in (each.shift.before, each.shift.after))
        return Response(ShiftSerializer([told_shift(each, ids) for each in found], many=True).data)
