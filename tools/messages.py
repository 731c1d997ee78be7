"""Texts of the pages: collect them from the code, keep the translations up to date, compile them.

The texts in the code are English. Each app keeps its translations in ``locale/<language>/LC_MESSAGES/django.po``;
the compiled files beside them are not under version control. Needs no GNU gettext.

    python tools/messages.py             collect, renew the .po files of all apps, compile
    python tools/messages.py --compile   compile only (what `make setup` does)
    python tools/messages.py --check     fail when a text is not translated, or translated in two ways
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fengqiao"
LANGUAGES = ("zh_Hans", "zh_Hant")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def apps() -> list[Path]:
    """The folders of the apps, by name."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def sources(app: Path) -> Iterator[Path]:
    """Files of an app that may hold texts."""
    for path in sorted(app.rglob("*")):
        relative = path.relative_to(app).parts
        code = path.suffix == ".py" and not {"migrations", "locale"} & set(relative)
        if code or (path.suffix in {".html", ".txt"} and relative[0] == "templates"):
            yield path


def as_python(path: Path) -> bytes:
    """A source as Python code that holds the same calls of gettext."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.lstrip() for line in lines)  # a template's indentation means nothing
    return text.encode()


def collected(app: Path) -> Catalog:
    """All texts of an app, untranslated."""
    catalog = Catalog(project="Fengqiao", charset="utf-8", fuzzy=False)
    for path in sources(app):
        found = extract("python", io.BytesIO(as_python(path)), keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, text, comments, context in found:
            where = [(str(path.relative_to(ROOT)), None)]
            catalog.add(text, None, locations=where, auto_comments=comments, context=context)
    return catalog


def po_file(app: Path, language: str) -> Path:
    """Where an app keeps its translations."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """The translations in a file; an empty catalog when there is none."""
    if not path.is_file():
        return Catalog(locale=language, project="Fengqiao", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def renew(app: Path, template: Catalog, language: str) -> None:
    """Bring one .po file up to date: new texts come in untranslated, unused ones go."""
    path = po_file(app, language)
    catalog = read(path, language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, omit_header=True, include_lineno=False, ignore_obsolete=True)
    header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + buffer.getvalue().lstrip())


def compile_all() -> int:
    """Write a .mo file beside each .po file; the number written."""
    count = 0
    for path in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        catalog = read(path, path.parent.parent.name)
        buffer = io.BytesIO()
        write_mo(buffer, catalog)
        target = path.with_suffix(".mo")
        fresh = target.with_suffix(".mo.new")
        fresh.write_bytes(buffer.getvalue())
        fresh.replace(target)
        count += 1
    return count


def words(message: Message) -> tuple[str, ...]:
    """The translation's forms; empty strings where it is not translated."""
    text = message.string
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def check() -> list[str]:
    """What is wrong, in words."""
    problems: list[str] = []
    for language in LANGUAGES:
        said: dict[tuple[str, str | None], tuple[tuple[str, ...], str]] = {}
        for app in apps():
            template = collected(app)
            catalog = read(po_file(app, language), language)
            for message in template:
                if not message.id:
                    continue
                singular = message.id if isinstance(message.id, str) else message.id[0]
                known = catalog.get(singular, message.context)
                if known is None or known.fuzzy or not all(words(known)):
                    problems.append(f"{app.name} {language}: not translated: {singular!r}")
                    continue
                problems.extend(f"{app.name} {language}: {singular!r}: {error}" for error in known.check(catalog))
                first = said.setdefault((singular, message.context), (words(known), app.name))
                if first[0] != words(known):
                    problems.append(
                        f"{language}: {singular!r} is {first[0][0]!r} in {first[1]} and {words(known)[0]!r} in"
                        f" {app.name}; Django keeps one of them for all"
                    )
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compile", action="store_true", help="compile only")
    parser.add_argument("--check", action="store_true", help="fail when a text is not translated")
    parser.add_argument("apps", nargs="*", help="only these apps (when collecting)")
    options = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=True)
    if options.check:
        problems = check()
        print("\n".join(problems) or "All texts are translated.")
        sys.exit(1 if problems else 0)
    if not options.compile:
        for app in apps():
            template = collected(app)
            if (options.apps and app.name not in options.apps) or len(template) == 0:
                continue
            for language in LANGUAGES:
                renew(app, template, language)
    print(f"{compile_all()} files of translations compiled.")


if __name__ == "__main__":
    main()
