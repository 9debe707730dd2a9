"""Background work of a negotiation; retrying and ignoring what failed."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import Shown
from positions.api.filters import JobFilter
from positions.api.scope import ScopedReading
from positions.models import Job
from positions.review.jobs import ignore_job, retry_job
from positions.review.links import link_anew


class JobSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    article = Shown("public_id")
    requested_by = Shown("username")

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "article",
            "state",
            "attempts",
            "done",
            "total",
            "error",
            "requested_by",
            "requested_at",
            "started_at",
            "finished_at",
        ]


class JobViewSet(ScopedReading):
    """Work asked for: reading articles, finding earlier statements, sending digests."""

    queryset = Job.objects.select_related("article", "requested_by", "negotiation")
    serializer_class = JobSerializer
    lookup_field = "public_id"
    lookup_url_kwarg = "job"
    lookup_value_converter = "uuid"
    filterset_class = JobFilter
    ordering = ["-requested_at"]
    ordering_fields = ["requested_at", "finished_at"]

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def retry(self, request: Request, **kwargs: Any) -> Response:
        """Queue work that failed once more."""
        return self.shown(retry_job(job=self.get_object(), by=self.caller))

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def ignore(self, request: Request, **kwargs: Any) -> Response:
        """Take work that failed off the list of what waits for a person."""
        return self.shown(ignore_job(job=self.get_object(), by=self.caller))

    @extend_schema(request=None, responses={201: JobSerializer})
    @action(detail=False, methods=["post"], url_path="link-anew", filter_backends=[], pagination_class=None)
    def link_anew(self, request: Request, **kwargs: Any) -> Response:
        """Have the links of all statements found anew, as a lead; what is as it was when linked costs little."""
        return self.shown(link_anew(negotiation=self.negotiation, by=self.caller), status=201)
