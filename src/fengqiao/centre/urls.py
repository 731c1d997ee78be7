from django.urls import path

from fengqiao.centre.views import (
    activities,
    afterwards,
    bookings,
    books,
    calendars,
    council,
    desk,
    figures,
    follow,
    house,
    matters,
    money,
    neighbours,
    people,
    roster,
    setup,
    signups,
    structure,
)

app_name = "centre"

RECEPTION = [
    path("centre/", house.home, name="home"),
    path("centre/<uuid:pk>/", house.house, name="house"),
    path("centre/<uuid:pk>/desk/", desk.desk, name="desk"),
    path("centre/<uuid:pk>/desk/worker.js", desk.worker, name="desk_worker"),
    path("centre/<uuid:pk>/desk/record/", desk.record, name="record"),
    path("centre/<uuid:pk>/matters/", matters.list_, name="matters"),
    path("centre/<uuid:pk>/roster/", roster.roster, name="roster"),
    path("centre/<uuid:pk>/roster/<slug:act>/", roster.act, name="roster_act"),
    path("centre/<uuid:pk>/figures/", figures.figures, name="figures"),
    path("centre/<uuid:pk>/visits/", figures.visit_list, name="visits"),
    path("centre/visits/<uuid:pk>/", desk.visit, name="visit"),
    path("centre/visits/<uuid:pk>/forget/", desk.forget, name="forget"),
    path("centre/visits/<uuid:pk>/slip.pdf", desk.slip, name="slip"),
    path("centre/visits/<uuid:pk>/<slug:kind>/", desk.visit_file, name="visit_file"),
    path("centre/matters/<uuid:pk>/", matters.matter, name="matter"),
    path("centre/matters/<uuid:pk>/pictures/<uuid:picture>.jpg", matters.picture, name="matter_picture"),
    path("centre/matters/<uuid:pk>/<slug:act>/", matters.act, name="matter_act"),
]
COUNCIL = [
    path("centre/<uuid:pk>/council/", council.meetings, name="meetings"),
    path("centre/<uuid:pk>/council/tasks/<uuid:task>/done/", council.task_done, name="task_done"),
    path("centre/<uuid:pk>/money/", money.money, name="money"),
    path("centre/meetings/<uuid:pk>/", council.meeting, name="meeting"),
    path("centre/meetings/<uuid:pk>/minutes.pdf", council.minutes, name="minutes"),
    path("centre/meetings/<uuid:pk>/<slug:act>/", council.act, name="meeting_act"),
]
ROOMS = [
    path("centre/<uuid:pk>/bookings/", bookings.bookings, name="bookings"),
    path("centre/<uuid:pk>/bookings/new/", bookings.book, name="book"),
    path("centre/<uuid:pk>/rooms/", bookings.room_list, name="rooms"),
    path("centre/<uuid:pk>/rooms/save/", bookings.room_save, name="room_save"),
    path("centre/<uuid:pk>/rooms/doors.pdf", bookings.doors, name="doors"),
    path("centre/bookings/<uuid:pk>/", bookings.booking, name="booking"),
    path("centre/bookings/<uuid:pk>/photo.jpg", bookings.booking_photo, name="booking_photo"),
    path("centre/bookings/<uuid:pk>/<slug:act>/", bookings.booking_act, name="booking_act"),
    path("n/b/<str:code>/", neighbours.public_booking, name="public_booking"),
    path("n/b/<str:code>/back/", neighbours.public_booking_cancel, name="public_booking_cancel"),
    path("n/b/<str:code>/booking.ics", neighbours.booking_calendar, name="booking_calendar"),
]
BOOKS = [
    path("centre/<uuid:pk>/books/", books.books, name="books"),
    path("centre/<uuid:pk>/books/scan/", books.scan, name="book_scan"),
    path("centre/<uuid:pk>/books/add/", books.add, name="book_add"),
    path("centre/<uuid:pk>/books/cards/", books.cards, name="cards"),
    path("centre/books/<uuid:pk>/", books.book, name="book_page"),
    path("centre/books/<uuid:pk>/<slug:act>/", books.book_act, name="book_act"),
    path("centre/cards/<uuid:pk>/", books.card, name="card"),
    path("centre/cards/<uuid:pk>/card.pdf", books.card_paper, name="card_paper"),
    path("n/<slug:key>/books/", books.public_books, name="public_books"),
]
CALENDAR = [
    path("centre/<uuid:pk>/calendar/", calendars.calendar, name="calendar"),
    path("n/<slug:key>/calendar/", calendars.public_calendar, name="public_calendar"),
    path("n/<slug:key>/calendar-<slug:size>.pdf", calendars.calendar_paper, name="calendar_paper"),
    path("n/<slug:key>/calendar.ics", calendars.feed, name="calendar_feed"),
]
ACTIVITIES = [
    path("centre/<uuid:pk>/activities/", activities.activities, name="activities"),
    path("centre/<uuid:pk>/activities/new/", activities.plan, name="activity_plan"),
    path("centre/activities/<uuid:pk>/", activities.activity, name="activity"),
    path("centre/<uuid:pk>/activities/figures/", afterwards.figures, name="activity_figures"),
    path("centre/<uuid:pk>/activities/hours/", afterwards.hours, name="helper_hours"),
    path("centre/activities/<uuid:pk>/poster-<slug:size>.pdf", afterwards.poster, name="poster"),
    path("centre/activities/<uuid:pk>/poster.png", afterwards.poster_picture, name="poster_picture"),
    path("centre/activities/<uuid:pk>/photos/", afterwards.photos, name="activity_photos"),
    path("centre/activities/<uuid:pk>/photos/<uuid:photo>.jpg", afterwards.photo, name="activity_photo"),
    path("centre/activities/<uuid:pk>/door/", activities.door, name="door"),
    path("centre/activities/<uuid:pk>/<slug:act>/", activities.activity_act, name="activity_act"),
    path("n/s/<str:code>/", signups.signup, name="signup"),
    path("n/s/<str:code>/activity.ics", signups.signup_calendar, name="signup_calendar"),
    path("n/s/<str:code>/<slug:act>/", signups.signup_act, name="signup_act"),
    path("n/<slug:key>/a/<slug:code>/photos/<uuid:photo>.jpg", afterwards.public_photo, name="public_photo"),
    path("n/<slug:key>/a/<slug:code>/", signups.public_activity, name="public_activity"),
]
HOUSES = [
    path("centre/new/", setup.new, name="new"),
    path("centre/<uuid:pk>/setup/", setup.setup, name="setup"),
    path("centre/<uuid:pk>/setup/<slug:act>/", setup.act, name="setup_act"),
    path("centre/<uuid:pk>/about/", setup.about, name="about"),
    path("centre/<uuid:pk>/plates.pdf", setup.plates, name="plates"),
    path("centre/<uuid:pk>/people/", people.people, name="people"),
    path("centre/<uuid:pk>/people/<slug:act>/", people.act, name="people_act"),
    path("centre/<uuid:pk>/1223/", structure.structure, name="structure"),
    path("centre/<uuid:pk>/1223/<slug:field>.jpg", structure.document, name="structure_document"),
    path("n/<slug:key>/1223/<slug:field>.jpg", structure.public_document, name="structure_paper"),
    path("n/i/<str:token>/", people.invitation, name="invitation"),
]
NEIGHBOURS = [
    path("n/<slug:key>/rooms/<slug:code>/", neighbours.room, name="room"),
    path("n/f/", follow.find, name="follow_find"),
    path("n/f/<str:code>/", follow.follow, name="follow"),
    path("n/f/<str:code>/answer/", follow.answer, name="follow_answer"),
    path("n/f/<str:code>/pictures/<str:picture>.jpg", follow.picture, name="follow_picture"),
    path("n/<slug:key>/privacy/", neighbours.privacy, name="privacy"),
    path("n/<slug:key>/wall/", figures.wall, name="wall"),
    path("n/<slug:key>/council/", council.public, name="council"),
    path("n/<slug:key>/council/<uuid:pk>.pdf", council.public_minutes, name="public_minutes"),
    path("n/<slug:key>/receipts/<uuid:pk>.jpg", money.receipt, name="receipt"),
    path("n/<slug:key>/", neighbours.neighbour, name="neighbour"),
]

urlpatterns = [*RECEPTION, *COUNCIL, *ROOMS, *ACTIVITIES, *CALENDAR, *BOOKS, *HOUSES, *NEIGHBOURS]
