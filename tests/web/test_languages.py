"""Pages of a filled negotiation in French and Russian hold no English text of the catalogue."""

import re
from html import unescape

import pytest
from django.urls import reverse

from positions.enums import Role
from tests.addresses import ROUTE
from tests.factories import LinkFactory, OutsideEventFactory, VoteFactory
from tests.web.scenes import read_article
from tracker.translations import LANGUAGES, catalogue_file, read_catalogue

WORDS = 3  # shorter texts may be names or stand within other words
# What is put in, by name or by tag, parts a text into pieces that stand on the page as they are.
PUT_IN = re.compile(r"%\(\w+\)[a-z]|<[^>]+>")


def english(language: str) -> re.Pattern[str]:
    """Return the texts that a page in another language never shows."""
    pieces: set[str] = set()
    for message in read_catalogue(catalogue_file(language)):
        originals = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        if originals != (message.string,):  # a name is the same in all languages
            pieces |= {piece.strip(" .,:;?!") for original in originals for piece in PUT_IN.split(original)}
    told = sorted((re.escape(piece) for piece in pieces if len(piece.split()) >= WORDS), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(told)})(?!\w)")


def shown(page: str) -> str:
    """Return the words of a page, those of attributes too, without its scripts."""
    return " ".join(unescape(re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)).split())


@pytest.fixture
def scene(db):
    scene = read_article()
    negotiation = scene.version.negotiation
    negotiation.memberships.filter(user=scene.analyst).update(role=Role.LEAD)
    LinkFactory(negotiation=negotiation)
    VoteFactory(proposal__negotiation=negotiation)
    OutsideEventFactory(negotiation=negotiation)
    return scene


@pytest.fixture
def addresses(scene):
    """Return the pages of the negotiation that need its name alone, and those of its rows."""
    slug = scene.version.negotiation.slug
    no_page = re.compile(r"\.csv|csv|leave|_add$|_undo$|_set$|_show$|_remove$|preview")
    plain = [name for name, route in ROUTE.items() if re.fullmatch(r"n/<str:slug>/[\w/]*", route)]
    return [
        *(reverse(name, args=[slug]) for name in plain if not no_page.search(name)),
        scene.version.article.get_absolute_url(),
        scene.statements["confirmed"].get_absolute_url(),
        scene.dues.get_absolute_url(),
        scene.zahira.get_absolute_url(),
        reverse("pair", args=[slug, scene.zahira.slug, scene.northmark.slug]),
        reverse("briefing", args=[slug]) + f"?party={scene.zahira.slug}",
        reverse("matrix", args=[slug]) + f"?party={scene.zahira.slug}&issue={scene.dues.slug}",
        reverse("search", args=[slug]) + "?q=dues",
        reverse("settings"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_nothing_in_english(client, scene, addresses, language):
    scene.analyst.language = language
    scene.analyst.save()
    client.force_login(scene.analyst)
    known, left = english(language), {}

    for address in addresses:
        page = client.get(address)
        assert (page.status_code, page["Content-Language"]) == (200, language), address
        if found := set(known.findall(shown(page.content.decode()))):
            left[address] = found

    assert left == {}
