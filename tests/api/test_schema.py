"""The description of the API: complete, valid, and shown on a page that the content policy allows."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from positions.api.examples import EXAMPLES
from positions.models import User

DOCS = settings.BASE_DIR / "docs" / "api.md"


def routes(tmp_path: Path) -> list[tuple[str, str]]:
    """Return method and address of everything that the schema describes."""
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(file))
    found = []
    for line in file.read_text().splitlines():
        if match := re.fullmatch(r"  (/\S+):", line):
            address = match[1]
        elif match := re.fullmatch(r"    (get|post|put|patch|delete):", line):
            found.append((match[1].upper(), address))
    return found


def test_schema_has_no_warnings_and_every_route_is_in_the_docs(tmp_path: Path) -> None:
    documented = set(re.findall(r"`([A-Z]+) (/api/v1/[^`\s]*)`", DOCS.read_text()))
    described = {(method, re.sub(r"\{\w+\}", "…", address)) for method, address in routes(tmp_path)}

    assert {(method, re.sub(r"\{\w+\}", "…", address)) for method, address in documented} == described


@pytest.mark.django_db
def test_schema_is_served_to_programs(program: APIClient) -> None:
    answer = program.get("/api/v1/schema/")

    assert answer.status_code == 200
    assert b"openapi: 3.0" in answer.content


@pytest.mark.django_db
def test_page_has_no_inline_script_or_style(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    page = client.get("/api/").content.decode()

    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", page) == []
    assert len(re.findall(r"<script src=", page)) == 2


@pytest.mark.django_db
def test_page_asks_for_a_login(client: Client) -> None:
    answer = client.get("/api/")

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/api/")


def dialect(schema: Any) -> Any:
    """Return a schema of OpenAPI 3.0 as JSON Schema has it: null is a type there."""
    if isinstance(schema, list):
        return [dialect(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: dialect(part) for name, part in schema.items() if name not in {"nullable", "example", "readOnly"}}
    return {"anyOf": [told, {"type": "null"}]} if schema.get("nullable") is True else told


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.mark.parametrize("name", [*EXAMPLES, "Error"])
def test_example_is_what_its_schema_says(description: dict[str, Any], name: str) -> None:
    schema = description["components"]["schemas"][name]
    whole = {"components": dialect(description["components"]), "$ref": f"#/components/schemas/{name}"}

    jsonschema.Draft202012Validator(whole).validate(schema["example"])
    assert set(schema["example"]) <= set(schema["properties"]) | {"party"}


def test_every_operation_has_a_short_name_a_tag_and_says_how_it_fails(description: dict[str, Any]) -> None:
    operations = [
        (method, operation) for address in description["paths"].values() for method, operation in address.items()
    ]
    named = [operation["operationId"] for _, operation in operations]

    assert len(set(named)) == len(named)
    assert [name for name in named if name.startswith(("v1", "negotiations_")) and name.count("_") > 2] == []
    assert {len(operation["tags"]) for _, operation in operations} == {1}
    assert [each["operationId"] for _, each in operations if not {"400", "401", "404"} <= set(each["responses"])] == []
    assert [operation["operationId"] for _, operation in operations if "description" not in operation] == []


def test_texts_that_are_sent_and_shown(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]

    assert schemas["PartyToEnter"]["properties"]["name"]["pattern"] == r"\S"
    assert schemas["ScaleAnchor"]["properties"]["meaning"]["pattern"] == r"\S"
    assert "pattern" not in schemas["PartyToEnter"]["properties"]["group"]
    assert "pattern" not in schemas["Hit"]["properties"]["before"]
    assert {*schemas["TextToAddForm"]["properties"]} - {*schemas["TextToAdd"]["properties"]} == {"file"}


def test_how_to_show_a_token_is_described(description: dict[str, Any]) -> None:
    scheme = description["components"]["securitySchemes"]["token"]

    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "Authorization")
