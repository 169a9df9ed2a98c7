"""The form for the export of the brand's own account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as words

from shoal.web.forms.imports import FilesField


class OwnAudienceForm(forms.Form):
    """The files of one export."""

    export = FilesField(
        label=words("Your own account's export"),
        help_text=words(
            "The archive as it was downloaded, or its files: followers_1.json (Instagram), user_data_tiktok.json or "
            "Follower.txt (TikTok). Up to 250 MB."
        ),
    )
