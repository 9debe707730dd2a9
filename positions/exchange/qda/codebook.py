"""A negotiation's issues, parties, speakers and proposals as a tree of codes, in the XML of REFI-QDA."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext_lazy as _
from lxml import etree

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Options
from positions.exchange.qda.archive import bare, check_root, comment, elements, local
from positions.exchange.qda.codes import Code, understood
from positions.exchange.qda.keeping import Kept
from positions.exchange.qda.kept import fitted, record_of
from positions.exchange.qda.names import (
    CODEBOOK_XMLNS,
    COLOURS,
    ORIGIN,
    PARTIES,
    PROPOSALS,
    SPEAKERS,
    STANCES,
    guid,
    stance_code,
    told,
)
from positions.exchange.records import Row
from positions.exchange.xml_pieces import Pieces, cleaned, leaf
from positions.models import Issue, Negotiation, Party, Proposal, Spokesperson

NAME = "refi-codebook"


class Writable(Protocol):
    """Takes bytes."""

    def write(self, part: bytes, /) -> int: ...


def issue_codes(negotiation: Negotiation) -> list[Code]:
    """Return a code per issue, below that of its parent, each with four of its stances below it."""
    children: dict[int | None, list[Issue]] = {}
    for issue in negotiation.issues.prefetch_related("anchors").order_by("number", "title"):
        children.setdefault(issue.parent_id, []).append(issue)
    return [_issue_code(issue, children) for issue in children.get(None, [])]


def _issue_code(issue: Issue, children: dict[int | None, list[Issue]]) -> Code:
    stances = (
        Code(guid("stance", issue.title, stance), stance_code(issue.title, stance), colour=COLOURS[stance])
        for stance in STANCES
    )
    facts = [
        ("question", issue.question),
        ("description", issue.description),
        *(("keyword", word) for word in issue.keywords),
        ("status quo", "" if issue.status_quo is None else str(issue.status_quo)),
        *(("anchor", f"{anchor.value} = {anchor.meaning}") for anchor in issue.anchors.all()),
    ]
    below = (_issue_code(child, children) for child in children.get(issue.pk, []))
    return Code(guid("issue", issue.title), issue.title, told(facts), children=(*stances, *below))


def actor_codes(negotiation: Negotiation) -> list[Code]:
    """Return the codes of parties, speakers and proposals, each kind below a code of its own that is given to none."""
    parties = negotiation.parties.prefetch_related("aliases").order_by("number", "name")
    speakers = negotiation.spokespersons.prefetch_related("aliases", "affiliations__party").order_by("name")
    proposals = negotiation.proposals.select_related("put_by").prefetch_related("sponsors", "issues")
    folders = (
        (PARTIES, [_party_code(party) for party in parties]),
        (SPEAKERS, [_speaker_code(speaker) for speaker in speakers]),
        (PROPOSALS, [_proposal_code(proposal) for proposal in proposals.order_by("put_at", "title", "pk")]),
    )
    return [
        Code(guid("folder", name), name, is_codable=False, children=tuple(codes)) for name, codes in folders if codes
    ]


def _party_code(party: Party) -> Code:
    also = (("also", alias.name) for alias in party.aliases.all())
    facts = [("kind", party.kind), ("role", party.role), ("group", party.group), *also]
    return Code(guid("party", party.name), party.name, told(facts))


def _speaker_code(speaker: Spokesperson) -> Code:
    facts = [("also", alias.name) for alias in speaker.aliases.all()]
    for term in speaker.affiliations.all():
        first, last = (each.isoformat() if each else "" for each in (term.starts_on, term.ends_on))
        facts += [("for", term.party.name), ("as", term.title), ("from", first), ("until", last)]
    return Code(guid("speaker", speaker.name), speaker.name, told(facts))


def _proposal_code(proposal: Proposal) -> Code:
    facts = [
        ("reference", proposal.reference),
        ("summary", proposal.summary),
        ("address", proposal.url),
        ("put by", proposal.put_by.name if proposal.put_by else ""),
        ("put at", proposal.put_at.isoformat() if proposal.put_at else ""),
        ("precision", proposal.put_at_precision),
        *(("sponsor", party.name) for party in proposal.sponsors.all()),
        *(("issue", issue.title) for issue in proposal.issues.all()),
    ]
    return Code(guid("proposal", proposal.title), proposal.title, told(facts))


def write_codes(document: etree._IncrementalFileWriter, codes: Iterable[Code], xmlns: str) -> None:
    """Write codes with all below them."""
    for code in codes:
        attributes = {"guid": code.guid, "name": code.name, "isCodable": "true" if code.is_codable else "false"}
        document.write("\n")
        with document.element(
            f"{{{xmlns}}}Code", cleaned(attributes | ({"color": code.colour} if code.colour else {}))
        ):
            if code.comment:
                leaf(document, f"{{{xmlns}}}Description", code.comment)
            for note in code.notes:
                leaf(document, f"{{{xmlns}}}NoteRef", targetGUID=note)
            write_codes(document, code.children, xmlns)


def write_codebook(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the issues and their stances as a codebook; raises ExchangeError when there are none yet."""
    codes = issue_codes(negotiation)
    if not codes:
        raise ExchangeError("There are no issues yet, and a codebook needs one. Add issues under Setup.")
    pieces = Pieces()
    with etree.xmlfile(pieces, encoding="UTF-8") as document:
        document.write_declaration()
        with document.element(f"{{{CODEBOOK_XMLNS}}}CodeBook", origin=ORIGIN, nsmap={None: CODEBOOK_XMLNS}):
            with document.element(f"{{{CODEBOOK_XMLNS}}}Codes"):
                for code in codes:
                    write_codes(document, [code], CODEBOOK_XMLNS)
                    yield from pieces.ready()
            write_all(document, pieces, f"{{{CODEBOOK_XMLNS}}}Sets", Kept(negotiation, NAME, codes).elements("Set"))
    yield from pieces.rest()


def write_all(document: etree._IncrementalFileWriter, stream: Writable, tag: str, found: Iterator[str]) -> None:
    """Write an element around others that are written already; nothing where there are none."""
    first = next(found, None)
    if first is None:
        return
    with document.element(tag):
        document.flush()
        for each in chain([first], found):
            stream.write(each.encode())


def read_codebook(path: Path, options: Options) -> Iterator[Row]:
    """Yield what the codes of a codebook are, and its sets of codes as carried."""
    with path.open("rb") as stream:
        check_root(stream, "CodeBook")
    with path.open("rb") as stream:
        names: dict[str, str] = {}
        for element in elements(stream, ("Codes", "Set")):
            if local(element) == "Set":
                yield kept_row(fitted(element, names))
            else:
                book = understood(codes_of(element))
                names = book.names()
                yield from (Row("codes", record) for record in book.records())


def codes_of(parent: etree._Element) -> tuple[Code, ...]:
    """Return the codes below an element; deep trees are kept from by libxml2's limit of 256 levels."""
    return tuple(
        Code(
            guid=bare(element.get("guid", "")),
            name=" ".join(element.get("name", "").split()),
            comment=comment(element),
            colour=element.get("color", ""),
            is_codable=element.get("isCodable") != "false",
            notes=tuple(each.get("targetGUID", "") for each in element.iterchildren("{*}NoteRef")),
            children=codes_of(element),
        )
        for element in parent.iterchildren("{*}Code")
    )


def kept_row(element: etree._Element) -> Row:
    """Return the row of an element that is kept whole."""
    name, own = local(element), bare(element.get("guid", ""))
    return Row(f"{name} {own}", record_of(f"{name}:{own}", element))


def named(codes: Sequence[Code]) -> Iterator[Code]:
    """Yield the parties and speakers among the codes at the top: what other programs have cases for."""
    for folder in codes:
        if folder.name in {PARTIES, SPEAKERS}:
            yield from folder.children


CODEBOOK = Format(
    name=NAME,
    label=_("REFI-QDA codebook"),
    says=_("Issues and stances as codes, for NVivo, MAXQDA, ATLAS.ti, QualCoder and others."),
    suffix=".qdc",
    media_type="application/xml",
    read=read_codebook,
    write=write_codebook,
)
