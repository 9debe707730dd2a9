"""Forms for who and what a negotiation is about: members, parties, people, issues."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from positions.enums import PartyKind, PartyRole, Role
from positions.models import Issue, Negotiation, Party, User
from positions.review.negotiations import account_named, set_member
from positions.review.registry import add_party_alias, create_issue, create_party, create_spokesperson
from positions.web.entry import EntryForm

LONGEST_MEANING, LONGEST_KEYWORD = 200, 60  # characters, as the tables have room for


class RegistryForm(EntryForm):
    """A form of one negotiation; `label` is on its button."""

    label = _("Add")
    needs = Role.ANALYST

    def __init__(self, *args: Any, negotiation: Negotiation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.negotiation = negotiation


def split_names(written: str) -> list[str]:
    """Return the names in a line that separates them by commas or semicolons."""
    return [name.strip() for name in written.replace(";", ",").split(",") if name.strip()]


class MemberForm(RegistryForm):
    needs = Role.LEAD
    label = _("Add or change")
    user = forms.CharField(label=_("User name or e-mail address"), max_length=254)
    role = forms.ChoiceField(choices=Role, initial=Role.ANALYST, label=_("Role"))

    def enter(self, by: User) -> Any:
        user = account_named(self.cleaned_data["user"])
        return set_member(negotiation=self.negotiation, user=user, role=self.cleaned_data["role"], by=by)


class PartyForm(RegistryForm):
    label = _("Add party")
    name = forms.CharField(
        label=pgettext_lazy("a party", "Name"),
        max_length=120,
        help_text=_("As pages show it, for example Zahira or UN envoy."),
    )
    aliases = forms.CharField(
        label=_("Other names"), max_length=600, required=False, help_text=_("Separated by commas, in any script.")
    )
    kind = forms.ChoiceField(choices=PartyKind, label=_("Kind"))
    role = forms.ChoiceField(choices=PartyRole, label=_("Role"))
    group = forms.CharField(
        label=_("Group"),
        max_length=80,
        required=False,
        help_text=_("Parties of one group stand together in the matrix."),
    )

    def enter(self, by: User) -> Any:
        fields = {**self.cleaned_data, "aliases": split_names(self.cleaned_data["aliases"])}
        return create_party(negotiation=self.negotiation, by=by, **fields)


class AliasForm(RegistryForm):
    label = _("Add name")
    party = forms.ModelChoiceField(Party.objects.none(), empty_label=_("choose a party"), label=_("Party"))
    name = forms.CharField(label=_("Another name of it"), max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party"].queryset = self.negotiation.parties.for_display()  # type: ignore[attr-defined]

    def enter(self, by: User) -> Any:
        return add_party_alias(by=by, **self.cleaned_data)


class SpokespersonForm(RegistryForm):
    label = _("Add person")
    name = forms.CharField(label=pgettext_lazy("a person", "Name"), max_length=120)
    aliases = forms.CharField(
        label=_("Other spellings"), max_length=600, required=False, help_text=_("Separated by commas.")
    )
    party = forms.ModelChoiceField(
        Party.objects.none(), required=False, empty_label=_("speaks for no party here"), label=_("Party")
    )
    title = forms.CharField(
        label=_("Speaks as"), max_length=120, required=False, help_text=_("Foreign minister, for example.")
    )
    starts_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party"].queryset = self.negotiation.parties.for_display()  # type: ignore[attr-defined]

    def enter(self, by: User) -> Any:
        fields = {**self.cleaned_data, "aliases": split_names(self.cleaned_data["aliases"])}
        return create_spokesperson(negotiation=self.negotiation, by=by, **fields)


class IssueForm(RegistryForm):
    label = _("Add issue")
    title = forms.CharField(label=_("Title"), max_length=120)
    question = forms.CharField(
        label=_("Question"),
        max_length=300,
        required=False,
        help_text=_("What a party supports or opposes, in a sentence."),
    )
    zero = forms.CharField(label=_("0 means"), max_length=200, required=False)
    hundred = forms.CharField(label=_("100 means"), max_length=200, required=False)
    between = forms.CharField(
        label=_("Values between"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, as in 50: half of the dues."),
    )
    status_quo = forms.IntegerField(
        label=_("Where things stand"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("From 0 to 100, if known."),
    )
    parent = forms.ModelChoiceField(
        Issue.objects.none(),
        label=_("Part of"),
        required=False,
        empty_label=_("stands for itself"),
        to_field_name="slug",
    )
    keywords = forms.CharField(
        label=_("Words that point here"), max_length=600, required=False, help_text=_("Separated by commas.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].queryset = self.negotiation.issues.all()  # type: ignore[attr-defined]

    def clean_between(self) -> dict[int, str]:
        anchors = {}
        for line in filter(None, (line.strip() for line in self.cleaned_data["between"].splitlines())):
            value, colon, meaning = (part.strip() for part in line.partition(":"))
            if not colon or not meaning or not value.isdecimal() or not 0 < int(value) < 100:
                said = gettext("“%(line)s” is not a value from 1 to 99, a colon and what it means.")
                raise forms.ValidationError(said % {"line": line})
            if len(meaning) > LONGEST_MEANING:
                said = gettext("Say what %(value)s means in %(most)s characters at most.")
                raise forms.ValidationError(said % {"value": value, "most": LONGEST_MEANING})
            anchors[int(value)] = meaning
        return anchors

    def clean_keywords(self) -> list[str]:
        words = split_names(self.cleaned_data["keywords"])
        if long := [word for word in words if len(word) > LONGEST_KEYWORD]:
            said = gettext("“%(word)s…” is too long: %(most)s characters at most.")
            raise forms.ValidationError(said % {"word": long[0][:20], "most": LONGEST_KEYWORD})
        return words

    def read(self) -> dict[str, Any]:
        """Return what was typed as `review` takes it."""
        typed = dict(self.cleaned_data)
        ends = {0: typed.pop("zero"), 100: typed.pop("hundred")}
        meant = {value: meaning for value, meaning in ends.items() if meaning}
        return {"anchors": meant | typed.pop("between"), **typed}

    def enter(self, by: User) -> Any:
        return create_issue(negotiation=self.negotiation, by=by, **self.read())


FORMS: dict[str, type[RegistryForm]] = {
    "members": MemberForm,
    "parties": PartyForm,
    "names": AliasForm,
    "people": SpokespersonForm,
    "issues": IssueForm,
}
