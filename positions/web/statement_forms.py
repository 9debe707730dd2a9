"""Forms in which an analyst says who said some words, when, through whom, and what they hold on which issue."""

from collections.abc import Sequence
from typing import Any

from django import forms

from positions.enums import Firmness, Mode, Precision, SpeechAct, SpeechKind, Stance, Verdict
from positions.ingestion.dates import PartialDate
from positions.models import ArticleVersion, Party, Position, Spokesperson, Statement, User
from positions.review.errors import ReviewError
from positions.review.positions import code_position, judge_position
from positions.review.registry import create_party, create_spokesperson
from positions.review.statements import capture_statement, correct_statement
from positions.web.entry import EntryForm, settled
from positions.web.fields import PartialDateField
from positions.web.vocabulary import RowField, Vocabulary


class WhoForm(EntryForm):
    """Who said it; a party or a person that is not in the list is entered with it."""

    party = RowField(required=False)
    speaker = RowField(required=False)
    party_new = forms.CharField(label="New party", max_length=120, required=False)
    speaker_new = forms.CharField(label="New person", max_length=120, required=False)
    said_at = PartialDateField(label="Said on", required=False)
    reported_through = RowField(required=False)

    def __init__(
        self, *args: Any, version: ArticleVersion, vocabulary: Vocabulary, others: Sequence[Statement], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.version, self.vocabulary = version, vocabulary
        self.row("party").offer(vocabulary.parties, "not known")
        self.row("speaker").offer(vocabulary.people, "not known")
        self.row("reported_through").offer(others, "first hand")

    def row(self, name: str) -> RowField:
        """Return a field that offers rows."""
        return self.fields[name]  # type: ignore[return-value]

    def who(self, by: User) -> dict[str, Any]:
        """Return party and speaker, entering the new ones."""
        typed, negotiation = self.cleaned_data, self.version.negotiation
        party, speaker = typed["party"], typed["speaker"]
        if typed["party_new"].strip():
            party = _known(self.vocabulary.parties, typed["party_new"]) or create_party(
                negotiation=negotiation, name=typed["party_new"], by=by
            )
        if typed["speaker_new"].strip():
            speaker = create_spokesperson(negotiation=negotiation, name=typed["speaker_new"], party=party, by=by)
        return {"party": party, "speaker": speaker}

    def when(self) -> dict[str, Any]:
        """Return when it was said and how exactly that is known; nothing where nothing was typed."""
        date: PartialDate | None = self.cleaned_data["said_at"]
        return {"said_at": date.at, "said_at_precision": date.precision} if date else {}


class CorrectionForm(WhoForm):
    """Everything about a statement but its words."""

    kind = forms.ChoiceField(choices=SpeechKind)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, statement: Statement, **options: Any) -> None:
        judgement = statement.judgement
        initial = {
            "party": statement.party,
            "speaker": statement.speaker,
            "kind": statement.kind,
            "said_at": PartialDate(statement.said_at, Precision(statement.said_at_precision)),
            "reported_through": statement.reported_through_id,
            "seen": judgement.pk if judgement else None,
        }
        super().__init__(*args, version=statement.version, initial=initial, **options)
        self.statement = statement

    def enter(self, by: User) -> Statement:
        judgement = self.statement.judgement
        if judgement and judgement.pk != self.cleaned_data["seen"] and judgement.by != by:
            raise ReviewError(
                f"{judgement.by} decided “{judgement.get_verdict_display()}” while you wrote. "
                "Look at what holds now; save once more if yours is right."
            )
        typed = self.cleaned_data
        return correct_statement(
            statement=self.statement,
            by=by,
            kind=typed["kind"],
            reported_through=typed["reported_through"],
            **self.who(by),
            **self.when(),
        )


class CodingForm(forms.Form):
    """One position: what the words hold on an issue. Without issue and stance it is left out."""

    position = RowField(required=False, widget=forms.HiddenInput)
    issue = RowField(required=False)
    stance = forms.ChoiceField(choices=[("", "not coded"), *Stance.choices], required=False)
    value = forms.IntegerField(min_value=0, max_value=100, required=False, label="Value, 0 to 100")
    firmness = forms.TypedChoiceField(
        choices=[("", "not told"), *Firmness.choices], coerce=int, empty_value=None, required=False
    )
    condition = forms.CharField(
        required=False, label="Condition: if…", widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    act = forms.ChoiceField(choices=[("", "not told"), *SpeechAct.choices], required=False, label="Speech act")
    mode = forms.ChoiceField(choices=[("", "here and now"), *Mode.choices], required=False)
    proposal = RowField(required=False, label="About proposal")
    remove = forms.BooleanField(required=False, label="Not held: refuse this position")

    def __init__(self, *args: Any, vocabulary: Vocabulary, known: Sequence[Position] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows, empty in (
            ("position", known, ""),
            ("issue", vocabulary.issues, "none"),
            ("proposal", vocabulary.proposals, "none"),
        ):
            self.fields[name].offer(rows, empty)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("stance") and not typed.get("issue"):
            self.add_error("issue", "Choose the issue that the stance is about.")
        is_emptied = typed.get("position") and not (typed.get("issue") and typed.get("stance"))
        if is_emptied and not typed.get("remove"):
            self.add_error("stance", "Choose issue and stance, or refuse the position.")
        return typed

    def code(self, statement: Statement, by: User) -> None:
        """Write the position, refuse it, or leave it out."""
        typed = self.cleaned_data
        if typed["remove"] and typed["position"]:
            judge_position(position=typed["position"], verdict=Verdict.REJECT, by=by)
        elif typed["issue"] and typed["stance"]:
            names = ("issue", "stance", "value", "firmness", "condition", "act", "mode", "proposal", "position")
            code_position(statement=statement, by=by, **{name: typed[name] for name in names})


class CaptureForm(WhoForm):
    """Words that the machine missed; spans are `[start, end)` in code points."""

    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def enter(self, by: User) -> Statement:
        typed, who = self.cleaned_data, self.who(by)
        speaker: Spokesperson | None = who["speaker"]
        return capture_statement(
            version=self.version,
            spans=[(typed["start"], typed["end"])],
            by=by,
            speaker_as_written=speaker.name if speaker else "",
            reported_through=typed["reported_through"],
            **who,
            **self.when(),
        )


def enter_with_positions(form: WhoForm, codings: Sequence[CodingForm], by: User) -> bool:
    """Write the statement and its positions together or not at all; False keeps all that was typed."""
    if not all([form.is_valid(), *(coding.is_valid() for coding in codings)]) or _is_doubled(codings):
        return False

    def write() -> Statement:
        statement: Statement = form.enter(by)
        for coding in codings:
            coding.code(statement, by)
        return statement

    try:
        form.entered = settled(write)
    except ReviewError as error:
        form.add_error(None, str(error))
        return False
    return True


def _known(parties: Sequence[Party], name: str) -> Party | None:
    return next((party for party in parties if party.name.casefold() == name.strip().casefold()), None)


def _is_doubled(codings: Sequence[CodingForm]) -> bool:
    """Say at the second of two codings of one issue that the first is there."""
    seen = set()
    for coding in codings:
        typed = coding.cleaned_data
        about = (typed["issue"], typed["proposal"])
        if not typed["stance"] or typed["remove"]:
            continue
        if about in seen:
            coding.add_error("issue", "This issue is coded above already. Change it there.")
            return True
        seen.add(about)
    return False
