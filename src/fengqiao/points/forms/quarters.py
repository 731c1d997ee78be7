"""What is written at a quarter: objections, answers after a hearing, requests to put points right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fengqiao.points.models import RuleVersion
from fengqiao.ui.offering import offer


def _text(label: Any, rows: int = 3, help_text: Any = "", required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"class": "input", "rows": rows})
    return forms.CharField(label=label, max_length=2000, widget=area, help_text=help_text, required=required)


class ObjectionForm(forms.Form):
    """A worker's words against a line or the total."""

    award = forms.UUIDField(required=False, widget=forms.HiddenInput())
    words = _text(_("What is not right?"))


class AnswerForm(forms.Form):
    """The studio's answer after the hearing. ``decision``: uphold or refuse."""

    hearing = _text(_("What was said at the hearing"), help_text=_("When, who was there, what the worker said."))
    answer = _text(_("Answer with its reason"), help_text=_("The worker reads it."))
    points = forms.IntegerField(label=_("The line shall stand at (points)"), min_value=0, required=False)
    rule = forms.ChoiceField(label=_("Or: count once more by this rule"), required=False)

    def __init__(self, data: Any = None, *, line: bool) -> None:
        super().__init__(data)
        if not line:
            del self.fields["points"]
        offer(self, "rule", [("", "—"), *rule_choices()])


class CaseForm(forms.Form):
    """A request to put a worker's points right."""

    award = forms.UUIDField(required=False, widget=forms.HiddenInput())
    points = forms.IntegerField(label=_("The line shall stand at (points)"), min_value=0, required=False)
    rule = forms.ChoiceField(label=_("Which rule shall count once"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The worker reads it."))
    hearing = _text(
        _("What was said at the hearing"), required=False, help_text=_("Needed where points are taken away.")
    )

    def __init__(self, data: Any = None, *, line: bool, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        if line:
            del self.fields["rule"]
        else:
            del self.fields["points"]
            offer(self, "rule", rule_choices())


def rule_choices() -> list[tuple[str, str]]:
    """The kinds of rules by their newest names."""
    named: dict[str, str] = {}
    for row in RuleVersion.objects.order_by("valid_from", "version"):
        named[row.kind] = row.titles.get(get_language() or "") or row.titles.get("zh-hans", row.kind)
    return list(named.items())
