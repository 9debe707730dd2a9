"""The words by which a few other languages report speech, as data: one small grammar for each."""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns of one language: reporting verbs, what opens the reported clause, "selon", "pour", and "il"."""

    verb: re.Pattern[str]
    clause: re.Pattern[str]
    according: re.Pattern[str]
    view: re.Pattern[str]
    pronoun: re.Pattern[str]


_FR_DONE = (
    "déclaré affirmé indiqué estimé souligné ajouté dit expliqué assuré rappelé prévenu annoncé précisé insisté "
    "jugé répété répondu demandé réclamé exigé noté reconnu promis conclu lancé martelé confié regretté averti "
    "soutenu plaidé confirmé dénoncé évoqué qualifié commenté nuancé résumé réagi révélé fustigé critiqué salué "
    "appelé"
)
_FR_NOW = (
    "déclare déclarent affirme affirment indique indiquent estime estiment souligne soulignent ajoute ajoutent "
    "dit disent explique expliquent assure assurent rappelle rappellent prévient annonce annoncent précise "
    "insiste juge jugent répète répond demande demandent réclame réclament exige exigent note reconnaît promet "
    "conclut lance martèle confie regrette avertit soutient soutiennent plaide dénonce dénoncent évoque évoquent "
    "confirme confirment critique critiquent qualifie appelle appellent"
)
_ES_VERBS = (
    "declaró declararon declara dijo dijeron dice dicen afirmó afirmaron afirma afirman señaló señalaron señala "
    "indicó indicaron indica añadió agregó subrayó subraya destacó explicó explica aseguró aseguran asegura "
    "recordó advirtió anunció anunciaron precisó insistió insiste respondió contestó preguntó exigió exigieron "
    "exige exigen pidió pidieron pide reiteró sostuvo sostiene consideró considera cree estimó estima reconoció "
    "prometió concluyó manifestó confirmó informó comentó criticó calificó denunció llamó reclamó"
)
_ES_DONE = (
    "declarado dicho afirmado señalado indicado añadido subrayado explicado asegurado recordado advertido anunciado"
)
_DE_VERBS = (
    "erklärte erklärten erklärt sagte sagten sagt sagen betonte betonten betont meinte meint teilte fügte "
    "unterstrich versicherte versichert warnte warnt behauptete behauptet forderte forderten fordert kündigte "
    "berichtete berichtet bekräftigte ergänzte erinnerte antwortete fragte mahnte glaubt findet äußerte versprach "
    "nannte nannten nennt kritisierte bestätigte bezeichnete erläuterte verlangte"
)
_RU_PAST = (
    "заявил сказал отметил подчеркнул сообщил добавил пояснил объяснил напомнил уточнил указал признал рассказал "
    "спросил ответил предупредил пообещал потребовал призвал констатировал считал полагал утверждал подтвердил "
    "говорил попросил заметил назвал выразил раскритиковал резюмировал"
)
_RU_NOW = (
    "считает считают полагает полагают заявляет заявляют отмечает отмечают подчеркивает подчёркивает говорит "
    "говорят требует требуют утверждает утверждают сообщает сообщают уверен уверена уверены напоминает указывает "
    "называет называют признает признаёт"
)
_UK_PAST = (
    "заяви сказа зазначи підкресли повідоми дода поясни нагада уточни визна розпові запита відпові попереди "
    "пообіця вимага закли наголоси стверджува підтверди назва зауважи розкритикува"
)
_UK_NOW = "вважає вважають заявляє заявляють зазначає говорить кажуть каже вимагає вимагають стверджує наголошує"
_AR_VERBS = "قال قالت أعلن أعلنت أكد أكدت أضاف أضافت صرح صرحت ذكر ذكرت أوضح أوضحت"

# What may stand between a verb and its clause: "a déclaré mardi à la presse que".
_BETWEEN = r"[^.,;:!?\uE000\uE001\n]{0,60}?"
_NEVER = re.compile(r"(?!)")


def _any(words: str) -> str:
    return "|".join(words.split())


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{body})(?!\w)", re.IGNORECASE)


def _french() -> Grammar:
    who = "il|elle|ils|elles|on"
    adverb = r"(?:\w{2,12}ment\s|aussi\s|également\s|encore\s)?"
    return Grammar(
        verb=_pattern(
            rf"(?:a|ont|avait|avaient)(?:-t)?(?:-(?:{who}))?\s{adverb}(?:fait savoir|{_any(_FR_DONE)})"
            rf"|(?:{_any(_FR_NOW)})(?:(?:-t)?-(?:{who}))?"
        ),
        clause=re.compile(rf"{_BETWEEN},?\s(?:que\s|qu[’'])"),
        according=_pattern(
            r"selon(?:\s(?:lui|elle|eux))?|d[’']après(?:\s(?:lui|elle|eux))?|de l[’']avis de|aux yeux de"
        ),
        view=_pattern("pour"),
        pronoun=_pattern(who),
    )


def _spanish() -> Grammar:
    return Grammar(
        verb=_pattern(rf"{_any(_ES_VERBS)}|(?:ha|han|había)\s(?:{_any(_ES_DONE)})"),
        clause=re.compile(rf"{_BETWEEN},?\sque\s"),
        according=_pattern(r"según(?:\s(?:él|ella|ellos))?|de acuerdo con|a juicio de"),
        view=_pattern("para"),
        pronoun=_pattern("él|ella|ellos|ellas"),
    )


def _german() -> Grammar:
    return Grammar(
        verb=_pattern(rf"{_any(_DE_VERBS)}|(?<=,\s)so(?=\s[A-ZÄÖÜ])"),
        clause=re.compile(rf"{_BETWEEN},\sda(?:ss|ß)\s"),
        according=_pattern("laut|nach angaben von|nach ansicht von|nach den worten von"),
        view=_NEVER,
        pronoun=_pattern("er|sie"),
    )


def _russian() -> Grammar:
    return Grammar(
        verb=_pattern(rf"(?:{_any(_RU_PAST)})(?:[аои]?|ся|[аои]сь)|{_any(_RU_NOW)}"),
        clause=re.compile(rf"{_BETWEEN},\s(?:что|чтобы)\s"),
        according=_pattern(r"по(?:\s(?:его|её|ее|их))?\s(?:словам|мнению|данным)|согласно|по сведениям|по утверждению"),
        view=_NEVER,
        pronoun=_pattern("он|она|они"),
    )


def _ukrainian() -> Grammar:
    return Grammar(
        verb=_pattern(rf"(?:{_any(_UK_PAST)})(?:в|ла|ли|ло)|{_any(_UK_NOW)}"),
        clause=re.compile(rf"{_BETWEEN},\s(?:що|щоб)\s"),
        according=_pattern(r"за(?:\s(?:його|її|їх))?\sсловами|на(?:\s(?:його|її|їх))?\sдумку|згідно з|за даними"),
        view=_NEVER,
        pronoun=_pattern("він|вона|вони"),
    )


def _arabic() -> Grammar:
    return Grammar(
        verb=re.compile(rf"(?<!\w)[وف]?(?:{_any(_AR_VERBS)})(?!\w)"),
        clause=re.compile(rf"{_BETWEEN}\s(?:أن|إن|بأن)\s"),
        according=re.compile(r"(?<!\w)[وف]?(?:وفقا ل|بحسب|حسب)(?!\w)"),
        view=_NEVER,
        pronoun=_NEVER,
    )


_GRAMMARS = {
    "fr": _french, "es": _spanish, "de": _german, "ru": _russian, "uk": _ukrainian, "ar": _arabic,
}  # fmt: skip


LANGUAGES = tuple(_GRAMMARS)


@cache
def grammar_of(language: str) -> Grammar:
    """Return the grammar of a language; of one without, a grammar in which nothing is found."""
    build = _GRAMMARS.get(language)
    return build() if build else Grammar(_NEVER, _NEVER, _NEVER, _NEVER, _NEVER)
