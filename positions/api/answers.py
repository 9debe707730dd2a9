"""What the parties answered to proposals: accept, reject, set conditions, or have not answered since when."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.answers import Answer, Answered, read_answers
from positions.analysis.matrix import usual_moment
from positions.api.days import MomentField
from positions.api.fields import OfThisNegotiation
from positions.api.ledger import Computed
from positions.api.quotations import QuotationSerializer, told_words
from positions.models import Proposal

# The words of `analysis.answers`, in an order and spelling that stay.
ANSWERS = {
    "PUT": "put",
    "ACCEPTS": "accepts",
    "CONDITIONS": "sets_conditions",
    "REJECTS": "rejects",
    "MIXED": "mixed",
    "ABSTAINS": "takes_no_side",
    "REPORTED": "reported_by_others",
    "SUGGESTED": "suggested",
    "SILENT": "silent",
}


class AnswersWishSerializer(serializers.Serializer):
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")
    proposal = OfThisNegotiation("slug", queryset=Proposal.objects.all(), required=False)


class AnswerSerializer(serializers.Serializer):
    party = serializers.CharField()
    answer = serializers.ChoiceField(list(ANSWERS.values()))
    words = QuotationSerializer(allow_null=True, help_text="Null while it has said nothing about it.")
    vote = serializers.IntegerField(allow_null=True)
    conditions = serializers.ListField(child=serializers.CharField())
    waited_days = serializers.IntegerField(allow_null=True, help_text="While it has not answered, if that is known.")


class AnsweredSerializer(serializers.Serializer):
    """One proposal with the answers of all parties that owe or gave one."""

    proposal = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True, help_text="When it came to the table, as far as is known.")
    is_by_then = serializers.BooleanField(help_text="It may have been there longer: only a first word is on record.")
    answers = AnswerSerializer(many=True)


def told_answer(answer: Answer) -> dict[str, Any]:
    return {
        "party": answer.party.slug,
        "answer": ANSWERS[answer.kind.name],
        "words": told_words(answer.evidence) if answer.evidence else None,
        "vote": answer.vote.pk if answer.vote else None,
        "conditions": answer.conditions,
        "waited_days": answer.waited_days,
    }


def told_answered(found: Answered) -> dict[str, Any]:
    return {
        "proposal": found.proposal.slug,
        "since": found.since,
        "is_by_then": found.is_by_then,
        "answers": [told_answer(answer) for answer in found.answers],
    }


class AnswerViewSet(Computed):
    """Answers to the texts on the table."""

    @extend_schema(parameters=[AnswersWishSerializer], responses=AnsweredSerializer(many=True))
    @action(detail=False)
    def answers(self, request: Request, **kwargs: Any) -> Response:
        """Return what each party answered to each proposal, the latest put first."""
        wish = self.wish(AnswersWishSerializer)
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        proposals = Proposal.objects.filter(negotiation=self.negotiation).order_by("-put_at", "title")
        if "proposal" in wish:
            proposals = proposals.filter(pk=wish["proposal"].pk)
        found = read_answers(negotiation=self.negotiation, proposals=proposals, as_of=as_of)
        return Response(AnsweredSerializer([told_answered(each) for each in found], many=True).data)
