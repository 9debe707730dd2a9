import pytest

from positions.extraction.conditions import find_condition


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We pay if the guard ships leave", "the guard ships leave"),
        ("If the guard ships leave, we pay", "the guard ships leave"),
        ("that if the toll is not lowered Northmark will leave", "the toll is not lowered"),
        ("We pay provided that the quay is rebuilt.", "the quay is rebuilt"),
        ("We pay on condition that the quay is rebuilt", "the quay is rebuilt"),
        ("We pay as long as the other side does, and no longer", "the other side does"),
        ("No dues unless the quay is rebuilt", "the quay is rebuilt"),
        ("We sign only after the prisoners are home", "the prisoners are home"),
        ("Once the boats are through, we sign", "the boats are through"),
        ("We sign in exchange for nine fishermen", "nine fishermen"),
        ("We cannot sign while the hills are shelled", "the hills are shelled"),
        ("The return depends on a truce", "a truce"),
        ("that without guarantees nobody would sail", "guarantees nobody would sail"),
        ("We pay if the guard ships\nleave", "the guard ships"),
        ("We talked until midnight", None),
        ("They met while it rained", None),
        ("We sign without delay", None),
        ("It is as if nothing had changed", None),
        ("", None),
    ],
)
def test_condition_is_found_in_its_own_words(words, text):
    found = find_condition(words)

    assert (found.text if found else None) == text
    assert found is None or found.text in words
