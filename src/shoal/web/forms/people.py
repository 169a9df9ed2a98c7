"""Forms for starting, signing in and joining."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as words

NEW = forms.PasswordInput(attrs={"autocomplete": "new-password"})
KNOWN = forms.PasswordInput(attrs={"autocomplete": "current-password"})
CURRENCIES = (
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "UAH", "CAD", "AUD", "NZD",
    "JPY", "KRW", "INR", "IDR", "BRL", "MXN", "ZAR", "SGD", "HKD", "AED", "ILS", "SAR",
)  # fmt: skip


class LongSelect(forms.Select):
    """A list of hundreds of choices: the framework renders a template for each, which takes a tenth of a second."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, Any] | None = None,
        renderer: object = None,  # noqa: ARG002  the framework hands one over
    ) -> SafeString:
        """Return the list as markup."""
        chosen = str(value)
        told = ((code, mark_safe(" selected") if str(code) == chosen else "", label) for code, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', told)
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", given, options)


@cache
def zones() -> list[tuple[str, str]]:
    """Return the time zones to choose from, those of cities and UTC."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return [(zone, zone.replace("_", " ")) for zone in ("UTC", *named)]


class BrandForm(forms.Form):
    """A brand: its name, currency and time zone."""

    name = forms.CharField(label=words("Name of your brand or agency"), max_length=120)
    currency = forms.ChoiceField(label=words("Currency of your budgets"), choices=[(code, code) for code in CURRENCIES])
    timezone = forms.ChoiceField(label=words("Time zone"), choices=zones, widget=LongSelect)


class StartForm(BrandForm):
    """The first start: a brand and the owner's password."""

    password = forms.CharField(
        label=words("Password for you, the owner"),
        help_text=words("12 characters or more. Nobody can send you a new one: keep it where you keep the others."),
        widget=NEW, max_length=200, strip=False,
    )  # fmt: skip


class SignInForm(forms.Form):
    """Name and password."""

    email = forms.CharField(
        label=words("E-mail, or “owner” for the first account"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(label=words("Password"), widget=KNOWN, max_length=400, strip=False)


class JoinForm(forms.Form):
    """What an invited person fills in."""

    name = forms.CharField(label=words("Your name, as others here will see it"), max_length=120)
    password = forms.CharField(
        label=words("Password"), help_text=words("12 characters or more."), widget=NEW, max_length=200, strip=False
    )


class AgainForm(forms.Form):
    """What somebody fills in who has an account and lost the password: the name is known."""

    password = forms.CharField(
        label=words("New password"), help_text=words("12 characters or more."), widget=NEW, max_length=200, strip=False
    )


class PasswordForm(forms.Form):
    """A new password for oneself."""

    old = forms.CharField(label=words("Password now"), widget=KNOWN, max_length=400, strip=False)
    new = forms.CharField(
        label=words("New password"), help_text=words("12 characters or more."), widget=NEW, max_length=200, strip=False
    )


class EndForm(forms.Form):
    """The password again, before other sessions of one's own are ended."""

    again = forms.CharField(label=words("Your password, to end a session"), widget=KNOWN, max_length=400, strip=False)


class LookForm(forms.Form):
    """How pages look for one person."""

    theme = forms.ChoiceField(
        label=words("Light or dark"), required=False,
        choices=[("", words("as the system says")), ("light", words("light")), ("dark", words("dark"))],
    )  # fmt: skip
    contrast = forms.ChoiceField(
        label=words("Contrast"), required=False,
        choices=[("", words("as the system says")), ("more", words("high"))],
    )  # fmt: skip
    density = forms.ChoiceField(
        label=words("Tables"), required=False, choices=[("", words("roomy")), ("compact", words("dense"))]
    )
