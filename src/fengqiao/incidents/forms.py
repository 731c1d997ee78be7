"""What people fill in when they take a step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.incidents.selectors import Outcome, in_words


class NoteForm(forms.Form):
    """A remark, a reason, or what was done."""

    note = forms.CharField(max_length=1000, required=False, strip=True)


class CheckForm(NoteForm):
    """The result of a check."""

    passed = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")


class CloseForm(NoteForm):
    """How a dispute ended; everything else closes without."""

    outcome = forms.TypedChoiceField(
        label=_("Outcome"), choices=[], required=False, coerce=Outcome, empty_value=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value.value, in_words(value)) for value in Outcome]


class StepForm(NoteForm):
    """A step with all that some step or other asks for."""

    into = forms.UUIDField(required=False)
    lead = forms.UUIDField(required=False)
    photo = forms.FileField(required=False)
