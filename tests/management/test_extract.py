import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import AffiliationFactory, PartyAliasFactory, PartyFactory, SpokespersonFactory

TEXT = "“The gate stays shut,” Brandt said. “Vance says that the dues come first.”"


@pytest.fixture
def run(tmp_path):
    def run(*lines, **options):
        path = tmp_path / "articles.jsonl"
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
        out = StringIO()
        call_command("extract", path=path, stdout=out, **options)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def test_extract_writes_one_line_for_each_article(run):
    written = run({"id": 7, "text": TEXT}, {"id": "b", "text": ""})

    assert all(0 < one.pop("confidence") < 1 for one in written[0]["attributions"])
    assert written == [
        {
            "id": 7,
            "attributions": [
                {
                    "content": [[1, 20], [37, 73]],
                    "source": [23, 29],
                    "cue": [30, 34],
                    "kind": "direct",
                    "speaker": "Brandt",
                    "party": None,
                    "via": None,
                },
                {
                    "content": [[48, 72]],
                    "source": [37, 42],
                    "cue": [43, 47],
                    "kind": "indirect",
                    "speaker": "Vance",
                    "party": None,
                    "via": 0,
                },
            ],
        },
        {"id": "b", "attributions": []},
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2"),
        ("[1]", "line 2"),
        ({"text": "x"}, "line 2"),
        ({"id": 2}, "line 2"),
        ({"id": 2, "text": None}, "line 2"),
        ({"id": 2, "text": "x", "published": "soon"}, "'soon' of 2 is not YYYY-MM-DD"),
    ],
)
def test_extract_names_the_bad_line(run, line, complaint):
    with pytest.raises(CommandError, match=complaint):
        run({"id": 1, "text": "Nothing."}, line)


def test_extract_reads_standard_input_and_needs_no_database():
    manage = Path(__file__).parents[2] / "manage.py"
    environment = {
        "PATH": "",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
    }

    done = subprocess.run(
        [sys.executable, manage, "extract"],
        input=json.dumps({"id": 1, "text": TEXT}) + "\n{\n",
        capture_output=True,
        text=True,
        env=environment,
    )

    assert len(json.loads(done.stdout.splitlines()[0])["attributions"]) == 2
    assert done.returncode == 1
    assert "line 2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_extract_names_speakers_as_the_negotiation_does(run):
    party = PartyFactory(name="Northmark")
    PartyAliasFactory(party=party, name="the harbour side")
    speaker = SpokespersonFactory(negotiation=party.negotiation, name="Ilka Brandt")
    AffiliationFactory(spokesperson=speaker, party=party, ends_on="2031-12-31")

    before, after = run(
        {"id": 1, "text": TEXT, "published": "2031-03-04"},
        {"id": 2, "text": TEXT, "published": "2032-03-04"},
        negotiation=party.negotiation.slug,
    )

    assert [(one["speaker"], one["party"]) for one in before["attributions"]] == [
        ("Ilka Brandt", "Northmark"),
        ("Vance", None),
    ]
    assert [one["party"] for one in after["attributions"]] == [None, None]


@pytest.mark.django_db
def test_extract_says_when_there_is_no_such_negotiation(run):
    with pytest.raises(CommandError, match="no negotiation with the address 'nowhere'"):
        run({"id": 1, "text": TEXT}, negotiation="nowhere")
