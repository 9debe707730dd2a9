"""One contract for the encoder in use and for its stand-in."""

import hashlib
import re

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured

from positions.embeddings import fake, minilm
from positions.embeddings.encoder import encode, recipe, send

TEXTS = [
    "Northmark will sign the harbour treaty.",
    "Northmark is going to sign the treaty on the harbour.",
    "The envoy left the room at noon because lunch was served.",
]


@pytest.fixture(params=["minilm", "fake"])
def backend(request, settings):
    settings.EMBEDDINGS_BACKEND = request.param
    return request.param


def test_encode_returns_one_unit_vector_a_text(backend):
    vectors = encode(TEXTS)

    assert (vectors.shape, vectors.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_encode_brings_like_texts_nearer_than_others(backend):
    first, like, other = encode(TEXTS)

    assert first @ like > first @ other


def test_encode_does_not_depend_on_company(backend):
    company = [f"{text} {'and so on ' * number}" for number, text in enumerate(TEXTS * 15)]

    assert encode(company)[7] == pytest.approx(encode([company[7]])[0], abs=2e-3)


def test_encode_does_not_depend_on_blanks(backend):
    assert (encode(["Northmark  will\u00a0sign\n it."]) == encode(["Northmark will sign it."])).all()


@pytest.mark.parametrize("printed", ["“harbour”", "«harbour»", "'harbour'", "‘harbour’", "„harbour“"])
def test_encode_does_not_depend_on_the_kind_of_quotation_marks(backend, printed):
    assert (encode([f"A {printed} of ours"]) == encode(['A "harbour" of ours'])).all()


def test_encode_gives_the_same_vector_to_the_same_text_in_one_list(backend):
    company = [f"{text} {'and so on ' * number}" for number, text in enumerate(TEXTS * 15)]

    vectors = encode([company[3], *company, company[3].replace(" ", "  ")])

    assert (vectors[0] == vectors[4]).all()
    assert (vectors[0] == vectors[-1]).all()
    assert len(vectors) == 47


def test_send_reads_each_text_once_as_encode_does(backend):
    company = [f"{text} {'and so on ' * number}" for number, text in enumerate(TEXTS * 15)]
    company += [company[3].replace(" ", "  ")]

    parts = send(company)

    places = [place for part in parts for place in part.places]
    vectors = np.concatenate([part.vectors() for part in parts])[np.argsort(places)]
    assert sorted(places) == list(range(len(company)))
    assert vectors == pytest.approx(encode(company), abs=2e-3)
    assert (vectors[3] == vectors[-1]).all()
    assert not any(part.call_off() for part in parts)


def test_send_of_no_texts_is_nothing(backend):
    assert send([]) == []


def test_encode_of_no_texts_is_empty(backend):
    assert encode([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", "?!", "мир", "سلام", "😀", "long " * 5000])
def test_encode_takes_any_text(backend, text):
    assert np.linalg.norm(encode([text])[0]) == pytest.approx(1, abs=1e-5)


def test_recipe_tells_the_backends_apart(settings):
    settings.EMBEDDINGS_BACKEND = "minilm"
    real = recipe()
    settings.EMBEDDINGS_BACKEND = "fake"

    assert re.fullmatch("[0-9a-f]{64}", real)
    assert recipe() != real


def test_recipe_changes_with_the_way_the_model_is_used(settings, monkeypatch):
    settings.EMBEDDINGS_BACKEND = "fake"
    before = recipe()
    monkeypatch.setattr(fake, "RECIPE", "hashed bag of something else")

    assert recipe() != before


def test_unknown_backend_is_named_with_the_remedy(settings):
    settings.EMBEDDINGS_BACKEND = "oracle"

    with pytest.raises(ImproperlyConfigured, match="'oracle'; set it to one of minilm, fake"):
        encode(["anything"])


def test_session_belongs_to_one_process():
    assert minilm._session(1) is minilm._session(1)
    assert minilm._session(1) is not minilm._session(2)


@pytest.mark.parametrize("path", [minilm.MODEL, minilm.TOKENIZER])
def test_model_card_names_the_files_as_they_are(path):
    card = (minilm.WEIGHTS / "README.md").read_text(encoding="utf-8")

    assert f"`{path.name}` `{hashlib.sha256(path.read_bytes()).hexdigest()}`" in card
