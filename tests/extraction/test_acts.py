import pytest

from positions.enums import Mode, SpeechAct
from positions.extraction.acts import read_act, read_mode

A = SpeechAct


@pytest.mark.parametrize(
    ("words", "cue", "act", "mode"),
    [
        ("We offer two ships", "said", A.OFFER, ""),
        ("Northmark had offered two ships", "said", A.OFFER, Mode.PAST),
        ("The dues must fall", "said", A.DEMAND, ""),
        ("Zahira never demanded the dues", "said", A.DEMAND, Mode.NEGATED),
        ("that it accepts the toll", "said", A.ACCEPT, ""),
        ("an invitation to the talks", "accepted", A.ACCEPT, ""),
        ("Northmark rejects the toll", "said", A.REJECT, ""),
        ("Northmark does not oppose the toll", "said", A.REJECT, Mode.NEGATED),
        ("Zahira will not sign", "said", A.REJECT, Mode.FUTURE),
        ("it would retaliate", "said", A.THREATEN, Mode.HYPOTHETICAL),
        ("that the port will close", "threatened", A.THREATEN, Mode.FUTURE),
        ("a raid would follow", "warned", A.THREATEN, Mode.HYPOTHETICAL),
        ("that the toll is needed", "conceded", A.CONCEDE, ""),
        ("Zahira promised safe passage", "said", A.COMMIT, Mode.PAST),
        ("We will let every boat through", "said", A.COMMIT, Mode.FUTURE),
        ("Lower the dues, we ask you", "", A.REQUEST, ""),
        ("Zahira broke its word", "charged", A.ACCUSE, Mode.PAST),
        ("Northmark is to blame", "said", A.ACCUSE, ""),
        ("We appeal to every captain", "said", A.APPEAL, ""),
        ("the other side return", "urged", A.APPEAL, ""),
        ("The strait is closed", "said", None, ""),
        ("that the opposition met", "said", None, ""),
    ],
)
def test_act_and_mode(words, cue, act, mode):
    deed = read_act(words.lower(), cue)

    assert (deed and deed.act, read_mode(words, deed)) == (act, mode)


def test_every_act_is_read_from_words_of_its_own():
    samples = {
        A.OFFER: "offers", A.DEMAND: "demands", A.ACCEPT: "accepts", A.REJECT: "rejects", A.THREATEN: "threatens",
        A.CONCEDE: "concedes", A.COMMIT: "pledges", A.REQUEST: "requests", A.ACCUSE: "accuses", A.APPEAL: "appeals",
    }  # fmt: skip

    assert {act: deed.act for act, word in samples.items() if (deed := read_act(word))} == {act: act for act in A}
