"""The description of the API: what every operation has in common, said in one place."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from positions.api.resource import Resource
from positions.api.sparse import FIELDS, fields_of
from positions.api.writing import KEY, LONGEST_KEY, MOST_ITEMS

READING = {"GET", "HEAD"}
ERRORS = {
    "400": "A field or a parameter is wrong or missing.",
    "401": "No token, or one that is unknown, revoked or expired.",
    "403": "Your role, or the token, does not reach.",
    "404": "There is no such row for you.",
    "405": "This address does not do that.",
    "406": "The API answers JSON.",
    "429": "Too many requests; Retry-After says in how many seconds to go on.",
}
WRITE_ERRORS = {
    "409": "Somebody else decided meanwhile, or something else is in the way.",
    "413": "The body is longer than is read at once.",
    "415": "The body is of a type that is not read here.",
    "503": "What this needs does not answer; try later.",
}
ENTRY = {
    "type": "object",
    "required": ["code", "field", "message"],
    "properties": {
        "code": {"type": "string", "description": "One word for programs; it stays."},
        "field": {"type": "string", "nullable": True, "description": "Path with dots; null for the whole."},
        "message": {"type": "string", "description": "A sentence for people; it may be improved."},
    },
}
ERROR = {
    "type": "object",
    "description": "What went wrong: per field a list of sentences, or `detail`; in `errors` each with its code.",
    "required": ["errors"],
    "properties": {
        "detail": {"type": "string"},
        "id": {"type": "string", "description": "Of a failure that nobody foresaw: under it the log has it."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ErrorEntry"}},
    },
    "additionalProperties": {},
    "example": {
        "party": ["There is no “zahra” in this negotiation."],
        "errors": [{"code": "does_not_exist", "field": "party", "message": "There is no “zahra” in this negotiation."}],
    },
}
ETAG = {"ETag": {"description": "Names the row as it is shown.", "schema": {"type": "string"}}}


COMPUTED = "computed"  # the group of all that is derived from confirmed positions


class TokenScheme(OpenApiAuthenticationExtension):
    """A token in the header Authorization."""

    target_class = "positions.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        said = "The word Token, a blank, and a token: `Token pos_…`"
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": said}


class Texts(OpenApiSerializerFieldExtension):
    """Texts in which something must stand when they are sent, and addresses of the web."""

    target_class = "rest_framework.serializers.CharField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        shape = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        # What a model may not have blank is not blank when it is shown either.
        if direction == "response" and not isinstance(self.target.parent, serializers.ModelSerializer):
            return shape
        if isinstance(self.target, serializers.URLField):
            shape["pattern"] = r"^(https?|ftps?)://\S+$"
        elif not (self.target.read_only or self.target.allow_blank):
            shape.setdefault("pattern", r"\S")
        return shape


class Files(OpenApiSerializerFieldExtension):
    """Files that are sent."""

    target_class = "rest_framework.serializers.FileField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "format": "binary"}


class Description(AutoSchema):
    """Operations named after what they are about, with errors, entity tags, keys and lists of items."""

    def get_operation_id(self) -> str:
        name = super().get_operation_id().removeprefix("v1_")
        if getattr(self.view, "is_personal", False):
            return f"own_{name}"
        return name.removeprefix("negotiations_") if "{negotiation}" in self.path else name

    def get_tags(self) -> list[str]:
        """Return the noun; what is computed is one group, for Swagger UI 5 shows three groups of more than 32."""
        if getattr(self.view, "is_computed", False):
            return [COMPUTED]
        parts = [part for part in self.path.split("/") if part and part not in {"api", "v1"}]
        return [parts[2] if len(parts) > 2 and parts[1] == "{negotiation}" else parts[0]]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None or not isinstance(self.view, Resource):
            return operation
        operation.setdefault("parameters", []).extend(self.common_parameters())
        self.describe_forms(operation.get("requestBody", {}).get("content", {}))
        self.describe_list_of_items(operation)
        self.describe_answers(operation["responses"])
        return operation

    def common_parameters(self) -> list[dict[str, Any]]:
        """Return the parameters that come with the kind of the operation."""
        view: Any = self.view
        found = []
        if FIELDS in (view.known_parameters() or ()):
            said, names = "Show these fields alone, separated by commas.", "|".join(fields_of(view.get_serializer()))
            found.append(parameter(FIELDS, "query", said, pattern=f"^ *({names}) *(, *({names}) *)*$"))
        if view.detail and self.method in READING:
            said = "The ETag of a row that you have: 304 when it is the same."
            found.append(parameter("If-None-Match", "header", said))
        if view.detail and self.method not in READING:
            said = "The ETag of the row that you saw: 412 when it has changed."
            found.append(parameter("If-Match", "header", said))
        if self.method == "POST" and view.keeps_answers:
            said = "A key of your own, for example a UUID: the same request again, within a day, is not done twice."
            pattern = f"^[!-~]{{1,{LONGEST_KEY}}}$"
            found.append(parameter(KEY, "header", said, pattern=pattern))
        return found

    def describe_answers(self, answers: dict[str, Any]) -> None:
        view: Any = self.view
        errors = ERRORS if self.method in READING else {**ERRORS, **WRITE_ERRORS}
        if view.detail and self.method not in READING:
            errors = {**errors, "412": "The row is no longer the one that If-Match names."}
        if self.method == "POST" and view.keeps_answers:
            errors = {**errors, "422": f"The {KEY} came with another request."}
        for status, said in errors.items():
            answers[status] = {"description": said, "content": {"application/json": {"schema": self.error()}}}
        if view.detail and self.method in READING and "200" in answers:
            answers["200"]["headers"] = ETAG
            answers["304"] = {"description": "The row is the one that you have.", "headers": ETAG}

    def error(self) -> dict[str, str]:
        for name, shape in (("ErrorEntry", ENTRY), ("Error", ERROR)):
            component = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, object=name, schema=shape)
            self.registry.register_on_missing(component)
        return {"$ref": "#/components/schemas/Error"}

    def describe_forms(self, content: dict[str, Any]) -> None:
        """Give what is sent as a form a name of its own: a generated client sends by the name of what it is given.

        In JSON there are no files.
        """
        form = content.get("multipart/form-data")
        if form is None or form["schema"] != content.get("application/json", {}).get("schema"):
            return
        content.pop("application/x-www-form-urlencoded", None)
        name = form["schema"]["$ref"].rpartition("/")[2]
        shape = self.registry[name, ResolvedComponent.SCHEMA].schema
        component = ResolvedComponent(
            name=f"{name}Form", type=ResolvedComponent.SCHEMA, object=f"{name}Form", schema=shape
        )
        self.registry.register_on_missing(component)
        form["schema"] = component.ref
        texts = {name: part for name, part in shape["properties"].items() if part.get("format") != "binary"}
        self.registry[name, ResolvedComponent.SCHEMA].schema = {**shape, "properties": texts}

    def describe_list_of_items(self, operation: dict[str, Any]) -> None:
        """Say that a list may be sent instead of one, and what comes back then."""
        view: Any = self.view
        if view.action not in view.takes_lists or self.method != "POST":
            return
        body = operation["requestBody"]["content"]["application/json"]
        one, shown = body["schema"], operation["responses"]["201"]["content"]["application/json"]["schema"]
        body["schema"] = {"oneOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_ITEMS}]}
        item = {
            "type": "object",
            "required": ["status", "row", "error"],
            "properties": {
                "status": {"type": "integer"},
                "row": {"allOf": [shown], "nullable": True},
                "error": {"allOf": [self.error()], "nullable": True},
            },
        }
        operation["responses"]["207"] = {
            "description": "To a list: what became of each item, in its order.",
            "content": {"application/json": {"schema": {"type": "array", "items": item}}},
        }


def parameter(name: str, where: str, said: str, **shape: Any) -> dict[str, Any]:
    return {"name": name, "in": where, "required": False, "description": said, "schema": {"type": "string", **shape}}
