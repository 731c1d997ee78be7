"""Accounts: opening, disabling, passwords, and the first one of a fresh installation."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fengqiao.areas.domain.roles import ADMINISTRATORS, Role
from fengqiao.areas.models import Area, Assignment, Person, SetupLink, User
from fengqiao.areas.selectors.actors import SYSTEM, Actor
from fengqiao.areas.selectors.links import fresh_links, token_hash
from fengqiao.areas.services import people
from fengqiao.areas.services.authority import demand
from fengqiao.areas.services.errors import AccountRefused
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

LINK_HOURS = 24


def open_account(*, person_id: UUID, username: str, password: str | None, language: str = "", actor: Actor) -> UUID:
    """Open the account of a person with a duty; without a password nobody can sign in yet. Returns its id."""
    with journal.unit():
        person = Person.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            raise NotYours
        _demand_over(actor, person)
        if User.objects.filter(person=person).exists():
            raise AccountRefused(_("This person has an account already."))
        user = _new_user(person, username, language)
        if password is None:
            user.set_unusable_password()
        else:
            _set_password(user, password)
        user.save()
        _record("areas.account_opened", user, actor)
        return user.pk


def set_password(*, user_id: UUID, password: str, actor: Actor) -> None:
    """Give an account a new password; all its sessions end. The administrator's way, or the owner's own."""
    with journal.unit():
        user = _locked(user_id)
        if actor.user_id != user.pk:
            _demand_over(actor, user.person)
        _set_password(user, password)
        user.save(update_fields=["password"])
        _record("areas.password_set", user, actor)


def disable_account(*, user_id: UUID, actor: Actor) -> None:
    """Close an account; its sessions end with their next request. What it did stays."""
    with journal.unit():
        user = _locked(user_id)
        _demand_over(actor, user.person)
        user.is_active = False
        user.save(update_fields=["is_active"])
        _record("areas.account_disabled", user, actor)


def enable_account(*, user_id: UUID, actor: Actor) -> None:
    """Open a closed account again."""
    with journal.unit():
        user = _locked(user_id)
        _demand_over(actor, user.person)
        user.is_active = True
        user.save(update_fields=["is_active"])
        _record("areas.account_enabled", user, actor)


def set_preferences(*, language: str, elder: bool, actor: Actor) -> None:
    """Keep the language and the elder mode with the actor's own account."""
    if actor.user_id is None:
        raise NotYours
    User.objects.filter(pk=actor.user_id).update(language=language, elder=elder)


def make_setup_link(*, area_id: UUID, role: Role, actor: Actor) -> str:
    """A secret, good once within 24 hours, by which an administrator of the area makes an account. Kept as a hash."""
    if role not in ADMINISTRATORS:
        raise AccountRefused(_("A set-up link is for administrators."))
    with journal.unit():
        if not actor.system or not Area.objects.filter(pk=area_id).exists():
            raise NotYours
        if Assignment.objects.filter(role=role, person__user__is_active=True).exists():
            raise AccountRefused(_("There is an account with this duty already; nobody gets a second way in."))
        token = secrets.token_urlsafe(32)
        row = SetupLink.objects.create(
            token_hash=token_hash(token),
            role=role,
            area_id=area_id,
            expires_at=clock.now() + timedelta(hours=LINK_HOURS),
        )
        journal.record(
            journal.Event(
                kind="areas.setup_link_made", subject=f"setup:{row.pk}", area=area_id, payload={"role": role.value}
            )
        )
        return token


def use_setup_link(*, token: str, name: str, username: str, password: str) -> UUID:
    """Make the administrator's account with a link; the link is used up. Raises NotYours for a stale link."""
    with journal.unit():
        link = fresh_links(token).select_for_update().first()
        if link is None:
            raise NotYours
        person = people.add_person(name=name, area_id=link.area_id, actor=SYSTEM)
        people.assign(person_id=person.id, role=Role(link.role), area_id=link.area_id, actor=SYSTEM)
        user_id = open_account(person_id=person.id, username=username, password=password, actor=SYSTEM)
        link.used_by_id = user_id
        link.save(update_fields=["used_by"])
        return user_id


def _locked(user_id: UUID) -> User:
    user = User.objects.select_for_update(of=("self",)).select_related("person").filter(pk=user_id).first()
    if user is None:
        raise NotYours
    return user


def _demand_over(actor: Actor, person: Person | None) -> None:
    # Over every area in which the person has a duty: a village's clerk must not take over a county account.
    if actor.system:
        return
    places = set(person.assignments.values_list("area_id", flat=True)) if person else set()
    if not places:
        raise NotYours
    for area_id in places:
        demand(actor, area_id, Role.SYSTEM_ADMIN)


def _new_user(person: Person, username: str, language: str) -> User:
    name = User.normalize_username(username.strip())
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from error
    if User.objects.filter(username__iexact=name).exists():
        raise AccountRefused(_("The user name is taken."))
    return User(username=name, person=person, language=language)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from error
    user.set_password(password)


def _record(kind: str, user: User, actor: Actor) -> None:
    journal.record(
        journal.Event(kind=kind, subject=f"account:{user.pk}", payload={"person": str(user.person_id)}),
        actor=actor.person_id,
    )
