"""Forms of links for people without an account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as words


class ShareForm(forms.Form):
    """A link to be made."""

    label = forms.CharField(
        label=words("For whom"), max_length=120, required=False, help_text=words("Only your team sees this.")
    )
    days = forms.IntegerField(label=words("Open for how many days"), min_value=1, max_value=90, initial=14)
    passphrase = forms.CharField(
        label=words("Passphrase, if you want one"), max_length=200, required=False, strip=False,
        help_text=words("8 characters or more. Tell it by another way than the link."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class ToldForm(forms.Form):
    """How creators were told that they are listed."""

    how = forms.CharField(
        label=words("How were they told?"), max_length=120,
        help_text=words("For example: e-mail of 3 May with the link to the notice."),
    )  # fmt: skip


class UnlockForm(forms.Form):
    """The passphrase of a link."""

    passphrase = forms.CharField(
        label=words("Passphrase"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
