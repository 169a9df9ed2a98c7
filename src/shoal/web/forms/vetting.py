"""Forms of vetting: what a creator answers, what a person saw, a file of rules, a vetting to keep."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as words


class AnswerForm(forms.Form):
    """What a creator says to one finding."""

    check = forms.CharField(widget=forms.HiddenInput, max_length=60)
    text = forms.CharField(
        label=words("What they say"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=words("In their words. Left empty, their answer is taken back; earlier versions stay."),
    )  # fmt: skip
    said_on = forms.DateField(
        label=words("Said on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    proof = forms.CharField(
        label=words("Link to what they showed"), max_length=2_000, required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )  # fmt: skip


class LookedForm(forms.Form):
    """What a person saw of somebody's age."""

    note = forms.CharField(
        label=words("How you know"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=words("For your own people: what you saw, not a document number."),
    )  # fmt: skip


class RuleFileForm(forms.Form):
    """A file of rules or word lists that takes the place of the one that counts."""

    file = forms.FileField(label=words("A changed file"), widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}))


class VetForm(forms.Form):
    """Whom to vet and keep."""

    brief = forms.ChoiceField(label=words("Whom"), required=False)

    def __init__(self, *told: object, briefs: list[tuple[str, str]], **named: object) -> None:
        super().__init__(*told, **named)  # type: ignore[arg-type]  # a form's own arguments
        field = self.fields["brief"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  it is made three lines above
        field.choices = [("", words("everybody")), *briefs]
