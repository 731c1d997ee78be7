"""How a text is found: pairs of neighbouring Chinese characters, their pinyin and initials, words and numbers.

A text is cut into units: one Chinese character, or a run of letters, or a run of digits. From them come lexemes for
PostgreSQL's ``tsvector``; what a person types becomes a ``tsquery`` over the same lexemes. Positions are those of the
units, so that a longer word is found only where it stands in one piece.

    河边3号     →  '河边':1  '边':2  '3':3  '号':4
    its sound   →  '~he bian':1  '~bian ':2  '~hao ':4
    initials    →  '^hb':1

A last character stands alone, so that one character is found as the beginning of a lexeme. ``~ ^ # @`` mark sounds,
initials, codes and labels; none of them can come out of a text, which gives letters and digits only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import Any

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from fengqiao.areas.domain import names
from fengqiao.incidents.domain import code as codes

LONGEST_QUERY = 100
MOST_TERMS = 8
MOST_UNITS = 4000  # of a text; the description's 10,000 characters are rarely all of them Chinese
_MOST_READINGS = 6
_APART: Any = list  # characters without a reading, one by one
_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# Where a text is cut for sure: at marks, and at blanks between Chinese characters.
_BREAKS = re.compile(r"[^\w\s]+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|\n")
_LONGEST_ENTRY = 1200  # PostgreSQL keeps no more than 256 positions of a lexeme
_SOUND, _INITIALS, _CODE, _LABEL = "~", "^", "#", "@"
# The reading of 佛 as in the county's name is set where names of places are read.
assert names.sound_of("佛").pinyin == "fo"


@dataclass(frozen=True, slots=True)
class Unit:
    """One Chinese character or one run of letters or of digits, folded. ``start``, ``end``: where in the text.

    ``position`` counts units; between neighbours that something separates it leaves one out. ``run``: the stretch of
    Chinese characters to which it belongs, -1 for others.
    """

    text: str
    start: int
    end: int
    position: int
    run: int

    @property
    def han(self) -> bool:
        """True for a Chinese character."""
        return self.run >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of what can be found. ``initials``: also by the first letters of its pinyin."""

    text: str
    initials: bool = True


def units(text: str) -> list[Unit]:
    """The text's units. Width and case do not matter, ``ü`` is ``v``."""
    found: list[Unit] = []
    position, run, gap, blank = 0, -1, False, False
    for at, kind, folded in _characters(text):
        if not kind:
            gap = gap or not folded.isspace()
            blank = True
            continue
        last = found[-1] if found else None
        grows = last is not None and not blank and kind != "han" and _kind(last.text[0]) == kind
        if last is not None and grows:
            found[-1] = Unit(last.text + folded, last.start, at + 1, last.position, -1)
            continue
        apart = gap or (blank and kind == "han" and last is not None and last.han)
        position += 2 if apart and last is not None else 1
        if kind == "han":
            run = run if last is not None and last.han and not blank else run + 1
        found.append(Unit(folded, at, at + 1, position, run if kind == "han" else -1))
        gap = blank = False
    return found


def vector(pieces: Iterable[Piece], *, code: str = "", labels: Iterable[str] = (), base: int = 0) -> str:
    """The literal of a ``tsvector``. ``labels`` are facts by which the search is narrowed; they have no position.

    ``base``: where the positions begin. Two literals with positions of their own, one after the other, are one.
    """
    lexemes: dict[str, str] = {}
    end = base + 2 * MOST_UNITS
    for piece in pieces:
        for stretch in _BREAKS.split(piece.text):
            found, length = _of_stretch(stretch, piece.initials)
            for lexeme, position in found:
                before = lexemes.get(lexeme)
                if before is None:
                    lexemes[lexeme] = f"{lexeme}:{base + position}"
                elif len(before) < _LONGEST_ENTRY:
                    lexemes[lexeme] = f"{before},{base + position}"
            base += length + 1
        if base > end:
            break
    words = [*lexemes.values(), *(quoted(_LABEL + one) for one in labels)]
    if code:
        words.append(quoted(_CODE + code.lower()))
    return " ".join(words)


@lru_cache(maxsize=8192)  # names of areas and categories, and usual words, come again and again
def _of_stretch(text: str, initials: bool) -> tuple[tuple[tuple[str, int], ...], int]:
    """The quoted lexemes of a stretch over whose ends no word goes, and its length."""
    cut = units(text)[:MOST_UNITS]
    return tuple((quoted(one), at) for one, at in _lexemes(cut, initials)), cut[-1].position if cut else 0


def quoted(lexeme: str) -> str:
    """A lexeme as ``tsvector`` and ``tsquery`` read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def label(text: str) -> str:
    """A label as ``tsquery`` reads it."""
    return quoted(_LABEL + text)


@dataclass(frozen=True, slots=True)
class Literal:
    """Units one after the other, as typed; a word or number at the end may go on."""

    parts: tuple[Unit, ...]

    def tsquery(self) -> str:
        """The condition on a vector."""
        steps: list[tuple[str, int]] = []  # lexeme and the position at which it stands
        for unit, after in zip(self.parts, [*self.parts[1:], None], strict=True):
            if not unit.han:
                steps.append((quoted(unit.text) + ("" if after else ":*"), unit.position))
            elif after is not None and after.run == unit.run:
                steps.append((quoted(unit.text + after.text), unit.position))
            elif not steps or self.parts.index(unit) == 0 or not _covered(self.parts, unit):
                steps.append((quoted(unit.text) + ("" if after else ":*"), unit.position))
        return _phrase(steps)

    def ends(self, text: Sequence[Unit], sounds: Sequence[tuple[str, ...]], at: int) -> int | None:
        """The index after the last unit when it stands at ``at`` in the text."""
        if at + len(self.parts) > len(text):
            return None
        shift = text[at].position - self.parts[0].position
        for number, mine in enumerate(self.parts):
            other = text[at + number]
            last = number == len(self.parts) - 1
            same = other.text.startswith(mine.text) if last and not mine.han else other.text == mine.text
            if not same or other.position - mine.position != shift:
                return None
        return at + len(self.parts)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Syllables one after the other; the last one, when it is not the only one, may go on."""

    syllables: tuple[str, ...]

    def tsquery(self) -> str:
        """The condition on a vector."""
        if len(self.syllables) == 1:
            return quoted(f"{_SOUND}{self.syllables[0]} ") + ":*"
        pairs = [f"{one} {other}" for one, other in pairwise(self.syllables)]
        ends = [""] * (len(pairs) - 1) + [":*"]
        return _phrase(
            [(quoted(_SOUND + pair) + end, at) for at, (pair, end) in enumerate(zip(pairs, ends, strict=True))]
        )

    def ends(self, text: Sequence[Unit], sounds: Sequence[tuple[str, ...]], at: int) -> int | None:
        """The index after the last unit when it sounds so at ``at`` in the text."""
        last = len(self.syllables) - 1

        def fits(number: int, sound: str) -> bool:
            wanted = self.syllables[number]
            return sound == wanted or (number == last > 0 and sound.startswith(wanted))

        return _ends(text, sounds, at, len(self.syllables), fits)


@dataclass(frozen=True, slots=True)
class Initials:
    """First letters of syllables."""

    letters: str

    def tsquery(self) -> str:
        """The condition on a vector."""
        return _phrase(
            [(quoted(_INITIALS + one + other), at) for at, (one, other) in enumerate(pairwise(self.letters))]
        )

    def ends(self, text: Sequence[Unit], sounds: Sequence[tuple[str, ...]], at: int) -> int | None:
        """The index after the last unit when it sounds so at ``at`` in the text."""
        return _ends(text, sounds, at, len(self.letters), lambda number, sound: sound[0] == self.letters[number])


Pattern = Literal | Sounds | Initials


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One of the words typed: found when one of its readings is. ``together``: all of these instead."""

    readings: tuple[Pattern, ...]
    together: tuple[Term, ...] = ()
    code: str = ""

    def tsquery(self) -> str:
        """The condition on a vector."""
        ways = [one.tsquery() for one in self.readings]
        if self.code:
            ways.append(quoted(_CODE + self.code) + ":*")
        if self.together:
            ways.append(f"({' & '.join(one.tsquery() for one in self.together)})")
        return f"({' | '.join(ways)})"

    def patterns(self) -> Iterator[Pattern]:
        """All readings."""
        yield from self.readings
        for one in self.together:
            yield from one.patterns()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What somebody typed: all ``terms``, or the event with this ``code``. ``digits``: those of a telephone number,
    when it can be one."""

    terms: tuple[Term, ...] = ()
    code: str | None = None
    digits: str = ""

    def tsquery(self) -> str:
        """The condition on a vector; empty when nothing was typed that could be found."""
        if not self.terms:
            return ""
        words = " & ".join(one.tsquery() for one in self.terms)
        return f"({words} | {quoted(_CODE + self.code.lower())})" if self.code else f"({words})"


def parse(text: str) -> Query:
    """What somebody typed, at most 100 characters and 8 words of it."""
    kept = text[:LONGEST_QUERY]
    groups: list[list[Unit]] = []
    before: Unit | None = None
    for unit in units(kept):
        apart = before is None or unit.position - before.position > 1 or kept[before.end : unit.start].strip() != ""
        if apart or (before is not None and before.end != unit.start):
            groups.append([])
        groups[-1].append(unit)
        before = unit
    terms = tuple(_term(tuple(group)) for group in groups[:MOST_TERMS])
    digits = telephone(kept)
    if digits:  # however it was grouped; in texts it mostly stands in one piece
        whole = Term(readings=(Literal((Unit(digits, 0, len(digits), 1, -1),)),), together=terms)
        terms = (whole,)
    return Query(terms=terms, code=codes.parse(kept), digits=digits)


def telephone(text: str) -> str:
    """The digits of a telephone number as it is compared, or nothing: 7 to 15 of them, without +86 and dashes."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"\+?[\d\s()./-]+", folded):
        return ""
    digits = re.sub(r"\D", "", folded)
    digits = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
    return digits if 7 <= len(digits) <= 15 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a text; ``hit``: it is what was looked for."""

    text: str
    hit: bool = field(default=False)


def marks(text: str, query: Query) -> list[Mark]:
    """The text in stretches, those that were looked for marked."""
    cut = units(text)
    sounds = _sounds(cut)
    hit = [False] * len(text)
    for pattern in (one for term in query.terms for one in term.patterns()):
        for at in range(len(cut)):
            end = pattern.ends(cut, sounds, at)
            if end is not None:
                hit[cut[at].start : cut[end - 1].end] = [True] * (cut[end - 1].end - cut[at].start)
    found: list[Mark] = []
    for character, on in zip(text, hit, strict=True):
        if found and found[-1].hit == on:
            found[-1] = Mark(text=found[-1].text + character, hit=on)
        else:
            found.append(Mark(text=character, hit=on))
    return found


def excerpt(found: Sequence[Mark], around: int = 30) -> list[Mark]:
    """The part of a long text around its first hit; nothing when there is none."""
    first = next((number for number, one in enumerate(found) if one.hit), None)
    if first is None:
        return []
    before = "".join(one.text for one in found[:first])
    kept = [Mark(text=("…" if len(before) > around else "") + before[-around:])] if before else []
    room = 2 * around
    for one in found[first:]:
        if room <= 0:
            break
        kept.append(Mark(text=one.text[:room] + ("…" if len(one.text) > room else ""), hit=one.hit))
        room -= len(one.text)
    return kept


def _term(parts: tuple[Unit, ...]) -> Term:
    code = "".join(one.text for one in parts)
    known = (
        len(code) >= 4 and all(character in codes.ALPHABET for character in code.upper()) and len(code) <= codes.LENGTH
    )
    letters = parts[0].text if len(parts) == 1 and parts[0].text.isascii() and parts[0].text.isalpha() else ""
    readings: list[Pattern] = [Literal(parts)]
    if letters:
        ways = _syllables(letters)
        readings += [Sounds(way) for way in ways]
        whole = any(way[-1] in syllables() for way in ways)
        if 2 <= len(letters) <= 12 and (not whole or len(letters) <= 3):
            readings.append(Initials(letters))
    together: tuple[Term, ...] = ()
    if len({one.han for one in parts}) > 1 and all(one.han or _spelled(one.text) for one in parts):
        groups: list[list[Unit]] = []
        for one in parts:
            if not groups or groups[-1][-1].han != one.han:
                groups.append([])
            groups[-1].append(one)
        together = tuple(_term(tuple(group)) for group in groups)
    return Term(readings=tuple(readings), together=together, code=code if known else "")


def _spelled(text: str) -> bool:
    """True for what may be pinyin typed right after characters."""
    return len(text) > 1 and text.isascii() and text.isalpha()


@lru_cache(maxsize=512)
def _syllables(letters: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which letters are syllables, those with the fewest first; the last one may be only begun."""
    known, begun = syllables(), _beginnings()
    ways: list[tuple[str, ...]] = []
    waiting: list[tuple[tuple[str, ...], str]] = [((), letters)]
    while waiting and len(ways) < 64:
        way, rest = waiting.pop()
        if rest in known or (way and rest in begun):
            ways.append((*way, rest))
        lengths = range(1, min(6, len(rest) - 1) + 1)
        waiting.extend(((*way, rest[:one]), rest[one:]) for one in lengths if rest[:one] in known)
    ways.sort(key=lambda way: (way[-1] not in known, len(way), way))
    return tuple(ways[:_MOST_READINGS])


@cache
def syllables() -> frozenset[str]:
    """All syllables of the language, without tones, as Chinese keyboards write them (``lv`` for ``lü``)."""
    found: set[str] = set()
    for number, readings in PINYIN_DICT.items():
        if 0x4E00 <= number <= 0x9FFF:
            for reading in readings.split(","):
                plain = unicodedata.normalize("NFD", reading.lower()).replace("u\u0308", "v")
                found.add("".join(one for one in plain if "a" <= one <= "z"))
    return frozenset(one for one in found if re.search("[aeiouv]", one) and (len(one) > 1 or one in "aeo"))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(one[:length] for one in syllables() for length in range(1, len(one) + 1))


@lru_cache(maxsize=50_000)
def _readings(run: str) -> tuple[tuple[str, ...], ...]:
    """The sounds of each character of a run: as the word is read, and as the character is read alone."""
    spoken = lazy_pinyin(run, style=Style.NORMAL, errors=_APART, v_to_u=False)
    if len(spoken) != len(run):
        spoken = [_alone(character) for character in run]
    return tuple(
        tuple(dict.fromkeys(sound for sound in (word, _alone(character)) if sound.isascii() and sound.isalpha()))
        for character, word in zip(run, spoken, strict=True)
    )


@lru_cache(maxsize=50_000)
def _alone(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.NORMAL, errors=_APART, v_to_u=False))


def _sounds(cut: Sequence[Unit]) -> list[tuple[str, ...]]:
    """The sounds of each unit; none for letters and digits."""
    found: list[tuple[str, ...]] = [()] * len(cut)
    start = 0
    while start < len(cut):
        end = start + 1
        while cut[start].han and end < len(cut) and cut[end].run == cut[start].run:
            end += 1
        if cut[start].han:
            found[start:end] = _readings("".join(one.text for one in cut[start:end]))
        start = end
    return found


def _lexemes(cut: Sequence[Unit], initials: bool) -> Iterator[tuple[str, int]]:
    sounds = _sounds(cut)
    for number, unit in enumerate(cut):
        if not unit.han:
            yield unit.text, unit.position
            continue
        goes_on = number + 1 < len(cut) and cut[number + 1].run == unit.run
        yield unit.text + (cut[number + 1].text if goes_on else ""), unit.position
        after = sounds[number + 1] if goes_on else ()
        if not after:
            yield from ((f"{_SOUND}{one} ", unit.position) for one in sounds[number])
        for one, other in product(sounds[number], after):
            yield f"{_SOUND}{one} {other}", unit.position
        if initials:
            for pair in dict.fromkeys(one[0] + other[0] for one, other in product(sounds[number], after)):
                yield _INITIALS + pair, unit.position


def _ends(
    text: Sequence[Unit],
    sounds: Sequence[tuple[str, ...]],
    at: int,
    length: int,
    fits: Callable[[int, str], bool],
) -> int | None:
    if at + length > len(text) or not text[at].han or text[at + length - 1].run != text[at].run:
        return None
    for number in range(length):
        if text[at + number].run != text[at].run or not any(fits(number, one) for one in sounds[at + number]):
            return None
    return at + length


def _covered(parts: Sequence[Unit], unit: Unit) -> bool:
    """True when the pair before already holds this character."""
    before = parts[parts.index(unit) - 1]
    return before.run == unit.run


def _phrase(steps: Sequence[tuple[str, int]]) -> str:
    """Lexemes at their distances: ``'a' <-> 'b' <2> 'c'``."""
    words = [steps[0][0]]
    for (_, at), (lexeme, position) in pairwise(steps):
        words.append(f"<{position - at}> {lexeme}")
    return words[0] if len(words) == 1 else f"({' '.join(words)})"


def _characters(text: str) -> Iterator[tuple[int, str, str]]:
    for at, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).lower().replace("ü", "v"):
            yield at, _kind(one), one


def _kind(character: str) -> str:
    if _HAN.match(character):
        return "han"
    if character.isdigit():
        return "digit"
    return "letter" if character.isalnum() else ""
