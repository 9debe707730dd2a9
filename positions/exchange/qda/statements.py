"""Selections of words with codes and a comment as a statement; pure.

The comment tells what codes cannot; where a person changed the codes in another program, the codes are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from positions.enums import Mode, Precision, SpeechAct, SpeechKind, Stance, Verdict
from positions.exchange.qda.codes import Meaning, chosen, moment
from positions.exchange.qda.names import FIRMNESS, STANCES, Fact, blocks, each, first
from positions.exchange.qda.selections import UNCONFIRMED
from positions.exchange.records import PositionRecord, StatementRecord
from positions.text import Span

OF_STATEMENTS = frozenset(
    {"statement", "part", "kind", "as written", "speaker", "party", "joint with", "addressed to", "target",
     "reported through", "said", "precision", "confirmed", "issue", "stance", "value", "firmness", "act", "mode",
     "condition", "proposal"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """A selection as a file has it; `codes` are what its codes mean, `facts` what its comment tells."""

    guid: str
    span: Span
    codes: tuple[Meaning, ...]
    facts: tuple[Fact, ...]


def statement_of(marked: Sequence[Marked], article: str) -> StatementRecord:
    """Return the statement that selections of one text make together."""
    facts = next((each_.facts for each_ in marked if first(each_.facts, "said")), marked[0].facts)
    codes = tuple(dict.fromkeys(code for each_ in marked for code in each_.codes))
    parties, speakers = named(codes, "party"), named(codes, "speaker")
    party, speaker = kept(first(facts, "party"), parties), kept(first(facts, "speaker"), speakers)
    joint = [name for name in each(facts, "joint with") if name in parties or not parties]
    return StatementRecord(
        key=first(facts, "statement") or marked[0].guid,
        article=article,
        spans=tuple(sorted({each_.span for each_ in marked})),
        kind=chosen(SpeechKind, first(facts, "kind")),
        speaker_as_written=first(facts, "as written"),
        speaker=speaker,
        party=party,
        said_at=moment(first(facts, "said")),
        said_at_precision=chosen(Precision, first(facts, "precision")) or Precision.DAY,
        joint_with=tuple(joint + [name for name in parties if name != party and name not in joint]),
        addressed_to=each(facts, "addressed to"),
        targets=each(facts, "target"),
        reported_through=first(facts, "reported through"),
        positions=tuple(positions(codes, facts)),
        verdict=None if first(facts, "confirmed") == UNCONFIRMED else Verdict.CONFIRM,
    )


def named(codes: Sequence[Meaning], kind: str) -> list[str]:
    """Return the names of one kind among codes."""
    return [code.name for code in codes if code.kind == kind]


def kept(name: str, coded: Sequence[str]) -> str:
    """Return a name from a comment unless the codes name others alone."""
    return name if name in coded or not coded else coded[0]


def positions(codes: Sequence[Meaning], facts: Sequence[Fact]) -> Iterator[PositionRecord]:
    """Yield what the codes say on each issue, with what the comment tells of that stance.

    A code of an issue without a stance takes none, unless one of its stances is coded too.
    """
    told_ = [read_position(block) for block in blocks(facts, "issue")]
    coded = [(code.name, code.stance) for code in codes if code.kind == "stance"]
    taken = {issue for issue, _stance in coded}
    coded += [(name, Stance.NONE) for name in named(codes, "issue") if name not in taken]
    yield from (record for record in told_ if (record.issue, record.stance) in coded)
    known = {(record.issue, record.stance) for record in told_}
    for issue, stance in coded:
        if (issue, stance) not in known:
            yield PositionRecord(issue, stance)


def read_position(block: Sequence[Fact]) -> PositionRecord:
    """Return the position that lines of a comment tell."""
    value = first(block, "value")
    return PositionRecord(
        issue=first(block, "issue"),
        stance=next((stance for stance, word in STANCES.items() if word == first(block, "stance")), Stance.NONE),
        value=int(value) if value.isdecimal() else None,
        firmness=next((level for level, word in FIRMNESS.items() if word == first(block, "firmness")), None),
        condition=first(block, "condition"),
        act=chosen(SpeechAct, first(block, "act")),
        mode=chosen(Mode, first(block, "mode")),
        proposal=first(block, "proposal"),
    )


def in_order(records: Mapping[str, StatementRecord]) -> Iterator[StatementRecord]:
    """Yield statements, each after the one through which it is reported."""
    done: set[str] = set()
    for record in records.values():
        chain = [record]
        while (through := records.get(chain[-1].reported_through)) and through not in chain:
            chain.append(through)
        for link in reversed(chain):
            if link.key not in done:
                done.add(link.key)
                yield link
