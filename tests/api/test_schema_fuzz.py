"""Whatever the schema allows or forbids is asked of every address, by each role and by a member of another negotiation.

`API_FUZZ_EXAMPLES=100` asks so many times more, and follows what answers name to the addresses that take it.
"""

import os
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from positions.enums import Role
from positions.ingestion.errors import FetchError
from tests.api import fuzzing

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("API_FUZZ_EXAMPLES", "0"))
CALLERS = {"viewer": Role.VIEWER, "analyst": Role.ANALYST, "lead": Role.LEAD}
# A usual run asks an analyst for everything, and the others in turn for what writes: all members read the same.
TURNS = {"viewer": 0, "lead": 1}


@pytest.fixture(autouse=True)
def _nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str) -> None:
        raise FetchError("The site answered 404. Paste the text instead.", permanent=True)

    monkeypatch.setattr("positions.api.articles.fetch", refuse)


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    """A request closes connections, also the one that has the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", CALLERS)
def test_every_address_answers_as_described_and_shows_nothing_foreign(name: str, broker, subtests) -> None:
    caller = fuzzing.make_caller(name, CALLERS[name])
    schema, asked = fuzzing.load_schema(caller), 0
    for number, operation in enumerate(fuzzing.operations(schema)):
        is_in_turn = name not in TURNS or (operation.method != "get" and number % 2 == TURNS[name])
        if not (EXAMPLES or is_in_turn):
            continue
        with subtests.test(operation.label):
            fuzzing.walk(operation, caller, examples=EXAMPLES or 1, is_positive=True)
            if (EXAMPLES or (name == "analyst" and operation.method != "get")) and fuzzing.can_be_wrong(operation):
                fuzzing.walk(operation, caller, examples=EXAMPLES or 1, is_positive=False)
        broker.flushdb()  # rates are counted there
        asked += 1

    assert asked > 30


def test_walks_from_answer_to_answer(broker) -> None:
    caller = fuzzing.make_caller("analyst", Role.ANALYST)

    fuzzing.follow_links(fuzzing.load_schema(caller), caller, examples=EXAMPLES or 2, steps=(EXAMPLES and 12) or 5)
