"""The book corner: one reader at a time, a child only with a guardian, bar codes read from a photo."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from PIL import Image, ImageDraw

from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import services
from fengqiao.centre.models import Loan, ReadingCard
from fengqiao.centre.selectors import CentreView, books
from fengqiao.centre.selectors.books import BookView, CardView
from fengqiao.centre.services import CentreRefused, InputRefused
from fengqiao.centre.services.barcodes import read_barcode
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.services import PictureNotKept

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
ISBN = "9787302511625"


def a_book(house: CentreView, title: str = "山里的来信", **more: Any) -> BookView:
    return services.add_book(centre_id=house.id, title=title, actor=SYSTEM, **more)


def a_card(house: CentreView, name: str = "江阿婆", **more: Any) -> CardView:
    return services.open_card(centre_id=house.id, name=name, actor=SYSTEM, **more)


def test_lent_and_back_one_reader_at_a_time() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        member = make_centre.member(house)
        one, card, other = a_book(house), a_card(house), a_card(house, "陳婆婆")
        loan = services.lend(book_id=one.id, card_id=card.id, actor=member)
        assert (loan.name, loan.due) == ("江阿婆", date(2026, 12, 26))
        with pytest.raises(CentreRefused):
            services.lend(book_id=one.id, card_id=other.id, actor=member)
        with pytest.raises(CentreRefused):
            services.withdraw_book(book_id=one.id, actor=member)
        with pytest.raises(CentreRefused):
            services.close_card(card_id=card.id, actor=member)
        assert books.cards(house.id)[0].id == card.id
        services.take_back_book(book_id=one.id, actor=member)
        with pytest.raises(CentreRefused):
            services.take_back_book(book_id=one.id, actor=member)
        services.lend(book_id=one.id, card_id=other.id, actor=member)
        (found,) = books.books(house.id, query="shanli")
        assert (found.read, found.out.name if found.out else "") == (2, "陳婆婆")
        assert [each.title for each in books.most_read(house.id)] == ["山里的来信"]
        elsewhere = make_centre.centre()
        for wrong in (
            {"book_id": one.id, "card_id": card.id, "actor": make_centre.member(elsewhere)},
            {"book_id": a_book(house).id, "card_id": a_card(elsewhere).id, "actor": SYSTEM},
        ):
            with pytest.raises(NotYours):
                services.lend(**wrong)
        for number in range(4):
            services.lend(book_id=a_book(house, f"书{number}").id, card_id=other.id, actor=member)
        with pytest.raises(CentreRefused):
            services.lend(book_id=a_book(house).id, card_id=other.id, actor=member)


def test_reminders_come_two_days_before_and_stay_until_told() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        one = a_book(house)
        loan = services.lend(book_id=one.id, card_id=a_card(house).id, actor=SYSTEM)
        assert books.to_remind(house.id) == []
    for days, late in ((28, False), (30, False), (31, True)):
        with clock.fixed(NOW + timedelta(days=days)):
            assert [each.late for each in books.to_remind(house.id)] == [late]
    with clock.fixed(NOW + timedelta(days=31)):
        services.tell_loan(loan_id=loan.id, actor=SYSTEM)
    for days, again in ((31, 0), (37, 0), (38, 1)):  # who still has it a week later is on the list once more
        with clock.fixed(NOW + timedelta(days=days)):
            assert (len(books.to_remind(house.id)), books.count_to_remind(house.id)) == (again, again)
    services.take_back_book(book_id=one.id, actor=SYSTEM)
    with clock.fixed(NOW + timedelta(days=40)):
        assert books.to_remind(house.id) == []


def test_the_evenings_timer_reminds_once_a_week_and_never_of_what_is_back() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        late, back = a_book(house), a_book(house, "慢慢走")
        for one in (late, back):
            services.lend(book_id=one.id, card_id=a_card(house, one.title).id, actor=SYSTEM)
        services.take_back_book(book_id=back.id, actor=SYSTEM)
    counted = []
    for days in (27, 28, 29, 34, 35, 42):
        with clock.fixed(NOW + timedelta(days=days)):
            counted.append(services.remind_books())
            assert services.remind_books() == 0
    assert counted == [0, 1, 0, 0, 1, 1]
    entries = [one for one in journal.history(f"centre:{house.id}") if one.kind == "centre.loan_reminder"]
    assert [one.payload["late"] for one in entries] == [False, True, True]
    assert Loan.objects.get(book_id=late.id).reminded_at == NOW + timedelta(days=42)


def test_the_readers_own_page_says_what_is_due_and_nothing_about_who() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        client = signed_in(make_centre.member(house))
        one, card = (
            a_book(house, "<b>山</b>"),
            a_card(house, "小宝", phone="1000000001", child=True, guardian="柳妈妈", consents=True),
        )
        empty = page_of(card.code)
        loan = services.lend(book_id=one.id, card_id=card.id, actor=SYSTEM)
        fresh = page_of(card.code)
    assert 'role="alert"' not in empty + fresh
    assert "还没有借书" in empty
    with clock.fixed(NOW + timedelta(days=29)):
        assert "两天内到期" in page_of(card.code.lower())
        assert "1 本要提醒" in client.get(f"/centre/{house.id}/").content.decode()
        services.tell_loan(loan_id=loan.id, actor=SYSTEM)
        assert "中心 12-25 提醒过您" in page_of(f"{card.code[:4]}-{card.code[4:]}")
    with clock.fixed(NOW + timedelta(days=31)):
        late = page_of(card.code)
        assert "请还书" in late
        assert "&lt;b&gt;山&lt;/b&gt;" in late
        assert not [secret for secret in ("小宝", "柳妈妈", "1000000001") if secret in late]
        where = f"/n/{house.key}/books/"
        assert Client().get(where, {"card": card.code})["Location"] == f"/n/c/{card.code}/"
        assert 'role="alert"' in Client().get(where, {"card": "GUESSED2"}).content.decode()
    services.take_back_book(book_id=one.id, actor=SYSTEM)
    services.close_card(card_id=card.id, actor=SYSTEM)
    for wrong in (card.code, "GUESSED2", "%00%00%00%00", "太长的编号" * 20):
        assert Client().get(f"/n/c/{wrong}/").status_code == 404


def page_of(code: str) -> str:
    answer = Client(headers={"accept-language": "zh-CN"}).get(f"/n/c/{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_read_what_is_forgotten_and_a_card_that_nobody_uses_closes_by_itself() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        idle, reads, keeps = (a_card(house, name, phone="1000000001") for name in ("甲", "乙", "丙"))
        first, second = a_book(house), a_book(house, "慢慢走")
        services.lend(book_id=first.id, card_id=reads.id, actor=SYSTEM)
        services.lend(book_id=second.id, card_id=keeps.id, actor=SYSTEM)
    with clock.fixed(NOW + timedelta(days=10)):
        services.take_back_book(book_id=first.id, actor=SYSTEM)
    for days, forgotten in ((39, 0), (40, 0), (41, 1), (41, 0)):
        with clock.fixed(NOW + timedelta(days=days)):
            assert services.forget_readers() == forgotten
    (history,) = books.loans_of(book_id=first.id)
    assert (history.card_id, history.name, history.phone) == (None, "", "")
    assert books.loans_of(card_id=reads.id) == []
    assert [one.title for one in books.most_read(house.id)] == ["山里的来信", "慢慢走"]
    with clock.fixed(NOW + timedelta(days=100)):
        services.lend(book_id=first.id, card_id=reads.id, actor=SYSTEM)
        services.take_back_book(book_id=first.id, actor=SYSTEM)
    with clock.fixed(NOW + timedelta(days=365)):
        services.forget_readers()
        assert {one.name for one in books.cards(house.id)} == {"甲", "乙", "丙"}
    with clock.fixed(NOW + timedelta(days=366)):
        assert services.forget_readers() == 1
        assert {one.name for one in books.cards(house.id)} == {"乙", "丙"}  # read in between; still has a book
    assert ReadingCard.objects.get(pk=idle.id).phone == ""
    assert all(
        "card" not in one.payload for one in journal.history(f"centre:{house.id}") if one.kind == "centre.book_lent"
    )
    assert journal.verify() == []
    with pytest.raises(IntegrityError), transaction.atomic():  # what is out is with somebody
        Loan.objects.filter(returned_at=None).update(card=None)


def test_numbers_are_checked_and_a_known_one_brings_its_title() -> None:
    house, other = make_centre.centre(), make_centre.centre()
    for wrong in ("9787302511624", "123", "6901028075763"):
        with pytest.raises(InputRefused):
            a_book(house, isbn=wrong)
    with pytest.raises(InputRefused):
        a_book(house, " ", isbn=ISBN)
    a_book(house, "慢慢走", isbn="7-302-51162-4", author="某人", donor="石叔")
    assert books.known(ISBN) == ("慢慢走", "某人")
    assert books.by_number(other.id, ISBN) == []
    assert books.known("9780306406157") is None


def test_a_childs_card_needs_a_guardian_and_closing_erases() -> None:
    house = make_centre.centre()
    for wrong in ({"guardian": "柳妈妈"}, {"consents": True}):
        with pytest.raises(InputRefused):
            a_card(house, "小宝", child=True, **wrong)
    with pytest.raises(InputRefused):
        a_card(house, " ")
    card = a_card(house, "小宝", phone="1000000001", child=True, guardian="柳妈妈", consents=True)
    with pytest.raises(CentreRefused):
        a_card(house, "小宝", phone="100 0000 001")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingCard.objects.create(centre_id=house.id, code="X", name="小宝", child=True)
    services.close_card(card_id=card.id, actor=SYSTEM)
    row = ReadingCard.objects.get()
    assert (row.name, row.phone, row.phone_key, row.guardian) == ("", "", "", "")
    assert all(entry.private is None for entry in journal.history(f"card:{card.id}"))
    assert books.cards(house.id) == []


@pytest.mark.django_db(transaction=True)
def test_ten_who_lend_at_once_lend_once() -> None:
    house = make_centre.centre()
    one = a_book(house)
    cards = [a_card(house, f"读者{number}") for number in range(10)]

    def lend(card: CardView) -> None:
        try:
            services.lend(book_id=one.id, card_id=card.id, actor=SYSTEM)
        except CentreRefused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lend, cards))
    assert Loan.objects.count() == 1


def barcode(digits: str, *, turned: bool = False) -> bytes:
    """A photo of an EAN-13 bar code, drawn."""
    left = {"0": "0001101", "1": "0011001", "2": "0010011", "3": "0111101", "4": "0100011", "5": "0110001",
            "6": "0101111", "7": "0111011", "8": "0110111", "9": "0001011"}  # fmt: skip
    mirrored = {key: "".join("10"[int(bit)] for bit in value)[::-1] for key, value in left.items()}
    right = {key: "".join("10"[int(bit)] for bit in value) for key, value in left.items()}
    parity = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
    first = parity[int(digits[0])]
    bits = "101" + "".join(
        (left if kind == "L" else mirrored)[one] for kind, one in zip(first, digits[1:7], strict=True)
    )
    bits += "01010" + "".join(right[one] for one in digits[7:]) + "101"
    image = Image.new("L", (len(bits) * 4 + 240, 420), 255)
    draw = ImageDraw.Draw(image)
    for index, bit in enumerate(bits):
        if bit == "1":
            draw.rectangle((120 + index * 4, 90, 123 + index * 4, 330), fill=0)
    out = io.BytesIO()
    (image.rotate(90, expand=True) if turned else image).save(out, "JPEG", quality=85)
    return out.getvalue()


def test_a_bar_code_is_read_from_a_photo() -> None:
    assert read_barcode(barcode(ISBN)) == ISBN
    assert read_barcode(barcode(ISBN, turned=True)) == ISBN
    blank = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(blank, "PNG")
    assert read_barcode(blank.getvalue()) is None
    with pytest.raises(PictureNotKept):
        read_barcode(b"no photo at all")


def signed_in(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    user = User.objects.get(person_id=actor.person_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_scanning_leads_to_the_book_the_card_or_the_form() -> None:
    house = make_centre.centre()
    client = signed_in(make_centre.member(house))
    shelf = f"/centre/{house.id}/books/"
    photo = SimpleUploadedFile("code.jpg", barcode(ISBN), "image/jpeg")
    assert client.post(f"{shelf}scan/", {"photo": photo})["Location"] == f"{shelf}?q={ISBN}"
    assert f"{shelf}add/?isbn={ISBN}" in client.get(shelf, {"q": ISBN}).content.decode()
    assert client.post(f"{shelf}add/", {"isbn": ISBN}).status_code == 422
    made = client.post(f"{shelf}add/", {"isbn": ISBN, "title": "<b>山</b>", "donor": "石叔"})
    (one,) = books.books(house.id)
    assert made["Location"] == client.get(shelf, {"q": ISBN})["Location"] == f"/centre/books/{one.id}/"
    assert client.get(shelf, {"q": one.code.lower()})["Location"] == made["Location"]
    assert 'value="&lt;b&gt;山&lt;/b&gt;"' in client.get(f"{shelf}add/", {"isbn": ISBN}).content.decode()
    card = client.post(f"{shelf}cards/", {"name": "江阿婆"})["Location"]
    found = books.cards(house.id)[0]
    for scanned in (found.code, f"https://example.org/n/c/{found.code}/"):
        assert client.get(shelf, {"q": scanned})["Location"] == card
    assert client.get(f"{card}card.pdf").content.startswith(b"%PDF")
    client.post(f"/centre/books/{one.id}/lend/", {"card": str(found.id)})
    public = Client().get(f"/n/{house.key}/books/").content.decode()
    assert "&lt;b&gt;山&lt;/b&gt;" in public
    assert "江阿婆" not in public
    client.post(f"/centre/books/{one.id}/back/")
    assert Loan.objects.filter(returned_at__isnull=False).count() == 1
