"""Saying whose name a text prints, where the machine does not know it."""

from typing import Any

from rest_framework import serializers

from positions.api.errors import BadCombination
from positions.api.fields import OfThisNegotiation
from positions.extraction.naming import Offer, offer_for, resolve_anew
from positions.models import Party, Spokesperson, Statement, User
from positions.review.errors import ReviewError
from positions.review.registry import add_party_alias, create_spokesperson


class SourceNameSerializer(serializers.Serializer):
    """Of which party or person it is another name; with neither it is entered as a person of the statement's party."""

    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False)
    speaker = OfThisNegotiation("id", queryset=Spokesperson.objects.all(), required=False)

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        if len(wish) > 1:
            raise BadCombination("A name is of a party or of a person. Send one of them.")
        return wish


def name_source(
    *, statement: Statement, by: User, party: Party | None = None, speaker: Spokesperson | None = None
) -> None:
    """Enter the printed name and resolve it in all texts; raise ReviewError where no name is missing."""
    offer = offer_for(statement)
    if offer is None:
        raise ReviewError("No name is missing here: the source is settled, or the text does not name it.")
    _enter(offer, statement, party, speaker, by=by)
    shared = offer.person.rpartition(" ")[2] or offer.printed  # "Brandt" stands in every printing of a person's name
    resolve_anew(negotiation=statement.negotiation, printed=shared, by=by)


def _enter(offer: Offer, statement: Statement, party: Party | None, speaker: Spokesperson | None, *, by: User) -> None:
    here = statement.negotiation
    if party:
        add_party_alias(party=party, name=offer.printed, by=by)
    elif speaker:
        create_spokesperson(negotiation=here, name=speaker.name, aliases=[offer.printed], by=by)
    elif offer.person:
        create_spokesperson(negotiation=here, name=offer.person, party=statement.party, by=by)
    else:
        raise ReviewError("This is no person's full name. Send the party or the person whose other name it is.")
