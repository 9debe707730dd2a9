"""Forms that change what a negotiation is about: filled with what there is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from positions.enums import Role
from positions.models import Affiliation, Issue, Negotiation, Party, Spokesperson, User
from positions.review.merging import merge_parties
from positions.review.negotiations import change_negotiation
from positions.review.registry import create_spokesperson
from positions.review.upkeep import change_affiliation, change_issue, change_party, change_spokesperson
from positions.web.registry_forms import IssueForm, PartyForm, RegistryForm, split_names

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AboutForm(RegistryForm):
    """Title, summary and reader of a negotiation."""

    label = _("Save")
    needs = Role.LEAD
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Two or three sentences: what is negotiated, by whom."),
    )
    uses_model = forms.BooleanField(
        label=_("The trained model reads new articles"),
        required=False,
        help_text=_("Off: rules alone read them, find about two thirds as much, and the articles’ pages say so."),
    )

    def __init__(self, *args: Any, negotiation: Negotiation, **options: Any) -> None:
        there = {name: getattr(negotiation, name) for name in ("title", "summary", "uses_model")}
        super().__init__(*args, negotiation=negotiation, initial=there, **options)

    def enter(self, by: User) -> Any:
        return change_negotiation(negotiation=self.negotiation, by=by, **self.cleaned_data)


class PartyChangeForm(PartyForm):
    label = _("Save")
    needs = Role.LEAD

    def __init__(self, *args: Any, row: Party, **options: Any) -> None:
        there = {name: getattr(row, name) for name in ("name", "kind", "role", "group")}
        there["aliases"] = ", ".join(alias.name for alias in row.aliases.all())
        super().__init__(*args, negotiation=row.negotiation, initial=there, **options)
        self.row = row

    def enter(self, by: User) -> Any:
        fields = {**self.cleaned_data, "aliases": split_names(self.cleaned_data["aliases"])}
        return change_party(party=self.row, by=by, **fields)


class MergeForm(RegistryForm):
    """The party that stays."""

    label = _("Merge")
    needs = Role.LEAD
    into = forms.ModelChoiceField(
        Party.objects.none(), label=_("The party that stays"), to_field_name="slug", empty_label=_("choose a party")
    )

    def __init__(self, *args: Any, row: Party, **options: Any) -> None:
        super().__init__(*args, negotiation=row.negotiation, **options)
        self.fields["into"].queryset = row.negotiation.parties.for_display().exclude(pk=row.pk)  # type: ignore[attr-defined]
        self.row = row

    def enter(self, by: User) -> Any:
        return merge_parties(party=self.row, into=self.cleaned_data["into"], by=by)


class PersonChangeForm(RegistryForm):
    label = _("Save")
    needs = Role.LEAD
    name = forms.CharField(label=pgettext_lazy("a person", "Name"), max_length=120)
    aliases = forms.CharField(
        label=_("Other spellings"), max_length=600, required=False, help_text=_("Separated by commas.")
    )

    def __init__(self, *args: Any, row: Spokesperson, **options: Any) -> None:
        there = {"name": row.name, "aliases": ", ".join(alias.name for alias in row.aliases.all())}
        super().__init__(*args, negotiation=row.negotiation, initial=there, **options)
        self.row = row

    def enter(self, by: User) -> Any:
        aliases = split_names(self.cleaned_data["aliases"])
        return change_spokesperson(person=self.row, name=self.cleaned_data["name"], aliases=aliases, by=by)


class RoleForm(RegistryForm):
    """For whom a person speaks, as what, from when to when; with `role`, the one to correct."""

    label = _("Save")
    needs = Role.LEAD
    party = forms.ModelChoiceField(Party.objects.none(), empty_label=_("choose a party"), label=_("Party"))
    title = forms.CharField(
        label=_("Speaks as"), max_length=120, required=False, help_text=_("Foreign minister, for example.")
    )
    starts_on = forms.DateField(label=_("From"), required=False, widget=DAY)
    ends_on = forms.DateField(label=_("Until"), required=False, widget=DAY)

    def __init__(self, *args: Any, row: Spokesperson, role: Affiliation | None = None, **options: Any) -> None:
        there = {name: getattr(role, name) for name in ("party", "title", "starts_on", "ends_on")} if role else None
        super().__init__(*args, negotiation=row.negotiation, initial=there, **options)
        self.fields["party"].queryset = row.negotiation.parties.for_display()  # type: ignore[attr-defined]
        self.row, self.role = row, role

    def enter(self, by: User) -> Any:
        if self.role:
            return change_affiliation(affiliation=self.role, by=by, **self.cleaned_data)
        return create_spokesperson(negotiation=self.negotiation, name=self.row.name, by=by, **self.cleaned_data)


class IssueChangeForm(IssueForm):
    label = _("Save")
    field_order = ["title", "question", "description"]
    needs = Role.LEAD
    description = forms.CharField(
        label=_("What belongs here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How coders decide it."),
    )

    def __init__(self, *args: Any, row: Issue, **options: Any) -> None:
        meant = {anchor.value: anchor.meaning for anchor in row.anchors.all()}
        there = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}
        there |= {"zero": meant.pop(0, ""), "hundred": meant.pop(100, ""), "keywords": ", ".join(row.keywords)}
        there["between"] = "\n".join(f"{value}: {meaning}" for value, meaning in meant.items())
        super().__init__(*args, negotiation=row.negotiation, initial=there, **options)
        self.fields["parent"].queryset = row.negotiation.issues.exclude(pk=row.pk)  # type: ignore[attr-defined]
        self.row = row

    def enter(self, by: User) -> Any:
        return change_issue(issue=self.row, by=by, **self.read())
