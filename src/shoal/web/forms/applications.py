"""Forms of applications: the public one, made from the questions, and the settings of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as words

from shoal.domain.application import ApplicationQuestion

LONGEST = {"text": 300, "email": 254, "link": 2000}
LONGEST_VALUES = 2000
ROOMY = ("values",)
# what a browser can fill in by itself (HTML, section 4.10.18.7)
FILLED_BY = {"email": "email", "country": "country-name", "city": "address-level2"}


def _text(question: ApplicationQuestion) -> forms.Field:
    attributes = {"autocomplete": FILLED_BY.get(question.key, "off")}
    if question.key == "handle":
        attributes |= {"autocapitalize": "none", "spellcheck": "false"}
    if question.key in ROOMY:
        return forms.CharField(max_length=LONGEST_VALUES, widget=forms.Textarea(attrs={"rows": 5}))
    if question.answer == "link":
        attributes |= {"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
    widget = forms.EmailInput if question.answer == "email" else forms.TextInput
    return forms.CharField(max_length=LONGEST[question.answer], widget=widget(attrs=attributes))


def _choice(question: ApplicationQuestion) -> forms.Field:
    choices = [("", gettext("choose one")), *((choice, gettext(choice)) for choice in question.choices)]
    return forms.ChoiceField(choices=choices)


def _yes_no(question: ApplicationQuestion) -> forms.Field:
    choices = [(choice, gettext(choice)) for choice in question.choices]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _file(question: ApplicationQuestion) -> forms.Field:
    accept = {"accept": "image/png,image/jpeg,image/webp,application/pdf,text/csv,.csv"}
    return forms.FileField(widget=forms.FileInput(attrs=accept), allow_empty_file=True)


def _tick(question: ApplicationQuestion) -> forms.Field:
    return forms.BooleanField()


FIELDS = {
    "text": _text, "email": _text, "link": _text, "choice": _choice, "yes_no": _yes_no, "file": _file, "tick": _tick,
}  # fmt: skip


class ApplyForm(forms.Form):
    """The questions of an application as fields, in their order."""

    use_required_attribute = False  # the page says itself, in words and at once, what is missing

    def __init__(self, questions: Sequence[ApplicationQuestion], *told: Any, **more: Any) -> None:  # noqa: ANN401  Django's own arguments
        super().__init__(*told, **more)
        for question in questions:
            field = FIELDS[question.answer](question)
            field.label, field.help_text = gettext(question.label), gettext(question.help)
            field.required = question.required
            field.error_messages["required"] = gettext("This answer is needed.")
            self.fields[question.key] = field
        self.kinds = {question.key: question.answer for question in questions}

    def answers(self) -> dict[str, str]:
        """Return what was answered, ticks as words; the file goes another way."""
        told = {key: self.cleaned_data.get(key) for key, kind in self.kinds.items() if kind != "file"}
        return {key: ("yes" if value is True else "") if isinstance(value, bool) else str(value or "")
                for key, value in told.items()}  # fmt: skip


class FormSettings(forms.Form):
    """The notice, and whether the form is open."""

    notice = forms.CharField(
        label=words("Privacy notice"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=words("Applicants read it above the last question. Replace what stands in square brackets."),
    )  # fmt: skip
    open = forms.BooleanField(
        label=words("The form is open"), required=False,
        help_text=words("Closed, its address answers like one that never was."),
    )  # fmt: skip


class ExportForm(forms.Form):
    """An export of a form tool."""

    file = forms.FileField(
        label=words("Answers as CSV or XLSX"), allow_empty_file=True,
        help_text=words("From Google Forms, Typeform or the template, up to 20 MB. You see first what it would bring."),
    )  # fmt: skip
