"""Kinds of values: in JSON as they are written, in forms and addresses all text."""

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.test import APIClient

from positions.api.fields import OfThisNegotiation, PartialDateField, SpanField
from positions.api.kinds import SENTENCES, mistaken
from positions.models import Negotiation, Party, Spokesperson
from tests import factories as make
from tests.api.conftest import TEXT

INSIDE = "/api/v1/negotiations/harbour-talks"
A_TEXT, A_NUMBER, WHOLE, YES_OR_NO = ([SENTENCES[kind]] for kind in (str, float, int, bool))


class Person(serializers.Serializer):
    name = serializers.CharField()
    age = serializers.IntegerField()


class Sample(serializers.Serializer):
    """A field of each kind, alone, in a list and below others."""

    score = serializers.FloatField()
    is_new = serializers.BooleanField()
    key = serializers.UUIDField()
    at = PartialDateField()
    party = OfThisNegotiation("slug", queryset=Party.objects.all())
    speakers = OfThisNegotiation("id", queryset=Spokesperson.objects.all(), many=True)
    spans = serializers.ListField(child=SpanField())
    person = Person()
    people = Person(many=True)
    anything = serializers.JSONField()
    shown = serializers.CharField(read_only=True)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"score": 1, "is_new": False, "key": "7", "party": "7", "speakers": [7], "spans": [[0, 4.0]]}, {}),
        ({"score": "0.5", "is_new": "true", "key": 7, "at": 2031}, {
            "score": A_NUMBER, "is_new": YES_OR_NO, "key": A_TEXT, "at": A_TEXT,
        }),
        ({"score": True, "is_new": 1, "party": 7}, {"score": A_NUMBER, "is_new": YES_OR_NO, "party": A_TEXT}),
        ({"speakers": [7, "7"], "spans": [[0, 4], ["5", 9]]}, {"speakers": {1: WHOLE}, "spans": {1: {0: WHOLE}}}),
        ({"person": {"name": 7}, "people": [{"age": 7}, {"age": True}, {"age": 7.5}]}, {
            "person": {"name": A_TEXT}, "people": {1: {"age": WHOLE}, 2: {"age": WHOLE}},
        }),
        ({"anything": 7, "shown": 7, "unknown": 7}, {}),
        ({"score": None, "key": [], "person": 7, "people": {}, "spans": "7"}, {}),
    ],
)  # fmt: skip
def test_each_kind_is_told_from_the_others(sent: dict[str, Any], found: dict[str, Any]) -> None:
    assert mistaken(Sample(), sent) == found


@pytest.mark.django_db
class TestBodies:
    def test_row_that_is_entered_or_changed(self, chief: APIClient, negotiation: Negotiation) -> None:
        issue = make.IssueFactory(negotiation=negotiation)
        answers = [
            chief.post(f"{INSIDE}/issues/", {"title": 7, "status_quo": "50", "keywords": [True]}),
            chief.patch(f"{INSIDE}/issues/{issue.slug}/", {"anchors": [{"value": "100", "meaning": "all"}]}),
            chief.patch("/api/v1/subscriptions/mine/", {"hour": "7", "has_alerts": "true"}),
        ]

        assert [{each["field"]: each["message"] for each in answer.json()["errors"]} for answer in answers] == [
            {"title": A_TEXT[0], "status_quo": WHOLE[0], "keywords.0": A_TEXT[0]},
            {"anchors.0.value": WHOLE[0]},
            {"hour": WHOLE[0], "has_alerts": YES_OR_NO[0]},
        ]
        assert {each["code"] for answer in answers for each in answer.json()["errors"]} == {"invalid"}

    def test_item_of_a_list(self, program: APIClient) -> None:
        answer = program.post(f"{INSIDE}/parties/", [{"name": 7}, {"name": "7"}])

        assert [(each["status"], each["row"] and each["row"]["name"]) for each in answer.json()] == [
            (400, None), (201, "7"),
        ]  # fmt: skip

    def test_form_holds_texts_alone(self, chief: APIClient, negotiation: Negotiation) -> None:
        wish = {"text": TEXT, "title": 7, "outlet": 7, "published_at": "2024-03"}

        answer = chief.post(f"{INSIDE}/articles/", wish, format="multipart")

        assert (answer.status_code, answer.json()["title"]) == (201, "7")
