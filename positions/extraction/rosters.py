"""Load a negotiation's names from its rows."""

from positions.extraction.registry import PartyNames, PersonNames, Registry, Term
from positions.models import Negotiation


def load_registry(*, negotiation: Negotiation) -> Registry:
    """Return the names, aliases and dated affiliations of the negotiation; five queries whatever their number."""
    parties = (
        PartyNames(party.pk, party.name, tuple(alias.name for alias in party.aliases.all()))
        for party in negotiation.parties.prefetch_related("aliases")
    )
    people = (
        PersonNames(
            person.pk,
            person.name,
            tuple(alias.name for alias in person.aliases.all()),
            tuple(Term(term.party_id, term.starts_on, term.ends_on, term.title) for term in person.affiliations.all()),
        )
        for person in negotiation.spokespersons.prefetch_related("aliases", "affiliations")
    )
    return Registry(tuple(parties), tuple(people))
