"""REFI-QDA projects of other programs: how they count, what their codes are, and what is refused."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree

from positions.enums import Stance
from positions.exchange.errors import ExchangeError
from positions.exchange.qda.codebook import read_codebook, write_codebook
from positions.exchange.qda.names import guid
from positions.exchange.qda.project import write_project
from positions.exchange.qda.project_reading import read_project
from positions.exchange.records import (
    ArticleRecord,
    CarriedRecord,
    IssueRecord,
    PartyRecord,
    PositionRecord,
    Row,
    StatementRecord,
)
from positions.exchange.transfers import start_import
from positions.models import Carried, Statement
from positions.text import text_hash
from tests.exchange.taking import outcomes, work
from tests.factories import MembershipFactory

TEXT = "We pay.\nThey do not."
TEXT_FILE = TEXT.encode()
WRITTEN = datetime(2031, 3, 4, tzinfo=UTC)  # of a source's moment the day: nothing says more of its publication
XMLNS = 'xmlns="urn:QDA-XML:project:1.0"'
CODES = """<CodeBook><Codes>
<Code guid="C1" name="Dues" isCodable="true"><Description>Who pays.</Description>
  <Code guid="C2" name="Dues: opposes" isCodable="true"/><Code guid="C3" name="Tolls" isCodable="true"/></Code>
<Code guid="C4" name="Ports" isCodable="false"><Code guid="C5" name="Tolls" isCodable="true"/></Code>
<Code guid="A1" name="Zahira" isCodable="true"/>
</Codes></CodeBook>
<Cases><Case guid="a1" name="Zahira"/></Cases>"""


def selected(start, end, *codes, name="", guid="S1", comment=""):
    coded = "".join(f'<Coding guid="X"><CodeRef targetGUID="{code}"/></Coding>' for code in codes)
    told = f"<Description>{comment}</Description>" if comment else ""
    return (
        f'<PlainTextSelection guid="{guid}" name="{name}" startPosition="{start}" endPosition="{end}">'
        f"{told}{coded}</PlainTextSelection>"
    )


def source(*inside, written='creationDateTime="2031-03-04T10:00:00Z"'):
    inner = "".join(inside)
    return f'<TextSource guid="T1" name="Day one" plainTextPath="internal://t1.txt" {written}>{inner}</TextSource>'


def made(tmp_path, *inside, origin="QDA", text=TEXT_FILE, codes=CODES, rest="", head=""):
    path = tmp_path / "project.qdpx"
    xml = (
        f'{head}<Project {XMLNS} name="P" origin="{origin}">{codes}<Sources>{"".join(inside)}</Sources>{rest}</Project>'
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        archive.writestr("Sources/T1.txt", text)
    return path


def records(path, kind, **options):
    return [row.record for row in read_project(path, options) if isinstance(row.record, kind)]


def words(path, text=TEXT, **options):
    return [text[start:end] for each in records(path, StatementRecord, **options) for start, end in each.spans]


def test_codes_are_issues_cases_parties_and_our_names_stances(tmp_path):
    path = made(tmp_path, source(selected(0, 7, "C2", "A1"), selected(8, 20, "c3", "C5", guid="S2")))

    assert list(read_project(path, {})) == [
        Row("codes", PartyRecord("Zahira")),
        Row("codes", IssueRecord("Dues", description="Who pays.")),
        Row("codes", IssueRecord("Tolls", parent="Dues")),
        Row("codes", IssueRecord("Ports")),
        Row("codes", IssueRecord("Ports / Tolls", parent="Ports")),
        Row("TextSource “Day one”", ArticleRecord("t1", "Day one", TEXT, WRITTEN)),
        Row(
            "TextSource “Day one”, words 0 to 7",
            StatementRecord("s1", "t1", ((0, 7),), party="Zahira", positions=(PositionRecord("Dues", Stance.OPPOSES),)),
        ),
        Row(
            "TextSource “Day one”, words 8 to 20",
            StatementRecord(
                "s2",
                "t1",
                ((8, 20),),
                positions=(PositionRecord("Tolls", Stance.NONE), PositionRecord("Ports / Tolls", Stance.NONE)),
            ),
        ),
    ]


def test_one_selection_per_code_is_one_statement(tmp_path):
    path = made(
        tmp_path, source(selected(0, 7, "C2"), selected(0, 7, "A1", guid="S2"), selected(0, 7, "C1", guid="S3"))
    )

    assert records(path, StatementRecord) == [
        StatementRecord("s1", "t1", ((0, 7),), party="Zahira", positions=(PositionRecord("Dues", Stance.OPPOSES),))
    ]


def test_ends_are_behind_the_last_character_unless_names_tell_otherwise(tmp_path):
    assert words(made(tmp_path, source(selected(0, 7, "C1")))) == ["We pay."]
    assert words(made(tmp_path, source(selected(0, 6, "C1", name="We pay.")))) == ["We pay."]
    assert words(made(tmp_path, source(selected(0, 7, "C1", name="We pay.")))) == ["We pay."]
    assert words(made(tmp_path, source(selected(0, 6, "C1"))), end="last") == ["We pay."]
    assert words(made(tmp_path, source(selected(0, 7, "C1", name="We pay."))), end="last") == ["We pay."]


def test_nvivo_counts_units_of_utf16(tmp_path):
    text = "😀😀 We pay."

    nvivo = made(tmp_path, source(selected(5, 12, "C1")), origin="NVivo for Windows 12.6", text=text.encode())

    assert words(nvivo, text) == ["We pay."]


@pytest.mark.parametrize(("origin", "start"), [("ATLAS.ti Win 23.4.0", 4), ("MAXQDA 2022", 6)])
def test_line_ends_of_two_signs_are_one_for_atlas_and_two_for_others(tmp_path, origin, start):
    path = made(
        tmp_path, source(selected(start, start + 7, "C1")), origin=origin, text="\ufeffA.\r\n\r\nWe pay.\r\n".encode()
    )

    assert records(path, ArticleRecord)[0].text == "A.\n\nWe pay."
    assert words(path, "A.\n\nWe pay.") == ["We pay."]


def test_texts_are_taken_as_they_are_stored_and_words_move_with_them(tmp_path):
    text = " \n  The cafe\u0301 closes. We pay."
    start = text.index("We")

    path = made(tmp_path, source(selected(start, start + 7, "C1")), text=text.encode())

    assert records(path, ArticleRecord)[0].text == "The café closes. We pay."
    assert words(path, "The café closes. We pay.") == ["We pay."]


def test_text_of_a_pdf_and_text_within_the_xml_are_read(tmp_path):
    inline = (
        '<PDFSource guid="T2" name="Scan" creationDateTime="2031-03-04T10:00:00Z"><Representation guid="R">'
        f"<PlainTextContent>{TEXT}</PlainTextContent>{selected(0, 7, 'C1')}</Representation></PDFSource>"
    )

    path = made(tmp_path, inline)

    assert records(path, ArticleRecord) == [ArticleRecord("t2", "Scan", TEXT, WRITTEN)]
    assert words(path) == ["We pay."]


def test_variables_tell_day_and_outlet(tmp_path):
    variables = (
        '<Variables><Variable guid="V1" name="Date" typeOfVariable="Date"/>'
        '<Variable guid="V2" name="Source" typeOfVariable="Text"/></Variables>'
    )
    values = (
        '<VariableValue><VariableRef targetGUID="V1"/><DateValue>2031-02-01</DateValue></VariableValue>'
        '<VariableValue><VariableRef targetGUID="V2"/><TextValue>Gazette</TextValue></VariableValue>'
    )

    found = records(made(tmp_path, source(values), codes=CODES + variables), ArticleRecord)

    assert found == [ArticleRecord("t1", "Day one", TEXT, datetime(2031, 2, 1, tzinfo=UTC), source="Gazette")]


def test_what_has_no_place_is_carried_word_for_word(tmp_path):
    path = made(
        tmp_path,
        source(
            "<Description>From the archive.</Description>",
            selected(0, 7, comment="Remember."),
            selected(8, 20, "C1", comment="Ask.", guid="S2"),
            '<Coding guid="W1"><CodeRef targetGUID="C1"/></Coding>',
        ),
        rest='<Notes><Note guid="N1" name="Memo"><PlainTextContent>Ask.</PlainTextContent></Note></Notes>'
        '<Sets><Set guid="Z1" name="Both"/></Sets>',
    )

    carried = records(path, CarriedRecord)

    assert [each.place for each in carried] == [f"TextSource:{text_hash(TEXT)}", "Note:n1", "Set:z1"]
    assert words(path) == ["They do not."]
    issue = guid("issue", "Dues")
    assert carried[0].content == {
        "xml": f"<TextSource {XMLNS}><Description>From the archive.</Description>"
        f"{selected(0, 7, comment='Remember.')}{selected(8, 20, comment='Ask.', guid='S2')}"
        f'<Coding guid="W1"><CodeRef targetGUID="{issue}"/></Coding></TextSource>'
    }
    assert carried[1].content == {
        "xml": f'<Note {XMLNS} guid="N1" name="Memo"><PlainTextContent>Ask.</PlainTextContent></Note>'
    }


def problems(path, **options):
    return [(row.place, row.problem) for row in read_project(path, options) if row.problem]


def test_a_bad_row_leaves_the_others(tmp_path):
    path = made(
        tmp_path,
        source(selected(5, 99, "C1"), selected(3, 3, "C1"), selected("x", 3, "C1"), selected(0, 7, "C1")),
        '<PictureSource guid="P" name="Photo"/>',
        '<TextSource guid="T3" name="Lost" plainTextPath="internal://t3.txt"/>',
        '<TextSource guid="T4" name="Outside" plainTextPath="absolute:///etc/passwd"/>',
        '<TextSource guid="T1" name="Undated" plainTextPath="internal://t1.txt"/>',
    )

    where = "TextSource “Day one”"
    assert problems(path) == [
        (where, "Its words 5 to 99 lie outside."),
        (where, "Its words 3 to 3 lie outside."),
        (where, "Its words x to 3 lie outside."),
        ("PictureSource “Photo”", "It is a picture; only texts and their codes are taken over."),
        ("TextSource “Lost”", "It cannot be read: its text, “internal://t3.txt”, is not in the archive."),
        (
            "TextSource “Outside”",
            "It cannot be read: its text lies outside of the archive, at “absolute:///etc/passwd”.",
        ),
        ("TextSource “Undated”", "Nothing says when it was published; add a variable “published”."),
    ]
    assert words(path) == ["We pay."]


def test_a_text_in_another_encoding_is_said(tmp_path):
    assert problems(made(tmp_path, source(), text="Захира".encode("cp1251"))) == [
        ("TextSource “Day one”", "It cannot be read: its text is not in UTF-8, as REFI-QDA has it.")
    ]


def refusal(path, **options):
    with pytest.raises(ExchangeError) as error:
        list(read_project(path, options))
    return str(error.value)


def test_a_document_type_is_refused_before_any_entity_is_read(tmp_path):
    bomb = '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'

    assert refusal(made(tmp_path, source(), head=bomb)) == (
        "The file defines a document type of its own, which is refused for safety."
    )
    book = tmp_path / "talks.qdc"
    book.write_text(f'{bomb.replace("Project", "CodeBook")}<CodeBook origin="&f;"/>', encoding="utf-8")
    with pytest.raises(ExchangeError):
        list(read_codebook(book, {}))


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    path = made(tmp_path, source(), text=b"a" * 3_000_000)
    monkeypatch.setattr("positions.exchange.qda.archive.MAX_UNPACKED_BYTES", 2_000_000)

    assert path.stat().st_size < 10_000
    assert refusal(path) == "The archive unpacks to far more than can be read. Export the project in parts."


def test_a_text_larger_than_an_article_is_left_out(tmp_path):
    path = made(tmp_path, source(), text=b"a" * 5_000_001)

    assert problems(path) == [
        (
            "TextSource “Day one”",
            "It cannot be read: its text has 5,000,001 bytes, more than the 5,000,000 of an article.",
        )
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no archive", "This is no .qdpx file: it is no archive."),
        ({"readme.txt": "hello"}, "The archive holds no .qde file and so no project of REFI-QDA."),
        ({"project.qde": "<Project"},
         "The file is damaged, or no project of REFI-QDA. Export it again from its program."),
        ({"project.qde": "<html/>"}, "This is no file of REFI-QDA: it begins with <html>, not with <Project>."),
    ],
)  # fmt: skip
def test_another_file_is_refused_in_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "other.qdpx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with ZipFile(path, "w") as archive:
            for name, text in content.items():
                archive.writestr(name, text)

    assert refusal(path) == sentence


def test_a_damaged_archive_is_refused(tmp_path):
    path = made(tmp_path, source(), text=b"abc" * 1000)
    content = bytearray(path.read_bytes())
    content[content.index(b"Sources/T1.txt") + 20] ^= 0xFF
    path.write_bytes(content)

    assert refusal(path) == "The file is damaged, or no project of REFI-QDA. Export it again from its program."


def test_another_end_is_refused(tmp_path):
    assert refusal(made(tmp_path, source()), end="first") == (
        "“first” is not what an end of words can name; choose one of: after, last."
    )


def test_a_code_that_a_person_changed_wins_over_the_comment(tmp_path):
    comment = (
        "statement: 7\nparty: Northmark\nsaid: 2031-03-04T10:00:00+00:00\nissue: Dues\nstance: supports\nvalue: 60"
    )

    path = made(tmp_path, source(selected(0, 7, "C2", "A1", comment=comment)))

    assert records(path, StatementRecord) == [
        StatementRecord(
            "7",
            "t1",
            ((0, 7),),
            party="Zahira",
            said_at=datetime(2031, 3, 4, 10, tzinfo=UTC),
            positions=(PositionRecord("Dues", Stance.OPPOSES),),
        )
    ]


NOTES = (
    '<Note guid="N1" name="On dues" plainTextPath="internal://n1.txt" creatingUser="U1">'
    '<PlainTextSelection guid="NS" startPosition="0" endPosition="3"/></Note>'
    '<Note guid="N2" name="Free"><PlainTextContent>A &lt;thought&gt;.</PlainTextContent></Note>'
)
REST = (
    f"<Notes>{NOTES}</Notes>"
    '<Links><Link guid="L1" name="explains" direction="OneWay" originGUID="S1" targetGUID="n2"/>'
    '<Link guid="L2" originGUID="S1" targetGUID="GONE"/></Links>'
    '<Sets><Set guid="Z1" name="Both"><MemberCode targetGUID="C2"/><MemberCode targetGUID="A1"/>'
    '<MemberSource targetGUID="T1"/><MemberSource targetGUID="PHOTO"/><MemberNote targetGUID="N1"/></Set></Sets>'
    '<Graphs><Graph guid="G1" name="Map"><Vertex guid="V1" representedGUID="C1" firstX="1" firstY="2"/>'
    '<Vertex guid="V2" representedGUID="GONE" firstX="3" firstY="4"/>'
    '<Edge guid="E1" sourceVertex="V1" targetVertex="V2"/></Graph></Graphs>'
)
DRESSED = CODES.replace(
    '<Code guid="C1" name="Dues" isCodable="true"><Description>Who pays.</Description>',
    '<Code guid="C1" name="Dues" isCodable="true" color="#123456"><Description>Who pays.</Description>'
    '<NoteRef targetGUID="N1"/>',
)


def other_program(tmp_path):
    """A project of another program with all that the tracker has no place for."""
    path = made(
        tmp_path,
        source(
            "<Description>From the archive.</Description>",
            selected(0, 6, "C2", "A1", name="We pay.", comment="Ask."),
            selected(8, 19, name="They do not.", comment="Who?", guid="S2"),
            '<Coding guid="W1"><CodeRef targetGUID="C3"/></Coding><NoteRef targetGUID="N2"/>',
            written='creationDateTime="2021-03-04T10:00:00Z"',
        ),
        codes=DRESSED,
        rest=REST,
    )
    with ZipFile(path, "a") as archive:
        archive.writestr("Sources/n1.txt", "\ufeffThey say.")
    return path.read_bytes()


def taken_in(content):
    """Take a project into a negotiation of its own and return that, with what is carried of it."""
    by = MembershipFactory().user
    negotiation = by.negotiations.get()
    transfer = start_import(content=[content], file_name="p.qdpx", by=by, negotiation=negotiation, is_dry=False)
    assert not set(dict(outcomes(work(transfer)))) - {"create"}
    return negotiation, dict(Carried.objects.filter(negotiation=negotiation).values_list("place", "content"))


def test_what_another_program_wrote_goes_back_to_it(db, tmp_path):
    negotiation, carried = taken_in(other_program(tmp_path))

    back = b"".join(write_project(negotiation, {}))

    with ZipFile(BytesIO(back)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    names = ["Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"]
    assert [etree.QName(each).localname for each in root] == names

    def found(path):
        return root.findall(path, {None: "urn:QDA-XML:project:1.0"})

    article = str(negotiation.articles.get().public_id)
    assert [(each.get("guid"), each.findtext("{*}PlainTextContent")) for each in found("Notes/Note")] == [
        ("N1", "They say."), ("N2", "A <thought>."),
    ]  # fmt: skip
    assert [(each.get("originGUID"), each.get("targetGUID")) for each in found("Links/Link")] == [("S1", "n2")]
    assert [each.get("targetGUID") for each in found("Sets/Set/*")] == [
        guid("stance", "Dues", Stance.OPPOSES), guid("party", "Zahira"), article, "N1",
    ]  # fmt: skip
    assert [each.get("representedGUID") for each in found("Graphs/Graph/Vertex")] == [guid("issue", "Dues"), None]
    (dues,) = (each for each in found(".//Code") if each.get("name") == "Dues")
    assert (dues.get("color"), dues.find("{*}NoteRef").get("targetGUID")) == ("#123456", "N1")
    (text,) = found("Sources/TextSource")
    assert (text.get("guid"), text.findtext("{*}Description")) == (article, "From the archive.")
    marked = [
        (each.get("guid"), each.get("startPosition"), each.get("endPosition"), each.findtext("{*}Description"))
        for each in text.iterchildren("{*}PlainTextSelection")
    ]
    assert marked[1:] == [("S1", "0", "7", "Ask."), ("S2", "8", "20", "Who?")]
    assert [each.find("{*}CodeRef").get("targetGUID") for each in text.iterchildren("{*}Coding")] == [
        guid("issue", "Tolls")
    ]
    assert [each.get("targetGUID") for each in text.iterchildren("{*}NoteRef")] == ["N2"]

    other, again = taken_in(back)
    del carried["Link:l2"]  # and what else names something that is not here
    carried["Set:z1"]["xml"] = carried["Set:z1"]["xml"].replace('<MemberSource targetGUID="PHOTO"/>', "")
    carried["Graph:g1"]["xml"] = carried["Graph:g1"]["xml"].replace(' representedGUID="GONE"', "")
    assert again == carried
    assert Statement.objects.filter(negotiation=other).count() == 1


def test_sets_of_a_codebook_go_back(db, tmp_path):
    by = MembershipFactory().user
    file = (
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="QDA"><Codes><Code guid="C1" name="Dues" isCodable="true"/>'
        '</Codes><Sets><Set guid="Z1" name="One"><MemberCode targetGUID="C1"/></Set></Sets></CodeBook>'
    )
    negotiation = by.negotiations.get()
    work(start_import(content=[file.encode()], file_name="p.qdc", by=by, negotiation=negotiation, is_dry=False))

    back = b"".join(write_codebook(negotiation, {})).decode()

    member = f'<MemberCode targetGUID="{guid("issue", "Dues")}"></MemberCode>'
    assert back.endswith(f'<Sets><Set guid="Z1" name="One">{member}</Set></Sets></CodeBook>')


def test_note_whose_text_is_not_in_the_archive_is_said(tmp_path):
    path = made(tmp_path, rest='<Notes><Note guid="N1" name="Memo" plainTextPath="internal://n1.txt"/></Notes>')

    assert problems(path) == [
        ("Note “Memo”", "It cannot be read: its text, “internal://n1.txt”, is not in the archive.")
    ]
