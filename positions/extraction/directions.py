"""Tell whether a word for or against something is, on an issue, a word the other way round."""

import re
from collections.abc import Sequence
from functools import lru_cache

from positions.extraction.issues import IssueTerms, content_words
from positions.text import Span, fold

# What ends, leaves or undoes a thing: to demand the end of the dues is to oppose the dues.
_ENDINGS = r"""
    abolish\w* abolition lift(?:s|ed|ing)? break\w* quit\w* remov\w+ withdraw\w* end(?:s|ed|ing)? halt\w* stop\w*
    ceas(?:e|es|ed|ing) eliminat\w+ destroy\w* destruction dismantl\w+ leav(?:e|es|ing) scrap\w* cut
    drop(?:s|ped|ping)? lower(?:s|ed|ing)? eas(?:e|es|ed|ing) reduc\w+ suspend\w* ban(?:s|ned|ning)? prohibit\w*
    prevent\w* combat\w* walk(?:s|ed|ing)?_out_of (?:fight|alliance|struggle|action)_against shipped_out
    hand(?:s|ed|ing)?_over depart\w* put(?:s|ting)?_off postpon\w+
"""
_ENDING = f"(?:{'|'.join(_ENDINGS.split())})".replace("_", r"\s+")
_ENDING_WORD = re.compile(rf"\b{_ENDING}\b")
# "an end to the long fighting", and "the fighting must stop": the ending word governs the issue's own.
_ENDS_IT = re.compile(rf"\b(?:{_ENDING}\s+(?:[\w']+\s+){{0,4}}|without\s+(?:[\w']+\s+)?)\Z")
# What ends something else is not ended: "the Council must halt the shelling"; one's own attacks are: "must stop its".
_SOMETHING_ELSE = r"\s+(?:the|an?|all|any|every|this|that|these|those)\b"
_IS_ENDED = re.compile(
    rf"\A(?:\s+[\w'-]+){{0,3}}?"
    r"\s+(?:must|should|shall|will|would|could|can|may|might|ha[ds] to|have to|to|be|is|are|was|were)"
    rf"\s+(?:[\w']+\s+){{0,2}}?"
    rf"(?:(?<=be ){_ENDING}\b|(?:leave|withdraw|quit|depart)\b|{_ENDING}\b(?!{_SOMETHING_ELSE}))"
    rf"|\A(?:\s+[\w'-]+){{0,4}}?\s+(?:leave|(?:stop|cease|end)\b(?!{_SOMETHING_ELSE}))\b"
)
# Who answers for a crime is brought to book for it, and not left to do more of it.
_IS_ANSWERED = re.compile(
    r"\b(?:answer(?:s|ed)? for|accountable for|h[eo]ld to account|punish\w*|unpunished|prosecut\w*|investigat\w+"
    r"|br(?:ing|ought) (?:to justice|before)|tried|stand trial)\b"
)
_GIVES_UP = re.compile(
    r"\b(?:g(?:ave|ives?|iving) up|drop(?:s|ped|ping)?|withdr(?:ew|aws?)|no longer)\s+(?:its|their|his|her|our|the)\s+"
    r"(?:call|demand|claim|insistence|support)\b"
)
# Where an issue asks for an ending, a text or a body against the thing is for that ending.
_REMEDY_BEFORE = re.compile(
    r"\b(?:agreement|treaty|accord|controls?|supervision|non-proliferation)\s+(?:on|of|over)(?:\s+[\w']+){0,2}\s+\Z"
)
_REMEDY_BEHIND = re.compile(r"\A\s+(?:convention|treaty|agreement)\b")
# What hardly anybody is for: to condemn it is no word against an issue that is about ending it.
_ILLS = re.compile(
    r"\b(?:violence|hostilities|bloodshed|fighting|killings?|shelling|bombing|attacks?|impunity|terrorism"
    r"|war crimes?|massacres?|chemical weapons|nerve gas|poison gas)\b"
)


def turns(main: str, clause: Span, spans: Sequence[Span], issue: IssueTerms) -> bool:
    """Tell whether for and against change places for an issue whose terms stand at spans of folded text.

    They do for each ending word near the terms ("lift the sanctions"), and once more where the issue asks for an
    ending ("Should the sanctions be lifted?") or the term is an ill ("the violence").
    """
    if not spans:
        return False
    start, end = spans[0]
    before, behind = main[clause[0] : start], main[end : clause[1]]
    asks_for_an_ending = _asks_for_an_ending(issue, main[start:end])
    is_ended = bool(_ENDS_IT.search(before) or _IS_ENDED.match(behind))
    if asks_for_an_ending:
        is_ended = is_ended or bool(_REMEDY_BEFORE.search(before) or _REMEDY_BEHIND.match(behind))
        is_ended = is_ended or bool(_IS_ANSWERED.search(before) or _IS_ANSWERED.search(behind))
    return (is_ended != bool(_GIVES_UP.search(before))) != asks_for_an_ending


@lru_cache(maxsize=4096)
def _asks_for_an_ending(issue: IssueTerms, term: str) -> bool:
    asked = fold(f"{issue.title}. {issue.question}")
    if _ILLS.search(term):
        return "cessation" not in term
    if not _ENDING_WORD.search(asked):
        return False
    known = content_words(fold(issue.title)) | content_words(term)
    question = content_words(fold(issue.question)) or content_words(fold(issue.title))
    return bool(known & question)
