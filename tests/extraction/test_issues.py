import pytest

from positions.extraction.issues import LIKELY, MOST_ISSUES, IssueTerms, Known, common_words, touched_issues

ISSUES = [
    IssueTerms(1, "Harbour dues", ("dues", "harbour fees"), "Should ships pay harbour dues?"),
    IssueTerms(2, "Guard ships", ("guard ship", "strait"), "Should guard ships stay in the strait?"),
    IssueTerms(3, "Opening of the northern corridor"),
    IssueTerms(4, "Settlement by talks", ("negotiations",)),
    IssueTerms(5, "Interim council", ("interim council", "council negotiations"), parent=4),
]


def keys(words, **known):
    return [one.issue.key for one in touched_issues(words, ISSUES, Known(**known))]


@pytest.mark.parametrize(
    ("words", "touched"),
    [
        ("The dues come first", [1]),
        ("Guard ships must leave the strait; dues come later", [2, 1]),
        ("The northern corridor has opened", [3]),
        ("We are negotiating", [4]),
        ("The residues are gone", []),
        ("", []),
    ],
)
def test_issues_are_touched_by_their_keywords_or_else_by_their_title(words, touched):
    assert keys(words) == touched


def test_child_wins_over_its_parent_on_the_same_words():
    assert keys("The council negotiations") == [5]
    assert keys("The interim council came up in the negotiations") == [5, 4]


def test_likeness_of_meaning_makes_an_issue_likelier():
    words = "The fee for mooring at Northport"
    plain, alike = (touched_issues(words, ISSUES, Known(likeness)) for likeness in ({}, {1: 0.95, 2: 0.1}))

    assert (plain, [one.issue.key for one in alike]) == ([], [1])


def test_words_coded_before_touch_the_issue_whatever_its_terms():
    words = "The lamps stay lit"

    assert keys(words) == []
    assert keys(words, coded={2: 0.9, 1: 0.4}) == [2]


def test_no_more_than_a_few_issues_are_touched():
    many = [IssueTerms(key, "Dues", ("dues",)) for key in range(MOST_ISSUES + 2)]

    assert len(touched_issues("The dues", many)) == MOST_ISSUES


def test_likelihood_is_a_share():
    touched = touched_issues("Harbour dues, harbour fees, dues", ISSUES, Known({1: 1.0}, {1: 1.0}))

    assert LIKELY <= touched[0].likelihood <= 1
    assert touched[0].spans == ((0, 12), (14, 26), (28, 32))


def test_words_of_many_issues_tell_none_of_them_apart():
    issues = tuple(IssueTerms(key, f"{title} of Northport") for key, title in enumerate(["Lights", "Walls", "Gates"]))

    assert common_words(issues) == {"northp"}
    assert touched_issues("Northport", issues) == []
