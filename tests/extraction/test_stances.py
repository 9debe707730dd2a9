import pytest

from positions.enums import Firmness, Mode, SpeechAct, Stance
from positions.extraction.issues import IssueTerms, Touched, find_terms
from positions.extraction.stances import Reading, read_stances, wording_agrees, worth_suggesting
from positions.text import fold

DUES = IssueTerms(1, "Harbour dues", ("dues", "toll"), "Should ships pay harbour dues?")
GUARDS = IssueTerms(2, "Guard ships", ("guard ships",), "Should guard ships stay in the strait?")
SANCTIONS = IssueTerms(3, "Sanctions", ("sanctions", "embargo"), "Should the sanctions be lifted?")
TRUCE = IssueTerms(4, "Truce", ("truce", "fighting"), "Should the fighting stop at once?")
CRIMES = IssueTerms(
    5, "Accountability", ("war crimes", "tribunal"), "Should those who committed crimes be brought before a court?"
)
FLIGHTS = IssueTerms(6, "Flights", ("air force", "flights"), "Should the flights over the valley stop?")
TALKS = IssueTerms(7, "Talks", ("talks", "return of the exiles"), "Should the parties talk?")
ISSUES = {issue.key: issue for issue in (DUES, GUARDS, SANCTIONS, TRUCE)}

S, O, M, N = Stance.SUPPORTS, Stance.OPPOSES, Stance.MIXED, Stance.NONE  # noqa: E741


def read(words: str, *issues: IssueTerms, cue: str = "") -> list[Reading]:
    return read_stances(words, [Touched(one, 1, tuple(find_terms(fold(words), one))) for one in issues], cue)


@pytest.mark.parametrize(
    ("words", "stance", "firmness"),
    [
        ("We will never accept the dues", O, Firmness.RED_LINE),
        ("Zahira cannot accept the dues", O, Firmness.RED_LINE),
        ("Northmark rejects the dues", O, Firmness.FIRM),
        ("We are not ready to pay the toll", O, Firmness.FIRM),
        ("We don’t support the toll", O, Firmness.FIRM),
        ("Zahira is reluctant to pay the dues", O, Firmness.OPEN),
        ("Northmark does not rule out the toll", S, Firmness.EXPLORATORY),
        ("Northmark could consider a toll", S, Firmness.EXPLORATORY),
        ("We would be prepared to support the toll", S, Firmness.OPEN),
        ("Zahira commits itself to the dues", S, Firmness.FIRM),
        ("The dues must be paid", S, Firmness.FIRM),
        ("There is no other way but to pay the dues", S, Firmness.RED_LINE),
        ("That no dues will be paid", O, Firmness.FIRM),
        ("We reject the toll under any circumstances", O, Firmness.RED_LINE),
        ("The dues are paid at the gate", N, None),
        ("Does Zahira pay the dues?", N, None),
        ("Northmark neither supports nor opposes the toll", N, None),
        ("Northmark welcomes the toll but refuses its rate", M, Firmness.OPEN),
    ],
)
def test_stance_and_firmness_are_those_of_the_wording(words, stance, firmness):
    reading = read(words, DUES)[0]

    assert (reading.stance, reading.firmness) == (stance, firmness)


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("Northmark supports the dues but rejects guard ships", S, O),
        ("that it rejects the dues and supports the guard ships", O, S),
        ("While we accept the toll, we oppose guard ships", S, O),
        ("Zahira, which opposes the dues, is ready to keep the guard ships", O, S),
        ("The dues come later. Guard ships must stay.", N, S),
        ("It demands the dues, the guard ships and a quay", S, S),
        ("If the guard ships leave, we are ready to pay the dues", S, N),
    ],
)
def test_each_issue_has_the_stance_of_its_own_clause(words, first, second):
    assert [reading.stance for reading in read(words, DUES, GUARDS)] == [first, second]


@pytest.mark.parametrize(
    ("words", "issue", "stance"),
    [
        ("The dues must be abolished", DUES, O),
        ("Northmark demands an end to the dues", DUES, O),
        ("Northmark opposes the abolition of the dues", DUES, S),
        ("The embargo must be lifted", SANCTIONS, S),
        ("Zahira opposes lifting the sanctions", SANCTIONS, O),
        ("Zahira rejects the sanctions", SANCTIONS, S),
        ("We condemn the fighting", TRUCE, S),
        ("The fighting must stop", TRUCE, S),
        ("The truce must hold", TRUCE, S),
        ("The air force of Zahira-on-Sea had to stop its attacks", FLIGHTS, S),
        ("The guard ships must halt the shelling", GUARDS, S),
        ("Whoever ordered war crimes has to answer for them", CRIMES, S),
        ("War crimes cannot go unpunished", CRIMES, S),
        ("The sinking of the relief boat was outrageous", TRUCE, S),
        ("There is no military solution", TALKS, S),
        ("The return of the exiles should not be connected to any settlement", TALKS, S),
    ],
)
def test_words_of_ending_turn_the_stance(words, issue, stance):
    assert read(words, issue)[0].stance == stance


@pytest.mark.parametrize(
    ("cue", "words", "stance", "act"),
    [
        ("rejected", "the harbour dues", O, SpeechAct.REJECT),
        ("called for", "an end to the toll", O, SpeechAct.APPEAL),
        ("demanded", "that the dues be paid", S, SpeechAct.DEMAND),
        ("insisted", "that the dues have been paid", N, ""),
        ("said", "that the dues are high", N, ""),
    ],
)
def test_cue_lends_its_stance_to_words_that_have_none(cue, words, stance, act):
    reading = read(words, DUES, cue=cue)[0]

    assert (reading.stance, reading.act) == (stance, act)


def test_reading_holds_condition_act_and_mode():
    assert read("We will pay the dues if the guard ships leave the strait.", DUES, GUARDS) == [
        Reading(S, Firmness.FIRM, "the guard ships leave the strait", SpeechAct.COMMIT, Mode.FUTURE, 0.85),
        Reading(N),
    ]


def test_threat_is_against_what_it_answers():
    toll = "if the toll is not lowered we will close the port"

    reading = read(toll, DUES, cue="warned")[0]

    assert (reading.stance, reading.act, reading.condition) == (O, SpeechAct.THREATEN, "the toll is not lowered")


def test_letters_that_fold_to_two_do_not_move_the_issue_s_place():
    words = "If the Weißstraße and the Großstraße open, we reject guard ships and support the dues"

    assert [reading.stance for reading in read(words, DUES, GUARDS)] == [S, O]


def test_no_issue_no_reading():
    assert read("We will pay") == []


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        ("We will pay the dues", "We shall pay all dues", False),  # "shall" demands
        ("We are ready to pay", "We stand ready to pay", True),
        ("We are ready to pay", "We are not ready to pay", False),
        ("We are ready to pay", "We are ready to pay if you leave", False),
    ],
)
def test_wording_agrees_only_on_the_same_steps(one, other, agrees):
    assert wording_agrees(one, other) is agrees


def found(*likelihoods_and_stances: tuple[float, Stance]) -> list[tuple[Touched, Reading]]:
    return [(Touched(DUES, likelihood), Reading(stance)) for likelihood, stance in likelihoods_and_stances]


@pytest.mark.parametrize(
    ("read_so", "kept"),
    [
        ([(0.6, S), (0.99, N)], [S]),  # where a stance is taken, mentions beside it are left out
        ([(0.99, N), (0.98, N)], [N]),
        ([(0.8, N)], []),
        ([(0.6, S), (0.5, O)], [S, O]),
        ([], []),
    ],
)
def test_only_the_clearest_mention_is_suggested_and_only_where_no_stance_is_taken(read_so, kept):
    assert [reading.stance for _, reading in worth_suggesting(found(*read_so))] == kept
