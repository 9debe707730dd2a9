"""A source with its coded words as XML, in strings: lxml's writer took more than half of the time of an export."""

from __future__ import annotations

from collections.abc import Iterator

from positions.exchange.qda.names import guid
from positions.exchange.qda.selections import Selection, selections, timestamp
from positions.exchange.qda.sources import VARIABLES, Source, values
from positions.exchange.xml_pieces import inner, opening


def source_xml(source: Source) -> str:
    """Return a source, on lines of its own."""
    attributes = {
        "guid": source.guid,
        "name": source.name,
        "plainTextPath": f"internal://{source.guid}.txt",
        "creationDateTime": timestamp(source.version.read_at),
    }
    found = (each for said in source.statements for selection in selections(said) for each in _selection(selection))
    before, *after = (source.kept.get(name, "") for name in ("Description", "PlainTextSelection", "Coding", "NoteRef"))
    whole = ["\n", opening("TextSource", attributes), before, *found, *after, *_values(source), "</TextSource>"]
    return "".join(whole)


def _selection(selection: Selection) -> Iterator[str]:
    attributes = {
        "guid": selection.guid,
        "name": selection.name,
        "startPosition": str(selection.start),
        "endPosition": str(selection.end),
        "creationDateTime": selection.at,
    }
    yield "\n"
    yield opening("PlainTextSelection", attributes | _creator(selection.by))
    yield f"<Description>{inner(selection.comment)}</Description>"
    for coding in selection.codings:
        yield opening("Coding", {"guid": coding.guid, "creationDateTime": coding.at} | _creator(coding.by))
        yield f'<CodeRef targetGUID="{coding.code}"></CodeRef></Coding>'
    yield "</PlainTextSelection>"


def _creator(by: str) -> dict[str, str]:
    return {"creatingUser": by} if by else {}


def _values(source: Source) -> Iterator[str]:
    for name, value in values(source):
        kind = f"{VARIABLES[name]}Value"
        yield f'<VariableValue><VariableRef targetGUID="{guid("variable", name)}"></VariableRef>'
        yield f"<{kind}>{inner(value)}</{kind}></VariableValue>"
