"""Forms about creators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as words

from shoal.app import CORRECTED

LABELS = {
    "name": words("Name"), "country": words("Country"), "city": words("Town"), "languages": words("Languages"),
    "niche": words("Niche"), "followers": words("Followers"), "bio": words("Profile text"),
}  # fmt: skip
HELP = {
    "languages": words("With commas between, as in German, English."),
    "followers": words("As you see it: 12400 or 12.4k."),
}


class NoteForm(forms.Form):
    """A note on a creator."""

    text = forms.CharField(label=words("Note"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))
    private = forms.BooleanField(label=words("Private: for approvers and me only"), required=False)


class TagForm(forms.Form):
    """A tag for creators."""

    word = forms.CharField(
        label=words("Tag"), max_length=40, widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"})
    )


class CorrectForm(forms.Form):
    """Values typed over what is known; an empty field changes nothing."""

    def __init__(self, *told: Any, **named: Any) -> None:  # noqa: ANN401  a form's own arguments
        super().__init__(*told, **named)
        for name in CORRECTED:
            widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
            if name == "followers":
                widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            if name == "bio":
                widget = forms.Textarea(attrs={"rows": 3})
            self.fields[name] = forms.CharField(
                label=LABELS[name], required=False, help_text=HELP.get(name, ""), widget=widget, max_length=2_000
            )
