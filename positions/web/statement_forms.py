"""Forms in which an analyst says who said some words, when, through whom, and what they hold on which issue."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from positions.enums import Firmness, Mode, Precision, SpeechAct, SpeechKind, Stance, Verdict
from positions.ingestion.dates import PartialDate
from positions.models import ArticleVersion, Issue, Party, Position, Spokesperson, Statement, User
from positions.review.errors import ReviewError
from positions.review.positions import code_position, judge_position
from positions.review.registry import add_party_alias, create_issue, create_party, create_spokesperson
from positions.review.settling import settled
from positions.review.sight import Clash, as_seen, hold_still
from positions.review.statements import capture_statement, correct_statement
from positions.web.clashes import ShownClash, clash_of_corrections
from positions.web.entry import EntryForm
from positions.web.fields import PartialDateField, SpansField, write_spans
from positions.web.vocabulary import KnownRowField, RowField, Vocabulary


class WhoForm(EntryForm):
    """Who said it; a party, a person or a further name of them that is not in the list is entered with it."""

    clash: ShownClash | None = None

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    party = RowField(required=False, label=_("Party"))
    speaker = RowField(required=False, label=_("Speaker"))
    party_new = forms.CharField(label=_("New party"), max_length=120, required=False)
    speaker_new = forms.CharField(label=_("New person"), max_length=120, required=False)
    alias_new = forms.CharField(
        label=_("Another name"),
        max_length=120,
        required=False,
        help_text=_("As printed here: of the speaker, or of the party when no speaker is chosen."),
    )
    said_at = PartialDateField(label=_("Said on"), required=False)
    reported_through = RowField(required=False, label=_("Reported through"))

    def __init__(
        self, *args: Any, version: ArticleVersion, vocabulary: Vocabulary, others: Sequence[Statement], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.version, self.vocabulary = version, vocabulary
        self.row("party").offer(vocabulary.parties, gettext("not known"))
        self.row("speaker").offer(vocabulary.people, gettext("not known"))
        self.row("reported_through").offer(others, gettext("first hand"))

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
        if typed["alias_new"].strip():
            self._enter_alias(party, speaker, by)
        return {"party": party, "speaker": speaker}

    def _enter_alias(self, party: Party | None, speaker: Spokesperson | None, by: User) -> None:
        name = self.cleaned_data["alias_new"]
        if speaker:
            create_spokesperson(negotiation=speaker.negotiation, name=speaker.name, aliases=[name], by=by)
        elif party:
            add_party_alias(party=party, name=name, by=by)
        else:
            raise ReviewError(gettext("Choose the speaker or the party whose other name this is."))

    def notice(self, clash: Clash, codings: "Sequence[CodingForm]") -> None:
        """Keep what was typed beside what holds now; saving once more is a decision made with both before the eyes."""
        self.clash = clash_of_corrections(clash, self, codings)
        typed: Any = self.data
        typed = typed.copy()
        typed[self.add_prefix("seen")] = as_seen(clash.statement)
        self.data = typed

    def when(self) -> dict[str, Any]:
        """Return when it was said and how exactly that is known; nothing where nothing was typed."""
        date: PartialDate | None = self.cleaned_data["said_at"]
        return {"said_at": date.at, "said_at_precision": date.precision} if date else {}


class CorrectionForm(WhoForm):
    """Everything about a statement but its words."""

    kind = forms.ChoiceField(choices=SpeechKind, label=_("Kind"))
    spans = SpansField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, statement: Statement, **options: Any) -> None:
        initial = {
            "party": statement.party,
            "speaker": statement.speaker,
            "kind": statement.kind,
            "said_at": PartialDate(statement.said_at, Precision(statement.said_at_precision)),
            "reported_through": statement.reported_through_id,
            "seen": as_seen(statement),
            "spans": write_spans(statement.spans),
        }
        super().__init__(*args, version=statement.version, initial=initial, **options)
        self.statement = statement

    def enter(self, by: User) -> Statement:
        hold_still(statement=self.statement, seen=self.cleaned_data["seen"], by=by)
        typed = self.cleaned_data
        spans = [list(span) for span in typed["spans"]]
        words: dict[str, Any] = {"spans": spans} if spans and spans != self.statement.spans else {}
        return correct_statement(
            statement=self.statement,
            by=by,
            kind=typed["kind"],
            reported_through=typed["reported_through"],
            **self.who(by),
            **self.when(),
            **words,
        )


class CodingForm(forms.Form):
    """One position: what the words hold on an issue. Without issue and stance it is left out."""

    position = KnownRowField(required=False, widget=forms.HiddenInput)
    issue = RowField(required=False, label=_("Issue"))
    issue_new = forms.CharField(label=_("New issue"), max_length=200, required=False)
    stance = forms.ChoiceField(choices=[("", _("not coded")), *Stance.choices], required=False, label=_("Stance"))
    value = forms.IntegerField(min_value=0, max_value=100, required=False, label=_("Value, 0 to 100"))
    firmness = forms.TypedChoiceField(
        choices=[("", _("not told")), *Firmness.choices],
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Firmness"),
    )
    condition = forms.CharField(
        required=False, label=_("Condition: if…"), widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    act = forms.ChoiceField(choices=[("", _("not told")), *SpeechAct.choices], required=False, label=_("Speech act"))
    mode = forms.ChoiceField(choices=[("", _("here and now")), *Mode.choices], required=False, label=_("Mode"))
    proposal = RowField(required=False, label=_("About proposal"))
    remove = forms.BooleanField(required=False, label=_("Not held: refuse this position"))

    def __init__(self, *args: Any, vocabulary: Vocabulary, known: Sequence[Position] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.issues = vocabulary.issues
        for name, rows, empty in (
            ("position", known, ""),
            ("issue", vocabulary.issues, pgettext("no issue or proposal", "none")),
            ("proposal", vocabulary.proposals, pgettext("no issue or proposal", "none")),
        ):
            self.fields[name].offer(rows, empty)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        has_issue = bool(typed.get("issue") or typed.get("issue_new", "").strip())
        if typed.get("stance") and not has_issue:
            self.add_error("issue", gettext("Choose the issue that the stance is about."))
        if typed.get("issue_new", "").strip() and not typed.get("stance"):
            self.add_error("stance", gettext("Choose the stance on the new issue."))
        is_emptied = typed.get("position") and not (has_issue and typed.get("stance"))
        if is_emptied and not typed.get("remove"):
            self.add_error("stance", gettext("Choose issue and stance, or refuse the position."))
        return typed

    def code(self, statement: Statement, by: User) -> None:
        """Write the position, refuse it, or leave it out."""
        typed = self.cleaned_data
        if typed["remove"] and typed["position"]:
            judge_position(position=typed["position"], verdict=Verdict.REJECT, by=by)
        elif typed["stance"]:
            names = ("stance", "value", "firmness", "condition", "act", "mode", "proposal", "position")
            coding = {name: typed[name] for name in names}
            code_position(statement=statement, issue=self._issue(statement, by), by=by, **coding)

    def _issue(self, statement: Statement, by: User) -> Issue:
        """Return the issue chosen, entering a new one; a title that is there already is that one."""
        title = self.cleaned_data["issue_new"].strip()
        if not title:
            return self.cleaned_data["issue"]
        known = next((issue for issue in self.issues if issue.title.casefold() == title.casefold()), None)
        return known or create_issue(negotiation=statement.negotiation, title=title, by=by)


class CaptureForm(WhoForm):
    """Words that the machine missed, in one piece or several."""

    spans = SpansField(widget=forms.HiddenInput)

    def enter(self, by: User) -> Statement:
        typed, who = self.cleaned_data, self.who(by)
        speaker: Spokesperson | None = who["speaker"]
        return capture_statement(
            version=self.version,
            spans=typed["spans"],
            by=by,
            speaker_as_written=speaker.name if speaker else "",
            reported_through=typed["reported_through"],
            seen=typed["seen"],
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
    except Clash as clash:
        form.notice(clash, codings)
        return False
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
        about = (typed["issue_new"].strip().casefold() or typed["issue"], typed["proposal"])
        if not typed["stance"] or typed["remove"]:
            continue
        if about in seen:
            coding.add_error("issue", gettext("This issue is coded above already. Change it there."))
            return True
        seen.add(about)
    return False
