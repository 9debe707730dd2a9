"""The networks of a negotiation: who shares stances, who speaks on what, who answers whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import numpy as np
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.camps import Polarization, backbone, camps_of, clusters
from positions.analysis.exchanges import COUNTED, answer_network, times_exchanged
from positions.analysis.network_rows import read_codings, read_exchanges
from positions.analysis.network_settings import (
    NORMALIZATIONS,
    QUALIFIERS,
    Duplicates,
    Normalization,
    Qualifier,
    Settings,
    Shape,
)
from positions.analysis.networks import Network, network, times_spoken
from positions.api.days import PeriodSerializer
from positions.api.errors import BadCombination
from positions.api.ledger import Computed

SHARED, SPOKEN, ANSWERS = "shared", "spoken", "answers"
SHAPES = {SHARED: Shape.ONE_MODE, SPOKEN: Shape.TWO_MODE}
USUAL = {SHARED: Qualifier.CONGRUENCE, SPOKEN: Qualifier.SUBTRACT}
# Fewer statements than this are a thin basis, as on the page.
THIN = 3


class NetworkWishSerializer(PeriodSerializer):
    """The choices of the network page, by the names that its address has."""

    kind = serializers.ChoiceField([SHARED, SPOKEN, ANSWERS], default=SHARED, help_text="What ties mean.")
    of = serializers.ChoiceField(["party", "person"], default="party", help_text="Whose; answers are of parties.")
    stance = serializers.ChoiceField(
        [each.value for each in Qualifier],
        required=False,
        help_text="How stances count: congruence unless given; of what is spoken on, for minus against (subtract); "
        "of answers all (ignore), support (congruence), opposition (conflict) or support minus opposition.",
    )
    weigh = serializers.ChoiceField(
        [each.value for each in Normalization], default=Normalization.NO.value, help_text="How it is normalised."
    )
    repeats = serializers.ChoiceField(
        [each.value for each in Duplicates], default=Duplicates.INCLUDE.value, help_text="What counts only once."
    )
    backbone = serializers.BooleanField(default=False, help_text="Only ties that stand out against chance.")
    matrix = serializers.BooleanField(default=True, help_text="Say false to leave the whole matrix out.")

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        wish = super().validate(wish)
        shape = SHAPES.get(wish["kind"])
        stance = wish.setdefault("stance", USUAL.get(wish["kind"], Qualifier.IGNORE).value)
        stances = QUALIFIERS[shape] if shape else tuple(COUNTED)
        weights = NORMALIZATIONS[shape] if shape else (Normalization.NO,)
        refuse_other("stance", stance, [each.value for each in stances])
        refuse_other("weigh", wish["weigh"], [each.value for each in weights])
        return wish


class NodeSerializer(serializers.Serializer):
    name = serializers.CharField()
    kind = serializers.ChoiceField(["party", "person", "issue"])
    slug = serializers.CharField(allow_null=True, help_text="Of parties and issues.")
    statements = serializers.IntegerField(allow_null=True, help_text="How many of them count; null for issues.")


class EdgeSerializer(serializers.Serializer):
    one = serializers.CharField()
    other = serializers.CharField()
    weight = serializers.FloatField()
    is_thin = serializers.BooleanField(help_text=f"One of the two has fewer than {THIN} statements.")


class CampsSerializer(serializers.Serializer):
    """Two camps, and how far they are poles: 1 when all conflict lies between them and no agreement does."""

    camps = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    conflict_between = serializers.FloatField()
    agreement_between = serializers.FloatField()
    score = serializers.FloatField()


class NetworkSerializer(serializers.Serializer):
    """Nodes, ties from the strongest down, and the matrix with its names; what is 0 is no tie."""

    kind = serializers.CharField()
    stance = serializers.CharField()
    is_directed = serializers.BooleanField()
    statements = serializers.IntegerField(help_text="How many count: from how thin a basis the numbers come.")
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
    rows = serializers.ListField(child=serializers.CharField())
    columns = serializers.ListField(child=serializers.CharField())
    matrix = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), allow_null=True, help_text="Rows by columns."
    )
    clusters = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        allow_null=True,
        help_text="Groups that tie more within than chance would; of what is shared only.",
    )
    camps = CampsSerializer(allow_null=True, help_text="Null where nobody conflicts; of what is shared only.")


@dataclass(frozen=True)
class Names:
    """The slugs of parties and of issues, by name."""

    parties: Mapping[str, str]
    issues: Mapping[str, str]


def refuse_other(name: str, choice: str, choices: list[str]) -> None:
    """Answer 400 for a choice that this kind of network does not have."""
    if choice not in choices:
        raise BadCombination({name: [f"This kind of network has no “{choice}”. Choose one of: {', '.join(choices)}."]})


def settings_of(wish: dict[str, Any], shape: Shape, stance: str) -> Settings:
    """Return what is asked for as settings of a network; not for answers."""
    first, last = wish.get("from"), wish.get("to")
    return Settings(
        shape=shape,
        of=wish["of"],
        by="issue",
        qualifier=Qualifier(stance),
        normalization=Normalization(wish["weigh"]),
        duplicates=Duplicates(wish["repeats"]),
        start=datetime.combine(first, time.min) if first else None,
        stop=datetime.combine(last, time(23, 59, 59)) if last else None,
    )


def edges_of(found: Network, spoken: Mapping[str, int], *, is_directed: bool) -> list[dict[str, Any]]:
    """Return what is not 0, the strongest first; of two directions that are the same by nature only one."""
    is_square = found.rows == found.columns
    matrix = found.matrix if is_directed or not is_square else np.triu(found.matrix)
    edges = [
        edge_of(found.rows[row], found.columns[column], float(matrix[row, column]), spoken)
        for row, column in zip(*np.nonzero(matrix), strict=True)
    ]
    return sorted(edges, key=lambda edge: (-abs(edge["weight"]), edge["one"], edge["other"]))


def edge_of(one: str, other: str, weight: float, spoken: Mapping[str, int]) -> dict[str, Any]:
    is_thin = any(spoken.get(name, THIN) < THIN for name in (one, other))
    return {"one": one, "other": other, "weight": weight, "is_thin": is_thin}


def nodes_of(found: Network, spoken: Mapping[str, int], kind: str, names: Names) -> list[dict[str, Any]]:
    """Return the rows, and the columns where they are issues."""
    slugs = names.parties if kind == "party" else {}
    nodes = [
        {"name": name, "kind": kind, "slug": slugs.get(name), "statements": spoken.get(name, 0)} for name in found.rows
    ]
    if found.columns == found.rows:
        return nodes
    issues = [
        {"name": name, "kind": "issue", "slug": names.issues.get(name), "statements": None} for name in found.columns
    ]
    return [*nodes, *issues]


def told_camps(found: Polarization | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "camps": found.camps,
        "conflict_between": found.conflict_between,
        "agreement_between": found.agreement_between,
        "score": found.score,
    }


class NetworkViewSet(Computed):
    """Networks of confirmed positions, and of confirmed links."""

    @extend_schema(parameters=[NetworkWishSerializer], responses=NetworkSerializer)
    @action(detail=False)
    def network(self, request: Request, **kwargs: Any) -> Response:
        """Return one network: nodes, ties, matrix, and what it falls into."""
        wish = self.wish(NetworkWishSerializer)
        told = self.answers(wish) if wish["kind"] == ANSWERS else self.shared_or_spoken(wish)
        return Response(NetworkSerializer(told).data)

    def shared_or_spoken(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Return a network of stances."""
        codings = read_codings(negotiation=self.negotiation)
        settings = settings_of(wish, SHAPES[wish["kind"]], wish["stance"])
        found, is_shared = network(codings, settings), wish["kind"] == SHARED
        told = self.told(wish, found, times_spoken(codings, settings))
        if is_shared:
            told |= {"clusters": clusters(found), "camps": told_camps(camps_of(codings, settings))}
        return told

    def answers(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Return the network of who takes up whose words."""
        first, last = wish.get("from"), wish.get("to")
        exchanges = [
            each for each in read_exchanges(negotiation=self.negotiation)
            if (not first or first <= each.when.date()) and (not last or each.when.date() <= last)
        ]  # fmt: skip
        qualifier = Qualifier(wish["stance"])
        spoken = times_exchanged(exchanges, qualifier)
        return self.told({**wish, "of": "party"}, answer_network(exchanges, qualifier), spoken)

    def told(self, wish: dict[str, Any], found: Network, spoken: Mapping[str, int]) -> dict[str, Any]:
        """Return a network as `NetworkSerializer` writes it, as yet without clusters and camps."""
        is_directed = wish["kind"] == ANSWERS
        shown = backbone(found) if wish["backbone"] and found.rows == found.columns else found
        return {
            "kind": wish["kind"],
            "stance": wish["stance"],
            "is_directed": is_directed,
            "statements": found.statements,
            "nodes": nodes_of(found, spoken, wish["of"], self.names()),
            "edges": edges_of(shown, spoken, is_directed=is_directed),
            "rows": shown.rows,
            "columns": shown.columns,
            "matrix": shown.matrix.tolist() if wish["matrix"] else None,
            "clusters": None,
            "camps": None,
        }

    def names(self) -> Names:
        """Return the slugs of what is named in a network."""
        parties, issues = self.negotiation.parties, self.negotiation.issues
        return Names(dict(parties.values_list("name", "slug")), dict(issues.values_list("title", "slug")))
