from datetime import date

import pytest

from positions.extraction.registry import PartyNames, PersonNames, Registry, Term

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


def resolve(speaker=None, party=None, written="", day=DAY):
    found = REGISTRY.resolve(speaker=speaker, party=party, written=written, day=day)
    return (found.person and found.person.name, found.party and found.party.name, found.reason)


@pytest.mark.parametrize(
    ("speaker", "resolved"),
    [
        ("Ilka Brandt", ("Ilka Brandt", "Northmark", "")),
        ("ilka brandt", ("Ilka Brandt", "Northmark", "")),
        ("Илька Брандт", ("Ilka Brandt", "Northmark", "")),
        ("Brandt", ("Ilka Brandt", "Northmark", "")),
        ("Foreign Minister Ilka Brandt", ("Ilka Brandt", "Northmark", "")),
        ("Berit Lund", ("Berit Lund", "Northmark", "")),
        ("Port Haddun", (None, "Northmark", "")),
        ("the harbour side's envoy", (None, "Northmark", "")),
        ("Захира", (None, "Zahira", "")),
    ],
)
def test_name_or_alias_is_resolved_to_person_and_party(speaker, resolved):
    assert resolve(speaker) == resolved


def test_affiliation_on_the_day_decides_the_party():
    assert [resolve("Ilka Brandt", day=date(year, 6, 1))[1] for year in (2029, 2031, 2032)] == [
        None,
        "Northmark",
        "Zahira",
    ]


def test_latest_affiliation_counts_when_the_day_is_unknown():
    assert resolve("Ilka Brandt", day=None)[1] == "Zahira"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"speaker": "Lund"}, "“Lund” may be Aksel Lund and Berit Lund."),
        ({"speaker": "Teodor Vance"}, "“Teodor Vance” is not among the negotiation's names."),
        ({"speaker": "Aksel Lund"}, "Aksel Lund speaks for no party on 2031-03-04."),
        ({}, "The text does not say who speaks."),
    ],
)
def test_what_stays_open_has_its_reason(arguments, reason):
    assert resolve(**arguments)[2] == reason


def test_party_that_the_reader_found_serves_where_the_name_is_unknown():
    assert resolve("Teodor Vance", party="Zahira") == (None, "Zahira", "")


def test_empty_registry_resolves_nothing():
    assert Registry().resolve(speaker="Ilka Brandt", party="Northmark").party is None
