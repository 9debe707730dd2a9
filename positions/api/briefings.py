"""The briefing on a party, two parties or an issue, every sentence with the words that it rests on."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.briefing import Briefing, Subject, read_briefing
from positions.analysis.matrix import usual_moment
from positions.api.days import MomentField
from positions.api.fields import OfThisNegotiation
from positions.api.ledger import Computed
from positions.api.quotations import QuotationSerializer, told_words
from positions.exchange.briefings import as_markdown
from positions.models import Issue, Party


class BriefingWishSerializer(serializers.Serializer):
    as_of = MomentField(required=False, help_text="Said by this day or moment; the latest unless given.")
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False)
    beside = OfThisNegotiation(
        "slug", queryset=Party.objects.all(), required=False, help_text="A second party, for a briefing on both."
    )
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False)
    markdown = serializers.BooleanField(default=False, help_text="Write it as Markdown too.")


class SentenceSerializer(serializers.Serializer):
    text = serializers.CharField()
    quotations = QuotationSerializer(many=True)


class SectionSerializer(serializers.Serializer):
    title = serializers.CharField()
    sentences = SentenceSerializer(many=True)


class BriefingSerializer(serializers.Serializer):
    """One page on a party, two parties or an issue; every sentence with the words that it rests on."""

    title = serializers.CharField()
    as_of = serializers.DateTimeField()
    sections = SectionSerializer(many=True)
    markdown = serializers.CharField(allow_null=True, help_text="The same as one text; null unless asked for.")


def told_briefing(found: Briefing) -> dict[str, Any]:
    return {
        "title": found.title,
        "as_of": found.as_of,
        "sections": [
            {
                "title": section.title,
                "sentences": [
                    {"text": sentence.text, "quotations": [told_words(each) for each in sentence.evidence]}
                    for sentence in section.sentences
                ],
            }
            for section in found.sections
        ],
    }


class BriefingViewSet(Computed):
    """The briefing."""

    @extend_schema(parameters=[BriefingWishSerializer], responses=BriefingSerializer)
    @action(detail=False)
    def briefing(self, request: Request, **kwargs: Any) -> Response:
        """Return the briefing on a party, on two parties or on an issue; on everything unless one is named."""
        wish = self.wish(BriefingWishSerializer)
        as_of = wish.get("as_of") or usual_moment(self.negotiation, timezone.now())
        parties = tuple(dict.fromkeys(party for name in ("party", "beside") if (party := wish.get(name))))
        found = read_briefing(negotiation=self.negotiation, subject=Subject(parties, wish.get("issue")), as_of=as_of)
        markdown = as_markdown(found, settings.BASE_URL) if wish["markdown"] else None
        return Response(BriefingSerializer({**told_briefing(found), "markdown": markdown}).data)
