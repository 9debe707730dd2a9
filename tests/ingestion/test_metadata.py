from datetime import UTC, datetime

import pytest

from positions.enums import Precision
from positions.ingestion.dates import WrittenDate
from positions.ingestion.document import Document
from positions.ingestion.metadata import Found, complete, find_metadata

PROSE = "The two delegations agreed to count the ships that wait at the strait, the envoy’s office said."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"NORTHPORT, March 6. /Courier News/. {PROSE}", Found(outlet="Courier News", date=WrittenDate(None, 3, 6))),
        (f"NORTHPORT, March 6 (Courier) - {PROSE}", Found(outlet="Courier", date=WrittenDate(None, 3, 6))),
        (f"NORTHPORT, Northmark (CN) — {PROSE}", Found(outlet="CN")),
        (f"(Courier) - {PROSE}", Found(outlet="Courier")),
        (f"NORTHPORT (Courier, 6 March 2019) – {PROSE}", Found(outlet="Courier", date=WrittenDate(2019, 3, 6))),
        (f"Northport, 6 March 2019 – {PROSE}", Found(date=WrittenDate(2019, 3, 6))),
        (
            "НОРТПОРТ, 6 мар - Вестник пролива. Суда ждут.",
            Found("", "Вестник пролива", "", WrittenDate(None, 3, 6)),
        ),
        (
            "Нортпорт. 6 марта. VESTNIK.RU - Суда ждут у пролива.",
            Found("", "VESTNIK.RU", "", WrittenDate(None, 3, 6)),
        ),
        ("نورثبورت (رويترز) - قالت الوزيرة إن السفن تنتظر", Found(outlet="رويترز")),
        (PROSE, Found()),
        ("Zahira (the southern party) - so the minister calls it - will sign nothing this week.", Found()),
    ],
)
def test_dateline_names_outlet_and_day(text: str, expected: Found) -> None:
    assert find_metadata(text) == expected


def test_heading_is_the_title_and_a_section_name_is_not() -> None:
    assert find_metadata(f"All news\n\nThe ships are counted first\n\n{PROSE}").title == "The ships are counted first"


def test_labels_say_it_all() -> None:
    text = (
        "Title: The ships are counted first\nSource: The Northport Courier\nDate: 6 March 2019\n"
        f"URL: https://courier.example/ships\n\n{PROSE}"
    )
    assert find_metadata(text) == Found(
        title="The ships are counted first",
        outlet="The Northport Courier",
        url="https://courier.example/ships",
        date=WrittenDate(2019, 3, 6),
    )


def test_colon_in_a_heading_is_no_label() -> None:
    assert find_metadata(f"Minister: no deal without monitors\n\n{PROSE}").title == "Minister: no deal without monitors"


def test_single_paragraph_has_no_title() -> None:
    assert find_metadata(PROSE) == Found()


def test_dateline_without_year_is_asked_for() -> None:
    document = complete(Document(f"NORTHPORT, March 6. /Courier/. {PROSE}"))
    assert (document.published_at, document.precision) == (None, None)
    assert document.remarks == ("The text is dated 6 March without a year: enter the full date.",)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "courier_2019-03-06.txt"),
        ("", "https://courier.example/2019/03/07/ships"),
        ("", "courier20190306.pdf"),
        ("The office repeated on 6 March 2019 what it had said.", ""),
    ],
)
def test_year_is_taken_where_the_day_is_the_same(text: str, hint: str) -> None:
    document = complete(Document(f"NORTHPORT, March 6. /Courier/. {PROSE} {text}"), hints=(hint,))
    assert (document.published_at, document.precision, document.remarks) == (
        datetime(2019, 3, 6, tzinfo=UTC),
        Precision.DAY,
        (),
    )


def test_year_is_not_taken_from_another_day() -> None:
    document = complete(Document(f"NORTHPORT, March 6. /Courier/. {PROSE} It began on 1 May 2018."))
    assert document.published_at is None


def test_date_of_a_file_name_is_said_to_be_one() -> None:
    document = complete(Document(PROSE), hints=("notes-2019-03-06.txt",))
    assert document.published_at == datetime(2019, 3, 6, tzinfo=UTC)
    assert document.remarks == ("The date was taken from the name or address; check it.",)


def test_date_in_the_future_is_left_out_and_said() -> None:
    document = complete(Document(f"Ships are counted first\n6 March 2091\n\n{PROSE}"))
    assert document.published_at is None
    assert document.remarks == ("It is dated 6 March 2091, which is in the future: enter the date of publication.",)


def test_what_the_format_says_wins() -> None:
    at = datetime(2019, 3, 7, 9, 0, tzinfo=UTC)
    given = Document(f"NORTHPORT, March 6. /Courier/. {PROSE}", "A title", "An outlet", at, Precision.MINUTE, "en")
    assert complete(given) == given


def test_endless_title_is_clipped() -> None:
    assert len(complete(Document(PROSE, title="word " * 300)).title) <= 500


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PROSE, "en"),
        ("Делегации договорились пересчитать суда, которые ждут у пролива, и это не всё, что они обсудили.", "ru"),
        ("Делегації домовилися порахувати судна, які чекають у протоці, і це ще не все, що вони обговорили.", "uk"),
        ("Les deux délégations ont décidé de compter les navires qui attendent dans le détroit.", "fr"),
        ("قالت سلمى حدون إن زهرة لن توقع على أي شيء من دون ضمان", "ar"),
        ("双方代表团同意先清点在海峡等候的船只。", "zh"),
        ("Northport 12 34", ""),
    ],
)
def test_language_is_found(text: str, language: str) -> None:
    assert complete(Document(text)).language == language
