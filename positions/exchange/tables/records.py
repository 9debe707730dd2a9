"""Makes records of the lines of a table; pure. A line that says what cannot be is a row with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from positions.enums import Firmness, Mode, PartyKind, PartyRole, Precision, SpeechAct, SpeechKind, Stance, Verdict
from positions.exchange.records import (
    ArticleRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    ProposalRecord,
    Record,
    Row,
    StatementRecord,
    TermRecord,
)
from positions.exchange.tables.cells import (
    CellError,
    anchors_read,
    choice_read,
    day_read,
    moment_read,
    number_read,
    parted,
    place_read,
    spans_read,
)
from positions.exchange.tables.heads import Line
from positions.exchange.tables.order import parents_first

UNDECIDED = "undecided"
# What several lines of one statement say each for itself; all else is the statement's.
OF_A_POSITION = {
    "issue", "stance", "value", "firmness", "condition", "act", "mode", "proposal", "position_verdict",
}  # fmt: skip
OF_A_TERM = {"party", "title", "starts_on", "ends_on"}
Maker = Callable[[Sequence[Line]], Record]


def party(lines: Sequence[Line]) -> PartyRecord:
    """Return the party of a line."""
    (line,) = lines
    return PartyRecord(
        name=needed(line, "name"),
        kind=line.read("kind", partial(choice_read, PartyKind)),
        role=line.read("role", partial(choice_read, PartyRole)),
        group=line["group"],
        aliases=line.read("aliases", parted),
    )


def person(lines: Sequence[Line]) -> PersonRecord:
    """Return the person of some lines, each with a role."""
    first = agreed(lines, OF_A_TERM)
    terms = tuple(term(line) for line in lines if any(line[column] for column in OF_A_TERM))
    return PersonRecord(name=needed(first, "name"), aliases=first.read("aliases", parted), terms=terms)


def term(line: Line) -> TermRecord:
    """Return for whom the person of a line speaks."""
    starts_on, ends_on = line.read("starts_on", day_read), line.read("ends_on", day_read)
    if starts_on and ends_on and ends_on < starts_on:
        raise CellError(f"The role ends on {ends_on}, before it starts on {starts_on}. Correct one of them.")
    return TermRecord(party=needed(line, "party"), title=line["title"], starts_on=starts_on, ends_on=ends_on)


def issue(lines: Sequence[Line]) -> IssueRecord:
    """Return the issue of a line."""
    (line,) = lines
    return IssueRecord(
        title=needed(line, "title"),
        question=line["question"],
        description=line["description"],
        parent=line["parent"],
        keywords=line.read("keywords", parted),
        status_quo=line.read("status_quo", place_read),
        anchors=line.read("anchors", anchors_read),
    )


def proposal(lines: Sequence[Line]) -> ProposalRecord:
    """Return the proposal of a line."""
    (line,) = lines
    put = line.read("put_at", partial(moment_read, precision=line["put_at_precision"]))
    return ProposalRecord(
        title=needed(line, "title"),
        reference=line["reference"],
        summary=line["summary"],
        url=line["url"],
        put_by=line["put_by"],
        sponsors=line.read("sponsors", parted),
        issues=line.read("issues", parted),
        put_at=put[0] if put else None,
        put_at_precision=put[1] if put else Precision.DAY,
    )


def article(lines: Sequence[Line]) -> ArticleRecord:
    """Return the article of a line; without an identifier statements call it by its title."""
    (line,) = lines
    needed(line, "published_at")
    published = line.read("published_at", partial(moment_read, precision=line["published_at_precision"]))
    if published is None:
        raise CellError("published_at is empty.")
    return ArticleRecord(
        key=line["id"] or needed(line, "title"),
        title=needed(line, "title"),
        text=needed(line, "text") and line.cells["text"],
        published_at=published[0],
        published_at_precision=published[1],
        source=line["source"],
        url=line["url"],
        reference=line["reference"],
        language=line["language"],
    )


def statement(lines: Sequence[Line]) -> StatementRecord:
    """Return the statement of some lines, each with a position; those with another verdict than it are left out."""
    first = agreed(lines, OF_A_POSITION)
    said = first.read("said_at", partial(moment_read, precision=first["said_at_precision"]))
    spans = first.read("spans", spans_read)
    words = first.cells.get("words", "")
    if not spans and not words.strip():
        raise CellError("It has neither words nor spans. Write the words as they stand in the article.")
    verdict = first.read("verdict", verdict_read)
    return StatementRecord(
        key=first["id"] or first.place,
        article=first["article"] or first["article_title"] or needed(first, "article"),
        spans=spans,
        words=words,
        kind=first.read("kind", partial(choice_read, SpeechKind)),
        speaker_as_written=first["speaker_as_written"],
        speaker=first["speaker"],
        party=first["party"],
        said_at=said[0] if said else None,
        said_at_precision=said[1] if said else Precision.DAY,
        joint_with=first.read("joint_with", parted),
        addressed_to=first.read("addressed_to", parted),
        targets=first.read("targets", parted),
        reported_through=first["reported_through"],
        positions=tuple(position(line) for line in lines if has_position(line, verdict)),
        verdict=verdict,
        version=first.read("version", number_read),
    )


def has_position(line: Line, verdict: Verdict | None) -> bool:
    """Tell whether a line has a position that was decided as its statement was."""
    is_coded = any(line[column] for column in OF_A_POSITION - {"position_verdict"})
    return is_coded and (not line["position_verdict"] or line.read("position_verdict", verdict_read) == verdict)


def position(line: Line) -> PositionRecord:
    """Return the position of a line."""
    stance = line.read("stance", partial(choice_read, Stance))
    if stance is None:
        raise CellError("stance is empty. Write supports, opposes, mixed or none, or leave the whole position empty.")
    return PositionRecord(
        issue=needed(line, "issue"),
        stance=stance,
        value=line.read("value", place_read),
        firmness=line.read("firmness", partial(choice_read, Firmness)),
        condition=line["condition"],
        act=line.read("act", partial(choice_read, SpeechAct)),
        mode=line.read("mode", partial(choice_read, Mode)),
        proposal=line["proposal"],
    )


def verdict_read(cell: str) -> Verdict | None:
    """Return the verdict in a cell; an empty one confirms, None is `undecided`."""
    if cell == UNDECIDED:
        return None
    return choice_read(Verdict, cell) or Verdict.CONFIRM


def needed(line: Line, column: str) -> str:
    """Return what stands in a column that must not be empty."""
    if not line[column]:
        raise CellError(f"{column} is empty.")
    return line[column]


def agreed(lines: Sequence[Line], apart: set[str]) -> Line:
    """Return the first of the lines; a CellError tells where a later one says something else of the same thing."""
    first = lines[0]
    for line in lines[1:]:
        for column in line.cells.keys() - apart:
            if line[column] and line[column] != first[column]:
                raise CellError(f"{column} differs between line {first.number} and line {line.number}. Make them one.")
    return first


MAKERS: dict[str, tuple[Maker, str]] = {
    "parties": (party, ""),
    "people": (person, "name"),
    "issues": (issue, ""),
    "proposals": (proposal, ""),
    "articles": (article, ""),
    "statements": (statement, "id"),
}


def records_of(table: str, lines: Iterator[Line]) -> Iterator[Row]:
    """Yield the records of a table's lines, in an order in which nothing is named before it is made."""
    make, key = MAKERS[table]
    rows = (row_of(make, some) for some in together(lines, key))
    return parents_first(rows) if table in {"issues", "statements"} else rows


def together(lines: Iterator[Line], key: str) -> Iterator[list[Line]]:
    """Yield the lines of one thing, which stand one after the other."""
    if not key:
        yield from ([line] for line in lines)
        return
    for _key, some in groupby(lines, lambda line: line[key] or line.place):
        yield list(some)


def place_of(lines: Sequence[Line]) -> str:
    """Return where lines stand: line 12, or lines 12 to 14."""
    first, last = lines[0], lines[-1]
    if last is first:
        return first.place
    return f"{first.place.removesuffix(f' {first.number}')}s {first.number} to {last.number}"


def row_of(make: Maker, lines: Sequence[Line]) -> Row:
    """Return the record of some lines, or why there is none."""
    place = place_of(lines)
    try:
        problem = next((line.problem for line in lines if line.problem), "")
        return Row(place, None, problem) if problem else Row(place, make(lines))
    except CellError as error:
        return Row(place, None, str(error))
