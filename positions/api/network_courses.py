"""A network over time: its camps, and how far they are poles, in windows of time."""

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.camps import polarization_over_time
from positions.analysis.codings import Codings
from positions.analysis.kernels import LASTS, Kernel, Unit
from positions.analysis.network_rows import read_codings
from positions.analysis.network_settings import NORMALIZATIONS, Duplicates, Normalization, Qualifier, Shape
from positions.api.days import PeriodSerializer
from positions.api.errors import BadCombination
from positions.api.ledger import Computed
from positions.api.networks import CampsSerializer, settings_of, told_camps

# One answer: windows take as long as that many networks.
MOST_WINDOWS = 400


class CourseWishSerializer(PeriodSerializer):
    of = serializers.ChoiceField(["party", "person"], default="party")
    weigh = serializers.ChoiceField(
        [each.value for each in NORMALIZATIONS[Shape.ONE_MODE]], default=Normalization.NO.value
    )
    repeats = serializers.ChoiceField([each.value for each in Duplicates], default=Duplicates.INCLUDE.value)
    unit = serializers.ChoiceField([each.value for each in Unit], default=Unit.WEEKS.value)
    size = serializers.IntegerField(default=4, min_value=1, max_value=100, help_text="Of a window, in units.")
    kernel = serializers.ChoiceField(
        [each.value for each in Kernel], default=Kernel.NO.value, help_text="How a statement counts by its distance."
    )


class WindowSerializer(serializers.Serializer):
    start = serializers.DateTimeField()
    middle = serializers.DateTimeField()
    stop = serializers.DateTimeField()
    statements = serializers.IntegerField()
    camps = CampsSerializer(allow_null=True, help_text="Null where nobody conflicts.")


class NetworkCourseViewSet(Computed):
    """Networks over time."""

    @extend_schema(parameters=[CourseWishSerializer], responses=WindowSerializer(many=True))
    @action(detail=False, url_path="network-course")
    def network_course(self, request: Request, **kwargs: Any) -> Response:
        """Return the two camps and how far they are poles in windows of time, each a unit after the one before."""
        wish = self.wish(CourseWishSerializer)
        codings = read_codings(negotiation=self.negotiation)
        unit = Unit(wish["unit"])
        refuse_too_many(codings, unit)
        settings = settings_of(wish, Shape.ONE_MODE, Qualifier.CONGRUENCE)
        windows = polarization_over_time(codings, settings, unit=unit, size=wish["size"], kernel=Kernel(wish["kernel"]))
        rows = [
            {
                "start": utc(window.start),
                "middle": utc(window.middle),
                "stop": utc(window.stop),
                "statements": window.network.statements,
                "camps": told_camps(found),
            }
            for window, found in windows
        ]
        return Response(WindowSerializer(rows, many=True).data)


def utc(when: datetime) -> datetime:
    """Return a moment of a network, which is in UTC and does not say so."""
    return when.replace(tzinfo=UTC)


def refuse_too_many(codings: Codings, unit: Unit) -> None:
    """Answer 400 when the time on record has too many units for one answer."""
    if not len(codings):
        return
    seconds = (codings.when.max() - codings.when.min()).astype(int)
    if seconds / LASTS[unit] > MOST_WINDOWS:
        raise BadCombination({"unit": [f"That would be more than {MOST_WINDOWS} windows. Choose a longer unit."]})
