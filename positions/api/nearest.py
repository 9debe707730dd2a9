"""Statements nearest to a text, and how one statement or text relates to another: asked, not written."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.days import MomentField
from positions.api.errors import BadCombination
from positions.api.fields import OfThisNegotiation, written
from positions.api.ledger import Computed
from positions.embeddings.encoder import recipe
from positions.enums import Polarity, Relation, Role
from positions.linking.facts import utterances
from positions.linking.nearest import Near, find_nearest, relate_utterances
from positions.linking.relations import METHOD, RelationReading
from positions.linking.utterances import Utterance
from positions.models import Party, Statement

# The encoder reads 256 tokens; what is longer than a long paragraph is no statement.
LONGEST = 2_000
UNRELATED = "unrelated"
RELATIONS = [*Relation.values, UNRELATED]


class NearestWishSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST)
    party = OfThisNegotiation(
        "slug",
        queryset=Party.objects.all(),
        required=False,
        allow_null=True,
        help_text="Whose words they are: relations toward others are told then. Without it they count as one side's.",
    )
    said_at = MomentField(required=False, help_text="Only what was said by then, and near it in time first.")
    limit = serializers.IntegerField(default=20, min_value=1, max_value=100)


class RelationReadingSerializer(serializers.Serializer):
    """How the later words relate to the earlier; the scores of all relations considered, 0 to 1, and the reasons."""

    relation = serializers.ChoiceField(RELATIONS)
    score = serializers.FloatField(help_text="Of the relation; 0 when unrelated.")
    scores = serializers.DictField(child=serializers.FloatField())
    polarity = serializers.ChoiceField(Polarity.choices)
    why = serializers.ListField(child=serializers.CharField())


class NearSerializer(RelationReadingSerializer):
    statement = serializers.UUIDField()
    words = serializers.CharField()
    said_at = serializers.CharField()
    nearness = serializers.FloatField(help_text="By which they are ordered: words, vectors and days, fused; 0 to 1.")
    similarity = serializers.FloatField(help_text="Cosine of the two vectors.")


class NearestSerializer(serializers.Serializer):
    """Statements nearest to a text, best first, each with how the text relates to it as the later of the two."""

    recipe = serializers.CharField(help_text="Of the encoder; figures of two recipes must not be compared.")
    method = serializers.CharField(help_text="By which relations are read.")
    results = NearSerializer(many=True)


class RelationWishSerializer(serializers.Serializer):
    """Two statements, two texts or one of each: of `earlier` and `earlier_text` exactly one, and so of the later."""

    earlier = OfThisNegotiation("public_id", queryset=Statement.objects.all(), required=False)
    earlier_text = serializers.CharField(required=False, max_length=LONGEST)
    later = OfThisNegotiation("public_id", queryset=Statement.objects.all(), required=False)
    later_text = serializers.CharField(required=False, max_length=LONGEST)

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        for name in ("earlier", "later"):
            if (name in wish) == (f"{name}_text" in wish):
                raise BadCombination({name: [f"Send either {name}, a statement, or {name}_text."]})
        return wish


def told_reading(reading: RelationReading) -> dict[str, Any]:
    return {
        "relation": reading.relation or UNRELATED,
        "score": reading.score,
        "scores": {str(relation): score for relation, score in reading.scores.items()},
        "polarity": reading.polarity,
        "why": reading.why,
    }


def told_near(near: Near) -> dict[str, Any]:
    statement = near.statement
    return {
        **told_reading(near.reading),
        "statement": near.public_id,
        "words": statement.words,
        "said_at": written(statement.said_at, statement.said_at_precision),
        "nearness": near.candidate.score,
        "similarity": near.candidate.similarity,
    }


def utterance_of(wish: dict[str, Any], name: str) -> Utterance:
    """Return a statement with its side and coding, or a text that is known by its words alone."""
    if name not in wish:
        return Utterance(wish[f"{name}_text"])
    [said] = utterances(Statement.objects.filter(pk=wish[name].pk)).values()
    return said


class NearestViewSet(Computed):
    """What linking finds and says, for words of any kind; a viewer may ask, nothing is written."""

    writer = Role.VIEWER

    @extend_schema(request=NearestWishSerializer, responses=NearestSerializer)
    @action(detail=False, methods=["post"])
    def nearest(self, request: Request, **kwargs: Any) -> Response:
        """Return the statements of the negotiation that a text may relate to, with scores and reasons."""
        found = find_nearest(negotiation=self.negotiation, **self.validated(NearestWishSerializer))
        told = {"recipe": recipe(), "method": METHOD, "results": [told_near(each) for each in found]}
        return Response(NearestSerializer(told).data)

    @extend_schema(request=RelationWishSerializer, responses=RelationReadingSerializer)
    @action(detail=False, methods=["post"])
    def relation(self, request: Request, **kwargs: Any) -> Response:
        """Return how the later of two statements or texts relates to the earlier, and why."""
        wish = self.validated(RelationWishSerializer)
        reading = relate_utterances(utterance_of(wish, "earlier"), utterance_of(wish, "later"))
        return Response(RelationReadingSerializer(told_reading(reading)).data)
