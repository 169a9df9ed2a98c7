"""Forms for brands and people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as words

from shoal.web.forms.people import BrandForm

ROLE_WORDS = [
    ("viewer", words("viewer: reads this brand")),
    ("editor", words("editor: brings files in, drafts briefs, shortlists and plans")),
    ("approver", words("approver: also adopts plans, answers applications, takes imports back")),
    ("owner", words("owner: everything, in every brand")),
]


class InviteForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(
        label=words("E-mail"), max_length=254, help_text=words("Nothing is sent: you get a link to hand over.")
    )
    role = forms.ChoiceField(label=words("Role in this brand"), choices=ROLE_WORDS, initial="editor")


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=words("Role"), choices=[("", words("no role")), *ROLE_WORDS], required=False)


class NewBrandForm(BrandForm):
    """A further brand."""

    prefix = "new"
