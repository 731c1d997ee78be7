"""The form of a case, with a reason beside every field, and the words of the narrow door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.cameras.domain.watch import MAX_CAMERAS, MAX_HOURS, CaseKind, CaseState, Seat
from fengqiao.cameras.events import WatchEvent
from fengqiao.cameras.forms.words import Face, StepFace, Word
from fengqiao.cameras.selectors.watch import CaseCamera, CaseView
from fengqiao.cameras.services.watch import CaseEntry, NotAPlate, plain_plate
from fengqiao.ui.offering import offer
from lookout.contract import Colour, Size

MAX_PHOTO = 20 * 1024 * 1024

KINDS: Mapping[str, Word] = {
    CaseKind.PERSON: _("Missing or vulnerable person"),
    CaseKind.VEHICLE: _("Watched vehicle"),
}
STATES: Mapping[str, Face] = {
    CaseState.DRAFT: Face(word=_("Draft")),
    CaseState.ASKED: Face(word=_("Waits for two approvals"), tone="due"),
    CaseState.HALF: Face(word=_("One has approved, one is missing"), tone="due"),
    CaseState.ACTIVE: Face(word=_("Cameras are looking"), tone="live"),
    CaseState.EXPIRED: Face(word=_("Expired")),
    CaseState.CLOSED: Face(word=pgettext_lazy("case", "Closed"), tone="done"),
    CaseState.REFUSED: Face(word=pgettext_lazy("case", "Refused")),
    CaseState.WITHDRAWN: Face(word=_("Withdrawn")),
}
SEATS: Mapping[str, Word] = {Seat.DUTY: _("duty over the place"), Seat.SECURITY: _("security administrator")}
STEPS: Mapping[str, StepFace] = {
    WatchEvent.DRAFTED: StepFace(word=pgettext_lazy("case", "Written down"), icon="pencil"),
    WatchEvent.CHANGED: StepFace(word=_("Draft changed"), icon="pencil"),
    WatchEvent.ASKED: StepFace(word=_("Approval asked for"), icon="send", tone="due"),
    WatchEvent.APPROVED: StepFace(word=_("Approved"), icon="check", tone="info"),
    WatchEvent.ACTIVE: StepFace(word=_("The search began"), icon="scan-eye", tone="info"),
    WatchEvent.REFUSED: StepFace(word=pgettext_lazy("case", "Refused"), icon="ban", tone="danger"),
    WatchEvent.WITHDRAWN: StepFace(word=_("Withdrawn"), icon="undo-2"),
    WatchEvent.CLOSED: StepFace(word=pgettext_lazy("case", "Closed"), icon="folder-check", tone="done"),
    WatchEvent.EXPIRED: StepFace(word=_("Expired by itself"), icon="timer"),
    WatchEvent.ERASED: StepFace(word=_("Photos, description and pictures deleted"), icon="eraser", tone="done"),
    WatchEvent.MATCH: StepFace(word=_("A camera saw a possible match"), icon="eye", tone="due"),
    WatchEvent.CONFIRMED: StepFace(word=_("A person confirmed the match"), icon="circle-check", tone="done"),
    WatchEvent.REJECTED: StepFace(word=_("A person rejected the match; its picture is deleted"), icon="ban"),
    WatchEvent.READ: StepFace(word=_("Case looked at"), icon="eye"),
}
COLOURS: Mapping[str, Word] = {
    Colour.BLACK: pgettext_lazy("clothes", "Black"),
    Colour.GREY: pgettext_lazy("clothes", "Grey"),
    Colour.WHITE: pgettext_lazy("clothes", "White"),
    Colour.RED: pgettext_lazy("clothes", "Red"),
    Colour.ORANGE: pgettext_lazy("clothes", "Orange"),
    Colour.YELLOW: pgettext_lazy("clothes", "Yellow"),
    Colour.GREEN: pgettext_lazy("clothes", "Green"),
    Colour.BLUE: pgettext_lazy("clothes", "Blue"),
    Colour.PURPLE: pgettext_lazy("clothes", "Purple"),
    Colour.PINK: pgettext_lazy("clothes", "Pink"),
    Colour.BROWN: pgettext_lazy("clothes", "Brown"),
}
SIZES: Mapping[str, Word] = {Size.CHILD: _("A child’s size"), Size.ADULT: _("An adult’s size")}
FACTS: Mapping[str, Word] = {
    "upper": _("Upper part"),
    "lower": _("Lower part"),
    "size": _("Size"),
    "bag": _("Bag"),
    "bicycle": _("Bicycle"),
    "face": _("Face"),
    "sights": _("Seen in pictures"),
    "readings": _("Readings"),
    "agreement": _("Agreement"),
    "reader": _("Reader"),
}
YES_NO = (("", _("Not known")), ("1", _("Yes")), ("0", _("No")))


class CaseForm(forms.Form):
    """One form for both kinds; each shows only its own fields."""

    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=300,
        help_text=_("What it is for, in one sentence. Example: an old man with dementia left home at noon."),
    )
    reference = forms.CharField(
        label=_("Number of the police case"),
        max_length=80,
        help_text=_("Under which the police have it on file. Without one nobody may look."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("Law or decision that allows it, with its date.")
    )
    hours = forms.IntegerField(
        label=_("For how many hours"), min_value=1, help_text=_("It ends by itself, counted from the second approval.")
    )
    plate = forms.CharField(
        label=_("Number plate"),
        max_length=12,
        help_text=_("Exactly as on the plate. Only this plate is looked for; all others are forgotten at once."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    vehicle_note = forms.CharField(
        label=_("What it looks like"),
        max_length=200,
        required=False,
        help_text=_("For the people who compare: make, colour, damage."),
    )
    who = forms.CharField(
        label=_("Whom one looks for"), max_length=80, help_text=_("A name or a nickname; deleted with the case.")
    )
    upper = forms.ChoiceField(label=_("Colour of the upper part"), required=False, widget=forms.RadioSelect)
    lower = forms.ChoiceField(label=_("Colour of trousers or skirt"), required=False, widget=forms.RadioSelect)
    size = forms.ChoiceField(label=_("Size"), required=False, widget=forms.RadioSelect)
    bag = forms.ChoiceField(label=_("Carries a bag"), required=False, choices=YES_NO, widget=forms.RadioSelect)
    bicycle = forms.ChoiceField(label=_("On a bicycle"), required=False, choices=YES_NO, widget=forms.RadioSelect)
    marks = forms.CharField(
        label=_("What people recognise"),
        max_length=300,
        required=False,
        help_text=_("For the people who compare, not for the cameras: stick, hat, way of walking."),
    )
    photo = forms.ImageField(
        label=_("Photo"),
        required=False,
        help_text=_("For the people who compare. It is not searched with, and is deleted when the case ends."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    consent_by = forms.CharField(
        label=_("Who consents"),
        max_length=80,
        help_text=_("The person, or the guardian of a child or of an ill person."),
    )
    consent_relation = forms.CharField(
        label=_("Relation"), max_length=40, required=False, help_text=_("Daughter, guardian, the person in person.")
    )
    consent = forms.ImageField(
        label=_("Photo of the signed consent"),
        required=False,
        help_text=_("Photograph the paper. The paper itself stays with you."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    face = forms.BooleanField(
        label=_("Also compare faces"),
        required=False,
        help_text=_(
            "Off unless really needed. Needs an impact assessment, the engine’s optional part, and a template made on "
            "the engine’s machine."
        ),
    )
    impact_note = forms.CharField(
        label=_("Impact assessment"), max_length=300, required=False, help_text=_("Number, date and who signed it.")
    )
    face_template = forms.CharField(
        label=_("Template of the face"),
        max_length=1000,
        required=False,
        help_text=_("The line that “lookout face PHOTO” prints. It is deleted in the moment the case ends."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    cameras = forms.MultipleChoiceField(
        label=_("Cameras"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Named one by one.")
    )

    def __init__(
        self,
        *args: Any,
        kind: CaseKind,
        cameras: Sequence[CaseCamera],
        case: CaseView | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.case = kind, case
        for name in VEHICLE_ONLY if kind is CaseKind.PERSON else PERSON_ONLY:
            del self.fields[name]
        hours = self.fields["hours"]
        assert isinstance(hours, forms.IntegerField)
        hours.max_value = MAX_HOURS[kind]
        hours.validators.append(MaxValueValidator(MAX_HOURS[kind]))
        hours.widget.attrs["max"] = MAX_HOURS[kind]
        hours.initial = 24 if kind is CaseKind.PERSON else 72
        offer(self, "cameras", [(str(one.id), one.name) for one in cameras])
        if kind is CaseKind.PERSON:
            colours = [("", _("Not known")), *COLOURS.items()]
            offer(self, "upper", colours)
            offer(self, "lower", colours)
            offer(self, "size", [("", _("Not known")), *SIZES.items()])

    def clean_plate(self) -> str:
        """Without its dot."""
        try:
            return plain_plate(str(self.cleaned_data["plate"]))
        except NotAPlate as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_cameras(self) -> list[str]:
        """Not too many."""
        chosen: list[str] = self.cleaned_data["cameras"]
        if len(chosen) > MAX_CAMERAS:
            raise forms.ValidationError(
                _("At most %(most)d cameras; choose those that matter.") % {"most": MAX_CAMERAS}
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """Sizes of files, and that faces come with their papers."""
        data = super().clean() or {}
        for name in ("photo", "consent"):
            file = data.get(name)
            if file and file.size > MAX_PHOTO:
                self.add_error(name, _("The photo is larger than 20 MB; send a smaller one."))
        if data.get("face") and not data.get("impact_note"):
            self.add_error("impact_note", _("Without an impact assessment faces are not compared."))
        return data

    def entry(self) -> CaseEntry:
        """The checked values as the service takes them."""
        data = self.cleaned_data
        values: dict[str, Any] = {
            name: data[name] for name in self.fields if name not in {"cameras", "photo", "consent", "bag", "bicycle"}
        }
        for name in ("bag", "bicycle"):
            if name in self.fields:
                values[name] = {"1": True, "0": False}.get(data[name])
        for name in ("photo", "consent"):
            if data.get(name):
                values[name] = data[name].read()
        return CaseEntry(kind=self.kind, cameras=[UUID(pk) for pk in data["cameras"]], **values)


VEHICLE_ONLY = ("plate", "vehicle_note")
PERSON_ONLY = (
    "who",
    "upper",
    "lower",
    "size",
    "bag",
    "bicycle",
    "marks",
    "photo",
    "consent_by",
    "consent_relation",
    "consent",
    "face",
    "impact_note",
    "face_template",
)
KEPT = (
    "purpose",
    "reference",
    "legal_basis",
    "hours",
    "plate",
    "vehicle_note",
    "who",
    "upper",
    "lower",
    "size",
    "marks",
    "consent_by",
    "consent_relation",
    "face",
    "impact_note",
)


def initial_of(case: CaseView) -> dict[str, Any]:
    """What the form shows of a draft; files and the template stay on file and are not shown."""
    flags = {None: "", True: "1", False: "0"}
    return {
        **{name: getattr(case, name) for name in KEPT},
        "bag": flags[case.bag],
        "bicycle": flags[case.bicycle],
        "cameras": [str(one.id) for one in case.cameras],
    }
