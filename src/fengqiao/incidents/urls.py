"""Addresses of this app, by page module. ``code`` is the event's own, however it is written."""

from __future__ import annotations

from django.urls import path

from fengqiao.incidents.views import (
    actions,
    afterwards,
    board,
    desk,
    events,
    figures,
    figures_routing,
    holders,
    imports,
    plates,
    public,
    search,
    sheet,
    tray,
    tray_views,
)
from fengqiao.incidents.views.settings import calendar, categories, common, deadlines, route_sheets, routing

app_name = "incidents"

search_pages = [path("incidents/search/", search.search, name="search")]

import_pages = [
    path("incidents/import/", imports.index, name="import"),
    path("incidents/import/run/", imports.run, name="import_run"),
    path("incidents/import/discard/", imports.discard, name="import_discard"),
    path("incidents/import/template.xlsx", imports.template, name="import_template"),
    path("incidents/import/annotated.xlsx", imports.annotated, name="import_annotated"),
]

desk_pages = [
    path("incidents/new/", desk.new, name="new"),
    path("incidents/new/save/", desk.save, name="new_save"),
    path("incidents/new/map/", desk.map_, name="new_map"),
    path("incidents/new/<uuid:form_id>/discard/", desk.discard, name="new_discard"),
    path("incidents/new/<uuid:form_id>/receipt/", desk.receipt, name="desk_receipt"),
]

tray_pages = [
    path("tray/", tray.page, name="tray"),
    path("tray/act/", tray.act, name="tray_act"),
    path("tray/sheets/", tray.sheets, name="tray_sheets"),
    path("tray/undo/<uuid:pk>/", tray.undo, name="tray_undo"),
    path("tray/views/save/", tray_views.save, name="tray_view_save"),
    path("tray/views/<uuid:pk>/delete/", tray_views.delete, name="tray_view_delete"),
    path("tray/views/<uuid:pk>/restore/", tray_views.restore, name="tray_view_restore"),
]

event_pages = [
    path("incidents/", events.list_, name="list"),
    path("incidents/<str:code>/", events.page, name="page"),
    path("incidents/<str:code>/pictures/<uuid:pk>.jpg", events.picture, name="picture"),
    path("incidents/<str:code>/check/", events.check, name="check"),
    path("incidents/<str:code>/close/", events.close, name="close"),
    path("incidents/<str:code>/steps/<str:step>/", events.step, name="step"),
    path("incidents/<str:code>/acts/<str:act>/", actions.act, name="act"),
]

centre_pages = [
    path("board/", board.board, name="board"),
    path("board/export.xlsx", board.export, name="board_export"),
    path("board/holders/", holders.index, name="holders"),
    path("board/afterwards/", afterwards.index, name="afterwards"),
    path("incidents/sheets/", sheet.sheets, name="sheets"),
    path("incidents/<str:code>/sheet/", sheet.sheet, name="sheet"),
]

figure_pages = [
    path("figures/", figures.index, name="figures"),
    path("figures/figures.xlsx", figures.sheet, name="figures_sheet"),
    path("figures/routing/", figures_routing.index, name="figures_routing"),
    path("figures/routing/routing.xlsx", figures_routing.sheet, name="figures_routing_sheet"),
    path("figures/routing/suggested/", figures_routing.evidence, name="figures_evidence"),
    path("figures/routing/suggested/accept/", figures_routing.accept, name="figures_accept"),
    path("figures/routing/<slug:kind>/", figures_routing.ways, name="figures_ways"),
    path("figures/<slug:name>/", figures.indicator, name="figure"),
    path("figures/<slug:name>/card/", figures.one_card, name="figure_card"),
]

place_pages = [
    path("incidents/places/", plates.list_, name="places"),
    path("incidents/places/plates/", plates.plates, name="plates"),
    path("incidents/places/import/", plates.import_, name="places_import"),
    path("incidents/places.xlsx", plates.export, name="places_sheet"),
    path("incidents/places/<uuid:pk>/", plates.place, name="place"),
    path("incidents/places/<uuid:pk>/take-down/", plates.take_down, name="place_take_down"),
]

# Without an account: r for reporting, f for following; short, because they are printed and typed.
public_pages = [
    path("r/", public.start, name="report_start"),
    path("r/around/", public.around, name="report_around"),
    path("r/pictures/<uuid:pk>.jpg", public.picture, name="report_picture"),
    path("r/<str:token>/", public.report, name="report"),
    path("f/", public.find, name="follow_find"),
    path("f/<str:ref>/", public.follow, name="follow"),
    path("f/<str:ref>/card/", public.card, name="follow_card"),
    path("f/<str:ref>/rate/", public.rate, name="follow_rate"),
    path("f/<str:ref>/remind/", public.remind, name="follow_remind"),
    path("f/<str:ref>/forget/", public.forget, name="follow_forget"),
    path("f/<str:ref>/reopen/", public.reopen, name="follow_reopen"),
    path("f/<str:ref>/pictures/<uuid:pk>.jpg", public.follow_picture, name="follow_picture"),
]

settings_pages = [
    path("settings/", common.index, name="settings"),
    path("settings/categories/", categories.tree, name="categories"),
    path("settings/categories/export.xlsx", categories.export, name="categories_sheet"),
    path("settings/categories/import/", categories.upload, name="categories_import"),
    path("settings/categories/import/<uuid:pk>/", categories.preview, name="categories_preview"),
    path("settings/categories/import/<uuid:pk>/annotated.xlsx", categories.annotated, name="categories_annotated"),
    path("settings/categories/new/", categories.new, name="category_new"),
    path("settings/categories/drafts/<uuid:pk>/", categories.draft, name="category_draft"),
    path("settings/categories/drafts/<uuid:pk>/publish/", categories.publish, name="category_publish"),
    path("settings/categories/drafts/<uuid:pk>/discard/", categories.discard, name="category_discard"),
    path("settings/categories/<uuid:pk>/", categories.page, name="category"),
    path("settings/categories/<uuid:pk>/edit/", categories.edit, name="category_edit"),
    path("settings/categories/<uuid:pk>/withdraw/", categories.withdraw, name="category_withdraw"),
    path("settings/routing/", routing.table, name="routing"),
    path("settings/routing/export.xlsx", route_sheets.export, name="routing_sheet"),
    path("settings/routing/new/", routing.new, name="route_new"),
    path("settings/routing/trial/", routing.trial, name="routing_trial"),
    path("settings/routing/import/", route_sheets.upload, name="routing_import"),
    path("settings/routing/import/<uuid:pk>/", route_sheets.preview, name="routing_preview"),
    path("settings/routing/import/<uuid:pk>/annotated.xlsx", route_sheets.annotated, name="routing_annotated"),
    path("settings/routing/<uuid:pk>/", routing.page, name="route"),
    path("settings/routing/<uuid:pk>/withdraw/", routing.withdraw, name="route_withdraw"),
    path("settings/calendar/", calendar.year, name="calendar"),
    path("settings/calendar/progress/", calendar.progress, name="calendar_progress"),
    path("settings/calendar/days/", calendar.days, name="calendar_days"),
    path("settings/calendar/hours/", calendar.hours, name="calendar_hours"),
    path("settings/calendar/export.xlsx", calendar.export, name="calendar_sheet"),
    path("settings/calendar/import/", calendar.upload, name="calendar_import"),
    path("settings/calendar/import/<uuid:pk>/", calendar.preview, name="calendar_preview"),
    path("settings/calendar/import/<uuid:pk>/annotated.xlsx", calendar.annotated, name="calendar_annotated"),
    path("settings/calendar/<uuid:pk>/", calendar.version, name="calendar_version"),
    path("settings/deadlines/", deadlines.table, name="deadlines"),
    path("settings/deadlines/set/", deadlines.new, name="deadline_set"),
    path("settings/deadlines/<uuid:pk>/", deadlines.change, name="deadline"),
    path("settings/deadlines/<uuid:pk>/end/", deadlines.end, name="deadline_end"),
]

urlpatterns = [
    *search_pages,
    *tray_pages,
    *desk_pages,
    *import_pages,
    *centre_pages,
    *figure_pages,
    *place_pages,
    *public_pages,
    *settings_pages,
    *event_pages,
]
