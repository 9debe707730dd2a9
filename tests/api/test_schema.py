"""The description of the API: complete, valid, and shown on a page that the content policy allows."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

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
