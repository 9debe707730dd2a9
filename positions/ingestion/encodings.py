"""Turns bytes into text, whatever they were written in, and mends text that was decoded wrongly before."""

import codecs
import re

from charset_normalizer import from_bytes
from ftfy import fix_encoding
from ftfy.badness import is_bad

from positions.ingestion.errors import IngestionError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What news is written in; without the list short Russian texts came out as Korean (johab).
_CYRILLIC = ["cp1251", "koi8_r", "cp866", "iso8859_5"]
_OTHER_EUROPEAN = ["cp1252", "cp1250", "iso8859_2", "cp1254", "cp1253"]
_MIDDLE_EASTERN = ["cp1256", "iso8859_6", "cp1255"]
_ASIAN = ["gb18030", "big5", "shift_jis", "euc_jp", "cp949"]
_CANDIDATES = _CYRILLIC + _OTHER_EUROPEAN + _MIDDLE_EASTERN + _ASIAN
# A declaration of these says only that nobody declared anything.
_UNTRUSTED = {"ascii", "iso8859-1", "cp1252"}
# In UTF-16 every second byte of a text in one of these blocks is the same: Latin, Cyrillic, Arabic, Hebrew, Greek.
_PAGES = b"\x00\x03\x04\x05\x06"
_CONTROLS = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27})
_GUESSED_FROM = 200_000
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_WESTERN = re.compile("[\u00c0-\u00ff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_LETTER = re.compile(r"[^\W\d_]")
_WESTERN_MARKS = re.compile("[àâäáãåæçéèêëíîïñóôöõøœùûüúßÀÂÄÅÉÈÖØÜÇ‘’“”„«»–—…·°€¿¡\u00a0]")
# The eleven commonest letters of Russian and Ukrainian: two letters in three of any text.
_COMMON = re.compile("[оаеинтрслві]")
# "sloppy" are ftfy's: they know the bytes that the code page leaves undefined.
_WRONGLY = ("latin-1", "sloppy-windows-1252", "sloppy-windows-1251")

BINARY = (
    "This is not text but the inside of a program, picture or archive."
    " Open it in its own program, copy the text and paste it."
)


def decode(content: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text of content and remarks on how it was read; `declared` is what its header says.

    A byte order mark wins, then valid UTF-8, then the declaration, then a guess. Raises IngestionError for bytes
    that are no text.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace"), ()
    if wide := _wide(content):
        return content.decode(wide, "replace"), (f"Read as {wide.upper()}, which the file does not say.",)
    if is_binary(content):
        raise IngestionError(BINARY)
    text = content.decode("utf-8", "replace")
    # One spoilt letter in a UTF-8 page must not turn all the others into gibberish.
    if text.count(_UNREADABLE) <= sum(map(len, _BEYOND_ASCII.findall(text))) / 20:
        return text, ()
    if text := _as_declared(content, declared):
        return text, ()
    return _guess(content)


def is_binary(content: bytes) -> bool:
    """Return whether bytes hold what no text holds: zeros, or over one control character in a hundred."""
    head = content[:_GUESSED_FROM]
    return 0 in head or len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 100


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Return text with wrongly decoded passages put right, and a remark where that happened.

    Raises IngestionError where letters are lost for good.
    """
    mended = "\n".join(_mend_line(line) for line in _as_cyrillic(text).split("\n"))
    is_changed, text = mended != text, mended
    lost = text.count(_UNREADABLE)
    if lost > max(3, len(text) / 1000):
        raise IngestionError(
            f"{lost} letters are unreadable (shown as {_UNREADABLE}): the text was saved in the wrong encoding."
            " Copy it again from the original, or save it as UTF-8."
        )
    remarks = ["The text had been decoded wrongly and was mended; compare the first lines."] if is_changed else []
    if lost:
        remarks.append(f"{lost} letters are unreadable and shown as {_UNREADABLE}.")
    return text, tuple(remarks)


def _wide(content: bytes) -> str:
    """Return the UTF-16 in which content is written without saying so, or nothing."""
    head = content[:4000]
    if len(head) < 8 or len(content) % 2:
        return ""
    pages = [sum(head[parity::2].count(page) for page in _PAGES) / (len(head) / 2) for parity in (0, 1)]
    for name, high, low in (("utf-16-le", pages[1], pages[0]), ("utf-16-be", pages[0], pages[1])):
        if high > 0.9 and low < 0.2:
            text = head.decode(name, "ignore")
            return name if len(_LETTER.findall(text)) > len(text) / 2 else ""
    return ""


def _as_declared(content: bytes, declared: str) -> str:
    try:
        if codecs.lookup(declared).name in _UNTRUSTED:
            return ""
        return content.decode(declared)
    except (LookupError, UnicodeDecodeError, ValueError):
        return ""


def guess(content: bytes) -> str:
    """Return the name of the encoding, other than a Unicode one, in which content most likely is."""
    best = from_bytes(content[:_GUESSED_FROM], cp_isolation=_CANDIDATES).best()
    return _cyrillic_name(content) or _western_name(content) or (best.encoding if best else "cp1252")


def _guess(content: bytes) -> tuple[str, tuple[str, ...]]:
    name = guess(content)
    shown = name.replace("_", "-").upper()
    return content.decode(name, "replace"), (f"Read as {shown}, which was guessed; compare the first lines.",)


def _cyrillic_name(content: bytes) -> str:
    """Return the Cyrillic encoding in which half of the high bytes are common small letters, or nothing.

    charset-normalizer needs a few sentences to tell Russian from Korean; this needs a few words.
    """
    high = bytes(byte for byte in content[:_GUESSED_FROM] if byte > 127)
    letters = len(_LETTER.findall(content[:_GUESSED_FROM].decode("latin-1")))
    if not high or len(high) < letters / 2:
        return ""
    shares = {name: len(_COMMON.findall(high.decode(name, "replace"))) / len(high) for name in _CYRILLIC}
    name = max(shares, key=lambda key: shares[key])
    return name if shares[name] > 0.5 else ""


def _western_name(content: bytes) -> str:
    """Return cp1252 where nearly all high bytes are letters and marks of French, German, Spanish or Nordic texts.

    charset-normalizer takes every second French text for a Polish one.
    """
    high = bytes(byte for byte in content[:_GUESSED_FROM] if byte > 127).decode("cp1252", "replace")
    return "cp1252" if len(_WESTERN_MARKS.findall(high)) > 0.95 * len(high) else ""


def _mend_line(line: str) -> str:
    """Return line with UTF-8 that was read as something else put right."""
    if line.isascii():
        return line
    # The "sloppy" code pages have a byte for the unreadable letter too, and would lose it.
    for wrong in () if _UNREADABLE in line else _WRONGLY:
        try:
            # Text that happens to be valid UTF-8 when taken for bytes is no accident.
            return line.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return fix_encoding(line) if is_bad(line) else line


def _as_cyrillic(text: str) -> str:
    """Return Cyrillic that was read as Western European put right; ftfy leaves this kind alone."""
    letters = len(_LETTER.findall(text[:_GUESSED_FROM]))
    western = len(_WESTERN.findall(text[:_GUESSED_FROM]))
    # French has 4 % of them, Icelandic 14 %.
    if not western or western < letters / 2:
        return text
    try:
        cyrillic = text.encode("sloppy-windows-1252").decode("cp1251")
    except UnicodeError:
        return text
    return cyrillic if len(_COMMON.findall(cyrillic)) > letters / 2 else text
