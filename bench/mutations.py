"""Mutilates articles in many ways and checks that reading them never fails and always keeps its promises.

    python -m bench.mutations [--count 100000] [--seed 1] [--processes 2] [--show NUMBER]

Each input has a number; the same seed and number make the same input, whatever the number of processes. `--show`
prints one of them. Every fifth is read by the model. The others are read with tags made up by chance in its place: a
model may say anything, and what is built on it must bear that. Every fifth is read by the rules alone as well, every
twentieth a second time by everything, to see that it is read the same. Ends with status 1 when any input broke a rule.
"""

import argparse
import gzip
import json
import multiprocessing
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import pairwise
from pathlib import Path
from unittest import mock

from positions.extraction import tagger
from positions.extraction.attributions import Attribution, find_attributions, find_claims
from positions.extraction.foreign import find_foreign
from positions.extraction.foreign_cues import LANGUAGES
from positions.extraction.language import guess_language
from positions.extraction.quotations import DEEPEST, find_quotations
from positions.extraction.sentences import dateline_end, find_paragraphs, find_sentences
from positions.extraction.tagger import Tagged
from positions.extraction.words import find_notes
from positions.text import Span

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "extraction" / "golden"
DATA = ROOT.parent / "shared" / "data"
CORPORA = ("polnear/dev.jsonl.gz",)
SHORTEST, LONGEST = 60, 2_000  # characters of an input before it is mutilated; short ones are the more frequent
TWICE = 20  # one input in so many is read twice
BY_MODEL = 5  # one in so many is read by the model, and by the rules alone
MOST_TAGS = 6
REPORTED = 5_000  # inputs between two lines of progress
NAMES = ("Ilka Brandt", "Teodor Vance", "Илка Брандт", "Zahira", "a(b", "*")
MARKS = list("\"'“”„«»‹›‘’‚「」『』``()[]{}—–―-:;,.!?…。؟/|•")
ODD = [
    "\u0000", "\u0007", "\u001f", "\u00a0", "\u00ad", "\u0301", "\u200b", "\u200f", "\u202e", "\u2028", "\u2029",
    "\ufeff", "\ufffd", "\ue000", "\ue001", "\r", "\n", "\n\n", "\t", "\x85", "\U0001f54a", "\U0010ffff",
]  # fmt: skip
WORDS = [
    "said", "told reporters that", "according to", "she", "The minister", "Ilka Brandt", "U.S.", "a déclaré que",
    "selon", "заявил, что", "по словам", "قال", "部长说：", "한국어", "ภาษาไทย", "עברית", "हिन्दी", "ΕΛΛΗΝΙΚΑ", "İıßﬁ",
    "Ꙗ", "𝔘",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: its number, length and time, and the rules that it broke."""

    number: int
    length: int
    seconds: float
    broken: tuple[str, ...]


def broken_rules(text: str, *, twice: bool = True, rules_alone: bool = True) -> list[str]:
    """Return in words which promises reading text broke; an empty list when it kept them all."""
    broken: list[str] = []
    for name, check in PROMISES.items():
        if name == RULES and not rules_alone:
            continue
        try:
            broken += [f"{name}: {what}" for what in check(text, twice)]
        except Exception as error:  # noqa: BLE001 -- that nothing is raised is one of the promises
            broken.append(f"{name}: raised {error!r}")
    return broken


def _attributions(text: str, twice: bool, read: Callable[[str], list[Attribution]]) -> Iterator[str]:
    found = read(text)
    for at, one in enumerate(found):
        yield from _spans(text, [*one.content, *(span for span in (one.source, one.cue) if span)])
        yield from _in_order(one.content)
        if not one.content:
            yield "no content"
        if not 0 <= one.confidence <= 1:
            yield f"confidence {one.confidence}"
        if one.via is not None and not 0 <= one.via < at:
            yield f"via {one.via} of {at}"
    if twice and found != read(text):
        yield "a second reading differs"


def _quotations(text: str, twice: bool) -> Iterator[str]:
    found = find_quotations(text)
    outer: dict[int, Span] = {}
    for one in found:
        yield from _spans(text, [one.span, one.inner])
        if not (one.span[0] <= one.inner[0] and one.inner[1] <= one.span[1]):
            yield f"the inside {one.inner} is not inside {one.span}"
        if not 0 <= one.depth < DEEPEST:
            yield f"depth {one.depth}"
        outer[one.depth] = one.span
        around = outer.get(one.depth - 1, one.span)
        if not (around[0] <= one.span[0] and one.span[1] <= around[1]):
            yield f"{one.span} at depth {one.depth} is not inside {around}"
    yield from _in_order([one.span for one in found if one.depth == 0])
    if [one.span[0] for one in found] != sorted(one.span[0] for one in found):
        yield "quotations out of order"
    if twice and found != find_quotations(text):
        yield "a second search differs"


def _sentences(text: str, _twice: bool) -> Iterator[str]:
    paragraphs = list(find_paragraphs(text))
    yield from _spans(text, paragraphs)
    yield from _in_order(paragraphs)
    if "".join(text.split()) != "".join("".join(text[start:end].split()) for start, end in paragraphs):
        yield "paragraphs lose letters"
    for start, end in paragraphs:
        sentences = list(find_sentences(text, start, end))
        yield from _spans(text, sentences)
        yield from _in_order(sentences)
        if "".join(text[start:end].split()) != "".join("".join(text[a:b].split()) for a, b in sentences):
            yield f"sentences of {start, end} lose letters"
        if not start <= dateline_end(text, start, end) <= end:
            yield "a dateline ends outside its paragraph"


def _foreign(text: str, twice: bool) -> Iterator[str]:
    for language in {guess_language(text), LANGUAGES[len(text) % len(LANGUAGES)]}:
        read = partial(find_foreign, text, find_quotations(text), find_notes(text), language=language, names=NAMES)
        drafts = read()
        for at, draft in enumerate(drafts):
            yield from _spans(text, [*draft.content, *(span for span in (draft.source, draft.cue) if span)])
            yield from _in_order(draft.content)
            if not draft.content or not 0 <= draft.confidence <= 1:
                yield f"draft {draft}"
            if draft.follows is not None and not 0 <= draft.follows < at:
                yield f"{at} follows {draft.follows}"
        if twice and drafts != read():
            yield "a second reading differs"


def _spans(text: str, spans: Iterable[Span]) -> Iterator[str]:
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            yield f"span {start, end} of {len(text)} characters"


def _in_order(spans: Iterable[Span]) -> Iterator[str]:
    for one, other in pairwise(spans):
        if one[1] > other[0]:
            yield f"{one} runs into {other}"


RULES = "rules alone"
PROMISES: dict[str, Callable[[str, bool], Iterable[str]]] = {
    "attributions": partial(_attributions, read=find_attributions),
    "claims": partial(_attributions, read=find_claims),
    RULES: partial(_attributions, read=partial(find_claims, use_model=False)),
    "quotations": _quotations,
    "sentences": _sentences,
    "foreign": _foreign,
}


@cache
def seeds() -> tuple[str, ...]:
    """Return the texts that are mutilated: this repository's invented articles and, where present, the corpora."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(GOLDEN.glob("*.txt"))]
    texts += [path.read_text(encoding="utf-8") for path in sorted((DATA / "seed").glob("*.txt"))]
    for corpus in CORPORA:
        if (DATA / corpus).exists():
            with gzip.open(DATA / corpus, "rt", encoding="utf-8") as lines:
                texts += [json.loads(line)["text"] for line in lines]
    return tuple(texts)


def mutated(seed: int, number: int) -> str:
    """Return the input of that number."""
    chance = random.Random(f"{seed}:{number}")
    text = chance.choice(seeds())
    length = round(SHORTEST * (LONGEST / SHORTEST) ** chance.random() ** 3)
    start = chance.randrange(max(1, len(text) - length))
    text = text[start : start + length]
    for _ in range(chance.randint(1, 8)):
        text = chance.choice(MUTATIONS)(text, chance)
    return text[: 2 * LONGEST]


def _place(text: str, chance: random.Random) -> int:
    return chance.randint(0, len(text))


def _insert(pieces: list[str], text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + chance.choice(pieces) * chance.choice((1, 1, 1, 2, 9)) + text[at:]


def _without_marks(text: str, chance: random.Random) -> str:
    mark = chance.choice(MARKS)
    share = chance.random()
    return "".join(letter for letter in text if letter != mark or chance.random() > share)


def _other_marks(text: str, chance: random.Random) -> str:
    one, other = chance.choice(MARKS), chance.choice(MARKS)
    return text.replace(one, other)


def _doubled_marks(text: str, chance: random.Random) -> str:
    mark = chance.choice(MARKS)
    return text.replace(mark, mark * 2)


def _cut_out(text: str, chance: random.Random) -> str:
    start, end = sorted((_place(text, chance), _place(text, chance)))
    return text[:start] + text[end:]


def _repeated(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + text[at : at + chance.randint(1, 60)] * chance.randint(2, 12) + text[at:]


def _swapped(text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[at:] + text[:at]


def _cut_off(text: str, chance: random.Random) -> str:
    return text[: _place(text, chance)]


def _in_one_line(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(("", " ", "\r\n", "\u2028")))


def _in_capitals(text: str, chance: random.Random) -> str:
    start, end = sorted((_place(text, chance), _place(text, chance)))
    return text[:start] + text[start:end].swapcase() + text[end:]


def _without_blanks(text: str, chance: random.Random) -> str:
    start, end = sorted((_place(text, chance), _place(text, chance)))
    return text[:start] + text[start:end].replace(" ", "") + text[end:]


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    partial(_insert, MARKS), partial(_insert, ODD), partial(_insert, WORDS), _without_marks, _other_marks,
    _doubled_marks, _cut_out, _repeated, _swapped, _cut_off, _in_one_line, _in_capitals, _without_blanks,
)  # fmt: skip


def made_up_tags(text: str, seed: str) -> list[Tagged]:
    """Return cues with sources and contents at places that chance chose, in the order of the cues."""
    chance = random.Random(seed)
    words = [match.span() for match in re.finditer(r"\S+", text)]
    return sorted(
        (_made_up(words, chance) for _ in range(chance.randint(0, MOST_TAGS)) if len(words) > 1),
        key=lambda tag: tag.cue,
    )


def _made_up(words: list[Span], chance: random.Random) -> Tagged:
    edges = sorted(chance.sample(range(len(words) + 1), min(2 * chance.randint(2, 4), (len(words) + 1) // 2 * 2)))
    stretches = [(words[start][0], words[stop - 1][1]) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    cue = stretches.pop(chance.randrange(len(stretches))) if len(stretches) > 1 else stretches[0]
    source = stretches.pop(chance.randrange(len(stretches))) if len(stretches) > 1 and chance.random() < 0.8 else None
    return Tagged(cue, source, tuple(stretches), chance.random(), chance.random())


def outcome_of(number: int, seed: int) -> Outcome:
    """Read the input of that number and say what became of it."""
    text = mutated(seed, number)
    is_modelled = number % BY_MODEL == 0
    tag = lru_cache(maxsize=1)(tagger.tag) if is_modelled else partial(made_up_tags, seed=f"{seed}:{number}")
    if number % TWICE == 0:
        tag = tagger.tag
    start = time.perf_counter()
    with mock.patch("positions.extraction.tagged.tag", tag):
        broken = broken_rules(text, twice=number % TWICE == 0, rules_alone=is_modelled)
    return Outcome(number, len(text), time.perf_counter() - start, tuple(broken))


def outcomes(count: int, seed: int, processes: int) -> Iterator[Outcome]:
    with multiprocessing.get_context("spawn").Pool(processes, initializer=_alone_on_a_core) as pool:
        yield from pool.imap_unordered(partial(outcome_of, seed=seed), range(count), chunksize=50)


def _alone_on_a_core() -> None:
    """Let the model of this process use one thread: more of them would take the cores of the other processes."""
    tagger.THREADS = 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--show", type=int, metavar="NUMBER")
    asked = parser.parse_args()
    if asked.show is not None:
        print(mutated(asked.seed, asked.show))
        return 0
    start, failures, slowest = time.perf_counter(), 0, Outcome(-1, 0, 0.0, ())
    for done, outcome in enumerate(outcomes(asked.count, asked.seed, asked.processes), start=1):
        slowest = max(slowest, outcome, key=lambda one: one.seconds)
        if outcome.broken:
            failures += 1
            print(f"input {outcome.number}: {'; '.join(outcome.broken[:3])}", flush=True)
        if done % REPORTED == 0:
            print(f"{done} read, failures: {failures}, {done / (time.perf_counter() - start):.0f} a second", flush=True)
    took = time.perf_counter() - start
    print(f"{asked.count} inputs of {len(seeds())} texts, {asked.count / took:.0f} per second, failures: {failures}")
    print(f"slowest: input {slowest.number}, {slowest.length} characters, {slowest.seconds:.3f} s for all rules")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
