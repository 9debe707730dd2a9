"""Enter who a source is that the machine could not resolve, in one click on the reading card."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from positions.enums import Role
from positions.extraction.naming import Offer, offer_for, resolve_anew
from positions.models import Negotiation, Statement
from positions.review.errors import ReviewError
from positions.review.registry import add_party_alias, create_spokesperson
from positions.web.access import PageRequest, negotiation_page
from positions.web.decisions import answer, statement_of


@require_POST
@negotiation_page(role=Role.ANALYST)
def source_name(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Enter the source as a person, or its printed name as one of a party or person; then resolve it everywhere."""
    statement = statement_of(negotiation, public_id)
    offer = offer_for(statement)
    if offer is None:
        return answer(request, statement, words=_("This source is settled already"))
    try:
        entered = _enter(request, negotiation, statement, offer)
    except ReviewError as error:
        return answer(request, statement, problem=str(error))
    count = resolve_anew(negotiation=negotiation, printed=_last_word(offer), by=request.user)
    words = ngettext(
        "“%(name)s” is entered; %(count)s suggestion resolved anew",
        "“%(name)s” is entered; %(count)s suggestions resolved anew",
        count,
    ) % {"name": entered, "count": count}
    return answer(request, statement_of(negotiation, public_id), words=words)


def _enter(request: PageRequest, negotiation: Negotiation, statement: Statement, offer: Offer) -> Any:
    whose = request.POST.get("whose", "")
    if not whose:
        if not offer.person:
            raise ReviewError(_("Choose whose name it is."))
        return create_spokesperson(negotiation=negotiation, name=offer.person, party=statement.party, by=request.user)
    kind, _dash, key = whose.partition("-")
    if kind not in ("party", "person") or not key.isdecimal() or len(key) > 18:
        raise BadRequest(_("A name belongs to a party or a person of the list."))
    if kind == "party":
        party = get_object_or_404(negotiation.parties, pk=key)
        return add_party_alias(party=party, name=offer.printed, by=request.user)
    person = get_object_or_404(negotiation.spokespersons, pk=key)
    create_spokesperson(negotiation=negotiation, name=person.name, aliases=[offer.printed], by=request.user)
    return offer.printed


def _last_word(offer: Offer) -> str:
    """Return what all printings of the name share: "Brandt" for a person, the whole name of a body."""
    return offer.person.rpartition(" ")[2] or offer.printed
