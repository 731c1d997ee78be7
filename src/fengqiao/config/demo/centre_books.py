"""The invented centre's book corner: invented titles by nobody, who gave them, who has them. No book of the world."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.selectors import CentreView, books, centres
from fengqiao.config.demo.centre import NAME
from fengqiao.core import clock, journal

# Title, author, who gave it. Invented, so without numbers.
SHELF = (
    ("山里的来信", "竹临溪", "石叔"),
    ("慢慢走", "松望月", "石叔"),
    ("一条巷子的四季", "梅知春", ""),
    ("糍粑的一百种做法", "江阿婆", "江阿婆"),
    ("小满的纸船", "云拾光", "小满妈"),
    ("会修伞的爷爷", "雷见山", ""),
    ("河边的鱼什么时候睡觉", "青青", "小满妈"),
    ("听雨记", "石听雨", "松伯"),
    ("种菜笔记", "山伯", "山伯"),
    ("给孩子的星星", "秋渡", ""),
)
# Name, telephone, guardian of a child.
CARDS = (
    ("松伯", "1005000001", ""),
    ("小满", "1005000002", "小满妈"),
    ("青青", "1005000003", "青青爸"),
    ("竹婶", "", ""),
    ("陳婆婆", "1005000005", ""),
)
# Which book, which card, lent how many days ago, back after how many (0: still out).
LOANS = ((0, 0, 70, 20), (4, 1, 60, 12), (4, 2, 40, 15), (0, 3, 35, 0), (6, 1, 29, 0), (4, 4, 10, 0), (7, 0, 5, 0))


def seed(house: CentreView | None = None) -> None:
    """Fill the shelf, all or nothing; one with books is left as it is. Needs the centre."""
    found = house or next(one for one in centres(SYSTEM) if one.name == NAME)
    if books.books(found.id):
        return
    now = clock.now()
    with journal.unit():
        shelf = [
            services.add_book(centre_id=found.id, title=title, author=author, donor=donor, actor=SYSTEM)
            for title, author, donor in SHELF
        ]
        cards = [
            services.open_card(
                centre_id=found.id, name=name, phone=phone, child=bool(guardian), guardian=guardian,
                consents=bool(guardian), actor=SYSTEM,
            )
            for name, phone, guardian in CARDS
        ]  # fmt: skip
        for book, card, ago, after in LOANS:
            with clock.fixed(now - timedelta(days=ago)):
                services.lend(book_id=shelf[book].id, card_id=cards[card].id, actor=SYSTEM)
            if after:
                with clock.fixed(now - timedelta(days=ago - after)):
                    services.take_back_book(book_id=shelf[book].id, actor=SYSTEM)
