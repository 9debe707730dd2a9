"""Small files made by code: the formats that cannot be read by eye."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from pypdf import PdfReader, PdfWriter


def pdf(*pages: str, title: str = "", password: str = "") -> bytes:
    """Return a PDF with a line of text per line of each page; an empty page has none, as a scanned one."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        stream = _drawn(page)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _finished(_assembled(objects), title=title, password=password)


def _drawn(page: str) -> bytes:
    drawn = [b"BT /F1 11 Tf 14 TL 40 760 Td"]
    for line in page.split("\n"):
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        drawn.append(b"(%s) Tj T*" % escaped.encode("latin-1"))
    return zlib.compress(b"\n".join([*drawn, b"ET"]) if page else b"")


def _assembled(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def _finished(plain: bytes, *, title: str, password: str) -> bytes:
    if not title and not password:
        return plain
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain)))
    if title:
        writer.add_metadata({"/Title": title, "/CreationDate": "D:20190306120000Z"})
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: str, title: str = "", heading: str = "", rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """Return a Word file with a heading, paragraphs, and a table behind them."""
    made = docx.Document()
    made.core_properties.title = title
    if heading:
        made.add_heading(heading, level=0)
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if rows:
        table = made.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def word_bomb() -> bytes:
    """Return a Word file of some kilobytes whose text unpacks to 30 MB."""
    out = BytesIO(word("Text."))
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr("word/media/more.xml", b" " * 30_000_000)
    return out.getvalue()


def archive(name: str, content: bytes) -> bytes:
    """Return a zip archive with one member."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()
