"""Write the suggested links of a statement; what a person entered or judged is never touched."""

from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from positions.enums import Origin, Relation
from positions.linking.candidates import cosines, find_candidates, find_followers
from positions.linking.facts import utterance, with_facts
from positions.linking.relations import METHOD, RelationReading, relate
from positions.models import Link, Statement

# Weaker suggestions are not kept at all; each negotiation shows those from its own threshold on, 0.5 unless set.
KEPT_FROM = 0.4
# Suggestions from one statement to earlier ones. On the example, where two dozen parties
# want the same, all pairs of like coding gave three links to judge for every statement.
MOST_SUGGESTED = 4
# Of these, toward other parties: that two sides want the same is said by the matrix already.
MOST_TOWARD_OTHERS = 2
TOWARD_OTHERS = {Relation.SUPPORTS, Relation.OPPOSES, Relation.RESPONDS_TO}

Pair = tuple[int, int]  # keys of the later and of the earlier statement


def link_statement(*, statement: Statement) -> list[Link]:
    """Suggest links from a statement to earlier ones, and from later confirmed ones to it.

    Returns its links to earlier ones that nobody refused, the strongest first. Running it again changes nothing unless
    words, coding or the model did: a suggestion that no longer holds goes. One that a person judged and a link that a
    person entered stay as they are, so that a refused one never comes back.
    """
    suggested = _open_links(statement)
    others = {key for pair in suggested.values_list("later", "earlier") for key in pair}
    others |= {candidate.statement.pk for candidate in find_candidates(statement=statement)}
    others |= {candidate.statement.pk for candidate in find_followers(statement=statement)}
    _write(statement, _readings(statement, others - {statement.pk}))
    links = Link.objects.filter(later=statement).not_refused()
    return list(links.select_related("later", "earlier").order_by("-score", "pk"))


def _open_links(statement: Statement) -> QuerySet[Link]:
    """Return the machine's links of a statement on which no verdict stands."""
    return Link.objects.of(statement).filter(origin=Origin.MACHINE).undecided()


def _readings(statement: Statement, others: set[int]) -> dict[Pair, RelationReading | None]:
    """Return the reading of a statement with each of others, None where one of the two has been refused."""
    rows = {row.pk: row for row in with_facts(Statement.objects.filter(pk__in=[statement.pk, *others]))}
    refused = set(Statement.objects.filter(pk__in=rows).refused().values_list("pk", flat=True))
    here = rows.pop(statement.pk)
    similarity = cosines(here, rows.values())
    readings: dict[Pair, RelationReading | None] = {}
    for key, other in rows.items():
        earlier, later = sorted((here, other), key=lambda row: row.place)
        readings[later.pk, earlier.pk] = (
            None
            if {here.pk, key} & refused
            else relate(utterance(earlier), utterance(later), similarity=similarity.get(key))
        )
    return readings


@transaction.atomic
def _write(statement: Statement, readings: dict[Pair, RelationReading | None]) -> None:
    held = {(link.later_id, link.earlier_id): link for link in Link.objects.of(statement).select_for_update()}
    free = set(_open_links(statement).values_list("pk", flat=True))
    strong = {pair: _facts(reading) for pair, reading in _strongest(statement, readings)}
    Link.objects.bulk_create(
        [
            Link(
                negotiation_id=statement.negotiation_id,
                later_id=pair[0],
                earlier_id=pair[1],
                origin=Origin.MACHINE,
                **facts,
            )
            for pair, facts in strong.items()
            if pair not in held
        ],
        ignore_conflicts=True,  # the other statement is being linked at the same moment
    )
    for pair, link in held.items():
        if link.pk not in free:
            continue
        if pair in strong:
            if any(getattr(link, name) != value for name, value in strong[pair].items()):
                Link.objects.filter(pk=link.pk).update(**strong[pair])
        elif pair in readings or pair[::-1] in readings:  # the other way round once a date was corrected
            Link.objects.filter(pk=link.pk, judgements=None).delete()  # one that was ever judged keeps its history


def _strongest(
    statement: Statement, readings: dict[Pair, RelationReading | None]
) -> Iterator[tuple[Pair, RelationReading]]:
    """Yield the readings worth a suggestion: the strongest to earlier ones, and those that later ones have room for."""
    strong = [(pair, reading) for pair, reading in readings.items() if reading and reading.score >= KEPT_FROM]
    strong.sort(key=lambda found: (-found[1].score, found[0]))
    backwards = [found for found in strong if found[0][0] == statement.pk]
    toward_others = [found for found in backwards if found[1].relation in TOWARD_OTHERS]
    surplus = {pair for pair, _ in toward_others[MOST_TOWARD_OTHERS:]}
    yield from [found for found in backwards if found[0] not in surplus][:MOST_SUGGESTED]
    followers = [found for found in strong if found[0][0] != statement.pk]
    suggested = Link.objects.filter(later__in=[pair[0] for pair, _ in followers], origin=Origin.MACHINE).undecided()
    others = Counter(suggested.exclude(earlier=statement).values_list("later", flat=True))
    for (later, earlier), reading in followers:
        room = MOST_TOWARD_OTHERS if reading.relation in TOWARD_OTHERS else MOST_SUGGESTED
        if others[later] < room:
            yield (later, earlier), reading


def _facts(reading: RelationReading) -> dict[str, object]:
    return {
        "relation": reading.relation,
        "score": reading.score,
        "scores": {str(relation): score for relation, score in reading.scores.items()},
        "explanation": list(reading.why),
        "method": METHOD,
    }
