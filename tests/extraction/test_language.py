"""In which language a text is read; a doubt means English."""

import pytest

from positions.extraction.language import guess_language
from tests.extraction.test_foreign import cases

ENGLISH = (
    "The harbour of Port Haddun stays closed to the ships of Zahira, and the council has not said for how long it will "
    "be so. Nobody in the town was told of it, and the fishermen learned it from the radio."
)
OTHERS = {
    "Italian": "Il porto della città rimane chiuso per le navi, e non è chiaro quando il consiglio della regione si "
    "riunirà per discutere di nuovo del trattato e dei diritti che sono dovuti dai pescatori nel golfo.",
    "Portuguese": "O porto da cidade continua fechado para os navios e não foi dito quando o conselho voltará a "
    "discutir o tratado com os pescadores, que esperam há dias uma resposta do governo.",
    "Bulgarian": "Пристанището на града остава затворено за корабите и никой не знае кога съветът ще се събере "
    "отново, за да обсъди договора с рибарите от крайбрежието.",
    "Belarusian": "Порт застаецца зачыненым для ўсіх суднаў, і ніхто не ведае, калі рада збярэцца зноў, каб "
    "абмеркаваць дамову з рыбакамі; пакуль яны чакаюць ля прычала.",
    "Persian": "بندر شهر به روی کشتی‌ها بسته مانده است و معلوم نیست که شورا از این هفته برای گفتگو با ماهیگیران که "
    "در ساحل منتظر هستند جلسه‌ای را برگزار کند یا نه.",
}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.language}-{case.text[:30]}")
def test_language_of_a_foreign_report_is_found(case):
    assert guess_language(case.text) == case.language


@pytest.mark.parametrize("name", OTHERS)
def test_language_that_nobody_reads_is_other(name):
    assert guess_language(OTHERS[name]) == "other"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        ("“Nous sommes prêts, et le port est ouvert à tous”, she said in French. " + ENGLISH, "en"),
        ("", "unknown"),
        ("Harbour opens", "unknown"),
        ("Le port est fermé.", "unknown"),
        ("1,204 3,118 2.5 % — 17:30", "unknown"),
        ("Brandt Vance Haddun Lund Oda " * 9, "unknown"),
        (
            ENGLISH + " Le port est fermé pour les navires et le conseil des marins n’est pas dans la salle. " * 2,
            "unknown",
        ),
    ],
)
def test_language_of_english_short_and_mixed_texts(text, language):
    assert guess_language(text) == language


def test_language_is_told_by_the_head_of_a_text():
    assert guess_language(ENGLISH * 30 + OTHERS["Italian"] * 100) == "en"
