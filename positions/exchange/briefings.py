"""A briefing as Markdown and as a DOCX file; the same sentences and quotations as the page."""

from __future__ import annotations

from io import BytesIO

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from positions.analysis.briefing import Briefing
from positions.analysis.evidence import Evidence
from positions.analysis.sentences import Sentence, day
from positions.exchange.citations import QUOTES, plain
from positions.text import in_marks

# XML cannot hold them, and python-docx refuses them.
UNPRINTABLE = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


def quoted(evidence: Evidence) -> str:
    """Return the words, in quotation marks where the source has them."""
    is_marked = any(mark in evidence.words for mark in QUOTES)
    return in_marks(evidence.words) if evidence.is_quoted and not is_marked else evidence.words


def source(evidence: Evidence) -> str:
    """Return who said it when, in which outlet and how it is reported."""
    who = f"{evidence.speaker}, {evidence.title}" if evidence.title else evidence.speaker
    also = " " + _("(also %(outlets)s)") % {"outlets": ", ".join(evidence.also)} if evidence.also else ""
    reporter = _("through %(reporter)s") % {"reporter": evidence.reporter} if evidence.reporter else ""
    parts = [who, day(evidence.said_at, evidence.precision), reporter, f"{evidence.outlet}{also}", evidence.kind]
    return ", ".join(part for part in parts if part)


def note(briefing: Briefing) -> str:
    """Return what the briefing rests on."""
    said = ngettext(
        "%(negotiation)s, as of %(day)s. Confirmed positions only, resting on %(count)s quotation. Reported speech "
        "stands without quotation marks.",
        "%(negotiation)s, as of %(day)s. Confirmed positions only, resting on %(count)s quotations. Reported speech "
        "stands without quotation marks.",
        briefing.quoted,
    )
    as_of = date_format(briefing.as_of, _("j F Y"))
    return said % {"negotiation": briefing.negotiation.title, "day": as_of, "count": briefing.quoted}


def as_markdown(briefing: Briefing, site: str) -> str:
    """Return the briefing as Markdown; `site` is put before the addresses of statements."""
    lines = [f"# {plain(briefing.title)}", "", plain(note(briefing)), ""]
    for section in briefing.sections:
        lines += [f"## {plain(section.title)}", ""]
        lines += [line for sentence in section.sentences for line in marked(sentence, site)] or [section.nothing, ""]
    return "\n".join(lines)


def marked(sentence: Sentence, site: str) -> list[str]:
    """Return a sentence and its quotations as lines of Markdown."""
    named, proposal = _("Source"), _("proposal")
    link = f" ([{proposal}]({site}{sentence.url}))" if sentence.url else ""
    lines = [f"- {plain(sentence.text)}{link}"]
    for evidence in sentence.evidence:
        words = plain(" ".join(quoted(evidence).split()))
        lines += ["", f"  > {words}", "  >", f"  > {plain(source(evidence))}. [{named}]({site}{evidence.url})"]
    return [*lines, ""]


def as_docx(briefing: Briefing, site: str) -> bytes:
    """Return the briefing as a DOCX file with headings, bullets and links."""
    document = Document()
    document.core_properties.title, document.core_properties.author = briefing.title, ""
    document.styles["Normal"].font.size = Pt(10.5)
    for edge in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(document.sections[0], edge, Cm(2))
    document.add_heading(clean(briefing.title), 0)
    document.add_paragraph(clean(note(briefing)))
    for section in briefing.sections:
        document.add_heading(clean(section.title), 1)
        for sentence in section.sentences:
            write(document, sentence, site)
        if not section.sentences:
            document.add_paragraph(section.nothing)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def write(document: DocxDocument, sentence: Sentence, site: str) -> None:
    """Write a sentence as a bullet and its quotations below it."""
    bullet = document.add_paragraph(clean(sentence.text), style="List Bullet")
    bullet.paragraph_format.keep_with_next = bool(sentence.evidence)
    if sentence.url:
        bullet.add_run(" ")
        add_link(bullet, _("proposal"), f"{site}{sentence.url}")
    for evidence in sentence.evidence:
        words = document.add_paragraph(clean(" ".join(quoted(evidence).split())), style="Quote")
        words.paragraph_format.left_indent = Cm(1.2)
        words.add_run().add_break()
        words.add_run(clean(f"{source(evidence)}. ")).font.size = Pt(9)
        add_link(words, _("Source"), f"{site}{evidence.url}")


def clean(text: str) -> str:
    """Return text that a DOCX file can hold."""
    return text.translate(UNPRINTABLE)


def add_link(paragraph: Paragraph, words: str, address: str) -> None:
    """Add a link to a paragraph, which python-docx has no function for."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)
