"""Find the confirmed codings of a negotiation whose words are nearest to new words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef

from positions.embeddings.encoder import recipe
from positions.embeddings.vectors import embed_statements
from positions.enums import Firmness, Stance
from positions.models import Embedding, Position, Statement

NEAREST = 8  # coded statements looked at for each new one
LATEST = 2000  # coded statements of a negotiation that are compared: exact and within half a second for 200 new ones
MOST_ENCODED = 200  # coded statements without a vector, encoded on the way; the link job does the rest

# The index of vectors covers all negotiations and would return neighbours that the filter then drops; so the coded
# statements of one negotiation are taken out first and compared exactly. One query, however many words are asked for.
_NEAREST = """
WITH coded AS MATERIALIZED (
    SELECT s.id, e.vector
      FROM positions_statement s JOIN positions_embedding e ON e.statement_id = s.id AND e.recipe = %(recipe)s
     WHERE s.negotiation_id = %(negotiation)s AND EXISTS (
            SELECT FROM positions_position p JOIN positions_judgement j ON j.position_id = p.id
             WHERE p.statement_id = s.id AND j.superseded_at IS NULL AND j.verdict = 'confirm')
     ORDER BY s.said_at DESC, s.id DESC LIMIT %(latest)s
), asked AS MATERIALIZED (
    SELECT place - 1 AS place, vector::halfvec AS vector
      FROM unnest(%(vectors)s::text[]) WITH ORDINALITY AS given(vector, place)
)
SELECT asked.place, near.id, near.likeness
  FROM asked CROSS JOIN LATERAL (
       SELECT coded.id, 1 - (coded.vector <=> asked.vector) AS likeness
         FROM coded ORDER BY coded.vector <=> asked.vector, coded.id LIMIT %(nearest)s) near
"""


@dataclass(frozen=True, slots=True)
class Coded:
    """A confirmed coding and how like its words are to the new ones; likeness is their cosine."""

    likeness: float
    issue: int
    stance: Stance
    firmness: Firmness | None
    party: int | None
    words: str


def nearest_codings(*, negotiation: int, vectors: np.ndarray) -> list[list[Coded]]:
    """Return, for each vector, the confirmed codings of the nearest statements, nearest first.

    Coded statements that have no vector yet get one, so that what an analyst just confirmed counts at once.
    """
    _encode_coded(negotiation)
    found: list[list[tuple[float, int]]] = [[] for _ in vectors]
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST,
            {
                "recipe": recipe(),
                "negotiation": negotiation,
                "latest": LATEST,
                "nearest": NEAREST,
                "vectors": [f"[{','.join(f'{number:.5f}' for number in vector)}]" for vector in vectors],
            },
        )
        for place, statement, likeness in cursor.fetchall():
            found[place].append((likeness, statement))
    return _with_codings(found)


def _encode_coded(negotiation: int) -> None:
    known = Embedding.objects.filter(statement=OuterRef("pk"), recipe=recipe())
    coded = Position.objects.confirmed().filter(statement=OuterRef("pk"))
    missing = Statement.objects.filter(Exists(coded), ~Exists(known), negotiation=negotiation)
    embed_statements(statements=missing.order_by("-said_at", "-pk").only("pk", "words")[:MOST_ENCODED])


def _with_codings(found: Sequence[Sequence[tuple[float, int]]]) -> list[list[Coded]]:
    statements = {statement for near in found for _, statement in near}
    codings: dict[int, list[Position]] = {}
    for position in Position.objects.confirmed().filter(statement__in=statements).select_related("statement"):
        codings.setdefault(position.statement_id or 0, []).append(position)
    return [
        [_coded(position, likeness) for likeness, statement in near for position in codings.get(statement, [])]
        for near in found
    ]


def _coded(position: Position, likeness: float) -> Coded:
    statement = position.evidence
    return Coded(
        likeness=likeness,
        issue=position.issue_id,
        stance=Stance(position.stance),
        firmness=Firmness(position.firmness) if position.firmness else None,
        party=statement.party_id,
        words=statement.words if isinstance(statement, Statement) else "",
    )
