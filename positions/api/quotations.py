"""The words that something computed rests on."""

from typing import Any

from rest_framework import serializers

from positions.analysis.evidence import Evidence
from positions.api.fields import written


class QuotationSerializer(serializers.Serializer):
    words = serializers.CharField()
    is_quoted = serializers.BooleanField(help_text="The source has them in quotation marks.")
    speaker = serializers.CharField()
    said_at = serializers.CharField()
    outlet = serializers.CharField()
    kind = serializers.CharField()
    url = serializers.CharField(help_text="Path of the statement's or vote's page.")


def told_words(evidence: Evidence) -> dict[str, Any]:
    return {
        "words": evidence.words,
        "is_quoted": evidence.is_quoted,
        "speaker": evidence.speaker,
        "said_at": written(evidence.said_at, evidence.precision),
        "outlet": evidence.outlet,
        "kind": evidence.kind,
        "url": evidence.url,
    }
