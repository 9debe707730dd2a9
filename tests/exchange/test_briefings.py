"""The briefing as Markdown and DOCX."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from positions.analysis.briefing import Briefing, Section, Subject
from positions.analysis.evidence import Evidence
from positions.analysis.sentences import Sentence
from positions.exchange.briefings import as_docx, as_markdown
from positions.models import Negotiation, Party

SITE = "https://tracker.example.org"
EVIDENCE = Evidence(
    position=1,
    words="We will pay half of the dues.",
    is_quoted=True,
    kind="direct speech",
    speaker="Salma Haddun",
    title="foreign minister",
    outlet="Northmark Gazette",
    also=("Estmark Times",),
    said_at=datetime(2031, 3, 4, tzinfo=UTC),
    precision="day",
    url="/n/harbour/statements/1/",
    article_url="",
    reporter="",
    decided_by="Nora",
    decided_at=None,
    confidence=None,
    condition="",
    proposal="",
)


@pytest.fixture
def briefing():
    return Briefing(
        negotiation=Negotiation(title="Harbour talks"),
        subject=Subject((Party(name="Zahira"),)),
        as_of=datetime(2031, 3, 10, tzinfo=UTC),
        sections=(
            Section("What is held", (Sentence("Zahira supports, 60 of 100.", (EVIDENCE,)),), "Nothing."),
            Section("Unanswered proposals", (Sentence("Zahira has not answered *it*.", url="/n/x/"),), "Nothing."),
            Section("Red lines", (), "No red line is on record."),
        ),
    )


def test_markdown_quotes_each_sentence_and_links_its_source(briefing):
    assert as_markdown(briefing, SITE) == (
        "# Briefing: Zahira\n"
        "\n"
        "Harbour talks, as of 10 March 2031. Confirmed positions only, resting on 1 quotation. Reported speech stands "
        "without quotation marks.\n"
        "\n"
        "## What is held\n"
        "\n"
        "- Zahira supports, 60 of 100.\n"
        "\n"
        "  > “We will pay half of the dues.”\n"
        "  >\n"
        "  > Salma Haddun, foreign minister, 4 March 2031, Northmark Gazette (also Estmark Times), direct speech. "
        "[Source](https://tracker.example.org/n/harbour/statements/1/)\n"
        "\n"
        "## Unanswered proposals\n"
        "\n"
        "- Zahira has not answered \\*it\\*. ([proposal](https://tracker.example.org/n/x/))\n"
        "\n"
        "## Red lines\n"
        "\n"
        "No red line is on record.\n"
    )


def test_docx_holds_the_same_sentences_quotations_and_links(briefing):
    document = Document(BytesIO(as_docx(briefing, SITE)))

    told = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    links = [relation.target_ref for relation in document.part.rels.values() if relation.is_external]

    assert told[0] == ("Title", "Briefing: Zahira")
    assert ("List Bullet", "Zahira supports, 60 of 100.") in told
    assert any(style == "Quote" and text.startswith("“We will pay half of the dues.”\n") for style, text in told)
    assert told[-1] == ("Normal", "No red line is on record.")
    assert sorted(links) == [f"{SITE}/n/harbour/statements/1/", f"{SITE}/n/x/"]


def test_docx_bears_what_xml_cannot_hold(briefing):
    odd = replace(EVIDENCE, words="We \x0bwill\x00 pay \ufffe.")
    section = Section("What is held", (Sentence("لن نوقّع", (odd,)),), "")

    document = Document(BytesIO(as_docx(replace(briefing, sections=(section,)), SITE)))

    assert "“We will pay .”" in document.paragraphs[-1].text
    assert "لن نوقّع" in [paragraph.text for paragraph in document.paragraphs]
