"""The register's form: one camera, with a help text for every field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.cameras.domain.places import PRIVATE
from fengqiao.cameras.forms import words
from fengqiao.cameras.selectors import CameraView
from fengqiao.cameras.services import CameraEntry
from fengqiao.ui.offering import offer

MAX_SIGN_PHOTO = 20 * 1024 * 1024
SAME = (
    "code",
    "name",
    "lon",
    "lat",
    "place",
    "place_type",
    "bearing_deg",
    "fov_deg",
    "range_m",
    "legal_basis",
    "ai",
)


class CameraForm(forms.Form):
    """What somebody fills in. A stream that is left empty stays as it is on file; it is never shown whole again."""

    code = forms.CharField(
        label=_("Code"),
        max_length=80,
        help_text=_("As it stands on the camera or in the list of video points; 1 to 80 characters, without : and /."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As people call the spot, for example “Hetian river bank 1”.")
    )
    area = forms.ChoiceField(label=_("Village"), help_text=_("Whose people are called when it raises an alarm."))
    place = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        help_text=_("So that a stranger finds it: by the old bridge, opposite the shop."),
    )
    place_type = forms.ChoiceField(
        label=_("Kind of place"),
        required=False,
        help_text=_("Cameras in baths, toilets, changing rooms, bedrooms and the like are refused, always."),
    )
    lat = forms.FloatField(
        label=_("Latitude"), min_value=-90, max_value=90, help_text=_("Degrees north, WGS84, for example 23.77134.")
    )
    lon = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, help_text=_("Degrees east, WGS84, for example 113.36402.")
    )
    bearing_deg = forms.FloatField(
        label=_("Looks towards"),
        min_value=0,
        max_value=359.9,
        required=False,
        help_text=_("Degrees from north: 0 north, 90 east, 180 south, 270 west."),
    )
    fov_deg = forms.FloatField(
        label=_("Opening"),
        min_value=1,
        max_value=360,
        required=False,
        help_text=_("Degrees; most cameras have 70 to 110."),
    )
    range_m = forms.FloatField(
        label=_("Range"),
        min_value=1,
        max_value=2000,
        required=False,
        help_text=_("Metres up to which a person can be made out."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=300,
        required=False,
        help_text=_("Why it may watch this public place, and who decided so: document and date."),
    )
    sign_photo = forms.ImageField(
        label=_("Photo of the sign"),
        required=False,
        help_text=_("The sign beside it that tells people of the camera. Needed before it goes live."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    main_stream = forms.CharField(
        label=_("Main stream"),
        max_length=2000,
        required=False,
        strip=True,
        help_text=_("rtsp://name:password@address/… It is stored for the engine alone and never shown whole again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sub_stream = forms.CharField(
        label=_("Sub-stream for analysis"),
        max_length=2000,
        required=False,
        strip=True,
        help_text=_("The smaller picture, 640 × 360 or near; it saves most of the work."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    speakers = forms.MultipleChoiceField(
        label=_("Loudspeakers"),
        required=False,
        help_text=_("Those that can be heard where the camera looks."),
        widget=forms.CheckboxSelectMultiple,
    )
    ai = forms.BooleanField(
        label=_("Watched by AI"),
        required=False,
        help_text=_("The engine looks for what the zones name; people decide."),
    )
    in_operation = forms.BooleanField(
        label=_("Goes live at once"),
        required=False,
        help_text=_("Possible when kind of place, legal basis, photo of the sign, direction and range are on file."),
    )

    def __init__(
        self,
        *args: Any,
        areas: Sequence[tuple[UUID, str]],
        speakers: Sequence[tuple[UUID, str]],
        camera: CameraView | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.camera = camera
        offer(self, "area", [(str(pk), name) for pk, name in areas])
        offer(self, "speakers", [(str(pk), name) for pk, name in speakers])
        places = [(value, word) for value, word in words.PLACES.items() if value not in PRIVATE]
        offer(self, "place_type", [("", _("Not decided yet")), *places])
        if not speakers:
            del self.fields["speakers"]
        if camera is not None:
            del self.fields["in_operation"]
            for name, masked in (("main_stream", camera.main_stream), ("sub_stream", camera.sub_stream)):
                if masked:
                    self.fields[name].help_text = _("On file: %(masked)s. Leave it empty to keep it.") % {
                        "masked": masked
                    }

    def clean_sign_photo(self) -> Any:
        """At most 20 MB."""
        photo = self.cleaned_data.get("sign_photo")
        if photo and photo.size > MAX_SIGN_PHOTO:
            raise forms.ValidationError(_("The photo is larger than 20 MB; send a smaller one."))
        return photo

    def clean(self) -> dict[str, Any]:
        """Direction, opening and range belong together."""
        data = super().clean() or {}
        given = [name for name in ("bearing_deg", "fov_deg", "range_m") if data.get(name) is not None]
        if given and len(given) < 3 and not any(self.has_error(name) for name in ("bearing_deg", "fov_deg", "range_m")):
            raise forms.ValidationError(_("Direction, opening and range belong together: fill in all three or none."))
        return data

    def entry(self) -> CameraEntry:
        """The checked values as the service takes them."""
        data = self.cleaned_data
        photo = data.get("sign_photo")
        kept = None if self.camera else ""
        values: dict[str, Any] = {name: data[name] for name in SAME}
        return CameraEntry(
            **values,
            main_stream=data["main_stream"] or kept,
            sub_stream=data["sub_stream"] or kept,
            area_id=UUID(data["area"]),
            sign_photo=photo.read() if photo else None,
            speakers=tuple(UUID(pk) for pk in data["speakers"]) if "speakers" in data else None,
        )


def initial_of(camera: CameraView) -> dict[str, Any]:
    """What the form shows of a camera on file; streams stay empty."""
    return {
        **{name: getattr(camera, name) for name in SAME},
        "area": str(camera.area_id),
        "speakers": [str(speaker.id) for speaker in camera.speakers],
    }
