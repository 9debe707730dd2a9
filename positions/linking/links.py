"""Write the suggested links of statements; what a person entered or judged is never touched."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from positions.enums import Origin, Relation, Verdict
from positions.linking.candidates import cosines, find_candidates, find_followers
from positions.linking.facts import utterances
from positions.linking.ingredients import content, linking_recipe, verdicts
from positions.linking.relations import METHOD, RelationReading, relate
from positions.linking.utterances import Utterance
from positions.models import Link, Linking, Statement
from positions.models.links import LinkQuerySet

# Weaker suggestions are not kept at all; each negotiation shows those from its own threshold on, 0.5 unless set.
KEPT_FROM = 0.4
# Suggestions from one statement to earlier ones. On the example, where two dozen parties
# want the same, all pairs of like coding gave three links to judge for every statement.
MOST_SUGGESTED = 4
# Of these, toward other parties: that two sides want the same is said by the matrix already.
MOST_TOWARD_OTHERS = 2
TOWARD_OTHERS = {Relation.SUPPORTS, Relation.OPPOSES, Relation.RESPONDS_TO}

Pair = tuple[int, int]  # keys of the later and of the earlier statement


_COLUMNS = "later_id, earlier_id, relation, score, scores, explanation, method"
_SUGGEST = f"""
INSERT INTO positions_link (public_id, negotiation_id, origin, recorded_at, {_COLUMNS})
SELECT gen_random_uuid(), %s, %s, %s, {_COLUMNS}
  FROM jsonb_to_recordset(%s::jsonb) AS new (later_id bigint, earlier_id bigint, relation text, score float8,
                                             scores jsonb, explanation jsonb, method text)
 WHERE EXISTS (SELECT FROM positions_statement WHERE id = earlier_id)  -- gone since it was read
    ON CONFLICT DO NOTHING  -- the other statement is being linked at the same moment
"""  # noqa: S608  # no word of anybody's: names of columns


_REMEMBER = """
INSERT INTO positions_linking (statement_id, content, recipe, linked_at)
SELECT statement_id, content, %s, %s FROM unnest(%s::bigint[], %s::text[]) AS each (statement_id, content)
    ON CONFLICT (statement_id) DO UPDATE
   SET content = excluded.content, recipe = excluded.recipe, linked_at = excluded.linked_at
"""


@dataclass(frozen=True)
class Found:
    """A statement, the digest of what it was when it was compared, and what its pairs with others say.

    `looked_at` holds at least those pairs that had a suggestion: where they have no reading now, it goes.
    """

    statement: Statement
    content: str
    looked_at: frozenset[Pair] = frozenset()
    readings: Mapping[Pair, RelationReading] = field(default_factory=dict)


def link_statement(*, statement: Statement) -> list[Link]:
    """Suggest links from a statement to earlier ones, and from later confirmed ones to it.

    Returns its links to earlier ones that nobody refused, the strongest first. While words, coding, verdict and model
    are what they were, nothing is searched and nothing written. A suggestion that no longer holds goes. One that a
    person judged and a link that a person entered stay as they are, so that a refused pair never comes back.
    """
    [(row, said)] = utterances(Statement.objects.filter(pk=statement.pk)).items()
    verdict = verdicts([statement.pk]).get(statement.pk, "")
    same = content(row, said, verdict)
    if not Linking.objects.filter(statement=statement, content=same, recipe=linking_recipe()).exists():
        write_links([_compared(row, said, same, is_refused=verdict == Verdict.REJECT)])
    links = Link.objects.filter(later=statement).not_refused()
    return list(links.select_related("later", "earlier").order_by("-score", "pk"))


def open_links(statements: Sequence[Statement]) -> LinkQuerySet:
    """Return the machine's links of statements on which no verdict stands."""
    return _links_of(statements).filter(origin=Origin.MACHINE).undecided()


def _links_of(statements: Sequence[Statement]) -> LinkQuerySet:
    keys = [each.pk for each in statements]
    return Link.objects.filter(Q(later__in=keys) | Q(earlier__in=keys))


def _compared(statement: Statement, said: Utterance, same: str, *, is_refused: bool) -> Found:
    others = {key for pair in open_links([statement]).values_list("later", "earlier") for key in pair}
    if not is_refused:
        near = [*find_candidates(statement=statement), *find_followers(statement=statement)]
        others |= {candidate.pk for candidate in near}
    rows = utterances(Statement.objects.filter(pk__in=others - {statement.pk}))
    pairs = {row.pk: pair_of(statement, row) for row in rows}
    refused = set(Statement.objects.filter(pk__in=pairs).refused().values_list("pk", flat=True))
    kept = [] if is_refused else [row for row in rows if row.pk not in refused]
    similarity = cosines(statement, kept) if kept else {}
    readings = {}
    for row in kept:
        earlier, later = (rows[row], said) if pairs[row.pk][0] == statement.pk else (said, rows[row])
        readings[pairs[row.pk]] = relate(earlier, later, similarity=similarity.get(row.pk))
    return Found(statement, same, frozenset(pairs.values()), readings)


def pair_of(one: Statement, other: Statement) -> Pair:
    """Return the keys of two statements as a link between them holds them."""
    return (one.pk, other.pk) if one.place > other.place else (other.pk, one.pk)


@transaction.atomic
def write_links(found: Sequence[Found]) -> None:
    """Write what was found for statements of one negotiation, and what they were when it was."""
    statements = [each.statement for each in found]
    held = {(link.later_id, link.earlier_id): link for link in _links_of(statements).select_for_update()}
    free = set(open_links(statements).values_list("pk", flat=True)) if held else set()
    # Whichever way round it runs: the date of a statement may have been corrected since.
    decided = {frozenset(pair) for pair, link in held.items() if link.pk not in free}
    strong = {pair: _facts(reading) for pair, reading in _strongest(found) if frozenset(pair) not in decided}
    _suggest(statements[0].negotiation_id, {pair: facts for pair, facts in strong.items() if pair not in held})
    looked_at = {pair for each in found for pair in each.looked_at}
    stale = []
    for pair, link in held.items():
        if link.pk not in free:
            continue
        if pair in strong:
            if any(getattr(link, name) != value for name, value in strong[pair].items()):
                Link.objects.filter(pk=link.pk).update(**strong[pair])
        elif pair in looked_at or pair[::-1] in looked_at:  # the other way round once a date was corrected
            stale.append(link.pk)
    Link.objects.filter(pk__in=stale, judgements=None).delete()  # one that was ever judged keeps its history
    _remember(found)


def _suggest(negotiation: int, new: Mapping[Pair, Mapping[str, object]]) -> None:
    """Write new links, all sent as one text: one by one their quotation marks cost more than finding the links."""
    rows = [{"later_id": later, "earlier_id": earlier, **facts} for (later, earlier), facts in new.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_SUGGEST, [negotiation, Origin.MACHINE, timezone.now(), json.dumps(rows)])


def _remember(found: Sequence[Found]) -> None:
    with connection.cursor() as cursor:
        keys, contents = [each.statement.pk for each in found], [each.content for each in found]
        cursor.execute(_REMEMBER, [linking_recipe(), timezone.now(), keys, contents])


def _strongest(found: Sequence[Found]) -> Iterator[tuple[Pair, RelationReading]]:
    """Yield the readings worth a suggestion: the strongest to earlier ones, and those that later ones have room for."""
    backwards, followers = [], []
    for each in found:
        strong = [(pair, reading) for pair, reading in each.readings.items() if reading.score >= KEPT_FROM]
        strong.sort(key=lambda one: (-one[1].score, one[0]))
        backwards += strongest_backwards([one for one in strong if one[0][0] == each.statement.pk])
        followers += [one for one in strong if one[0][0] != each.statement.pk]
    yield from backwards
    taken = _suggested_to({pair[0] for pair, _ in followers})
    for (later, earlier), reading in followers:
        room = MOST_TOWARD_OTHERS if reading.relation in TOWARD_OTHERS else MOST_SUGGESTED
        if len(taken[later] - {earlier}) < room:
            taken[later].add(earlier)
            yield (later, earlier), reading


def strongest_backwards(strong: list[tuple[Pair, RelationReading]]) -> list[tuple[Pair, RelationReading]]:
    """Return those of one statement's readings, the strongest first, that a person is to read."""
    toward_others = [found for found in strong if found[1].relation in TOWARD_OTHERS]
    surplus = {pair for pair, _ in toward_others[MOST_TOWARD_OTHERS:]}
    return [found for found in strong if found[0] not in surplus][:MOST_SUGGESTED]


def _suggested_to(later: set[int]) -> dict[int, set[int]]:
    """Return, per later statement, the earlier ones that are suggested to it and wait for a verdict."""
    taken: dict[int, set[int]] = defaultdict(set)
    suggested = Link.objects.filter(later__in=later, origin=Origin.MACHINE).undecided()
    for key, earlier in suggested.values_list("later", "earlier"):
        taken[key].add(earlier)
    return taken


def _facts(reading: RelationReading) -> dict[str, object]:
    return {
        "relation": reading.relation,
        "score": reading.score,
        "scores": {str(relation): score for relation, score in reading.scores.items()},
        "explanation": list(reading.why),
        "method": METHOD,
    }
