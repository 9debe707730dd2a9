"""Files of a negotiation on their way out and in: asked for, compared, taken in, handed out."""

import json
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import Shown
from positions.api.filters import TransferFilter
from positions.api.pages import Pages
from positions.api.parsers import Body, JSONInForm
from positions.api.scope import ScopedReading
from positions.enums import Role, RowOutcome
from positions.exchange.errors import ExchangeError
from positions.exchange.registry import FORMATS, readable, writable
from positions.exchange.transfers import (
    MOST_SENT,
    apply_compared,
    cancel_transfer,
    download,
    remove_transfer,
    report_rows,
    start_export,
    start_import,
)
from positions.models import Job, Transfer, TransferRow
from positions.review.permission import require

PARSERS = [MultiPartParser, FormParser, Body]


class TransferSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    requested_by = Shown("username")
    counts = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        read_only=True,
        help_text="Of an import, how many rows of each kind had which outcome.",
    )
    done = serializers.IntegerField(read_only=True, help_text="How many rows of the work are done.")
    total = serializers.IntegerField(read_only=True, help_text="Of how many; 0 where that is not known.")

    class Meta:
        model = Transfer
        fields = [
            "id", "direction", "format", "options", "file_name", "size", "state", "is_dry", "counts", "done", "total",
            "error", "requested_by", "requested_at", "finished_at", "expires_at",
        ]  # fmt: skip


class TransferRowSerializer(serializers.ModelSerializer):
    changes = serializers.DictField(
        child=serializers.ListField(), read_only=True, help_text="By field: what stands there, and what comes."
    )
    also = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        read_only=True,
        help_text="What it names and is entered with it: kind and name.",
    )

    class Meta:
        model = TransferRow
        fields = ["number", "place", "kind", "name", "outcome", "changes", "also", "why"]


def refuse_nul(options: dict[str, Any]) -> dict[str, Any]:
    """Return options as they are, or answer 400 for a NUL, which PostgreSQL's JSON cannot hold."""
    if r"\u0000" in json.dumps(options):
        raise ValidationError("No option holds a null character.", code="null_characters_not_allowed")
    return options


class ExportSerializer(serializers.Serializer):
    format = serializers.ChoiceField(choices=[each.name for each in writable()])
    options = serializers.DictField(required=False, help_text="Of the format, by name; see docs/exchange.md.")

    def validate_options(self, options: dict[str, Any]) -> dict[str, Any]:
        return refuse_nul(options)


class ImportSerializer(serializers.Serializer):
    """A file in the field `file`, as a form sends it."""

    file = serializers.FileField()
    format = serializers.ChoiceField(
        choices=[each.name for each in readable() if each.read],
        required=False,
        help_text="Where the file's name does not tell it.",
    )
    options = JSONInForm(required=False, help_text="Of the format, by name, as a JSON object.")
    is_dry = serializers.BooleanField(default=True, help_text="Compare only; take it in with `apply`.")

    def validate_file(self, file: Any) -> Any:
        if file.size > MOST_SENT:
            said = f"The file has more than {MOST_SENT // 2**20} MB. Import it on the server, with the command import."
            raise ValidationError(said)
        return file

    def validate_options(self, options: Any) -> dict[str, Any]:
        if not isinstance(options, dict):
            raise ValidationError('Write the options as a JSON object: {"table": "parties"}.')
        return refuse_nul(options)


class RowsQuery(serializers.Serializer):
    outcome = serializers.ChoiceField(choices=RowOutcome.choices, required=False)


def of_its_job(column: str) -> Coalesce:
    """Return a number of the job that works on a transfer, 0 where there is none."""
    job = Job.objects.filter(key=Concat(Value("exchange:"), Cast(OuterRef("pk"), CharField())))
    return Coalesce(Subquery(job.values(column)[:1]), 0)


def asked(wish: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for under the names of the functions that do it."""
    return {"format_name": wish.get("format", ""), "options": wish.get("options")}


class TransferViewSet(ScopedReading):
    """Exports and imports: the caller's own, and for leads all of the negotiation. They go after 14 days."""

    queryset = Transfer.objects.for_display().annotate(done=of_its_job("done"), total=of_its_job("total"))
    serializer_class = TransferSerializer
    lookup_field = "public_id"
    lookup_url_kwarg = "transfer"
    lookup_value_converter = "uuid"
    filterset_class = TransferFilter
    ordering = ["-requested_at"]
    ordering_fields = ["requested_at"]
    # Viewers may export; what imports needs is asked for by what does it.
    writer = Role.VIEWER

    def get_queryset(self) -> QuerySet:
        mine = Transfer.objects.visible_to(self.caller)
        return super().get_queryset().filter(pk__in=mine.values("pk"))

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, ExchangeError):
            exc = ValidationError({"non_field_errors": [str(exc)]}, code="refused")
        return super().handle_exception(exc)

    @extend_schema(request=ExportSerializer, responses={202: TransferSerializer})
    @action(detail=False, methods=["post"], filterset_class=None)
    def exports(self, request: Request, **kwargs: Any) -> Response:
        """Ask for a file of the negotiation; `state` tells when it is done, `file` hands it out."""
        wish = asked(self.validated(ExportSerializer))
        return self.shown(start_export(negotiation=self.negotiation, by=self.caller, **wish), status=202)

    @extend_schema(request={"multipart/form-data": ImportSerializer}, responses={202: TransferSerializer})
    @action(detail=False, methods=["post"], filterset_class=None, parser_classes=PARSERS)
    def imports(self, request: Request, **kwargs: Any) -> Response:
        """Compare a file with the negotiation, or take it in at once. Analysts and leads may."""
        require(self.caller, self.negotiation)
        wish = self.validated(ImportSerializer)
        found = start_import(
            content=wish["file"].chunks(),
            file_name=wish["file"].name,
            negotiation=self.negotiation,
            by=self.caller,
            is_dry=wish["is_dry"],
            **asked(wish),
        )
        return self.shown(found, status=202)

    @extend_schema(request=None, responses={202: TransferSerializer})
    @action(detail=True, methods=["post"], filterset_class=None)
    def apply(self, request: Request, **kwargs: Any) -> Response:
        """Take in what a dry run compared."""
        return self.shown(apply_compared(transfer=self.get_object(), by=self.caller), status=202)

    @extend_schema(request=None, responses=TransferSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Stop one that waits or runs; rows that are in stay."""
        return self.shown(cancel_transfer(transfer=self.get_object(), by=self.caller))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove a file and its report; what was taken in stays."""
        remove_transfer(transfer=self.get_object(), by=self.caller)
        return Response(status=204)

    @extend_schema(
        parameters=[OpenApiParameter("outcome", enum=RowOutcome.values, description="Rows with this outcome only.")],
        responses=TransferRowSerializer(many=True),
    )
    @action(detail=True, filterset_class=None, ordering_fields=[], parameters=("outcome", *Pages.parameters))
    def rows(self, request: Request, **kwargs: Any) -> Response:
        """What an import makes, or made, of each row of its file."""
        query = RowsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = report_rows(self.get_object(), outcome=query.validated_data.get("outcome", ""))
        page = self.paginate_queryset(found)
        return self.get_paginated_response(TransferRowSerializer(page, many=True).data)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 400: OpenApiResponse()})
    @action(detail=True, filterset_class=None)
    def file(self, request: Request, **kwargs: Any) -> StreamingHttpResponse:
        """The file, once it is written; of an import the one that came in."""
        transfer: Transfer = self.get_object()
        chosen = FORMATS.get(transfer.format)
        media_type = chosen.ending_for(transfer.options)[1] if chosen and not transfer.is_import else ""
        response = StreamingHttpResponse(download(transfer), content_type=media_type or "application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(True, transfer.file_name) or "attachment"
        response["Content-Length"] = str(transfer.size)
        return response
