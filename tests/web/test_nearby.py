from positions.web.nearby import Guess, Neighbour, guess

TEXT = "Salma Haddun spoke first. The dues must go.\n\nThe port is open. Teodor Vance would wait, he said."
PEOPLE = [(1, ["Salma Haddun"]), (2, ["Teodor Vance", "the envoy"])]
ISSUES = [(10, ["dues", "fee"]), (11, ["port"])]


def at(words):
    start = TEXT.index(words)
    return start, start + len(words)


def test_person_named_in_the_paragraph_is_the_speaker():
    assert guess(TEXT, at("The dues must go"), [], PEOPLE, ISSUES) == Guess(1, None, 10)


def test_party_of_a_person_comes_from_the_persons_other_words():
    said = Neighbour(*at("would wait"), speaker=1, party=7, issue=None)

    assert guess(TEXT, at("The dues must go"), [said], PEOPLE, []) == Guess(1, 7, None)


def test_without_a_name_the_nearest_statement_decides():
    said = [Neighbour(0, 5, 1, 7, 10), Neighbour(*at("would wait"), 2, 8, 11)]

    assert guess(TEXT, at("The port is open"), said, [], []) == Guess(2, 8, 11)


def test_issue_of_another_paragraph_is_not_taken_over():
    assert guess(TEXT, at("The port is open"), [Neighbour(0, 5, 1, 7, 10)], [], []) == Guess(1, 7, None)


def test_nothing_around_gives_nothing():
    assert guess(TEXT, at("The port is open"), [], [], []) == Guess()
