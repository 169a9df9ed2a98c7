"""Forms for connections and for looking creators up."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as words

TOKEN = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class InstagramForm(forms.Form):
    """A connection to Instagram; the token is never shown again, not even after a mistake."""

    user_id = forms.CharField(
        label=words("Number of your own Instagram account at Meta"), max_length=40,
        help_text=words("17 digits or so, not your handle. The how-to says where it stands."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    token = forms.CharField(
        label=words("Access token"), required=False, max_length=1_000, widget=TOKEN,
        help_text=words("A long-lived one, kept sealed and never shown again. Empty keeps the one that is here."),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=words("Until when it holds"), required=False, input_formats=["%Y-%m-%d"],
        help_text=words("Year-month-day, such as 2027-01-31. A test call fills it in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "2027-01-31"}),
    )  # fmt: skip
    version = forms.CharField(
        label=words("Graph version"), required=False, max_length=12,
        help_text=words("As in the vendor's own address, such as v25.0."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    confirmed = forms.BooleanField(
        label=words("All of this is so."),
        error_messages={"required": words("Without this the connection stays off.")},
    )
    terms = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)


class LookUpForm(forms.Form):
    """Handles to look up at Instagram, and how many posts of each."""

    text = forms.CharField(
        label=words("Handles or profile links at Instagram"),
        help_text=words("One a line, 1 to 500. The next page says what it costs; nothing is sent before you say yes."),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off", "dir": "auto"}),
        strip=False,
    )
    posts = forms.TypedChoiceField(
        label=words("Newest posts of each"), coerce=int, initial=25,
        choices=[(12, "12"), (25, words("25: twelve of one format are used")), (50, "50")],
    )  # fmt: skip
