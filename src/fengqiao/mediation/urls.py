"""Addresses of the mediation. What follows the code of a dispute comes last."""

from django.urls import path

from fengqiao.mediation.views import agreement, court, dispute, export, following, ledger, register

app_name = "mediation"

urlpatterns = [
    path("mediation/", ledger.list_, name="list"),
    path("mediation/new/", register.new, name="new"),
    path("mediation/ledger.xlsx", export.export, name="export"),
    path("mediation/promises/", following.promises, name="promises"),
    path("mediation/court/", court.tray, name="court"),
    path("mediation/court/<uuid:pk>/", court.page, name="application"),
    path("mediation/court/<uuid:pk>/act/", court.act, name="application_act"),
    path("mediation/court/<uuid:pk>/agreement.pdf", court.paper, name="application_pdf"),
    path("mediation/d/<str:code>/", dispute.page, name="page"),
    path("mediation/d/<str:code>/agreement/", agreement.page, name="agreement"),
    path("mediation/d/<str:code>/agreement.pdf", agreement.paper, name="agreement_pdf"),
    path("mediation/d/<str:code>/agreement/<slug:act>/", agreement.act, name="agreement_act"),
    path("mediation/d/<str:code>/<slug:act>/", dispute.act, name="act"),
]
