"""What people fill in when they do something with an event: one small form for each act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.incidents.domain.facts import Outcome, Scale, Severity
from fengqiao.incidents.domain.side import Level, RatingWay
from fengqiao.incidents.selectors import in_words
from fengqiao.ui.offering import offer

Choices = Sequence[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Button:
    """One way to send a form; ``value`` is sent as ``passed`` where there are two."""

    label: Any
    icon: str = "arrow-right"
    tone: str = "primary"
    value: str = ""


class Pictures(forms.ClearableFileInput):
    """Several photos at once, by the camera on a phone."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Photos; whether they are photos, the service finds out."""

    widget = Pictures

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """All files, at most six."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        kept = [super(PicturesField, self).clean(one, initial) for one in given if one]
        if len(kept) > 6:
            raise ValidationError(_("At most six photos at once; send the others afterwards."))
        return kept


def pictures(label: Any) -> PicturesField:
    """The field for photos."""
    return PicturesField(label=label, required=False, widget=Pictures(attrs={"accept": "image/*", "class": "input"}))


def words(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    """The field for a remark, a reason or an answer."""
    box = forms.Textarea(attrs={"rows": 2, "class": "input"})
    return forms.CharField(label=label, required=required, max_length=1000, widget=box, help_text=help_text)


def select(label: Any, *, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    """A list whose choices the page knows."""
    return forms.ChoiceField(
        label=label, required=required, widget=forms.Select(attrs={"class": "input"}), help_text=help_text
    )


class ActForm(forms.Form):
    """The base: the side record that it is about, and the choices that the page knows."""

    buttons: tuple[Button, ...] = ()
    needs: tuple[str, ...] = ()  # which choices it asks the page for

    target = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (choices or {}).items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = list(offered) if field.required else [*_none(field), *offered]

    @property
    def many(self) -> bool:
        """True when it sends files."""
        return self.is_multipart()


def _none(field: forms.ChoiceField) -> list[tuple[str, str]]:
    return [] if isinstance(field, forms.MultipleChoiceField) else [("", "—")]


REASON = _("Reason, which the people concerned will read")


class Remark(ActForm):
    """A remark that may be left out."""

    note = words(_("Remark"), required=False)


class Accept(Remark):
    """It is taken up, and it is new."""

    buttons = (Button(pgettext_lazy("step", "Accept"), "inbox"),)


class Verify(Remark):
    """Somebody has a look first."""

    needs = ("verifier",)
    buttons = (Button(pgettext_lazy("step", "Have it verified"), "search", ""),)
    verifier = select(
        _("Who looks"),
        required=False,
        help_text=_("Left empty, whoever answers for the place is asked; they find it among their tasks."),
    )
    field_order = ("verifier", "note")


class Sign(Remark):
    """It is taken in hand."""

    buttons = (Button(pgettext_lazy("step", "Sign for it"), "pen-line"),)


class TaskAccept(Remark):
    """A part is taken on."""

    buttons = (Button(_("Take the part on"), "check"),)


class Resume(Remark):
    """The clock goes on."""

    buttons = (Button(_("Let the clock run again"), "play"),)


class Reasoned(ActForm):
    """A reason, without which it is not done."""

    note = words(REASON, required=True)


def reasoned(label: Any, icon: str, tone: str = "") -> type[Reasoned]:
    """A form that asks for a reason only."""
    return type("ReasonForm", (Reasoned,), {"buttons": (Button(label, icon, tone),)})


class Nothing(ActForm):
    """Nothing has to be said."""

    buttons = (Button(_("Take the request back"), "undo-2", ""),)


class Merge(ActForm):
    """Into which event it goes."""

    needs = ("into",)
    buttons = (Button(pgettext_lazy("step", "Merge"), "merge", ""),)
    into = select(
        _("Into which event"),
        required=False,
        help_text=_("Both keep their histories; who reported this one follows the other one."),
    )
    other = forms.CharField(
        label=_("Or its code"), required=False, max_length=40, widget=forms.TextInput(attrs={"class": "input"})
    )
    note = words(REASON, required=True)

    def clean(self) -> dict[str, Any]:
        """One of the two says where it goes."""
        if not self.cleaned_data.get("into") and not self.cleaned_data.get("other"):
            self.add_error("into", _("Choose the event, or write its code."))
        return self.cleaned_data


class Dispatch(ActForm):
    """Who leads and who joins; left empty, the rules decide."""

    needs = ("lead", "joint")
    buttons = (Button(pgettext_lazy("step", "Dispatch"), "send"),)
    lead = select(_("Who leads"), required=False)
    joint = forms.MultipleChoiceField(label=_("Who joins"), required=False, widget=forms.CheckboxSelectMultiple)
    note = words(
        _("Message to them"),
        required=False,
        help_text=_("Needed when it goes straight back to whoever has just returned it."),
    )


class Transfer(ActForm):
    """To whom it is handed over."""

    needs = ("lead",)
    buttons = (Button(pgettext_lazy("step", "Transfer"), "send", ""),)
    lead = select(_("Hand over to"))
    note = words(REASON, required=True)


class Feedback(ActForm):
    """What was done, with the photos that show it."""

    buttons = (Button(pgettext_lazy("step", "Report it done"), "circle-check"),)
    photo = pictures(_("Photos taken after the work"))
    note = words(_("What was done"), required=False)


class Check(ActForm):
    """The result of a check."""

    buttons = (
        Button(pgettext_lazy("step", "Check passed"), "check", "done", "1"),
        Button(pgettext_lazy("step", "Send back"), "undo-2", "", "0"),
    )
    passed = forms.TypedChoiceField(
        choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1", widget=forms.HiddenInput
    )
    note = words(_("What you saw"), required=False, help_text=_("Needed to send it back."))


class VerifyAnswer(Check):
    """What somebody found at the place."""

    buttons = (
        Button(_("It is as reported"), "check", "done", "1"),
        Button(_("There is nothing of it"), "x", "", "0"),
    )
    before = pictures(_("Photos of the place"))
    note = words(_("What you saw"), required=False, help_text=_("Needed when there is nothing of it."))
    field_order = ("passed", "before", "note")


class SampleCheck(Check):
    """A later look at what was solved on the spot."""

    buttons = (
        Button(_("It was solved"), "check", "done", "1"),
        Button(_("It was not: reopen it"), "rotate-ccw", "", "0"),
    )
    note = words(_("What you saw"), required=False, help_text=_("Needed when it was not solved."))


class Decide(Check):
    """The answer to a request."""

    buttons = (
        Button(_("Grant"), "check", "done", "1"),
        Button(_("Do not grant"), "x", "", "0"),
    )
    note = words(_("Answer to the request"), required=False, help_text=_("Needed when it is not granted."))


class Close(ActForm):
    """How a dispute ended; everything else closes without."""

    buttons = (Button(pgettext_lazy("step", "Close"), "circle-check"),)
    outcome = forms.TypedChoiceField(
        label=_("How did it end?"),
        choices=[],
        required=False,
        coerce=Outcome,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    note = words(_("Remark"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(one.value, in_words(one)) for one in Outcome])


class Solve(Close):
    """Solved on the spot by who reported it."""

    buttons = (Button(pgettext_lazy("step", "Solved on the spot"), "circle-check"),)
    before = pictures(_("Photos taken before the work"))
    photo = pictures(_("Photos taken after the work"))
    note = words(_("What was done"), required=True)
    field_order = ("before", "photo", "outcome", "note")


class JoinAsk(ActForm):
    """Another organisation is asked to do its part."""

    needs = ("organisation",)
    buttons = (Button(_("Ask to join"), "users"),)
    organisation = select(_("Who is asked"))
    note = words(_("What they are to do"), required=True)


class TaskAnswer(ActForm):
    """What the part came to."""

    buttons = (Button(_("My part is done"), "circle-check"),)
    photo = pictures(_("Photos taken after the work"))
    note = words(_("What was done"), required=True)


class Extend(ActForm):
    """More time."""

    buttons = (Button(_("Ask for more time"), "timer"),)
    amount = forms.DecimalField(
        label=_("How much more"),
        min_value=0,
        max_value=1000,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "decimal"}),
    )
    note = words(_("Why"), required=True)


class Suspend(ActForm):
    """The clock stands still until the end of a day."""

    buttons = (Button(_("Ask to stop the clock"), "timer"),)
    until = forms.DateField(
        label=_("Until which day"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    note = words(_("Why"), required=True)

    def clean_until(self) -> datetime:
        """The end of that day here."""
        day = self.cleaned_data["until"]
        if day < timezone.localdate() or day > timezone.localdate() + timedelta(days=366):
            raise ValidationError(_("Choose a day from today on, within a year."))
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class Remind(ActForm):
    """What they are reminded of."""

    buttons = (Button(_("Send the reminder"), "bell-ring"),)
    note = words(_("What to remind them of"), required=True)


class Reveal(ActForm):
    """Why names and numbers are needed."""

    buttons = (Button(_("Show them"), "eye"),)
    note = words(_("What for"), required=True, help_text=_("Who looked, when and what for is kept in the journal."))


class Reply(ActForm):
    """How it stands."""

    buttons = (Button(_("Reply"), "check"),)
    note = words(_("How it stands"), required=True)


class Supervise(ActForm):
    """Supervision of a level."""

    needs = ("level",)
    buttons = (Button(_("Supervise"), "eye", ""),)
    level = forms.TypedChoiceField(
        label=_("Level"), choices=[], coerce=lambda value: Level(int(value)), widget=forms.RadioSelect
    )
    note = words(REASON, required=True)


class Judge(ActForm):
    """How grave it is and how many it concerns."""

    buttons = (Button(_("Keep the judgement"), "scan-eye", ""),)
    severity = forms.TypedChoiceField(label=_("How grave"), choices=[], coerce=Severity, widget=forms.RadioSelect)
    scale = forms.TypedChoiceField(
        label=_("How many it concerns"),
        choices=[],
        coerce=Scale,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    note = words(_("Why"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "severity", [(one.value, in_words(one)) for one in reversed(Severity)])
        offer(self, "scale", [(one.value, in_words(one)) for one in Scale])


class Rate(ActForm):
    """What somebody said of the result."""

    needs = ("follower",)
    buttons = (Button(_("Keep the rating"), "award"),)
    follower = select(_("Who was asked"), required=False)
    way = forms.TypedChoiceField(
        label=_("How"),
        choices=[],
        coerce=RatingWay,
        required=False,
        empty_value=RatingWay.CALL,
        widget=forms.RadioSelect,
    )
    stars = forms.TypedChoiceField(
        label=_("Stars"),
        choices=[(str(number), "★" * number + "☆" * (5 - number)) for number in range(5, 0, -1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    note = words(_("In their words"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "way", [(one.value, in_words(one)) for one in (RatingWay.CALL, RatingWay.VISIT)])


FORMS: dict[str, type[ActForm]] = {
    "reveal": Reveal,
    "verify": Verify,
    "verify-answer": VerifyAnswer,
    "accept": Accept,
    "reject": reasoned(pgettext_lazy("step", "Do not accept"), "x"),
    "merge": Merge,
    "void": reasoned(pgettext_lazy("step", "Declare void"), "x", "danger"),
    "undo": reasoned(_("Undo the ending"), "rotate-ccw"),
    "dispatch": Dispatch,
    "withdraw": reasoned(pgettext_lazy("step", "Withdraw"), "undo-2"),
    "return": reasoned(_("Refuse and return"), "undo-2"),
    "transfer": Transfer,
    "recall": reasoned(pgettext_lazy("step", "Take back"), "undo-2"),
    "sign": Sign,
    "feedback": Feedback,
    "check": Check,
    "close": Close,
    "solve": Solve,
    "rate": Rate,
    "reopen": reasoned(pgettext_lazy("step", "Reopen"), "rotate-ccw"),
    "join-ask": JoinAsk,
    "task-accept": TaskAccept,
    "task-refuse": reasoned(_("Refuse to join"), "x"),
    "task-answer": TaskAnswer,
    "task-send_back": reasoned(_("Give the part back"), "undo-2"),
    "task-ask_again": reasoned(_("Ask again"), "users"),
    "task-waive": reasoned(_("Go on without them"), "minus"),
    "extend": Extend,
    "suspend": Suspend,
    "request-decide": Decide,
    "request-take_back": Nothing,
    "request-resume": Resume,
    "remind": Remind,
    "reminder-reply": Reply,
    "supervise": Supervise,
    "supervision-answer": reasoned(_("Answer the supervision"), "check"),
    "supervision-lift": reasoned(_("Lift the supervision"), "check"),
    "judge": Judge,
    "sample-check": SampleCheck,
}
