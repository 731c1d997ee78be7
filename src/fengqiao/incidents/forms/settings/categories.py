"""A category as a form: what it is, what it asks of a report, and the fields of its own form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.forms import LONGEST_TEXT, MOST_FIELDS, FieldType
from fengqiao.incidents.selectors import CategoryView, in_words
from fengqiao.incidents.services.sheets import CODE
from fengqiao.ui.offering import offer

if TYPE_CHECKING:
    FieldForms = BaseFormSet["FieldForm"]
else:
    FieldForms = BaseFormSet

EMPTY_ROWS = 2
MOST_PICTURES = 10


class CategoryForm(forms.Form):
    """What a category is and demands; its own form's fields stand in ``FieldSet`` beside it."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("1 to 40 letters, digits, dots, - or _. Local numbers of the city's list begin at 080."),
    )
    zh_hans = forms.CharField(label=_("Name"), max_length=200, help_text=_("As people say it, in Simplified Chinese."))
    zh_hant = forms.CharField(label=_("Name in Traditional Chinese"), max_length=200, required=False)
    en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    catalogue = forms.CharField(
        label=_("Catalogue"), max_length=20, help_text=_("The list to which it belongs: city, dispute, or your own.")
    )
    kind = forms.ChoiceField(
        label=_("Kind"), help_text=_("Happenings and disputes go first to the place, objects to their owner.")
    )
    parent = forms.ChoiceField(
        label=_("Class above it"),
        required=False,
        help_text=_("Rules and deadlines of the class count here too, unless there are nearer ones."),
    )
    sensitive = forms.TypedChoiceField(
        label=_("Who may see it"), coerce=lambda value: value == "1", widget=forms.RadioSelect
    )
    residents = forms.BooleanField(
        label=_("Residents may report it"),
        required=False,
        help_text=_("It stands in the list that people see after scanning a code."),
    )
    on_spot = forms.BooleanField(
        label=_("Solved on the spot"),
        required=False,
        help_text=_("Whoever finds it may put it right and report it done at once; samples are checked later."),
    )
    before_pictures = forms.IntegerField(
        label=_("Photos before"),
        min_value=0,
        max_value=MOST_PICTURES,
        help_text=_("How many photos a report needs; 0 to 10."),
    )
    after_pictures = forms.IntegerField(
        label=_("Photos after"),
        min_value=0,
        max_value=MOST_PICTURES,
        help_text=_("How many photos it takes to report the work done; 0 to 10."),
    )
    duplicate_m = forms.IntegerField(
        label=_("Same matter within"),
        min_value=0,
        max_value=10_000,
        help_text=_("Metres within which two reports may be the same matter: 20 for a lamp, 200 for smoke."),
    )

    def __init__(self, *args: Any, parents: Sequence[CategoryView], new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind.value, in_words(kind)) for kind in CategoryKind])
        offer(
            self,
            "parent",
            [("", _("None: it is a class at the top")), *((o.code, f"{o.code} {o.title}") for o in parents)],
        )
        offer(
            self,
            "sensitive",
            [
                ("0", _("Everybody who looks after the place")),
                ("1", _("Only the centre's desk and those who handle it")),
            ],
        )
        if not new:
            del self.fields["code"]

    def clean_code(self) -> str:
        """Letters that fit into an address and into a cell."""
        code = str(self.cleaned_data["code"])
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Write a code of 1 to 40 letters, digits, dots, - or _, without spaces."))
        return code

    def content(self, fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The checked values as a category's content."""
        data = self.cleaned_data
        titles = {"zh-hans": data["zh_hans"], "zh-hant": data["zh_hant"], "en": data["en"]}
        same = ("catalogue", "kind", "sensitive", "residents", "on_spot", "before_pictures", "after_pictures")
        return {
            **{name: data[name] for name in (*same, "duplicate_m")},
            "code": data.get("code", ""),
            "parent": data["parent"] or None,
            "titles": {language: title for language, title in titles.items() if title},
            "fields": list(fields),
        }


def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a content."""
    titles = content["titles"]
    return {
        **content,
        "parent": content["parent"] or "",
        "sensitive": "1" if content["sensitive"] else "0",
        "zh_hans": titles.get("zh-hans", ""),
        "zh_hant": titles.get("zh-hant", ""),
        "en": titles.get("en", ""),
    }


class FieldForm(forms.Form):
    """One field of a category's form. ``name`` is the program's own and stays, so that answers keep their meaning."""

    name = forms.RegexField(regex=r"^[a-z][a-z0-9_]{0,39}$", required=False, widget=forms.HiddenInput)
    zh_hans = forms.CharField(label=_("Question"), max_length=100, help_text=_("For example: how deep is the water?"))
    zh_hant = forms.CharField(label=_("In Traditional Chinese"), max_length=100, required=False)
    en = forms.CharField(label=_("In English"), max_length=100, required=False)
    type = forms.ChoiceField(label=_("Kind of answer"))
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For “one of several”: a line for each, other languages after | : 浅 | 淺 | shallow"),
    )
    min = forms.FloatField(label=_("Smallest number"), required=False)
    max = forms.FloatField(label=_("Largest number"), required=False)
    longest = forms.IntegerField(label=_("Longest text"), required=False, min_value=1, max_value=LONGEST_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "type", [(value.value, in_words(value)) for value in FieldType])
        self.fields["type"].initial = FieldType.TEXT.value  # so that a row in which nobody wrote counts as untouched

    def clean(self) -> dict[str, Any]:
        """A choice has choices, and numbers run forwards."""
        data = super().clean() or {}
        if data.get("type") == FieldType.CHOICE and not data.get("choices", "").strip():
            self.add_error("choices", _("Write the choices, a line for each."))
        low, high = data.get("min"), data.get("max")
        if low is not None and high is not None and low > high:
            self.add_error("max", _("The largest number is smaller than the smallest."))
        return data

    def field(self, number: int, known: Mapping[str, str]) -> dict[str, Any]:
        """The checked values as ``domain.forms`` reads them. ``known``: the values of choices by their first title."""
        data = self.cleaned_data
        made: dict[str, Any] = {
            "name": data["name"] or f"field_{number}",
            "type": data["type"],
            "titles": _titles([data["zh_hans"], data["zh_hant"], data["en"]]),
            "required": data["required"],
        }
        if data["type"] == FieldType.CHOICE:
            lines = [line.split("|") for line in data["choices"].splitlines() if line.strip(" |")]
            titles = [_titles(line) for line in lines]
            made["choices"] = [
                {"value": known.get(one["zh-hans"], one["zh-hans"]), "titles": one}
                for one in titles
                if one.get("zh-hans")
            ]
        limits = {FieldType.NUMBER: ("min", "max"), FieldType.TEXT: ("longest",)}.get(FieldType(data["type"]), ())
        made |= {name: data[name] for name in limits if data[name] is not None}
        return made


def _titles(parts: Sequence[str]) -> dict[str, str]:
    languages = ("zh-hans", "zh-hant", "en")
    return {language: part.strip() for language, part in zip(languages, parts, strict=False) if part.strip()}


class FieldSet(FieldForms):
    """The fields of a category's form, in their order, with some empty rows for new ones."""

    def content(self, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The fields that stay, in order. ``before``: those of the content that is being changed."""
        known = {
            one["titles"].get("zh-hans", ""): str(one["value"]) for field in before for one in field.get("choices", [])
        }
        kept = [form for form in self.ordered_forms if form.cleaned_data]
        taken = {form.cleaned_data["name"] for form in kept} | {str(field["name"]) for field in before}
        free = (number for number in range(1, MOST_FIELDS * 3) if f"field_{number}" not in taken)
        return [form.field(next(free), known) for form in kept]


_made = formset_factory(
    FieldForm,
    formset=FieldSet,
    extra=EMPTY_ROWS,
    can_delete=True,
    can_order=True,
    max_num=MOST_FIELDS,
    absolute_max=MOST_FIELDS + EMPTY_ROWS,
    validate_max=True,
)


def field_set(fields: Sequence[Mapping[str, Any]], data: Mapping[str, Any] | None = None) -> FieldSet:
    """The rows for these fields, or what somebody filled in."""
    rows = [
        {
            **field,
            "zh_hans": field["titles"].get("zh-hans", ""),
            "zh_hant": field["titles"].get("zh-hant", ""),
            "en": field["titles"].get("en", ""),
            "choices": "\n".join(_line(one["titles"]) for one in field.get("choices", [])),
        }
        for field in fields
    ]
    made = _made(data, initial=rows, prefix="fields")
    assert isinstance(made, FieldSet)
    return made


def _line(titles: Mapping[str, str]) -> str:
    parts = [titles.get(language, "") for language in ("zh-hans", "zh-hant", "en")]
    while parts and not parts[-1]:
        parts.pop()
    return " | ".join(parts)


class SheetForm(forms.Form):
    """An Excel file."""

    file = forms.FileField(
        label=_("Excel file"),
        help_text=_(".xlsx, .xls or .ods, at most 10 MB. Nothing changes before you have looked it through."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )
