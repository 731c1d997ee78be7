"""The tool that keeps the translations: what it finds in code and templates, and what it calls wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent.parent.parent


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, working on an invented package with one app."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    app = tmp_path / "shop"
    (app / "templates").mkdir(parents=True)
    (app / "__init__.py").write_text("")
    (app / "words.py").write_text('from x import gettext as _\nA = _("Bread")\n')
    (app / "templates" / "page.html").write_text(
        "<p>{% trans 'Milk, 3 %' %}</p>\n  {% if x %}{% blocktrans count n=n trimmed %}{{ n }} egg{% plural %}"
        "{{ n }} eggs{% endblocktrans %}{% endif %}\n\t{% pill _('Fresh') 'done' %} it's \"odd\" (text"
    )
    return module


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def test_texts_are_found_in_code_and_templates(tool: ModuleType) -> None:
    found = ids(tool.collected(tool.PACKAGE / "shop"))
    assert found == {"Bread", "Milk, 3 %%", ("%(n)s egg", "%(n)s eggs"), "Fresh"}


def test_what_is_not_translated_is_told(tool: ModuleType) -> None:
    assert any("zh_Hant" in line and "Bread" in line for line in tool.check())


def test_translated_texts_pass_and_are_kept_when_renewed(tool: ModuleType) -> None:
    app = tool.PACKAGE / "shop"
    for language in tool.LANGUAGES:
        tool.renew(app, tool.collected(app), language)
        path = tool.po_file(app, language)
        text = path.read_text().replace('msgstr ""', 'msgstr "好"').replace('msgstr[0] ""', 'msgstr[0] "%(n)s 个蛋"')
        path.write_text(text.replace('msgid ""\nmsgstr "好"', 'msgid ""\nmsgstr ""', 1))
        tool.renew(app, tool.collected(app), language)
    assert tool.check() == []
    assert tool.compile_all() == 2
    assert tool.po_file(app, "zh_Hans").with_suffix(".mo").stat().st_size > 0


def test_two_apps_must_not_say_one_text_differently(tool: ModuleType) -> None:
    app = tool.PACKAGE / "stall"
    app.mkdir()
    (app / "__init__.py").write_text('from x import gettext as _\nA = _("Bread")\n')
    for name, word in (("shop", "面包"), ("stall", "馒头")):
        for language in tool.LANGUAGES:
            tool.renew(tool.PACKAGE / name, tool.collected(tool.PACKAGE / name), language)
            path = tool.po_file(tool.PACKAGE / name, language)
            path.write_text(path.read_text().replace('msgid "Bread"\nmsgstr ""', f'msgid "Bread"\nmsgstr "{word}"'))
    assert any("面包" in line and "馒头" in line for line in tool.check())
