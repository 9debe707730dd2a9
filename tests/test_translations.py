"""The catalogues hold every text of the interface, whole, and the product reads what they say."""

import re

import pytest
from django.conf import settings

from tracker import translations
from tracker.translations import catalogue_file, compiled, extracted, read_catalogue, strings_of

CATALOGUES = [language for language in translations.LANGUAGES if catalogue_file(language).exists()]
# What is put in by name, or by its tag; both must stand in every translation.
PLACES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?\w+")


def places(text: str) -> set[str]:
    return set(PLACES.findall(text))


def originals(message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts(catalogue) -> set[tuple[str | None, tuple[str, ...]]]:
    return {(message.context, originals(message)) for message in catalogue if message.id}


def test_every_language_of_the_settings_has_its_place():
    assert [code for code, _ in settings.LANGUAGES] == [settings.LANGUAGE_CODE, *translations.LANGUAGES]


def test_texts_are_found_in_templates_and_code(tmp_path, monkeypatch):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text(
        '<p title="{% translate "A title" %}">{{ day|date:_("j M Y") }} {% translate "open" context "state" %}\n'
        "  {% blocktranslate trimmed count n=rows.n %}\n  One <b>{{ who }}</b>\n {% plural %}\n"
        '   {{ n }} of "them"{% endblocktranslate %} don\'t\n</p>'
    )
    (folder / "code.py").write_text('gettext_lazy("Lazy")\nngettext("one", "%(n)s", n)\n_("two " "halves")\n')
    monkeypatch.setattr(translations, "BASE_DIR", tmp_path)

    assert texts(extracted()) == {
        (None, ("A title",)),
        (None, ("j M Y",)),
        ("state", ("open",)),
        (None, ("One <b>%(who)s</b>", '%(n)s of "them"')),
        (None, ("Lazy",)),
        (None, ("one", "%(n)s")),
        (None, ("two halves",)),
    }


def test_renewing_a_catalogue_keeps_what_is_translated_and_drops_what_is_gone(tmp_path, monkeypatch):
    folder = tmp_path / "templates"
    folder.mkdir()
    page = folder / "page.html"
    page.write_text('{% translate "Yes" %}{% translate "No" %}')
    monkeypatch.setattr(translations, "BASE_DIR", tmp_path)
    monkeypatch.setattr(translations, "LOCALE", tmp_path / "locale")

    assert translations.renew("fr", extracted()) == 2
    file = catalogue_file("fr")
    file.write_text(file.read_text().replace('"Yes"\nmsgstr ""', '"Yes"\nmsgstr "Oui"'))
    page.write_text('{% translate "Yes" %}{% translate "Perhaps" %}')
    assert translations.renew("fr", extracted()) == 1

    kept = read_catalogue(file)
    assert {message.id: message.string for message in kept if message.id} == {"Yes": "Oui", "Perhaps": ""}
    assert file.with_suffix(".mo").read_bytes() == compiled(kept)


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_text_is_missing(language):
    assert texts(extracted()) - texts(read_catalogue(catalogue_file(language))) == set()


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_text_is_translated_and_none_is_guessed(language):
    found = [message for message in read_catalogue(catalogue_file(language)) if message.id]

    assert [message.id for message in found if message.fuzzy or not all(strings_of(message))] == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_names_and_tags_stand_in_every_translation(language):
    """Of a text for one and for many, each translation has the names of either: "One party" may not need the number."""
    found = [message for message in read_catalogue(catalogue_file(language)) if message.id]

    assert [
        (message.id, string)
        for message in found
        for string in strings_of(message)
        if places(string) not in [places(original) for original in originals(message)]
    ] == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_compiled_catalogue_says_what_its_source_says(language):
    file = catalogue_file(language)

    assert file.with_suffix(".mo").read_bytes() == compiled(read_catalogue(file))
