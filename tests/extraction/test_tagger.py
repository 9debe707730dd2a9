"""The model's files, and what it finds by itself; how good it is, `manage.py evaluate_extraction` measures."""

import hashlib
import multiprocessing

import pytest

from positions.extraction import tagger
from positions.extraction.tagger import Tagged, tag
from positions.text import words_at

TEXT = "The port office has repeatedly warned that the harbour will close in May.\n\nIt rained all day."


def shown(text: str, found: list[Tagged]) -> list[tuple[str, str, str]]:
    return [
        (text[slice(*one.source)] if one.source else "", text[slice(*one.cue)], words_at(text, one.content))
        for one in found
    ]


def test_indirect_speech_of_an_office_is_found():
    assert shown(TEXT, tag(TEXT)) == [
        ("The port office", "has repeatedly warned", "that the harbour will close in May")
    ]


def test_same_text_gives_the_same_list_alone_and_in_company():
    assert tag(TEXT) == tag(TEXT)
    assert shown(TEXT, tag(TEXT)) == shown(TEXT, tag(TEXT + "\n\n" + TEXT * 30))[:1]


@pytest.mark.parametrize("text", ["", " ", ".\n" * 5000, "\u200b\ufeff", "said"])
def test_text_without_speech_gives_nothing(text):
    assert tag(text) == []


def test_child_of_a_process_that_has_read_can_read():
    tag(TEXT)

    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(tag, [TEXT]).get(timeout=60) == tag(TEXT)


@pytest.mark.parametrize("path", [tagger.ENCODER, tagger.ROLES, tagger.TOKENIZER], ids=lambda path: path.name)
def test_model_card_names_the_files_that_are_here(path):
    card = (tagger.WEIGHTS / "README.md").read_text(encoding="utf-8")

    assert f"`{path.name}` `{hashlib.sha256(path.read_bytes()).hexdigest()}`" in card
