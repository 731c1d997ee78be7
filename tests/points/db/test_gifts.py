"""The store: pieces move, never out of nothing; budget, sheets, pictures, and who may."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, connections, transaction
from PIL import Image

from factories import areas as make
from factories.points import gift
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Gift, Lot, Shelf, StockMove
from fengqiao.points.services import GiftRefused, LotsRefused, OutOfStock, stock
from fengqiao.ui import workbooks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = date(2026, 11, 26)


@pytest.fixture
def town() -> AreaView:
    return make.town()


def take(gift_id: UUID) -> UUID:
    return stock.take(gift_id=gift_id, source=Place.STORE, target=Place.HELD, why="test", about=uuid4(), actor=SYSTEM)


def picture() -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (60, 40), "red")
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_pieces_are_in_store_once_they_came_in(town: AreaView) -> None:
    made = gift(town.id, pieces=5)
    found = selectors.gift(made)
    assert (found.free, found.held, found.out, found.missing) == (5, 0, 0, 0)
    assert services.verify_stock() == []


def test_the_oldest_lot_goes_first_and_nothing_below_zero(town: AreaView) -> None:
    made = gift(town.id, pieces=1)
    old = services.receive_lot(
        gift_id=made, supplier="B", received_on=date(2020, 1, 1), pieces=1, cents=1, actor=SYSTEM
    )
    assert take(made) == old
    assert take(made) != old
    with pytest.raises(OutOfStock):
        take(made)
    assert services.verify_stock() == []


def test_writing_off_needs_a_reason_and_the_pieces(town: AreaView) -> None:
    made = gift(town.id, pieces=3)
    lot = Lot.objects.get(gift=made)
    with pytest.raises(GiftRefused):
        services.write_off(lot_id=lot.pk, pieces=1, reason=" ", actor=SYSTEM)
    with pytest.raises(OutOfStock):
        services.write_off(lot_id=lot.pk, pieces=4, reason="wet", actor=SYSTEM)
    services.write_off(lot_id=lot.pk, pieces=2, reason="wet", actor=SYSTEM)
    assert (selectors.gift(made).free, selectors.gift(made).missing) == (1, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_shelf SET pieces = 99",
        "DELETE FROM points_shelf",
        "UPDATE points_stockmove SET pieces = 99",
        "DELETE FROM points_stockmove",
        "TRUNCATE points_stockmove",
        "INSERT INTO points_shelf (id, created_at, lot_id, place, pieces)"
        " SELECT gen_random_uuid(), now(), lot_id, 'out', 3 FROM points_stockmove",
        "INSERT INTO points_stockmove (id, lot_id, source, target, pieces, why, recorded_at)"
        " SELECT gen_random_uuid(), lot_id, 'store', 'out', 6, 'x', now() FROM points_stockmove",
        "INSERT INTO points_stockmove (id, lot_id, source, target, pieces, why, recorded_at)"
        " SELECT gen_random_uuid(), lot_id, 'held', 'out', 1, 'x', now() FROM points_stockmove",
    ],
)
def test_the_database_refuses(town: AreaView, statement: str) -> None:
    gift(town.id, pieces=5)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)
    assert services.verify_stock() == []


def test_a_changed_shelf_is_found(town: AreaView) -> None:
    gift(town.id, pieces=5)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE points_shelf DISABLE TRIGGER ALL")
        cursor.execute("UPDATE points_shelf SET pieces = 4")
        cursor.execute("ALTER TABLE points_shelf ENABLE TRIGGER ALL")
    (fault,) = services.verify_stock()
    assert "the moves say 5" in fault.problem


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_take_the_last_piece_once() -> None:
    made = gift(make.town().id, pieces=1)

    def one(_number: int) -> bool:
        try:
            with transaction.atomic():
                take(made)
        except OutOfStock:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(25) as pool:
        assert sum(pool.map(one, range(50))) == 1
    assert services.verify_stock() == []


def test_the_budget_of_the_year_holds(town: AreaView) -> None:
    clerk = make.actor(Role.STUDIO_CLERK, town.id)
    services.set_budget(town_id=town.id, year=2026, cents=10_000, actor=clerk)
    made = gift(town.id, pieces=9)  # 9 × 10 yuan
    with pytest.raises(GiftRefused, match=r"100\.00 yuan; with this lot it would be 110\.00"):
        services.receive_lot(gift_id=made, supplier="A", received_on=DAY, pieces=2, cents=1000, actor=clerk)
    services.receive_lot(gift_id=made, supplier="A", received_on=date(2027, 1, 1), pieces=2, cents=1000, actor=clerk)
    with pytest.raises(GiftRefused, match="spent already"):
        services.set_budget(town_id=town.id, year=2026, cents=8_000, actor=clerk)


def test_only_the_clerk_of_the_town_keeps_the_store(town: AreaView) -> None:
    made = gift(town.id, pieces=1)
    for actor in (make.actor(Role.AUDIT_ADMIN, town.id), make.actor(Role.STUDIO_CLERK, make.town().id)):
        with pytest.raises(NotYours):
            services.receive_lot(gift_id=made, supplier="A", received_on=DAY, pieces=2, cents=1, actor=actor)
        with pytest.raises(NotYours):
            services.add_gift(town_id=town.id, name="x", points=1, actor=actor)


def test_a_picture_is_made_anew_and_bombs_are_refused(town: AreaView) -> None:
    made = services.add_gift(town_id=town.id, name="Umbrella", points=5, picture=picture(), actor=SYSTEM)
    name = selectors.gift(made).picture
    with default_storage.open(name) as file:
        assert b"where I live" not in file.read()
    default_storage.delete(name)
    with pytest.raises(GiftRefused, match="no picture"):
        services.change_gift(gift_id=made, name="Umbrella", points=5, picture=b"GIF89a", actor=SYSTEM)


@pytest.mark.parametrize("values", [{"points": 0}, {"name": " "}, {"most_each": 0}, {"name": "Twice"}])
def test_gifts_that_are_none(town: AreaView, values: dict[str, object]) -> None:
    services.add_gift(town_id=town.id, name="Twice", points=1, actor=SYSTEM)
    with pytest.raises(GiftRefused):
        services.add_gift(**{"town_id": town.id, "name": "New", "points": 1, "actor": SYSTEM, **values})
    assert Gift.objects.count() == 1


def sheet(*rows: list[object]) -> bytes:
    head = ["礼品", "supplier", "received_on", "pieces", "yuan", "note"]
    return workbooks.write(head, list(rows), {})


def test_lots_come_in_by_excel_all_or_none(town: AreaView) -> None:
    made = gift(town.id, name="Torch")
    bad = sheet(
        ["Torch", "A", "2026-11-26", 5, "12.50", ""],
        ["Lamp", "A", "2026-11-26", 5, "12.50", ""],
        ["Torch", "A", "26.11.", 5, "12.50", ""],
        ["Torch", "A", "2026-11-26", "-5", "12.50", ""],
        ["Torch", "A", "2026-11-26", 5, "1.234", ""],
        ["Torch", "", "2026-11-26", 5, "1.20", ""],
    )
    with pytest.raises(LotsRefused, match="5 rows") as refused:
        services.import_lots(town_id=town.id, content=bad, actor=SYSTEM)
    assert StockMove.objects.count() == 0
    notes = workbooks.table(refused.value.annotated)
    assert [number for number, row in notes.rows.items() if row[-1]] == [3, 4, 5, 6, 7]
    good = sheet(["Torch", "A", "2026-11-26", 5, "12.50", "=1+1"], ["Torch", "A", "2026/11/27", 3, 9, ""])
    assert services.import_lots(town_id=town.id, content=good, actor=SYSTEM) == 2
    with pytest.raises(GiftRefused, match="before"):
        services.import_lots(town_id=town.id, content=good, actor=SYSTEM)
    assert selectors.gift(made).free == 8
    back = workbooks.table(services.export_lots(selectors.lots(town.id)))
    assert sorted(row[3] for row in back.rows.values()) == [3, 5]
    assert Shelf.objects.count() == 2
