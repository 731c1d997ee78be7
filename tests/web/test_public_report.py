"""A resident without an account: reports in three taps, joins the neighbours, follows, rates, has it taken up again."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from factories import areas as make
from factories import public as make_public
from factories.incidents import DEPTH, PLAIN, WATER, Way, asking, photo
from fengqiao.areas import selectors as selected
from fengqiao.areas import services as draw
from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock
from fengqiao.core.models import JournalEntry
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import Attempt, Evidence, Follower, Incident, Rating, Reminder
from fengqiao.incidents.selectors import ReportPlaceView, Step
from fengqiao.incidents.services import limits

pytestmark = pytest.mark.django_db
GUEST = {"Accept-Language": "zh-hans"}


@pytest.fixture
def way() -> Way:
    return Way.lay()


@pytest.fixture
def plate(way: Way) -> ReportPlaceView:
    return make_public.plate(way.village, "灯杆 045")


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", content, "image/jpeg")


def send(plate: ReportPlaceView | None, **data: Any) -> Any:
    values: dict[str, Any] = {"ticket": services.fresh_ticket(), "category": WATER, **data}
    if plate is not None:
        values = {"lon": plate.lon, "lat": plate.lat, **values}
    address = reverse("incidents:report", args=[plate.token]) if plate else reverse("incidents:report_start")
    return Client(headers=GUEST).post(address, values)


def read(name: str, *args: object) -> str:
    return Client(headers=GUEST).get(reverse(f"incidents:{name}", args=args)).content.decode()


def test_the_form_offers_only_what_residents_may_report(plate: ReportPlaceView) -> None:
    services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM)
    page = read("report", plate.token)
    assert "灯杆 045" in page
    assert 'value="H01080"' in page
    for hidden in ("D0180", "D01", "camera-water", "test-dispute"):
        assert f'value="{hidden}"' not in page
    assert send(plate, category="D0180").status_code == 422
    assert Incident.objects.count() == 0


def test_three_taps_make_an_event_without_a_name(plate: ReportPlaceView) -> None:
    answer = send(plate, photo=upload(photo()))
    assert answer.status_code == 302
    event = Incident.objects.get()
    assert (event.source, event.place, event.area_id) == ("resident", "灯杆 045", plate.area_id)
    follower = Follower.objects.get()
    assert (follower.anonymous, follower.phone, follower.name) == (True, "", "")
    assert Evidence.objects.get().kind == "before"
    card = Client(headers=GUEST).get(answer["Location"]).content.decode()
    assert selectors.spoken(event.code) in card
    assert "<svg" in card


def test_a_double_send_is_one_event(plate: ReportPlaceView) -> None:
    ticket = services.fresh_ticket()
    first = send(plate, ticket=ticket, photo=upload(photo()), text="井盖松了")
    again = send(plate, ticket=ticket, photo=upload(photo()), text="井盖松了", new="1")
    assert (first["Location"], first.status_code) == (again["Location"], 302)
    assert (Incident.objects.count(), Follower.objects.count(), Evidence.objects.count()) == (1, 1, 1)


def test_another_matter_in_the_same_form_is_not_swallowed(plate: ReportPlaceView) -> None:
    ticket = services.fresh_ticket()
    send(plate, ticket=ticket, text="井盖松了")
    answer = send(plate, ticket=ticket, text="另外还有积水", category=PLAIN, new="1")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "已经提交过" in page
    assert "另外还有积水" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"no photo at all", "不是可保存的照片"), (b"\xff\xd8\xff" + b"0" * 200, "不是可保存的照片"), (b"", "空的")],
)
def test_what_is_no_photo_is_refused_and_the_text_stays(plate: ReportPlaceView, content: bytes, words: str) -> None:
    answer = send(plate, photo=upload(content), text="这段话不能丢", phone="13800001234")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Incident.objects.count() == 0
    for kept in ("这段话不能丢", "13800001234", f'value="{WATER}" checked'):
        assert kept in page
    assert words in page or "照片" in page.split('role="alert"')[1].split("</div>")[0]


def test_a_photo_that_is_too_large_is_refused_before_it_is_read(
    plate: ReportPlaceView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengqiao.incidents.forms.public.MAX_BYTES", 1000)
    answer = send(plate, photo=upload(photo(size=(400, 300))), text="还在")
    assert answer.status_code == 422
    assert "照片太大" in answer.content.decode()
    assert "还在" in answer.content.decode()


def test_eighty_megabytes_and_another_county_are_said_and_the_text_stays(way: Way, plate: ReportPlaceView) -> None:
    county = selected.area(selected.area(way.village.id).lineage[0])
    draw.draw_boundary(area_id=county.id, outline=make.square(113.5, 23.7, 0.3), actor=SYSTEM)
    far = {"lon": "121.47", "lat": "31.23", "area": str(way.village.id)}
    for answer in (
        send(plate, photo=upload(photo() + b"0" * (80 * 1024 * 1024)), text="这段话不能丢"),
        send(None, text="这段话不能丢", **far),
    ):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'role="alert"' in page
        assert "这段话不能丢" in page
    assert Incident.objects.count() == 0


def test_another_mistake_does_not_cost_the_photo(plate: ReportPlaceView) -> None:
    ticket = services.fresh_ticket()
    answer = send(plate, ticket=ticket, category="", photo=upload(photo(33)))
    assert "照片已保留" in answer.content.decode()
    assert send(plate, ticket=ticket).status_code == 302
    assert Evidence.objects.count() == 1
    assert services.held(ticket) is None


def test_script_in_a_text_stays_text(plate: ReportPlaceView) -> None:
    evil = "<script>alert(1)</script>𠮷"
    answer = send(plate, text=evil, place='"><img src=x onerror=alert(2)>', category="")
    assert "<script>alert" not in answer.content.decode()
    assert "<img src=x" not in answer.content.decode()
    done = send(plate, text=evil, place='"><img src=x onerror=alert(2)>')
    follow = Client(headers=GUEST).get(done["Location"].replace("card/", "")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;𠮷" in follow
    assert "<img src=x" not in follow


def test_a_text_that_is_too_long_is_said_and_kept(plate: ReportPlaceView) -> None:
    page = send(plate, text="长" * 10_000).content.decode()
    assert "最多 1000" in page
    assert "长" * 10_000 in page


def test_without_a_plate_the_village_or_the_position_says_where(way: Way) -> None:
    assert "请说明在哪里" in send(None).content.decode()
    assert "请写明具体地点" in send(None, area=way.village.id).content.decode()
    assert send(None, area=way.village.id, place="村口").status_code == 302
    make.grid(way.village)
    answer = send(None, lon="113.6345", lat="23.7845", category=PLAIN, new="1")
    assert answer.status_code == 302
    assert Incident.objects.filter(lon__isnull=False).get().area_id == way.village.id


@pytest.mark.parametrize("where", [{"lon": "nan", "lat": "1"}, {"lon": "999", "lat": "1"}, {"lon": "x", "lat": "y"}])
def test_a_position_that_is_none_is_refused(way: Way, where: dict[str, str]) -> None:
    assert send(None, area=way.village.id, **where).status_code == 422


def test_neighbours_are_joined_instead_of_repeating(way: Way, plate: ReportPlaceView) -> None:
    event, _ticket = make_public.reported(way.village, lon=plate.lon, lat=plate.lat)
    asked = send(plate, text="路灯不亮了")
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "1 位邻居已经报过这件事" in page
    assert f'name="join" value="{event.id}"' in page
    mine = services.fresh_ticket()
    joined = send(plate, ticket=mine, text="我家门口也黑", join=event.id, photo=upload(photo(44)))
    assert joined.status_code == 302
    assert Incident.objects.count() == 1
    assert Follower.objects.filter(incident_id=event.id).count() == 2
    follow = read("follow", mine)
    assert "2 人在跟进" in follow
    assert "我家门口也黑" in follow
    assert "路灯不亮</p>" not in follow  # the neighbour's words are the neighbour's


def test_what_is_not_offered_cannot_be_joined(way: Way, plate: ReportPlaceView) -> None:
    far, _ticket = make_public.reported(way.village, lon=113.66, lat=23.70)
    assert send(plate, join=far.id).status_code == 422
    assert Follower.objects.filter(incident=far.id).count() == 1


def test_it_can_be_another_matter_all_the_same(way: Way, plate: ReportPlaceView) -> None:
    make_public.reported(way.village, lon=plate.lon, lat=plate.lat)
    assert send(plate, new="1").status_code == 302
    assert Incident.objects.count() == 2


def test_a_required_question_is_asked_before_it_is_sent(plate: ReportPlaceView) -> None:
    asking(DEPTH)
    asked = send(plate, category="test-asks")
    assert asked.status_code == 200
    assert "水深（厘米）" in asked.content.decode()
    wrong = send(plate, category="test-asks", **{"answer-depth": "很深"})
    assert wrong.status_code == 422
    assert 'value="很深"' in wrong.content.decode()
    assert send(plate, category="test-asks", **{"answer-depth": "30"}).status_code == 302
    assert Incident.objects.get().details == {"depth": 30}


def test_a_phone_number_is_kept_for_those_who_call_back_and_nowhere_else(plate: ReportPlaceView) -> None:
    ticket = services.fresh_ticket()
    assert send(plate, ticket=ticket, phone="138 0000 1234").status_code == 302
    assert Follower.objects.get().anonymous is False
    entries = " ".join(str((one.payload, one.private)) for one in JournalEntry.objects.all())
    assert "0000 1234" not in entries
    assert "0000 1234" not in read("follow", ticket)
    assert "不是电话号码" in send(plate, phone="call me").content.decode()


def test_a_strangers_ticket_shows_nothing(way: Way) -> None:
    event, ticket = make_public.reported(way.village)
    for wrong in (services.fresh_ticket(), ticket[:-1] + ("2" if ticket[-1] != "2" else "3"), "x" * 300, "%00"):
        answer = Client(headers=GUEST).get(f"/f/{wrong}/")
        assert answer.status_code == 404
        assert event.code not in answer.content.decode()
    assert Client().post(reverse("incidents:follow_rate", args=[event.code]), {"stars": 1}).status_code == 404
    assert Client().post(reverse("incidents:follow_reopen", args=[event.code]), {"reason": "x"}).status_code == 404


def test_a_code_shows_what_is_public_and_a_dispute_nothing(way: Way) -> None:
    event, _ticket = make_public.reported(way.village, text="我的秘密", photo=photo(55))
    page = read("follow", event.code)
    assert "收到上报" in page
    assert "我的秘密" not in page
    assert "<img" not in page.split("<main")[1].split("</main>")[0]
    dispute = way.reported("test-dispute")
    assert Client().get(f"/f/{dispute.code}/").status_code == 404


def test_guessing_is_limited(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.MOST, limits.What.GUESS, 3)
    event, ticket = make_public.reported(way.village)
    client = Client()
    assert [client.get("/f/2222AAAA/").status_code for _ in range(4)] == [404, 404, 404, 429]
    assert client.get(f"/f/{event.code}/").status_code == 429
    assert client.get(f"/f/{ticket}/").status_code == 200
    assert client.get(f"/f/{event.code}/", REMOTE_ADDR="10.0.0.9").status_code == 200
    assert not Attempt.objects.filter(who__contains="127").exists()


def test_reporting_is_limited_and_nothing_is_lost(plate: ReportPlaceView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.MOST, limits.What.REPORT, 1)
    assert send(plate).status_code == 302
    answer = send(plate, text="第二件", category=PLAIN)
    assert answer.status_code == 429
    assert "第二件" in answer.content.decode()
    assert Incident.objects.count() == 1


def test_a_ticket_is_read_however_it_is_typed(way: Way) -> None:
    event, ticket = make_public.reported(way.village)
    typed = f"{ticket[:4]}-{ticket[4:8]}-{ticket[8:]}".lower()
    assert event.spoken in read("follow", typed)
    answer = Client().get("/f/", {"code": f" {event.spoken} "})
    assert answer["Location"] == f"/f/{event.code}/"


def test_the_page_names_the_agency_and_no_person(way: Way) -> None:
    event, ticket = make_public.reported(way.village, photo=photo(66))
    for step in (Step.ACCEPT, Step.DISPATCH, Step.SIGN):
        way.take(step, event)
    page = read("follow", ticket)
    assert "测试村委会" in page
    assert way.secretary.name not in page
    assert "已开始处理" in page


def test_one_tap_rates_and_words_may_follow(village_done: tuple[str, object]) -> None:
    ticket, event_id = village_done
    client = Client(headers=GUEST)
    address = reverse("incidents:follow_rate", args=[ticket])
    assert "办得好不好" in read("follow", ticket)
    assert client.post(address, {"stars": "4"}).status_code == 302
    assert Rating.objects.get().stars == 4
    assert 'value="4" aria-pressed="true"' in read("follow", ticket)
    client.post(address, {"stars": "2", "note": "来得太慢"})
    assert [(one.stars, one.note) for one in Rating.objects.filter(incident_id=event_id)] == [(2, "来得太慢")]
    client.post(address, {"stars": "9"})
    assert Rating.objects.get().stars == 2


def test_it_is_reopened_with_a_reason_and_a_photo(village_done: tuple[str, object]) -> None:
    ticket, event_id = village_done
    client = Client(headers=GUEST)
    address = reverse("incidents:follow_reopen", args=[ticket])
    assert client.post(address, {"reason": ""}).status_code == 422
    broken = client.post(address, {"reason": "灯又灭了", "photo": upload(b"nothing")})
    assert broken.status_code == 422
    assert "灯又灭了" in broken.content.decode()
    assert Incident.objects.get(pk=event_id).state == "closed"
    assert client.post(address, {"reason": "灯又灭了", "photo": upload(photo(77))}).status_code == 302
    event = Incident.objects.get(pk=event_id)
    assert (event.state, event.round) == ("reopened", 2)
    assert event.evidence.filter(round=2, kind="before").count() == 1
    assert client.post(address, {"reason": "再来一次"}).status_code == 409


@pytest.fixture
def village_done() -> tuple[str, object]:
    event, ticket = make_public.finished(make.village())
    return ticket, event.id


def test_pictures_are_public_once_somebody_looked(way: Way, plate: ReportPlaceView) -> None:
    event, ticket = make_public.reported(way.village, photo=photo(88, (1600, 1200)), lon=plate.lon, lat=plate.lat)
    pk = selectors.evidence_of(event.id)[0].id
    address = reverse("incidents:report_picture", args=[pk])
    assert Client().get(address).status_code == 404
    own = Client().get(reverse("incidents:follow_picture", args=[ticket, pk]))
    assert own["Content-Type"] == "image/jpeg"
    way.take(Step.ACCEPT, event)
    answer = Client().get(address)
    assert answer.status_code == 200
    assert max(Image.open(io.BytesIO(answer.content)).size) == 480
    assert address in send(plate).content.decode()
    services.add_evidence(
        incident_id=event.id, kind="before", content=photo(89), ticket=ticket, actor=services.STRANGER
    )
    later = next(one for one in selectors.evidence_of(event.id) if one.id != pk)
    assert Client().get(reverse("incidents:report_picture", args=[later.id])).status_code == 404


def test_a_merged_report_is_followed_where_it_went(way: Way) -> None:
    kept, _other = make_public.reported(way.village)
    event, ticket = make_public.reported(way.village)
    services.merge(incident_id=event.id, into=kept.id, reason="同一件事", actor=way.operator)
    page = read("follow", ticket)
    assert kept.spoken in page
    assert f"您上报的 {event.spoken} 已并到这里" in page


def test_who_was_refused_reads_the_reason(way: Way) -> None:
    event, ticket = make_public.reported(way.village)
    services.reject(incident_id=event.id, reason="不属于本镇管辖", actor=way.operator)
    assert "不属于本镇管辖" in read("follow", ticket)
    assert "不属于本镇管辖" not in read("follow", event.code)


def test_an_unknown_plate_leads_to_the_report_without_a_place() -> None:
    answer = Client(headers=GUEST).get("/r/ABCDEFGHJK/", follow=True)
    assert answer.redirect_chain == [("/r/", 302)]
    assert "已停用" in answer.content.decode()


def test_the_map_shows_plates_near_by(plate: ReportPlaceView) -> None:
    answer = Client(headers=GUEST).get(reverse("incidents:report_around"), {"lon": plate.lon, "lat": plate.lat})
    assert "灯杆 045" in answer.content.decode()
    assert Client().get(reverse("incidents:report_around"), {"lon": "nan", "lat": "1"}).status_code == 404


def test_the_page_tells_who_was_asked_to_help_and_why_it_takes_its_time(way: Way) -> None:
    services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM)
    services.load_deadlines(services.shipped_deadlines(), actor=SYSTEM)
    event, ticket = make_public.reported(way.village)
    for step in (Step.ACCEPT, Step.DISPATCH, Step.SIGN):
        way.take(step, event)
    power = make.organisation(way.village, name="测试供电所")
    task = services.ask_to_join(incident_id=event.id, organisation_id=power.id, what="密语断电", actor=way.secretary)
    services.refuse_task(task_id=task.id, reason="密语推辞", actor=SYSTEM)
    services.ask_again(task_id=task.id, reason="密语再问", actor=way.dispatcher)
    services.answer_task(task_id=task.id, answer="密语已断", actor=SYSTEM)
    until = clock.now() + timedelta(days=3)
    asked = services.ask_suspension(incident_id=event.id, until=until, reason="密语等件", actor=way.secretary)
    services.approve_request(request_id=asked.id, actor=way.dispatcher)
    services.resume_clock(request_id=asked.id, actor=way.dispatcher)
    more = services.ask_extension(incident_id=event.id, amount=1, reason="密语延期", actor=way.secretary)
    services.approve_request(request_id=more.id, actor=way.dispatcher)
    services.supervise(incident_id=event.id, level=1, reason="密语督办", actor=way.dispatcher)
    page = read("follow", ticket)
    for words in (
        "已请测试供电所协助",
        "测试供电所不能协助",
        "已再次请测试供电所协助",
        "测试供电所 已完成协同部分",
        "时限暂停",
        "继续办理",
        "已同意延长时限",
        "上级正在督办",
    ):
        assert words in page, words
    assert "密语" not in page


def test_a_follower_reminds_once_a_day_and_reads_the_answer(way: Way) -> None:
    event, ticket = make_public.reported(way.village)
    for step in (Step.ACCEPT, Step.DISPATCH, Step.SIGN):
        way.take(step, event)
    client = Client(headers=GUEST)
    address = reverse("incidents:follow_remind", args=[ticket])
    assert client.post(address, {"text": " "}).status_code == 422
    assert client.post(address, {"text": "什么时候修？"}).status_code == 302
    again = client.post(address, {"text": "怎么还没来"})
    assert again.status_code == 422
    assert "怎么还没来" in again.content.decode()
    (reminder,) = selectors.reminders_of(event.id)
    assert (reminder.text, reminder.organisation_id) == ("什么时候修？", way.committee.id)
    services.reply_reminder(reminder_id=reminder.id, reply="明天上午到", actor=way.secretary)
    assert "明天上午到" in read("follow", ticket)
    assert "明天上午到" not in read("follow", event.code)
    Reminder.objects.update(at=clock.now() - timedelta(hours=25))
    assert client.post(address, {"text": "又过了一天"}).status_code == 302
    assert Client().post(reverse("incidents:follow_remind", args=[event.code]), {"text": "x"}).status_code == 404


def test_what_is_over_is_not_reminded_of(village_done: tuple[str, object]) -> None:
    ticket, event_id = village_done
    answer = Client(headers=GUEST).post(reverse("incidents:follow_remind", args=[ticket]), {"text": "好了吗"})
    assert answer.status_code == 422
    assert not Reminder.objects.filter(incident=event_id).exists()


def test_who_reported_deletes_their_number_and_follows_on(way: Way) -> None:
    event, ticket = make_public.reported(way.village, phone="13800001234")
    other = make_public.reported(way.village, phone="13800005678")[1]
    assert "删除我的电话" in read("follow", ticket)
    address = reverse("incidents:follow_forget", args=[ticket])
    for path, status in ((address.replace(ticket, event.code), 404), (address, 302), (address, 302)):
        assert Client(headers=GUEST).post(path).status_code == status
    assert list(Follower.objects.values_list("phone", flat=True).order_by("phone")) == ["", "13800005678"]
    assert Follower.objects.get(phone="").anonymous
    assert JournalEntry.objects.filter(kind="incidents.contact_forgotten").count() == 1
    page = read("follow", ticket)
    assert ("删除我的电话" in page, "路灯不亮" in page) == (False, True)
    assert "删除我的电话" in read("follow", other)
    for digits, hits in (("13800001234", 0), ("13800005678", 1)):
        assert len(selectors.find(way.dispatcher, selectors.Wanted(text=digits)).hits) == hits
