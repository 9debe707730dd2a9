"""People: how often each spoke, and where a person's own words depart from what the party holds."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.matrix import usual_moment
from positions.analysis.people import Line, people_of, read_lines
from positions.api.days import MomentField
from positions.api.fields import OfThisNegotiation, written
from positions.api.ledger import Computed, HeldSerializer, public_ids, told
from positions.api.quotations import QuotationSerializer, told_words
from positions.api.spokespersons import AffiliationSerializer
from positions.models import Spokesperson


class LinesWishSerializer(serializers.Serializer):
    person = OfThisNegotiation("id", queryset=Spokesperson.objects.all(), help_text="Id of a spokesperson.")
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")


class LineSerializer(serializers.Serializer):
    """What a person holds on an issue for a party by the own words alone, beside what the party holds."""

    party = serializers.CharField()
    issue = serializers.CharField()
    departs = serializers.BooleanField()
    departures = serializers.ListField(child=serializers.CharField(), help_text="In what the two differ, in words.")
    own = HeldSerializer()
    own_words = QuotationSerializer()
    held = HeldSerializer(help_text="What the party holds by everybody's words.")
    party_words = QuotationSerializer()


class LinesSerializer(serializers.Serializer):
    person = serializers.IntegerField()
    name = serializers.CharField()
    as_of = serializers.DateTimeField()
    times_said = serializers.IntegerField(help_text="Confirmed statements.")
    last_said = serializers.CharField(allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField())
    affiliations = AffiliationSerializer(many=True)
    lines = LineSerializer(many=True)


def told_line(line: Line, ids: dict[int, Any]) -> dict[str, Any]:
    return {
        "party": line.party.slug,
        "issue": line.issue.slug,
        "departs": line.departs,
        "departures": line.departures,
        "own": told(line.own, ids),
        "own_words": told_words(line.words),
        "held": told(line.held, ids),
        "party_words": told_words(line.party_words),
    }


class PersonViewSet(Computed):
    """What single people said."""

    @extend_schema(parameters=[LinesWishSerializer], responses=LinesSerializer)
    @action(detail=False, url_path="person-lines")
    def person_lines(self, request: Request, **kwargs: Any) -> Response:
        """Return a person with roles and, by issue, what that person holds beside what the party holds."""
        wish = self.wish(LinesWishSerializer)
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        # With the counts that `people_of` adds.
        person: Any = people_of(self.negotiation).get(pk=wish["person"].pk)
        lines = read_lines(negotiation=self.negotiation, person=person, as_of=as_of)
        ids = public_ids(held for line in lines for held in (line.own, line.held))
        shown = {
            "person": person.pk,
            "name": person.name,
            "as_of": as_of,
            "times_said": person.times_said,
            "last_said": written(person.last_said, person.last_precision) if person.last_said else None,
            "aliases": [alias.name for alias in person.aliases.all()],
            "affiliations": person.affiliations.all(),
            "lines": [told_line(line, ids) for line in lines],
        }
        return Response(LinesSerializer(shown).data)
