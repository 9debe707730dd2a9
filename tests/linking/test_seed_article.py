"""The doubled passages of a real article, read in place: each pair is one thing said, in two translations."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from positions.embeddings.encoder import encode
from positions.enums import Relation
from positions.linking.relations import Utterance, relate

ARTICLE = Path(__file__).parents[3] / "shared/data/seed/article_tass_2016-10-07.txt"

pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason=f"{ARTICLE} is not here")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"Those who will not leave[^\"”]+", r"Those who are not leaving[^\"”]+"),
        (r"Possibly, the government[^\"”]+", r"Maybe then, government[^\"”]+"),
    ],
)
def test_doubled_passage_is_one_utterance(settings, first, second):
    settings.EMBEDDINGS_BACKEND = "minilm"
    text = ARTICLE.read_text(encoding="utf-8")
    words = [re.search(pattern, text)[0] for pattern in (first, second)]
    facts = {"party": "1", "speaker": "1", "said_at": datetime(2016, 10, 7, tzinfo=UTC), "article": "1"}

    one, other = encode(words)
    reading = relate(*(Utterance(each, **facts) for each in words), similarity=float(one @ other))

    assert reading.relation == Relation.SAME_UTTERANCE
    assert reading.score >= 0.75
