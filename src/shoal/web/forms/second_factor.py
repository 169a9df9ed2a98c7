"""Forms for one-time codes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as words

from shoal.web.forms.people import KNOWN

ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(forms.Form):
    """The six digits that an app shows."""

    code = forms.CharField(
        label=words("Code of your app"), help_text=words("Six digits; a new one every thirty seconds."), max_length=20,
        widget=forms.TextInput(attrs={**ONE_TIME, "inputmode": "numeric"}),
    )  # fmt: skip


class RecoveryForm(forms.Form):
    """A recovery code, at sign-in."""

    recovery = forms.CharField(
        label=words("Recovery code"), help_text=words("24 letters and digits; dashes and capitals do not matter."),
        max_length=60, widget=forms.TextInput(attrs={**ONE_TIME, "autocomplete": "off"}),
    )  # fmt: skip


class BeginForm(forms.Form):
    """The password again, before a secret is shown."""

    password = forms.CharField(label=words("Your password"), widget=KNOWN, max_length=400, strip=False)


class ProveForm(BeginForm):
    """Password and code, before the second factor changes."""

    code = forms.CharField(
        label=words("Code of your app, or a recovery code"), max_length=60, widget=forms.TextInput(attrs=ONE_TIME)
    )
