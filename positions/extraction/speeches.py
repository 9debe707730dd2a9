"""Read a speech: a text in the first person, all of which its author says."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from positions.extraction.cues import CueKind
from positions.extraction.quotations import find_quotations
from positions.extraction.reading import Draft, meets, spans_of
from positions.extraction.sentences import find_paragraphs, find_sentences
from positions.extraction.vocabulary import FIRST_PERSON
from positions.extraction.words import mask
from positions.ladder import wordings

# Share of the sentences outside quotation marks that say "I" or "our". Of 84 US news articles it is over 0.25 in four,
# all of them opinions and letters; of 39 UN speeches under it in two.
LEAST_SHARE = 0.25
LEAST_SENTENCES = 4
LONGEST_SENTENCE = 600  # characters; a longer one is a table or a list
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me|ours)\b")
_OF_THE_AUTHOR = re.compile(r"(?:my|our|this) (?:own )?(?:country|delegation|government|nation)\b", re.IGNORECASE)


def is_speech(masked: str) -> bool:
    """Tell whether a text, its quotations masked, speaks in the first person."""
    sentences = [span for paragraph in find_paragraphs(masked) for span in find_sentences(masked, *paragraph)]
    own = sum(_FIRST_PERSON.search(masked, *span) is not None for span in sentences)
    return len(sentences) >= LEAST_SENTENCES and own >= LEAST_SHARE * len(sentences)


def speaks_itself(text: str) -> bool:
    """Tell the same of a text as it is."""
    return is_speech(mask(text, (quotation for quotation in find_quotations(text) if quotation.depth == 0), ()))


def is_own(source: str, cue: Sequence[int] | None) -> bool:
    """Tell whether a source in a speech is its author: "we", "my delegation", or nobody where no cue stands either."""
    if not source:
        return cue is None
    return source.lower() in FIRST_PERSON or _OF_THE_AUTHOR.match(" ".join(source.split())) is not None


def find_own_words(masked: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the sentences of a speech that stand on the ladder of wording and are in nobody's words yet.

    drafts: those found in it; in a transcript whoever took the floor last before a sentence says it.
    """
    spoken = [span for draft in drafts for span in spans_of(draft)]
    floor = sorted((draft.content[0][0], at) for at, draft in enumerate(drafts) if draft.takes_floor)
    own: list[Draft] = []
    for paragraph in find_paragraphs(masked):
        for span in find_sentences(masked, *paragraph):
            is_short = span[1] - span[0] <= LONGEST_SENTENCE
            if is_short and not meets(span, spoken) and wordings(masked[slice(*span)]):
                turn = bisect_left(floor, (span[0], 0)) - 1
                own.append(Draft((span,), None, None, CueKind.SAY, 0.4, follows=floor[turn][1] if turn >= 0 else None))
    return own
