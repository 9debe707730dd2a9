"""Describes slugs in the schema as they are: of any alphabet."""

from typing import Any

# Of Latin letters alone to whoever reads it as JavaScript does.
LATIN_SLUG = r"^[-\w]+$"


def describe_slugs(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Take off slugs the pattern of Latin letters; a hook of drf-spectacular."""
    for schema in result["components"].get("schemas", {}).values():
        for described in schema.get("properties", {}).values():
            if described.get("pattern") == LATIN_SLUG:
                del described["pattern"]
    return result
