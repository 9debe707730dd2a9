"""What was done on an article, in words, and the way back from it."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from positions.enums import Role, Verdict
from positions.models import Membership, Party, Spokesperson, Statement
from tests.web.scenes import read_article, sight, span_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "side"}


@pytest.fixture
def scene(client):
    scene = read_article()
    client.force_login(scene.analyst)
    return scene


def history(client, scene, **headers):
    article = scene.version.article
    address = reverse("article_history", args=[article.negotiation.slug, article.public_id, scene.version.number])
    return client.get(address, headers=headers).content.decode()


def correct(client, scene, name, **typed):
    statement = scene.statements[name]
    address = reverse("statement_correct", args=[statement.negotiation.slug, statement.public_id])
    kept = {"kind": statement.kind, "said_at": "2024-03-05", "party": statement.party_id or "", "speaker": ""}
    return client.post(address, {**kept, "seen": sight(statement), **typed}, headers=HTMX)


def undo(client, scene, response, **headers):
    action = json.loads(response["HX-Trigger-After-Settle"])["decided"]["action"]
    typed = {"action": action, "article": scene.version.article.public_id, "s": ""}
    return client.post(reverse("action_undo", args=[scene.version.negotiation.slug]), typed, headers=headers)


def test_article_on_which_nothing_was_done_says_so(client, scene):
    assert "Nobody has decided or changed anything here yet." in history(client, scene)


def test_correction_is_told_with_before_and_after(client, scene):
    correct(client, scene, "outer", party=scene.northmark.pk, said_at="2024-03")

    shown = history(client, scene, **HTMX)

    assert "Changed the party from Zahira to Northmark, speaker from Salma Haddun to nothing" in shown
    assert "date from 5 Mar 2024 to Mar 2024 of statement 3" in shown
    assert "<html" not in shown


def test_undone_correction_is_struck_and_cannot_be_undone_twice(client, scene):
    response = correct(client, scene, "outer", party=scene.northmark.pk)
    shown = undo(client, scene, response, **HTMX).content.decode()
    assert '<aside class="side"' in shown
    assert 'hx-swap-oob="innerHTML"' in shown

    assert '<li class="undone">' in history(client, scene)
    again = undo(client, scene, response, **HTMX).content.decode()

    assert 'role="alert"' in again
    outer = Statement.objects.get(pk=scene.statements["outer"].pk)
    assert (outer.party, outer.speaker, outer.verdict) == (scene.zahira, scene.haddun, "")


def test_undo_without_htmx_leads_back_to_the_article(client, scene):
    response = correct(client, scene, "outer", party=scene.northmark.pk)

    answered = undo(client, scene, response)

    assert answered.url.startswith(scene.version.article.get_absolute_url())


def test_named_source_is_taken_back_with_the_name(client, scene):
    open_one = scene.statements["outer"]
    Statement.objects.filter(pk=open_one.pk).update(
        party=None, speaker=None, speaker_as_written="Ilka Brandt’s office", unresolved_reason="It is not known."
    )
    address = reverse("source_name", args=[open_one.negotiation.slug, open_one.public_id])
    response = client.post(address, {"whose": f"party-{scene.northmark.pk}"}, headers=HTMX)
    assert scene.northmark.aliases.count() == 1

    undo(client, scene, response, **HTMX)

    assert scene.northmark.aliases.count() == 0
    assert Statement.objects.get(pk=open_one.pk).party is None


def test_own_action_is_offered_with_undo_that_of_a_colleague_only_to_a_lead(client, scene):
    correct(client, scene, "outer", party=scene.northmark.pk)
    assert "Undo<span" in history(client, scene)

    client.force_login(scene.viewer)
    assert "Undo<span" not in history(client, scene)
    Membership.objects.filter(user=scene.viewer).update(role=Role.ANALYST)
    assert "Undo<span" not in history(client, scene)
    Membership.objects.filter(user=scene.viewer).update(role=Role.LEAD)
    assert "Undo<span" in history(client, scene)


def test_taking_back_nothing_says_so(client, scene):
    address = reverse("action_undo", args=[scene.version.negotiation.slug])

    assert "There is nothing here that could be taken back." in client.post(address, follow=True).content.decode()


def test_capture_of_several_pieces_keeps_what_is_typed_and_drops_a_piece(client, scene):
    address = reverse("capture", args=[scene.version.negotiation.slug, scene.version.article.public_id, 1])
    pieces = ["-".join(map(str, span_of(words))) for words in ("No date was given", "would rather wait")]
    typed = {"capture-spans": pieces[0], "coding-condition": "the port opens", "add": pieces[1]}

    both = client.post(address, typed, headers={"HX-Request": "true"}).content.decode()
    assert "in 2 pieces" in both
    assert 'value="the port opens"' in both
    one = client.post(
        address, {"capture-spans": ",".join(pieces), "drop": pieces[0]}, headers={"HX-Request": "true"}
    ).content.decode()

    assert f'value="{pieces[1]}"' in one
    assert not Statement.objects.filter(words__contains="…").exists()


def test_name_without_anybody_who_bears_it_is_refused_and_kept(client, scene):
    response = correct(client, scene, "outer", party="", speaker="", alias_new="the office")

    shown = response.content.decode()
    assert "Choose the speaker or the party whose other name this is." in shown
    assert 'value="the office"' in shown


def test_new_issue_named_as_one_in_the_list_is_that_one(client, scene):
    correct(client, scene, "outer", **{"position0-issue_new": "harbour dues", "position0-stance": "mixed"})

    position = scene.statements["outer"].positions.get()
    assert (position.issue, position.verdict) == (scene.dues, Verdict.CONFIRM)
    assert (Party.objects.count(), Spokesperson.objects.count()) == (2, 2)


def test_history_asks_as_often_for_three_actions_as_for_one(client, scene):
    asked = []
    for names in (["outer"], ["inner", "quoted"]):
        for name in names:
            correct(client, scene, name, party=scene.northmark.pk)
        with CaptureQueriesContext(connection) as queries:
            history(client, scene)
        asked.append(len(queries))

    assert asked[0] == asked[1]
