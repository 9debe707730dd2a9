"""The statements of a negotiation nearest to words that nobody has captured, and why each of them matters."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from positions.embeddings.encoder import encode
from positions.linking.block import Block, Found, read_block
from positions.linking.candidates import Candidate, ranked, rarest_words
from positions.linking.facts import utterances
from positions.linking.relations import RelationReading, relate
from positions.linking.utterances import Utterance
from positions.linking.vocabulary import vocabulary_of
from positions.models import Negotiation, Party, Statement

# No row has such a key: words of no statement are none that could be found.
NO_ROW = 0


@dataclass(frozen=True)
class Near:
    """A statement found, how it scores, and how the words relate to it, read as the later of the two."""

    statement: Statement
    public_id: UUID
    candidate: Candidate
    reading: RelationReading


def find_nearest(
    *,
    negotiation: Negotiation,
    text: str,
    said_at: datetime | None = None,
    party: Party | None = None,
    limit: int = 20,
) -> list[Near]:
    """Return the statements that a text may relate to, best first: not refused, said by `said_at` where that is given.

    It is the search that links statements, with the encoder of the settings. Without a party the text counts as the
    same side's. Nothing is written.
    """
    words = Statement(
        pk=NO_ROW, negotiation=negotiation, words=text, start=0, version_id=NO_ROW, said_at=said_at or datetime.now(UTC)
    )
    vector = encode([text])[0]
    vocabulary = vocabulary_of(negotiation.pk)
    block = Block(
        words,
        is_crowded=vocabulary.is_crowded(words.said_at),
        vector=vector,
        is_timeless=said_at is None,
    )
    rarest = rarest_words(words, vocabulary)
    found = read_block(block, rarest, vocabulary)
    near = similarities(vector, found)
    best = ranked(words, found, near, rarest, vocabulary, limit, is_dated=said_at is not None) if found else []
    return told(best, Utterance(text, party=f"party {party.pk}" if party else "", said_at=said_at))


def similarities(vector: np.ndarray, found: list[Found]) -> np.ndarray:
    """Return the cosine of a vector with each found; of those without a vector, from their words."""
    missing = [other for other in found if other.similarity is None]
    made = encode([other.words for other in missing]) @ vector if missing else np.empty(0)
    known = dict(zip((other.pk for other in missing), made.tolist(), strict=True))
    near = [known[other.pk] if other.similarity is None else other.similarity for other in found]
    return np.nan_to_num(np.array(near))  # words without any letter have no direction


def told(best: list[Candidate], said: Utterance) -> list[Near]:
    """Return candidates with the relation of the words to each."""
    wanted = Statement.objects.filter(pk__in=[each.pk for each in best])
    rows = {row.pk: (row, its) for row, its in utterances(wanted).items()}
    ids = dict(wanted.values_list("pk", "public_id"))
    return [
        Near(rows[each.pk][0], ids[each.pk], each, relate(rows[each.pk][1], said, similarity=each.similarity))
        for each in best
        if each.pk in rows and each.pk in ids
    ]


def relate_utterances(earlier: Utterance, later: Utterance) -> RelationReading:
    """Return how the later of two utterances relates to the earlier."""
    vectors = encode([earlier.text, later.text])
    return relate(earlier, later, similarity=float(vectors[0] @ vectors[1]))
