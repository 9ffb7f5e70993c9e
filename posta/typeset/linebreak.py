"""Text and language in; places where lines may start, and how gladly, out (UAX #14 with a typographer's no-break rules)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from uniseg.linebreak import line_break_boundaries

from posta.typeset.graphemes import boundaries, thinned
from posta.typeset.nobreak import CLINGING, SMALL_WORDS, UNBREAKABLE, small_words

NEWLINES = "\n\r\x0b\x0c\x85\u2028\u2029"
# Costs of a break in units of a wholly wasted line; a weak break is one a title never takes.
WEAK = 0.6
# The dearest place a title is broken at.
STRONG = 0.5
# Up to here a break is unkind but readable (after a small word): balanced lines take it rather than leave a word alone.
UNKIND = 1.0
_INSIDE_WORD = 1.2
_INSIDE_NAME = 2.0
_INSIDE_PHRASE = 0.9
# Thai has spaces too, between clauses: they are the better places.
_BETWEEN_THAI_WORDS = 0.1
# Scripts written without spaces, which UAX #14 leaves to dictionaries.
_DICTIONARY_SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]")
# All writing without spaces between words.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1a20-\u1aaf\u3041-\u30ff\u3400-\u9fff]")
# Characters that may follow each other without a plain place: in unspaced writing, and in words with spaces.
_LONGEST_WEAK_STRETCH = 12
_LONGEST_WEAK_WORDS = 40


class Break(NamedTuple):
    """A place where a line may start."""

    at: int
    """Index of the first character of the new line."""
    cost: float
    """0 a good place, negative a very good one, `WEAK` and above one that hurts the sense."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """The inner break places of one paragraph, in order."""

    places: tuple[Break, ...]

    def strong(self) -> tuple[Break, ...]:
        """The places a title may be broken at."""
        return tuple(b for b in self.places if b.cost < WEAK)


_SEPARATOR_SIGNS = frozenset("·•|/")
_SEPARATORS = re.compile("(?<= )[·•|/](?= )")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """(start, end) of every paragraph, the break characters included in `end`. An empty text is one empty paragraph."""
    found, start, i = [], 0, 0
    while i < len(text):
        if text[i] in NEWLINES:
            i += 2 if text[i : i + 2] == "\r\n" else 1
            found.append((start, i))
            start = i
        else:
            i += 1
    found.append((start, len(text)))
    return found


def visible_end(text: str, start: int, end: int) -> int:
    """`end` moved back over the spaces and break characters a line's end does not show."""
    while end > start and (text[end - 1] in NEWLINES or _is_breaking_space(text[end - 1])):
        end -= 1
    return end


def _is_breaking_space(char: str) -> bool:
    return char in " \t\u200b" or (unicodedata.category(char) == "Zs" and char not in "\u00a0\u202f\u2007")


@lru_cache(maxsize=2048)
def breaks(text: str, language: str = "") -> Breaks:
    """Where lines of one paragraph may start (never at 0 or the end).

    UAX #14 gives the places; numbers with units, dates, phone numbers, addresses, codes and initials take some away
    (`posta.typeset.nobreak`); small words make theirs weak, and parts of a date dear.
    `language` is a BCP 47 tag; empty takes the script's.
    """
    blocked: set[int] = set()
    for pattern in UNBREAKABLE:
        for match in pattern.finditer(text):
            blocked.update(range(match.start() + 1, match.end()))
    whole = set(boundaries(text))
    is_list = len(_SEPARATORS.findall(text)) >= 2
    places: dict[int, float] = {}
    known = phrases(text, language)
    for at in unicode_breaks(text):
        if 0 < at < len(text) and at not in blocked and at in whole:
            places[at] = _cost(text, at, language)
            if known and UNSPACED.match(text[at]) and UNSPACED.match(text[at - 1]):
                # Where the language's phrases are known they decide; kana and kanji alone mislead.
                places[at] = 0.0 if at in known else max(places[at], _INSIDE_PHRASE)
            if is_list and text[:at].rstrip()[-1:] not in _SEPARATOR_SIGNS:
                # In a list of names set off by dots the names stay whole.
                places[at] = max(places[at], _INSIDE_NAME)
    for match in _DICTIONARY_SCRIPTS.finditer(text):
        if 0 < match.start() < len(text) and match.start() in whole and _joins_words(text, match.start()):
            places.setdefault(match.start(), _BETWEEN_THAI_WORDS if match.start() in known else _INSIDE_WORD)
    for pattern, cost in CLINGING:
        for match in pattern.finditer(text):
            for at in range(match.start() + 1, match.end()):
                if at in places:
                    places[at] = max(places[at], cost)
    ordered = [Break(at, cost) for at, cost in sorted(places.items())]
    return Breaks(tuple(_relieved(ordered, text)))


# After these and spaces, before those, every line may break (LB18 with LB7 to LB17 out of play): the text falls into parts
# that UAX #14 can look at one by one.
_LETTERS = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u0481\u048a-\u052f"
_SURE = re.compile(rf"(?<=[\w.,;:!?)]) +(?=[{_LETTERS}\u0370-\u03ff])")
# A plain word has no place to break inside.
_WORD = re.compile(f"[{_LETTERS}]+[.,;:!?]? *")


def unicode_breaks(text: str) -> list[int]:
    """The break places of UAX #14 inside `text`, in order: the library's, found part by part because it is slow."""
    text, kept = thinned(text, _looked_back_over)
    found: list[int] = []
    start = 0
    for end in [*(match.end() for match in _SURE.finditer(text)), len(text)]:
        part = text[start:end]
        if not _WORD.fullmatch(part):
            found += [start + at for at in _library_breaks(part)]
        if end < len(text):
            found.append(end)
        start = end
    return [kept[at] for at in found]


@lru_cache(maxsize=2048)
def phrases(text: str, language: str = "") -> frozenset[int]:
    """Where phrases (Japanese), words (Thai) or word groups (Chinese) start inside a text without spaces.

    Found by BudouX's small trained models (Google, Apache-2.0, github.com/google/budoux); empty for other writing.
    """
    tag = language.casefold()
    if re.search("[\u3041-\u30ff]", text) or (tag.startswith("ja") and re.search("[\u3400-\u9fff]", text)):
        parser = _parser("japanese")
    elif re.search("[\u0e00-\u0e7f]", text):
        parser = _parser("thai")
    elif re.search("[\u3400-\u9fff]", text):
        traditional = tag.startswith(("zh-hant", "zh-tw", "zh-hk"))
        parser = _parser("traditional_chinese" if traditional else "simplified_chinese")
    else:
        return frozenset()
    starts, at = set(), 0
    for phrase in parser.parse(text):
        at += len(phrase)
        starts.add(at)
    return frozenset(starts - {len(text)})


@lru_cache
def _parser(name: str) -> Any:
    import budoux

    return getattr(budoux, f"load_default_{name}_parser")()


def _looked_back_over(char: str) -> bool:
    return char == " " or unicodedata.category(char) in ("Mn", "Mc", "Me", "Cc", "Cf")


@lru_cache(maxsize=8192)
def _library_breaks(text: str) -> tuple[int, ...]:
    return tuple(at for at in line_break_boundaries(text) if 0 < at < len(text))


def _joins_words(text: str, at: int) -> bool:
    return bool(_DICTIONARY_SCRIPTS.match(text[at - 1])) and unicodedata.category(text[at])[0] == "L"


def _relieved(places: list[Break], text: str) -> list[Break]:
    """In a long stretch with nothing but weak places some of them count as plain, so that it can be set at all."""
    relieved: list[Break] = []
    last_strong = 0
    for n, place in enumerate(places):
        longest = _LONGEST_WEAK_WORDS if text[place.at - 1].isspace() else _LONGEST_WEAK_STRETCH
        if place.cost < WEAK:
            last_strong = place.at
        elif place.at - last_strong > longest:
            ahead = next((p.at for p in places[n : n + longest] if p.cost < WEAK), len(text))
            if ahead - place.at > 2:
                relieved.append(Break(place.at, STRONG))
                last_strong = place.at
                continue
        relieved.append(place)
    return relieved


def _cost(text: str, at: int, language: str) -> float:
    before = text[:at].rstrip()
    if not before:
        return WEAK
    if not text[at - 1].isspace() and text[at - 1] != "\u200b":
        return _unspaced_cost(text, at)
    word = before[max(before.rfind(" "), before.rfind("\u00a0"), before.rfind("\n")) + 1 :]
    bare = word.strip("“„\"'‘«(¿¡[")
    if bare.casefold() in small_words(language, text):
        # A capital inside a name (Los Angeles, La Mancha) binds just as much.
        # "for | the hours" hurts less than "for the | hours".
        if len(bare) == 1:
            return _INSIDE_WORD
        following = re.match(r"\w+", text[at:])
        between = following and following[0].casefold() in small_words(language, text)
        return WEAK + 0.1 if between else UNKIND
    if before[-1] in ",;:.!?…–—)»”·|/":
        return -0.12
    ahead = re.match(r"\w+", text[at:])
    if ahead and ahead[0].casefold() in SMALL_WORDS.get("*", frozenset()) | small_words(language, text):
        return -0.06
    return 0.0


def _unspaced_cost(text: str, at: int) -> float:
    """Inside unspaced writing or after a hyphen: Japanese phrases start where kana gives way to kanji or katakana."""
    a, b = text[at - 1], text[at]
    if a in "-\u2010\u00ad":
        return 0.3
    kinds = _kind(a), _kind(b)
    if "" in kinds:
        return -0.06 if unicodedata.category(a)[0] == "P" else 0.1
    if kinds[0] == "hiragana" and kinds[1] in ("han", "katakana", "latin"):
        # お and ご are prefixes of the word that follows.
        return _INSIDE_WORD if a in "おご" and (at < 2 or _kind(text[at - 2]) != "han") else 0.0
    if kinds == ("hiragana", "hiragana") and a in "はがをにのへとでもや":
        return 0.4
    if kinds in (("han", "katakana"), ("katakana", "han"), ("han", "latin"), ("latin", "han")):
        return 0.2
    return _INSIDE_WORD if "latin" not in kinds else 0.2


def _kind(char: str) -> str:
    if "\u3041" <= char <= "\u309f":
        return "hiragana"
    if "\u30a0" <= char <= "\u30ff" or "\uff66" <= char <= "\uff9f":
        return "katakana"
    if "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" or char in "々〆ヶ":
        return "han"
    if "\uac00" <= char <= "\ud7a3":
        return "hangul"
    return "latin" if char.isalnum() else ""
