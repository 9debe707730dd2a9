"""What the tracker has no place for in projects of other programs: fitted on the way in, written on the way out; pure.

Kept are elements without who made them and without files beside them. A reference names a code by the identifier under
which it is written, and a text by its hash (`text:…`): identifiers of another program end with its import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from positions.exchange.qda.archive import bare, local
from positions.exchange.qda.counting import CountedText
from positions.exchange.qda.names import PROJECT_XMLNS
from positions.exchange.records import CarriedRecord
from positions.exchange.xml_pieces import clean, inner, opening

Q_ = f"{{{PROJECT_XMLNS}}}"
OF_TEXT = "text:"
OF_PROJECTS = ("Note", "Link", "Set", "Graph")
REFERENCES = frozenset({"targetGUID", "originGUID", "representedGUID"})
LEFT_OUT = frozenset({"creatingUser", "modifyingUser", "plainTextPath", "richTextPath"})
NEEDED = frozenset({"CodeRef", "VariableRef"})  # without it, what it stands in says nothing


def made(name: str) -> etree._Element:
    """Return an empty element to be kept."""
    return etree.Element(f"{Q_}{name}", nsmap={None: PROJECT_XMLNS})


def fitted(element: etree._Element, names: Mapping[str, str]) -> etree._Element:
    """Return an element as it is kept; `names` tells by what name an identifier of the file is known here."""
    kept = made(local(element))
    _fit(kept, element, names)
    return kept


def _fit(kept: etree._Element, element: etree._Element, names: Mapping[str, str]) -> None:
    for name, value in element.attrib.items():
        if name not in LEFT_OUT and not name.startswith("{"):
            kept.set(name, names.get(bare(value), value) if name in REFERENCES else value)
    if not len(element):
        kept.text = element.text
    for child in element:
        _fit(etree.SubElement(kept, f"{Q_}{local(child)}"), child, names)


def fitted_note(element: etree._Element, names: Mapping[str, str], text: CountedText) -> etree._Element:
    """Return a note as it is kept, with its text in it, whose words are at places of that text."""
    note = fitted(element, names)
    for former in note.findall(f"{Q_}PlainTextContent"):
        note.remove(former)
    content = made("PlainTextContent")
    content.text = clean(text.text)
    note.insert(len(note.findall(f"{Q_}Description")), content)
    for selection in note.findall(f"{Q_}PlainTextSelection"):
        if not place_words(selection, text):
            note.remove(selection)
    return note


def fitted_remark(selection: etree._Element, names: Mapping[str, str], text: CountedText) -> etree._Element:
    """Return marked words as they are kept: a comment and notes on them; their codes are a statement's."""
    kept = fitted(selection, names)
    place_words(kept, text)
    for coding in kept.findall(f"{Q_}Coding"):
        kept.extend(coding.findall(f"{Q_}NoteRef"))
        kept.remove(coding)
    return kept


def place_words(selection: etree._Element, text: CountedText) -> bool:
    """Turn the places of a selection into those of the text as it is stored; return False where no words are."""
    places = places_of(selection)
    span = text.span(*places) if places else None
    if span is None:
        return False
    selection.set("startPosition", str(span[0]))
    selection.set("endPosition", str(span[1]))
    return True


def places_of(selection: etree._Element) -> tuple[int, int] | None:
    """Return where a selection begins and ends as its file counts; None where it does not say."""
    start, end = selection.get("startPosition", ""), selection.get("endPosition", "")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def record_of(place: str, element: etree._Element) -> CarriedRecord:
    """Return the record of a kept element."""
    return CarriedRecord(place, {"xml": etree.tostring(element, encoding="unicode")})


def references_in(element: etree._Element) -> set[str]:
    """Return the identifiers that an element names."""
    return {bare(value) for each in element.iter() for name, value in each.attrib.items() if name in REFERENCES}


def is_whole(kept: etree._Element, named: Callable[[str], str | None]) -> bool:
    """Have references name what is written, and leave out those to what is gone; False when nothing is left to say."""
    for child in list(kept):
        if not is_whole(child, named):
            kept.remove(child)
            if local(child) in NEEDED:
                return False
    for name in REFERENCES.intersection(kept.keys()):
        if found := named(kept.get(name, "")):
            kept.set(name, found)
        elif name == "representedGUID":
            del kept.attrib[name]
        else:
            return False
    return True


def as_text(kept: etree._Element) -> str:
    """Return an element as it is written within others of its namespace."""
    name = local(kept)
    attributes = {str(each): str(value) for each, value in kept.attrib.items()}
    return f"{opening(name, attributes)}{inner(kept.text or '')}{''.join(map(as_text, kept))}</{name}>"
