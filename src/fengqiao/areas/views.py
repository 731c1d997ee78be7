"""The page behind a set-up link: a fresh installation has no account that anybody could know."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fengqiao.areas import services
from fengqiao.areas.forms import FirstAccountForm
from fengqiao.areas.selectors import Role
from fengqiao.areas.selectors.links import setup_link_role

ROLE_WORDS = {
    Role.SYSTEM_ADMIN: gettext_lazy("system administrator"),
    Role.SECURITY_ADMIN: gettext_lazy("security administrator"),
    Role.AUDIT_ADMIN: gettext_lazy("audit administrator"),
}


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first account with a one-time link; a used, stale or guessed link is not there."""
    role = setup_link_role(token)
    if role is None:
        raise Http404
    form = FirstAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.use_setup_link(
                token=token,
                name=form.cleaned_data["name"],
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password1"],
            )
        except services.AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The account is ready. Sign in with it now."))
            return redirect("account_login")
    status = 422 if request.method == "POST" else 200
    return render(request, "areas/setup.html", {"form": form, "role": ROLE_WORDS[role]}, status=status)
