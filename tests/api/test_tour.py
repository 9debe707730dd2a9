"""The tour of docs/api.md, and a client generated from the description, against the running product."""

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from positions.models import Article, Negotiation, Statement
from positions.review.tokens import make_token
from tests import factories as make
from tests.api.conftest import TEXT

DOCS = settings.BASE_DIR / "docs" / "api.md"
SLUG = "harbour-talks-invented"


@pytest.fixture
def harbour(transactional_db: None) -> Negotiation:
    """The part of the invented example that the tour speaks of."""
    negotiation = make.NegotiationFactory(slug=SLUG)
    make.PartyFactory(negotiation=negotiation, slug="zahira", name="Zahira")
    for title in ("Harbour dues", "Inspections"):
        make.IssueFactory(negotiation=negotiation, title=title, slug=title.lower().replace(" ", "-"))
    return negotiation


@pytest.fixture
def token(harbour: Negotiation) -> str:
    analyst = make.MembershipFactory(negotiation=harbour, role="analyst", user__username="nora").user
    return make_token(by=analyst, name="tour")[1]


def examples() -> list[str]:
    """Return the Python of the page, each block on the lines on which it stands, so that errors name the line."""
    page = DOCS.read_text()
    blocks = re.finditer(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return ["\n" * page[: block.start(1)].count("\n") + block[1] for block in blocks]


def test_tour_goes_as_it_says(live_server: Any, token: str) -> None:
    place: dict[str, Any] = {"API": f"{live_server.url}/api/v1", "TOKEN": token}
    found = examples()
    try:
        for example in found:
            exec(compile(example, str(DOCS), "exec"), place)  # noqa: S102  # our own page
    finally:
        if "tracker" in place:
            place["tracker"].close()

    assert len(found) >= 7
    assert (Article.objects.count(), Statement.objects.get().kind) == (1, "mixed")


@pytest.fixture
def client_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Generate a client and return what imports its modules."""
    schema, config = tmp_path / "schema.yml", tmp_path / "config.yml"
    call_command("spectacular", file=str(schema))
    config.write_text("post_hooks: []\n")
    options = ["--path", str(schema), "--meta", "none", "--config", str(config), "--fail-on-warning"]
    command = [sys.executable, "-m", "openapi_python_client", "generate", *options]
    subprocess.run([*command, "--output-path", str(tmp_path / "generated_client")], check=True, capture_output=True)
    monkeypatch.syspath_prepend(str(tmp_path))

    def load(name: str) -> ModuleType:
        return importlib.import_module(f"generated_client.{name}")

    yield load
    for name in [name for name in sys.modules if name.startswith("generated_client")]:
        del sys.modules[name]


def test_generated_client_lists_and_captures(live_server: Any, token: str, client_of: Any) -> None:
    models, add = client_of("models"), client_of("api.articles.articles_create")
    create, listing = client_of("api.statements.statements_create"), client_of("api.statements.statements_list")

    with client_of("client").AuthenticatedClient(live_server.url, token=token, prefix="Token") as program:
        report = models.ArticleToAdd(text=TEXT, title="Talks", outlet="Gazette", published_at="2024-10-07")
        article = add.sync(SLUG, client=program, body=report, idempotency_key="k-1")
        wish = models.Capture(article=str(article.id), spans=[[19, 41]], party="zahira")
        made = create.sync(SLUG, client=program, body=wish)
        several = create.sync(
            SLUG, client=program, body=[models.Capture.from_dict(wish.to_dict() | {"spans": [[0, 4]]})]
        )
        page = listing.sync(SLUG, client=program, ordering="-recorded_at")
        refused = listing.sync_detailed(SLUG, client=program, ordering="nonsense")

    assert (made.words, made.party, made.judgement.by) == (TEXT[19:41], "zahira", "nora")
    assert [(item.status, item.row.words) for item in several] == [(201, "Salm")]
    assert [row.words for row in page.results] == ["Salm", TEXT[19:41]]
    assert (refused.status_code, refused.parsed.errors[0].code) == (400, "unknown_ordering")
