"""Papers are set by typst from data; what people write cannot become a command."""

from __future__ import annotations

from pathlib import Path

from fengqiao.ui.papers import pdf, png, qr_picture

TEMPLATE = """
#let it = json("data.json")
#set page(width: 80mm, height: auto)
#set text(font: ("Noto Sans SC", "Noto Sans CJK SC"))
#it.words
#image("qr.svg", width: 20mm)
"""


def test_a_paper_is_made_of_data_and_pictures(tmp_path: Path) -> None:
    template = tmp_path / "paper.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    files = {"qr.svg": qr_picture("https://example.org/n/ABC")}
    # Rare and traditional characters, and what would be a command if it were part of the template.
    data = {"words": '陳𠮷㛃 #panic("stop") $ \\ " </script>'}
    assert pdf(template, data, files).startswith(b"%PDF")
    assert png(template, data, files).startswith(b"\x89PNG")
