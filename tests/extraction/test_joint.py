import pytest

from positions.extraction.joint import complete


@pytest.mark.parametrize(
    ("text", "source", "completed"),
    [
        ("Zahira, supported by Northmark, stated", "Northmark", "Zahira, supported by Northmark"),
        ("Talks went on. ZAHIRA, opposed by the Isles, said", "Isles", "ZAHIRA, opposed by the Isles"),
        ("On brackets, Zahira, with Northmark, opposed", "Northmark", "Zahira, with Northmark"),
        ("Brandt, for the G-9/Zahira, said", "G-9/Zahira", "Brandt, for the G-9/Zahira"),
        ("Zahira, supported by Northmark and Ostria, said", "Zahira", "Zahira, supported by Northmark and Ostria"),
        ("Zahira, Northmark and Ostria said", "Northmark and Ostria", "Zahira, Northmark and Ostria"),
        ("Zahira (chair), Norr and Ostria said", "Norr and Ostria", "Zahira (chair), Norr and Ostria"),
    ],
)
def test_those_who_speak_together_are_one_source(text, source, completed):
    start = text.index(source)

    begin, end = complete(text, (start, start + len(source)))

    assert text[begin:end] == completed


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("On Monday, Brandt said", "Brandt"),
        ("However, Brandt and Vance said", "Brandt and Vance"),
        ("Monday, Brandt and Vance said", "Brandt and Vance"),
        ("He met Haddun, Brandt and Vance said", "Brandt and Vance"),
        ("Northmark, Brandt said", "Brandt"),
        ("In Zahira, Brandt and Vance said", "Brandt and Vance"),
        ("Talks with Zahira. Brandt said", "Brandt"),
        ("Brandt said", "Brandt"),
        ("Brandt, with a smile, said", "Brandt"),
        ("Brandt, the minister, said", "Brandt"),
    ],
)
def test_a_source_alone_stays_as_it_is(text, source):
    start = text.index(source)

    assert complete(text, (start, start + len(source))) == (start, start + len(source))
