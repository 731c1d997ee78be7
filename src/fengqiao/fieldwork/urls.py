from django.urls import URLPattern, path, re_path

from fengqiao.fieldwork.views import (
    app,
    entries,
    handbook,
    households,
    leave,
    outbox,
    patrol,
    patrol_plan,
    sampling,
    tasks,
    worklist,
)
from fengqiao.fieldwork.views.hazards import checks as hazard_checks
from fengqiao.fieldwork.views.hazards import follow as hazard_follow
from fengqiao.fieldwork.views.hazards import ledger as hazard_ledger
from fengqiao.fieldwork.views.hazards import lists as hazard_lists
from fengqiao.fieldwork.views.hazards import notice as hazard_notice
from fengqiao.fieldwork.views.studio import absences, assignments, inbox, kinds, load, pushes, sheets
from fengqiao.fieldwork.views.studio import tasks as desk_tasks
from fengqiao.fieldwork.views.volunteers import callouts
from fengqiao.fieldwork.views.volunteers import own as volunteer_own
from fengqiao.fieldwork.views.volunteers import register as volunteers

app_name = "fieldwork"

PHONE: list[URLPattern] = [
    path("field/", app.app, name="app"),
    path("field/worker.js", app.worker, name="worker"),
    path("field/manifest.webmanifest", app.manifest, name="manifest"),
    path("field/state/", app.state, name="state"),
    path("field/items/", outbox.items, name="items"),
    re_path(r"^field/uploads/(?P<sha256>[0-9a-f]{64})/$", outbox.upload, name="upload"),
    path("field/key/", outbox.key, name="key"),
    path("field/entries/", entries.list_, name="entries"),
    path("field/entries/<uuid:pk>/voice/", entries.voice, name="entry_voice"),
    path("field/entries/<uuid:pk>/looked/", entries.looked, name="entry_looked"),
]
HANDBOOK: list[URLPattern] = [
    path("field/grids/<uuid:pk>/handbook/", handbook.page, name="handbook"),
    path("field/grids/<uuid:pk>/handbook.pdf", handbook.paper, name="handbook_paper"),
    path("field/grids/<uuid:pk>/handbook.xlsx", handbook.workbook, name="handbook_workbook"),
    path("field/patrol/visits/<uuid:pk>.jpg", handbook.photo, name="visit_photo"),
    path("field/quality/<uuid:person>/<str:quarter>/", handbook.quality, name="quality"),
    path("field/patrol/visit/", households.visit, name="visit"),
    path("field/grids/<uuid:pk>/households/", households.houses, name="households"),
    path("field/households/<uuid:pk>/<slug:act>/", households.house_act, name="household_act"),
    path("field/grids/<uuid:pk>/contacts/", households.contact, name="contact_new"),
    path("field/contacts/<uuid:pk>/end/", households.contact_end, name="contact_end"),
    path("field/grids/<uuid:pk>/care/", households.care, name="care"),
    path("field/care/<uuid:pk>/<slug:act>/", households.care_act, name="care_act"),
    path("studio/handbooks/", sampling.grades, name="grades"),
    path("studio/handbooks/<slug:act>/", sampling.grades_act, name="grades_act"),
    path("studio/samples/<uuid:pk>/", sampling.sample, name="sample"),
]
PATROL: list[URLPattern] = [
    path("field/patrol/", patrol.home, name="patrol"),
    path("field/patrol/start/", patrol.start, name="shift_start"),
    path("field/patrol/end/", patrol.end, name="shift_end"),
    path("field/patrol/trail/", patrol.trail, name="trail"),
    path("field/patrol/finding/", patrol.finding, name="finding"),
    path("field/patrol/shifts/<uuid:pk>/", patrol.shift, name="shift"),
    path("field/patrol/places/<uuid:pk>/", patrol.checkin, name="checkin"),
    path("field/patrol/checkins/<uuid:pk>.jpg", patrol.photo, name="checkin_photo"),
    path("p/<str:token>/", patrol.scan, name="scan"),
    path("field/grids/", patrol_plan.list_, name="grids"),
    path("field/grids/<uuid:pk>/", patrol_plan.grid, name="grid"),
    path("field/grids/<uuid:pk>/plates/", patrol_plan.plates, name="patrol_plates"),
    path("field/grids/<uuid:pk>/places/", patrol_plan.new_place, name="patrol_place_new"),
    path("field/grids/<uuid:pk>/routes/", patrol_plan.new_route, name="route_new"),
    path("field/grids/<uuid:pk>/routes/<uuid:route>/end/", patrol_plan.end_route, name="route_end"),
    path("field/places/<uuid:pk>/", patrol_plan.place, name="patrol_place"),
    path("field/places/<uuid:pk>/end/", patrol_plan.end_place, name="patrol_place_end"),
]

STUDIO: list[URLPattern] = [
    path("studio/", inbox.page, name="studio"),
    path("studio/act/", inbox.act, name="studio_act"),
    path("studio/load/", load.load, name="load"),
    path("studio/sheets/<slug:what>/", sheets.sheet, name="sheet"),
    path("studio/sheets/<slug:what>/bring/", sheets.bring, name="sheet_bring"),
    path("studio/sheets/<slug:what>/template.xlsx", sheets.template, name="sheet_template"),
    path("studio/sheets/<slug:what>/annotated.xlsx", sheets.annotated, name="sheet_annotated"),
    path("studio/sheets/<slug:what>/out.xlsx", sheets.out, name="sheet_out"),
    path("studio/assignments/", assignments.assignments, name="assignments"),
    path("studio/assignments/grids/<uuid:pk>/", assignments.grid, name="assignment_grid"),
    path("studio/assignments/<uuid:pk>/end/", assignments.end, name="assignment_end"),
    path("studio/absences/", absences.absences, name="absences"),
    path("studio/absences/requests/<uuid:pk>/<slug:act>/", absences.decide, name="absence_decide"),
    path("studio/absences/<uuid:pk>/<slug:act>/", absences.act, name="absence_act"),
    path("studio/kinds/", kinds.kinds, name="kinds"),
    path("studio/kinds/new/", kinds.new, name="kind_new"),
    path("studio/kinds/<uuid:pk>/", kinds.kind, name="kind"),
    path("studio/kinds/<uuid:pk>/<slug:act>/", kinds.act, name="kind_act"),
    path("studio/pushes/", pushes.pushes, name="pushes"),
    path("studio/pushes/new/", pushes.new, name="push_new"),
    path("studio/pushes/<uuid:pk>/", pushes.push, name="push"),
    path("studio/pushes/<uuid:pk>/withdraw/", pushes.withdraw, name="push_withdraw"),
    path("studio/tasks/<uuid:pk>/", desk_tasks.task, name="desk_task"),
    path("studio/tasks/<uuid:pk>/<slug:act>/", desk_tasks.act, name="desk_task_act"),
    path("tasks/", tasks.tasks, name="my_tasks"),
    path("tasks/away/", leave.leave, name="leave"),
    path("tasks/away/<uuid:pk>/back/", leave.take_back, name="leave_back"),
    path("tasks/today.json", tasks.todays, name="my_tasks_today"),
    path("tasks/<uuid:pk>/", tasks.task, name="my_task"),
    path("tasks/<uuid:pk>/pictures/<uuid:picture>.jpg", tasks.picture, name="task_picture"),
    path("tasklist/<slug:code>/", worklist.page, name="worklist"),
    path("tasklist/<slug:code>/list.pdf", worklist.paper, name="worklist_paper"),
]

HAZARDS: list[URLPattern] = [
    path("hazards/", hazard_ledger.list_, name="hazards"),
    path("hazards/check/", hazard_checks.choose, name="hazard_choose"),
    path("hazards/check/<slug:topic>/", hazard_checks.new, name="hazard_new"),
    path("hazards/checks/<uuid:pk>/", hazard_checks.check, name="hazard_check"),
    path("hazards/ledger.xlsx", hazard_notice.excel, name="hazard_ledger"),
    path("hazards/checks/<uuid:pk>/notice.pdf", hazard_notice.notice, name="hazard_notice"),
    path("hazards/checks/<uuid:pk>/<slug:act>/", hazard_checks.check_act, name="hazard_check_act"),
    path("hazards/<uuid:pk>/", hazard_ledger.hazard, name="hazard"),
    path("hazards/<uuid:pk>/pictures/<uuid:picture>.jpg", hazard_ledger.picture, name="hazard_picture"),
    path("hazards/<uuid:pk>/<slug:act>/", hazard_ledger.act, name="hazard_act"),
    path("studio/checklists/", hazard_lists.overview, name="hazard_lists"),
    path("studio/checklists/<slug:topic>/", hazard_lists.edit, name="hazard_list"),
    path("studio/checklists/<slug:topic>/discard/", hazard_lists.discard, name="hazard_list_discard"),
    path("studio/checklists/<slug:topic>/sheet.xlsx", hazard_lists.sheet, name="hazard_list_sheet"),
    path("h/", hazard_follow.find, name="hazard_follow_find"),
    path("h/<str:code>/", hazard_follow.follow, name="hazard_follow"),
    path("h/<str:code>/pictures/<str:picture>.jpg", hazard_follow.picture, name="hazard_follow_picture"),
]

VOLUNTEERS: list[URLPattern] = [
    path("volunteers/", volunteers.list_, name="volunteers"),
    path("volunteers/poster/", volunteers.poster, name="volunteer_poster"),
    path("volunteers/mine/", volunteer_own.mine, name="volunteer_mine"),
    path("volunteers/<uuid:pk>/", volunteers.card, name="volunteer"),
    path("volunteers/<uuid:pk>/<slug:act>/", volunteers.card_act, name="volunteer_act"),
    path("callouts/new/", callouts.new, name="callout_new"),
    path("callouts/<uuid:pk>/", callouts.callout, name="callout"),
    path("callouts/<uuid:pk>/<slug:act>/", callouts.act, name="callout_act"),
    path("join/<slug:code>/", volunteer_own.join, name="volunteer_join"),
    path("v/<slug:token>/", volunteer_own.own, name="volunteer_own"),
    path("v/<slug:token>/<slug:act>/", volunteer_own.own_act, name="volunteer_own_act"),
]

urlpatterns: list[URLPattern] = [*PHONE, *STUDIO, *HAZARDS, *PATROL, *HANDBOOK, *VOLUNTEERS]
