"""Describes in the schema how every address answers what it cannot do, and slugs as they are."""

from typing import Any

SAFE = {"get", "head", "options"}
ALWAYS = {
    "400": "A parameter or field is wrong or missing.",
    "401": "No token, or one that expired.",
    "403": "Your role does not reach.",
    "404": "There is no such row, or it is not yours to see.",
    "405": "This address does not do that.",
    "406": "Only JSON is written here.",
    "429": "More requests than are allowed; Retry-After says when to go on.",
}
IN_WRITING = {
    "409": "Somebody else decided since you looked, or the same key was sent with something else.",
    "412": "The row has changed since you read it.",
    "413": "More than is read at once.",
    "415": "What was sent is no JSON.",
    "503": "What this needs does not answer; try later.",
}
ERROR = {
    "type": "object",
    "description": "Sentences by field, or `detail` for the whole; the same with codes in `errors`.",
    "properties": {
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": {"type": "string"},
                    "field": {"type": "string", "nullable": True, "description": "Path with dots; null for the whole."},
                    "message": {"type": "string"},
                },
                "required": ["code", "field", "message"],
            },
        },
    },
    "required": ["errors"],
    "additionalProperties": True,
}
# To whoever reads it as JavaScript does.
LATIN_SLUG = r"^[-\w]+$"
BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


def describe_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add to each operation the answers that it gives when something cannot be done; a hook of drf-spectacular."""
    result["components"].setdefault("schemas", {})["Error"] = ERROR
    for operations in result["paths"].values():
        for method, operation in operations.items():
            answers = ALWAYS if method in SAFE else ALWAYS | IN_WRITING
            for status, said in answers.items():
                known = operation["responses"].setdefault(status, {"description": said})
                known.setdefault("content", BODY)
    return result


def describe_slugs(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Take off slugs the pattern of Latin letters: ours may be of any alphabet; a hook of drf-spectacular."""
    for schema in result["components"].get("schemas", {}).values():
        for described in schema.get("properties", {}).values():
            if described.get("pattern") == LATIN_SLUG:
                del described["pattern"]
    return result
