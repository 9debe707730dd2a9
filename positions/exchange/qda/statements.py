"""A statement as selections of words with codes and a comment, and such selections as a statement; pure but for rows.

The comment tells what codes cannot; where a person changed the codes in another program, the codes are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from positions.enums import Firmness, Mode, Precision, SpeechAct, SpeechKind, Stance, Verdict
from positions.exchange.qda.codes import Meaning, chosen, moment
from positions.exchange.qda.names import FIRMNESS, STANCES, Fact, blocks, each, first, guid, told
from positions.exchange.records import PositionRecord, StatementRecord
from positions.models import Judgement, Party, Position, Statement
from positions.text import SPAN_JOIN, Span

OF_STATEMENTS = frozenset(
    {"statement", "part", "kind", "as written", "speaker", "party", "joint with", "addressed to", "target",
     "reported through", "said", "precision", "confirmed", "issue", "stance", "value", "firmness", "act", "mode",
     "condition", "proposal"}
)  # fmt: skip
NAME_LENGTH = 60  # characters of the words by which other programs list a selection
UNCONFIRMED = "no"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code given to a selection, by whom and when."""

    guid: str
    code: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Words of a text with their codes; [start, end) in code points."""

    guid: str
    name: str
    start: int
    end: int
    comment: str
    codings: tuple[Coding, ...]
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A selection as a file has it; `codes` are what its codes mean, `facts` what its comment tells."""

    guid: str
    span: Span
    codes: tuple[Meaning, ...]
    facts: tuple[Fact, ...]


def selections(statement: Statement) -> Iterator[Selection]:
    """Yield a selection for each span, the first with the whole comment.

    The statement has its judgements, confirmed positions and other parties as lists, as
    positions/exchange/qda/sources.py reads it.
    """
    own, by = str(statement.public_id), judge(statement)
    at = timestamp(statement.recorded_at)
    for number, (span, words) in enumerate(zip(statement.spans, parts(statement), strict=True), 1):
        selection = own if number == 1 else guid("selection", own, str(number))
        part = f"{number} of {len(statement.spans)}" if len(statement.spans) > 1 else ""
        more = facts_of(statement) if number == 1 else []
        yield Selection(
            guid=selection,
            name=short(words),
            start=span[0],
            end=span[1],
            comment=told([("statement", own), ("part", part), *more]),
            codings=tuple(codings(statement, selection, by, at)),
            by=by,
            at=at,
        )


def parts(statement: Statement) -> list[str]:
    """Return the words of each span, out of the words as they are kept joined."""
    found, place = [], 0
    for start, end in statement.spans:
        found.append(statement.words[place : place + end - start])
        place += end - start + len(SPAN_JOIN)
    return found


def short(words: str) -> str:
    """Return words on one line, cut."""
    line = " ".join(words.split())
    return line if len(line) <= NAME_LENGTH else f"{line[: NAME_LENGTH - 1].rstrip()}…"


def facts_of(statement: Statement) -> list[Fact]:
    """Return what a comment tells of a statement and its positions."""
    through = statement.reported_through
    facts = [
        ("kind", statement.kind),
        ("as written", statement.speaker_as_written),
        ("speaker", statement.speaker.name if statement.speaker else ""),
        ("party", statement.party.name if statement.party else ""),
        *(("joint with", party.name) for party in others(statement, "joint")),
        *(("addressed to", party.name) for party in others(statement, "addressed")),
        *(("target", party.name) for party in others(statement, "targeted")),
        ("reported through", str(through.public_id) if through else ""),
        ("said", statement.said_at.isoformat()),
        ("precision", statement.said_at_precision),
        ("confirmed", "" if is_confirmed(statement) else UNCONFIRMED),
    ]
    for position in statement.confirmed_positions:  # type: ignore[attr-defined]  # prefetched
        facts += position_facts(position)
    return facts


def position_facts(position: Position) -> list[Fact]:
    """Return what a comment tells of a position."""
    return [
        ("issue", position.issue.title),
        ("stance", STANCES[Stance(position.stance)]),
        ("value", "" if position.value is None else str(position.value)),
        ("firmness", FIRMNESS[Firmness(position.firmness)] if position.firmness else ""),
        ("act", position.act),
        ("mode", position.mode),
        ("condition", position.condition),
        ("proposal", position.proposal.title if position.proposal else ""),
    ]


def codings(statement: Statement, selection: str, by: str, at: str) -> Iterator[Coding]:
    """Yield the codes of a statement: stances, proposals, who says it and for whom; each once."""
    codes: dict[str, tuple[str, str]] = {}
    for position in statement.confirmed_positions:  # type: ignore[attr-defined]  # prefetched
        coded = judge(position), timestamp(position.recorded_at)
        codes.setdefault(guid("stance", position.issue.title, position.stance), coded)
        if position.proposal:
            codes.setdefault(guid("proposal", position.proposal.title), coded)
    for party in filter(None, (statement.party, *others(statement, "joint"))):
        codes.setdefault(guid("party", party.name), (by, at))
    if statement.speaker:
        codes.setdefault(guid("speaker", statement.speaker.name), (by, at))
    for code, (coder, when) in codes.items():
        yield Coding(guid("coding", selection, code), code, coder, when)


def others(statement: Statement, how: str) -> list[Party]:
    """Return the further parties of a statement, joint, addressed or targeted, which are prefetched as lists."""
    return getattr(statement, f"{how}_parties")


def is_confirmed(statement: Statement) -> bool:
    """Tell whether a person confirmed it."""
    return any(judgement.verdict == Verdict.CONFIRM for judgement in decided(statement))


def judge(judged: Statement | Position) -> str:
    """Return the identifier of who decided on a row, or nothing."""
    return next((guid("user", judgement.by.get_username()) for judgement in decided(judged)), "")


def decided(judged: Statement | Position) -> list[Judgement]:
    """Return the judgements in force, which are prefetched."""
    return judged.current_judgements  # type: ignore[union-attr]


def timestamp(moment_: object) -> str:
    """Return a moment as XML Schema has it, in UTC, to the second: some programs read no fractions."""
    return f"{moment_:%Y-%m-%dT%H:%M:%SZ}"


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
