from datetime import date

import pytest

from positions.enums import SpeechKind
from positions.extraction.attributions import Attribution
from positions.extraction.registry import PartyNames, PersonNames, Registry, Term
from positions.extraction.resolution import resolve_sources

NORTHMARK = PartyNames(1, "Northmark", ("the harbour side", "Port Haddun"))
ZAHIRA = PartyNames(2, "Zahira", ("Захира",))
BRANDT = PersonNames(
    10, "Ilka Brandt", ("Илька Брандт",), (Term(1, date(2030, 1, 1), date(2031, 12, 31)), Term(2, date(2032, 1, 1)))
)
HADDUN = PersonNames(11, "Salma Haddun", (), (Term(2),))
LUND = PersonNames(12, "Aksel Lund")
OTHER_LUND = PersonNames(13, "Berit Lund", (), (Term(1),))
REGISTRY = Registry((NORTHMARK, ZAHIRA), (BRANDT, HADDUN, LUND, OTHER_LUND))
DAY = date(2031, 3, 4)


def resolve(source="", party=None, day=DAY, registry=REGISTRY):
    text = f"{source} that the gate stays shut"
    content = ((len(source) + 1, len(text)),)
    span = (0, len(source)) if source else None
    said = Attribution(content, span, None, SpeechKind.INDIRECT, None, 0.9, speaker=source or None, party=party)
    (found,) = resolve_sources(text, [said], registry=registry, day=day)
    return (found.person and found.person.name, found.party and found.party.name, found.reason)


@pytest.mark.parametrize(
    ("source", "resolved"),
    [
        ("Ilka Brandt", ("Ilka Brandt", "Northmark", "")),
        ("ilka brandt", ("Ilka Brandt", "Northmark", "")),
        ("Илька Брандт", ("Ilka Brandt", "Northmark", "")),
        ("Brandt", ("Ilka Brandt", "Northmark", "")),
        ("Foreign Minister Ilka Brandt", ("Ilka Brandt", "Northmark", "")),
        ("Berit Lund", ("Berit Lund", "Northmark", "")),
        ("Port Haddun", (None, "Northmark", "")),
        ("the harbour side's envoy", (None, "Northmark", "Nobody here is “the harbour side's envoy” on 2031-03-04.")),
        ("Захира", (None, "Zahira", "")),
    ],
)
def test_name_or_alias_is_resolved_to_person_and_party(source, resolved):
    assert resolve(source) == resolved


def test_affiliation_on_the_day_decides_the_party():
    assert [resolve("Ilka Brandt", day=date(year, 6, 1))[1] for year in (2029, 2031, 2032)] == [
        None,
        "Northmark",
        "Zahira",
    ]


def test_latest_affiliation_counts_when_the_day_is_unknown():
    assert resolve("Ilka Brandt", day=None)[1] == "Zahira"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("Lund", "“Lund” may be Aksel Lund and Berit Lund."),
        ("Teodor Vance", "“Teodor Vance” is not among the negotiation's names."),
        ("Aksel Lund", "Aksel Lund speaks for no party on 2031-03-04."),
        ("", "The text does not say who speaks."),
    ],
)
def test_what_stays_open_has_its_reason(source, reason):
    assert resolve(source)[2] == reason


def test_party_that_the_reader_found_serves_where_the_name_is_unknown():
    assert resolve("The diplomat", party="Zahira")[1] == "Zahira"


def test_empty_registry_resolves_nothing():
    assert resolve("Ilka Brandt", party="Northmark", registry=Registry())[:2] == (None, None)


def test_registry_tells_all_its_names():
    assert {"Илька Брандт", "Salma Haddun", "Port Haddun", "Захира"} < set(REGISTRY.names)
