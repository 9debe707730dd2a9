import html
import re

import pytest

from tests.web.scenes import TEXT, read_article

pytestmark = pytest.mark.django_db


def page(client, user, scene, query=""):
    client.force_login(user)
    return client.get(scene.version.article.get_absolute_url() + query).content.decode()


def test_text_is_shown_whole_and_in_place(client):
    scene = read_article()

    shown = page(client, scene.analyst, scene)

    pieces = [
        (int(at), html.unescape(words))
        for at, words in re.findall(r'<(?:span|bdi) data-at="(\d+)">(.*?)</(?:span|bdi)>', shown, re.DOTALL)
    ]
    assert all(TEXT[at : at + len(words)] == words for at, words in pieces)
    assert "".join(words for _, words in pieces) == TEXT.replace("\n\n", "")
