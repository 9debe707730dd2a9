import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from positions.enums import Mode, SpeechAct, Stance, Verdict
from positions.models import Statement
from positions.review.statements import judge_statement
from tests.factories import LinkFactory, MembershipFactory, StatementFactory
from tests.web.scenes import TEXT, read_article, sight, span_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client):
    scene = read_article()
    client.force_login(scene.analyst)
    return scene


def judge(client, scene, name, verdict, seen=None, **headers):
    statement = scene.statements[name]
    seen = sight(statement) if seen is None else seen
    address = reverse("statement_judge", args=[statement.negotiation.slug, statement.public_id])
    return client.post(address, {"verdict": verdict, "seen": seen}, follow=True, headers=headers)


def verdict_of(statement):
    return Statement.objects.get(pk=statement.pk).verdict


HTMX = {"HX-Request": "true", "HX-Target": "side"}


def action_of(response):
    """Return the id of what a request did, as the toast gets it."""
    return json.loads(response["HX-Trigger-After-Settle"])["decided"]["action"]


def undo(client, scene, response):
    address = reverse("action_undo", args=[scene.version.negotiation.slug])
    return client.post(address, {"action": action_of(response)}, follow=True).content.decode()


def test_accepting_confirms_the_statement_with_its_positions(client, scene):
    response = judge(client, scene, "quoted", "confirm")

    quoted = scene.statements["quoted"]
    assert verdict_of(quoted) == Verdict.CONFIRM
    assert [position.verdict for position in quoted.positions.all()] == [Verdict.CONFIRM]
    assert "Statement 2 accepted." in response.content.decode()


def test_accepting_opens_the_next_open_statement(client, scene):
    response = judge(client, scene, "quoted", "confirm")

    assert response.request["QUERY_STRING"] == f"s={scene.statements['outer'].public_id}"


def test_accepting_with_htmx_returns_the_side_and_what_was_done(client, scene):
    response = judge(client, scene, "quoted", "confirm", **HTMX)

    shown = response.content.decode()
    assert "<html" not in shown
    assert '<aside class="side"' in shown
    assert '"words": "Statement 2 accepted"' in response["HX-Trigger-After-Settle"]


def test_refused_statement_loses_its_mark(client, scene):
    judge(client, scene, "quoted", "reject")

    shown = client.get(scene.version.article.get_absolute_url()).content.decode()
    assert f'<mark class="mark mark-refused" data-of="{scene.statements["quoted"].public_id}"' in shown


def test_pressing_twice_decides_once(client, scene):
    judge(client, scene, "quoted", "confirm")
    response = judge(client, scene, "quoted", "confirm")

    assert response.status_code == 200
    assert scene.statements["quoted"].judgements.count() == 1


def test_stale_decision_says_who_was_first(client, scene):
    other = MembershipFactory(negotiation=scene.version.negotiation, user__first_name="Tomás", user__last_name="F.")
    seen = sight(scene.statements["quoted"])
    judge_statement(statement=scene.statements["quoted"], verdict=Verdict.REJECT, by=other.user)

    response = judge(client, scene, "quoted", "confirm", seen=seen, **HTMX)

    shown = response.content.decode()
    assert "Tomás F. decided “refused” a moment ago." in shown
    assert '<td dir="auto">refused by Tomás F.</td><td dir="auto">confirmed</td>' in shown
    assert verdict_of(scene.statements["quoted"]) == Verdict.REJECT


def test_undo_takes_back_the_statement_and_its_positions(client, scene):
    response = judge(client, scene, "quoted", "confirm", **HTMX)
    quoted = scene.statements["quoted"]

    undo(client, scene, response)

    assert verdict_of(quoted) == ""
    assert [position.verdict for position in quoted.positions.all()] == [""]


def test_undo_leaves_what_was_done_in_another_negotiation_alone(client, scene):
    response = judge(client, scene, "quoted", "confirm", **HTMX)
    elsewhere = MembershipFactory(user=scene.analyst).negotiation

    answered = client.post(reverse("action_undo", args=[elsewhere.slug]), {"action": action_of(response)}, follow=True)

    assert "There is nothing here that could be taken back." in answered.content.decode()
    assert verdict_of(scene.statements["quoted"]) == Verdict.CONFIRM


def correction(scene, **typed):
    return {
        "party": scene.northmark.pk,
        "speaker": scene.haddun.pk,
        "kind": "indirect",
        "said_at": "2024-03",
        "reported_through": "",
        **typed,
    }


def correct(client, scene, name, **typed):
    statement = scene.statements[name]
    address = reverse("statement_correct", args=[statement.negotiation.slug, statement.public_id])
    typed.setdefault("seen", sight(statement))
    return client.post(address, correction(scene, **typed), follow=True)


def test_correction_changes_who_and_when_and_codes_a_position(client, scene):
    correct(
        client,
        scene,
        "outer",
        **{"position0-issue": scene.dues.pk, "position0-stance": "mixed", "position0-condition": "a truce holds"},
    )

    outer = Statement.objects.get(pk=scene.statements["outer"].pk)
    assert (outer.party, outer.speaker, outer.said_at_precision) == (scene.northmark, scene.haddun, "month")
    assert [(position.stance, position.condition) for position in outer.positions.all()] == [
        (Stance.MIXED, "a truce holds")
    ]
    assert outer.verdict == Verdict.CONFIRM


def test_correction_codes_act_and_mode_and_the_page_shows_them_in_one_line(client, scene):
    coding = {"issue": scene.dues.pk, "stance": "supports", "act": "demand", "mode": "past"}
    correct(client, scene, "outer", **{f"position0-{name}": typed for name, typed in coding.items()})

    position = Statement.objects.get(pk=scene.statements["outer"].pk).positions.get()
    assert (position.act, position.mode) == (SpeechAct.DEMAND, Mode.PAST)
    assert '<span class="quiet">demand, past</span>' in client.get(position.get_absolute_url()).content.decode()


def test_correction_enters_a_new_party_and_person(client, scene):
    correct(client, scene, "outer", party="", speaker="", party_new="Envoy’s office", speaker_new="Teodor Vance")

    outer = Statement.objects.get(pk=scene.statements["outer"].pk)
    assert (outer.party.name, outer.speaker.name) == ("Envoy’s office", "Teodor Vance")
    assert outer.speaker.affiliations.get().party == outer.party


def test_correction_with_a_bad_value_keeps_everything_typed_and_writes_nothing(client, scene):
    response = correct(
        client,
        scene,
        "outer",
        party_new="Envoy’s office",
        **{"position0-issue": scene.dues.pk, "position0-stance": "mixed", "position0-value": "700"},
    )

    shown = response.content.decode()
    assert 'value="700"' in shown
    assert "Envoy’s office" in shown
    assert verdict_of(scene.statements["outer"]) == ""
    assert not scene.version.negotiation.parties.filter(name="Envoy’s office").exists()


def test_correction_in_the_future_is_refused(client, scene):
    response = correct(client, scene, "outer", said_at="2999-01-01")

    assert "This date lies in the future." in response.content.decode()


def test_removed_position_is_refused_not_deleted(client, scene):
    position = scene.statements["quoted"].positions.get()
    typed = {"position0-position": position.pk, "position0-issue": scene.dues.pk, "position0-stance": "opposes"}

    correct(client, scene, "quoted", **typed, **{"position0-remove": "on"})

    position.refresh_from_db()
    assert position.verdict == Verdict.REJECT


def test_link_is_confirmed_beside_its_statement(client, scene):
    confirmed = scene.statements["confirmed"]
    negotiation = confirmed.negotiation
    earlier = StatementFactory(negotiation=negotiation, said_at=datetime(2024, 1, 1, tzinfo=UTC))
    link = LinkFactory(negotiation=negotiation, later=confirmed, earlier=earlier)
    address = reverse("reading_link_judge", args=[negotiation.slug, confirmed.public_id, link.public_id])

    client.post(address, {"verdict": "confirm", "seen": ""})

    assert link.verdict == Verdict.CONFIRM


def capture(client, scene, words, method="post", **typed):
    start, end = span_of(words)
    address = reverse(
        "capture", args=[scene.version.negotiation.slug, scene.version.article.public_id, scene.version.number]
    )
    if method == "get":
        return client.get(address, {"spans": f"{start}-{end}"}, headers={"HX-Request": "true"})
    data = {"capture-spans": f"{start}-{end}", **typed}
    return client.post(address, data, headers={"HX-Request": "true"})


def test_capture_box_is_filled_in_from_the_sentence(client, scene):
    shown = capture(client, scene, "The Republic of Northmark would rather wait", method="get").content.decode()

    assert f'<option value="{scene.version.negotiation.spokespersons.get(name="Ilka Brandt").pk}" selected>' in shown


def test_captured_words_are_confirmed_with_their_position(client, scene):
    words = "The Republic of Northmark would rather wait for the envoy’s report"
    typed = {"capture-party": scene.northmark.pk, "coding-issue": scene.dues.pk, "coding-stance": "none"}

    response = capture(client, scene, words, **typed)

    statement = Statement.objects.get(words=words)
    assert (statement.party, statement.verdict) == (scene.northmark, Verdict.CONFIRM)
    assert [position.stance for position in statement.positions.all()] == [Stance.NONE]
    assert f'id="m-{statement.public_id}"' in response.content.decode()


def test_capturing_twice_makes_one_statement(client, scene):
    words = "The Republic of Northmark would rather wait"

    capture(client, scene, words)
    capture(client, scene, words)

    assert Statement.objects.filter(words=words).count() == 1


def test_capture_outside_the_text_says_so(client, scene):
    address = reverse(
        "capture", args=[scene.version.negotiation.slug, scene.version.article.public_id, scene.version.number]
    )

    response = client.get(address, {"spans": f"{len(TEXT) - 1}-{len(TEXT) + 5}"})

    assert response.status_code == 400


def test_viewer_may_read_but_not_decide(client, scene):
    client.force_login(scene.viewer)

    shown = client.get(scene.version.article.get_absolute_url()).content.decode()
    response = judge(client, scene, "quoted", "confirm")

    assert "Accept" not in shown
    assert response.status_code == 403
    assert verdict_of(scene.statements["quoted"]) == ""
