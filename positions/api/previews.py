"""The digest of any period, as it would arrive: HTML and text in the reader's language, and as plain values."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.days import PeriodSerializer, bounds_of
from positions.api.errors import BadCombination
from positions.api.fields import OfThisNegotiation
from positions.api.ledger import Computed
from positions.digests.compose import Digest, Part, compose
from positions.digests.followed import Followed
from positions.digests.gather import Row
from positions.digests.render import render
from positions.digests.webhooks import data_of, quoted
from positions.digests.writing import followed_of, looker
from positions.enums import ChangeKind, Precision
from positions.models import Follow, Issue, Party, Proposal, SavedSearch


class OwnSearchField(OfThisNegotiation):
    """A search that the caller saved."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(user=self.context["view"].caller)


class OneThingSerializer(serializers.Serializer):
    """One thing of a negotiation at most: a party, a pair of parties, an issue, a proposal or a saved search."""

    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False)
    other = OfThisNegotiation(
        "slug", queryset=Party.objects.all(), required=False, help_text="Beside a party: the pair of both."
    )
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False)
    proposal = OfThisNegotiation("slug", queryset=Proposal.objects.all(), required=False)
    search = OwnSearchField("public_id", queryset=SavedSearch.objects.all(), required=False)

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        wish = super().validate(wish)
        if sum(name in wish for name in ("party", "issue", "proposal", "search")) > 1:
            raise BadCombination("Name one thing: a party, a pair, an issue, a proposal or a search.")
        if "other" in wish and wish.get("party") in {None, wish["other"]}:
            raise BadCombination({"other": ["A pair is of two parties. Name another party beside it."]})
        return wish


class PreviewWishSerializer(OneThingSerializer, PeriodSerializer):
    """Days in the caller's time zone; without a thing it is of what the caller follows here, else of all of it."""

    needs_period = True
    by = serializers.ChoiceField(
        ["said", "decided"], default="said", help_text="What was said in the period, or what was decided in it."
    )


class WordsSerializer(serializers.Serializer):
    words = serializers.CharField()
    speaker = serializers.CharField()
    outlet = serializers.CharField()
    said_at = serializers.DateTimeField()
    url = serializers.CharField()


class DigestChangeSerializer(serializers.Serializer):
    """One change, as webhooks are told of it."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(ChangeKind.choices)
    sentence = serializers.CharField()
    url = serializers.CharField()
    negotiation = serializers.CharField()
    party = serializers.CharField(allow_null=True)
    other = serializers.CharField(allow_null=True)
    issue = serializers.CharField(allow_null=True)
    proposal = serializers.CharField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    said_at = serializers.DateTimeField()
    said_at_precision = serializers.ChoiceField(Precision.choices)
    before = WordsSerializer(allow_null=True)
    after = WordsSerializer(allow_null=True)


class RepetitionSerializer(serializers.Serializer):
    party = serializers.CharField()
    issue = serializers.CharField()
    times = serializers.IntegerField(help_text="In the period.")
    last = WordsSerializer()


class SilenceSerializer(serializers.Serializer):
    party = serializers.CharField()
    issue = serializers.CharField()
    days = serializers.IntegerField(help_text="Not heard for.")
    last = WordsSerializer()


class CellNameSerializer(serializers.Serializer):
    party = serializers.CharField()
    issue = serializers.CharField()


class PreviewSerializer(serializers.Serializer):
    """What the digest of a period tells; suggestions are named by party and issue and never told."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField(help_text="Not included.")
    is_quiet = serializers.BooleanField(help_text="Nothing changed.")
    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()
    changes = DigestChangeSerializer(many=True)
    repeated = RepetitionSerializer(many=True)
    silent = SilenceSerializer(many=True)
    silent_longer = serializers.IntegerField(help_text="Missed since an earlier period.")
    suggestions = CellNameSerializer(many=True, help_text="Positions that a suggestion would move.")
    reports = serializers.IntegerField()
    statements = serializers.IntegerField(help_text="Into which the reports are merged.")
    outlets = serializers.IntegerField()
    waiting_statements = serializers.IntegerField()
    waiting_links = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="Articles that could not be read.")


def told_row(row: Row) -> dict[str, Any]:
    return {
        "party": row.party.slug,
        "issue": row.issue.slug,
        "times": row.times,
        "days": row.days,
        "last": quoted(row.quotation),
    }


def told_part(part: Part) -> dict[str, Any]:
    counts = ("silent_longer", "reports", "statements", "outlets", "waiting_statements", "waiting_links", "failed")
    return {
        "changes": [data_of(change) for change in part.changes],
        "repeated": [told_row(row) for row in part.repeated],
        "silent": [told_row(row) for row in part.silent],
        "suggestions": [{"party": each.party.slug, "issue": each.issue.slug} for each in part.pencil],
        **{name: getattr(part, name) for name in counts},
    }


def parts_of(wish: dict[str, Any]) -> dict[str, Any]:
    """Return the one thing named as columns of a row, a pair in order."""
    parts: dict[str, Any] = {name: wish[name] for name in ("party", "issue", "proposal", "search") if name in wish}
    if "other" in wish:
        parts["party"], parts["other"] = sorted((wish["party"], wish["other"]), key=lambda party: party.pk)
    return parts


class PreviewViewSet(Computed):
    """Digests before they are sent."""

    @extend_schema(parameters=[PreviewWishSerializer], responses=PreviewSerializer)
    @action(detail=False, url_path="digest-preview")
    def digest_preview(self, request: Request, **kwargs: Any) -> Response:
        """Return the digest of a period: what it tells, and the mail as it would arrive."""
        wish = self.wish(PreviewWishSerializer)
        start, end = bounds_of(wish["from"], wish["to"], self.caller.time_zone)
        followed = self.followed(wish)
        digest = compose(followed=followed, start=start, end=end, by_said=wish["by"] == "said")
        return Response(PreviewSerializer(self.told(digest, followed)).data)

    def followed(self, wish: dict[str, Any]) -> tuple[Followed, ...]:
        """Return what is named, else what the caller follows here, else all of the negotiation."""
        if parts := parts_of(wish):
            return (Followed(self.negotiation, **parts),)
        mine = Follow.objects.of(self.caller).filter(negotiation=self.negotiation).for_display()
        return tuple(followed_of(row) for row in mine) or (Followed(self.negotiation),)

    def told(self, digest: Digest, followed: tuple[Followed, ...]) -> dict[str, Any]:
        mail = render(digest, reader=looker(self.caller, followed))
        [part] = digest.parts
        return {
            "start": digest.start,
            "end": digest.end,
            "is_quiet": digest.is_quiet,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            **told_part(part),
        }
