import pytest

from positions.enums import Firmness, Stance
from positions.extraction.stances import IssueTerms, Wording, read_wording, touched_issues

ISSUES = [
    IssueTerms(1, "Harbour dues", ("dues", "harbour fees")),
    IssueTerms(2, "Guard ships", ("guard ship", "strait")),
    IssueTerms(3, "Opening of the northern corridor"),
]


@pytest.mark.parametrize(
    ("words", "wording"),
    [
        ("We will never accept the dues", Wording(Stance.OPPOSES, Firmness.RED_LINE)),
        ("Zahira cannot accept the dues", Wording(Stance.OPPOSES, Firmness.RED_LINE)),
        ("Northmark rejects the plan", Wording(Stance.OPPOSES, Firmness.FIRM)),
        ("We are not ready to pay", Wording(Stance.OPPOSES, Firmness.FIRM)),
        ("We don’t support the plan", Wording(Stance.OPPOSES, Firmness.FIRM)),
        ("There is no other way but to pay", Wording(Stance.SUPPORTS, Firmness.RED_LINE)),
        ("The guard ships must leave", Wording(Stance.SUPPORTS, Firmness.FIRM)),
        ("We would be prepared to support the plan", Wording(Stance.SUPPORTS, Firmness.OPEN)),
        ("This option can be looked at", Wording(Stance.SUPPORTS, Firmness.EXPLORATORY)),
        (
            "If the guard ships leave the strait, we are ready to pay",
            Wording(Stance.SUPPORTS, Firmness.OPEN, "the guard ships leave the strait"),
        ),
        ("Some 400 ships wait outside", None),
        ("Mustard grows there", None),
        ("", None),
    ],
)
def test_wording_tells_stance_firmness_and_condition(words, wording):
    assert read_wording(words) == wording


@pytest.mark.parametrize(
    ("words", "touched"),
    [
        ("The dues come first", [(1, 1)]),
        ("Guard ships must leave the strait; dues come later", [(2, 3)]),
        ("Harbour fees and guard ships", [(1, 2), (2, 2)]),
        ("The corridor has opened", [(3, 1)]),
        ("The residues are gone", []),
        ("", []),
    ],
)
def test_issues_are_touched_by_their_keywords_or_else_by_their_title(words, touched):
    assert touched_issues(words, ISSUES) == touched
