import codecs

import pytest

from positions.ingestion.encodings import decode, mend
from positions.ingestion.errors import IngestionError

RUSSIAN = "Захра готова открыть пролив, заявила Сальма Хаддун. Посланник отметил, что решение нужно согласовать."
SHORT = "Захра готова открыть пролив."
UKRAINIAN = "Міністр заявив, що уряд готовий підтримати пропозицію посланця."
ARABIC = "قالت سلمى حدون إن زهرة مستعدة لدعم الاقتراح الداعي إلى فتح المضيق أمام السفن"
FRENCH = "La ministre a déclaré que le Nortmark était prêt à rouvrir le détroit, a précisé l’émissaire."
GREEK = "Η υπουργός δήλωσε ότι η κυβέρνηση είναι έτοιμη να στηρίξει την πρόταση."
POLISH = "Minister oświadczyła, że rząd jest gotów poprzeć propozycję otwarcia cieśniny."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (FRENCH, "utf-16-le"),
        (ARABIC, "utf-16-be"),
        (FRENCH, "utf-32"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (SHORT, "cp1251"),
        (SHORT, "koi8-r"),
        (UKRAINIAN, "cp1251"),
        (ARABIC, "cp1256"),
        (FRENCH, "cp1252"),
        (GREEK, "cp1253"),
        (POLISH, "cp1250"),
    ],
)
def test_text_is_read_in_its_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_guess_is_named() -> None:
    assert decode(RUSSIAN.encode("cp1251"))[1] == ("Read as CP1251, which was guessed; compare the first lines.",)


def test_declaration_wins_over_a_guess() -> None:
    assert decode(GREEK.encode("iso8859-7"), "iso-8859-7") == (GREEK, ())


def test_wrong_declaration_gives_way_to_utf_8() -> None:
    assert decode(RUSSIAN.encode(), "windows-1251") == (RUSSIAN, ())


def test_unknown_declaration_is_passed_over() -> None:
    assert decode(RUSSIAN.encode("cp1251"), "x-nothing")[0] == RUSSIAN


def test_spoilt_letter_leaves_the_others() -> None:
    spoilt = RUSSIAN.encode().replace("П".encode(), b"\xd0\xff")
    assert decode(spoilt)[0].startswith("Захра готова открыть пролив")


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\x01" + bytes(200), bytes(range(256)) * 8, b"\x01\x02\x03\x04" * 50 + b"text"]
)
def test_binary_is_refused(content: bytes) -> None:
    with pytest.raises(IngestionError, match="not text but the inside of a program"):
        decode(content)


@pytest.mark.parametrize("text", [RUSSIAN, SHORT, ARABIC, FRENCH, GREEK])
@pytest.mark.parametrize("wrong", ["latin-1", "sloppy-windows-1252", "sloppy-windows-1251"])
def test_mojibake_is_mended(text: str, wrong: str) -> None:
    codecs.lookup(wrong)
    assert mend(text.encode().decode(wrong)) == (
        text,
        ("The text had been decoded wrongly and was mended; compare the first lines.",),
    )


def test_cyrillic_read_as_western_is_mended() -> None:
    assert mend(RUSSIAN.encode("cp1251").decode("cp1252"))[0] == RUSSIAN


@pytest.mark.parametrize("text", [RUSSIAN, ARABIC, FRENCH, GREEK, POLISH, "naïve café “quoted” — don’t…", "ÀÉÎ"])
def test_clean_text_is_left_alone(text: str) -> None:
    assert mend(text) == (text, ())


def test_letters_lost_for_good_are_refused() -> None:
    with pytest.raises(IngestionError, match="12 letters are unreadable"):
        mend("���� ���� ���� of the text")
