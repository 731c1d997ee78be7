"""What people type on this app's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HandOverForm(forms.Form):
    """Which event goes to the other platform, and why."""

    code = forms.CharField(max_length=20, label=_("Code"), help_text=_("The event's code, as on its page or slip."))
    reason = forms.CharField(max_length=500, label=_("Reason"), help_text=_("The other platform reads it."))
