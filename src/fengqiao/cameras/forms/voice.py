"""The form for a spoken warning of one's own."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.cameras.forms import words

MAX_RECORDING = 4 * 1024 * 1024


class VoiceForm(forms.Form):
    """A kind of zone, a language, what is said, and the recording of it."""

    kind = forms.ChoiceField(choices=list(words.KINDS.items()))
    language = forms.ChoiceField(choices=list(words.LANGUAGES.items()))
    text = forms.CharField(max_length=200)
    recording = forms.FileField()

    def values(self) -> dict[str, Any]:
        """The checked values as the service takes them; one byte more than allowed is read, so that it can refuse."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "language": data["language"],
            "text": data["text"],
            "recording": data["recording"].read(MAX_RECORDING + 1),
        }
