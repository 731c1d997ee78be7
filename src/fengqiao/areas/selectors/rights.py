"""The guard in front of every page: who is signed in, with which duty. Strangers to a page do not learn of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from asgiref.sync import sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from fengqiao.areas.domain.roles import Role
from fengqiao.areas.selectors.actors import Actor, actor_of


class ActorRequest(HttpRequest):
    """A request that passed ``requires``: ``actor`` is who asks. Only for type checking."""

    actor: Actor


View = TypeVar("View", bound=Callable[..., HttpResponseBase] | Callable[..., Awaitable[HttpResponseBase]])


def requires(*roles: Role) -> Callable[[View], View]:
    """Guard a view, plain or async: sign-in is needed, and one of ``roles`` (none named: any account).

    Sets ``request.actor``. Without sign-in the answer is the sign-in page (for htmx 401 and HX-Redirect); without
    one of the roles it is 404. The area scope is the selectors' business: pass them the actor.
    """

    def guard(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def asynchronous(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                refusal = await sync_to_async(_refusal)(request, roles)
                return refusal or cast(HttpResponseBase, await view(request, *args, **kwargs))

            return cast(View, asynchronous)

        @wraps(view)
        def plain(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _refusal(request, roles) or cast(HttpResponseBase, view(request, *args, **kwargs))

        return cast(View, plain)

    return guard


def _refusal(request: HttpRequest, roles: tuple[Role, ...]) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        if "HX-Request" in request.headers:
            return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("account_login")})
        return redirect_to_login(request.get_full_path())
    # also for who is refused: the page that says so has a menu, which asks for the duties too
    cast(ActorRequest, request).actor = actor = actor_of(request.user)
    if roles and not actor.has(*roles):
        raise Http404
    return None
