"""Link all statements of a negotiation, oldest first, in batches that cost little more than encoding their words."""

import gc
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from positions.embeddings import index
from positions.embeddings.encoder import recipe
from positions.linking.ahead import Ahead
from positions.linking.facts import utterances
from positions.linking.ingredients import content, linking_recipe
from positions.linking.links import Found, write_links
from positions.linking.pairs import Pairs
from positions.linking.talks import Place, Talks
from positions.linking.utterances import Utterance
from positions.models import Embedding, Linking, Statement

BATCH = 512  # statements compared and written between two looks at the clock: two seconds, 30 on a very busy machine


@dataclass(frozen=True)
class Batch:
    """Statements compared and not yet written; `done` of `total` once they are, `after` the place of the last."""

    found: list[Found]
    done: int
    total: int
    after: Place | None

    @transaction.atomic
    def write(self) -> None:
        """Write links; what was the same as when it was linked last costs nothing."""
        if self.found:
            write_links(self.found)


def compare_in_batches(*, negotiation: int, after: Place | None, seconds: float) -> Iterator[Batch]:
    """Yield batches of a negotiation's statements from a place on, until the last or until the time is used up.

    Each is to be written before the next is asked for. Vectors are written on the way. While some are compared and
    written those that follow are encoded, up to the end of the time. While none can be compared yet there are batches
    that hold nothing, as signs of life.
    """
    deadline = time.monotonic() + seconds
    with _collector_at_rest():
        talks = Talks(negotiation)
        begin = reached = bisect_right(talks.places, after) if after else 0
        said: dict[int, Utterance] = {}
        known = Embedding.objects.filter(negotiation=negotiation, recipe=recipe()).count()
        index.lay_aside(coming=len(talks.keys) - known)
        with Ahead(talks) as ahead:
            for stretch in ahead.stretches(begin, deadline):
                if not stretch:
                    yield Batch([], reached, len(talks.keys), after)
                while reached < stretch.stop and (reached == begin or time.monotonic() < deadline):
                    rows = range(reached, min(reached + BATCH, stretch.stop))
                    yield _compare(talks, rows, said)
                    reached, after = rows.stop, talks.places[rows.stop - 1]
                if reached < stretch.stop:
                    break
            ahead.keep()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let nothing look for garbage: there is next to none, and looking through all that is held took a quarter."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _compare(talks: Talks, rows: range, said: dict[int, Utterance]) -> Batch:
    """Find and read the statements that may matter to those of a batch; `said` are those read so far, and grows."""
    some = utterances(Statement.objects.filter(pk__in=talks.keys[rows.start : rows.stop]))
    # What was corrected meanwhile, or has just been encoded by another worker, is linked by whoever did it.
    some = {each: one for each, one in some.items() if _is_as_read(talks, talks.row_of[each.pk], one)}
    said |= {talks.row_of[each.pk]: one for each, one in some.items()}
    contents = {each.pk: content(each, one, talks.verdicts.get(each.pk, "")) for each, one in some.items()}
    held = Linking.objects.filter(pk__in=contents, recipe=linking_recipe()).values_list("pk", "content")
    same = {key for key, digest in held if digest == contents[key]}
    statements = sorted((each for each in some if each.pk not in same), key=lambda each: talks.row_of[each.pk])
    found = Pairs(talks, statements, said).found(contents) if statements else []
    return Batch(found, rows.stop, len(talks.keys), talks.places[rows.stop - 1])


def _is_as_read(talks: Talks, row: int, said: Utterance) -> bool:
    return said.text == talks.words[row] and bool(talks.hood.is_known[row])
