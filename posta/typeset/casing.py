"""Words as given, a case and a language in; the words as shown, and where each shown character comes from, out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Words English titles leave small inside a line (Chicago Manual of Style 8.159, without its long tail).
ENGLISH_SMALL_WORDS = frozenset({
    "a", "an", "the", "and", "but", "or", "nor", "for", "so", "yet", "as", "at", "by", "from", "in", "into", "of", "off",
    "on", "onto", "out", "over", "per", "to", "up", "via", "with", "vs",
})  # fmt: skip
_APOSTROPHES = "'’ʼ"
_TURKIC = frozenset({"tr", "az", "tt", "crh", "kk-latn"})


@dataclass(frozen=True, slots=True)
class Cased:
    """Shown words and their way back."""

    shown: str
    origins: tuple[int, ...]
    """For each shown character the index of the given character it comes from."""

    def shown_at(self, given: int) -> int:
        """The first shown character that comes from given character `given` or a later one."""
        for at, origin in enumerate(self.origins):
            if origin >= given:
                return at
        return len(self.shown)


def cased(text: str, case: str, language: str = "", capital_eszett: bool = False) -> Cased:
    """`text` shown in `case` ("none", "upper", "lower", "title") by the rules of `language` (BCP 47).

    `capital_eszett`: ß becomes ẞ in capitals, as the German spelling rules of 2024 put first; else SS, which every face can set.
    Rules beside Unicode's own: Turkish and Azeri dotted i, Greek capitals without tonos, Dutch IJ, English small title words.
    """
    if case == "none" or not text:
        return Cased(text, tuple(range(len(text))))
    primary = language.lower().split("-")[0]
    turkic = primary in _TURKIC or language.lower() in _TURKIC
    if case == "upper":
        return _joined(text, lambda i: _upper(text, i, turkic, primary == "el", capital_eszett))
    if case == "lower":
        return _joined(text, lambda i: _lower(text, i, turkic))
    starts = _title_starts(text, primary)
    return _joined(text, lambda i: _title(text, i, starts, turkic, primary))


def _joined(text: str, change: Callable[[int], str]) -> Cased:
    parts = [change(i) for i in range(len(text))]
    origins = tuple(i for i, part in enumerate(parts) for _ in part)
    return Cased("".join(parts), origins)


def _upper(text: str, i: int, turkic: bool, greek: bool, capital_eszett: bool) -> str:
    char = text[i]
    if turkic and char == "i":
        return "İ"
    if char == "ß":
        return "ẞ" if capital_eszett else "SS"
    if greek or "\u0370" <= char <= "\u03ff" or "\u1f00" <= char <= "\u1fff":
        return _greek_upper(text, i)
    return char.upper()


_TONOS_MARKS = frozenset("\u0300\u0301\u0342\u0313\u0314\u0308\u0345\u0304\u0306")


def _greek_upper(text: str, i: int) -> str:
    """Greek capitals lose tonos and breathings and keep dialytika; the lone word ή keeps its tonos (Unicode CLDR el-Upper)."""
    char = text[i]
    decomposed = unicodedata.normalize("NFD", char)
    base = decomposed[0]
    if (
        base == char
        and char in _TONOS_MARKS - {"\u0308"}
        and i
        and unicodedata.name(text[i - 1], "").startswith("GREEK")
    ):
        return ""
    if not unicodedata.name(base, "").startswith("GREEK"):
        return char.upper()
    if char == "ή" and not _letter(text, i - 1) and not _letter(text, i + 1):
        return "Ή"
    marks = decomposed[1:]
    keep = "\u0308" if "\u0308" in marks else ""
    if not keep and base in "ιυΙΥ" and i and not marks:
        # An accent that stood on the vowel before kept the two apart; without it the dialytika does.
        before = unicodedata.normalize("NFD", text[i - 1])
        if before[0] in "αεουΑΕΟΥ" and "\u0301" in before and "\u0308" not in before:
            keep = "\u0308"
    iota = "Ι" if "\u0345" in marks else ""
    return unicodedata.normalize("NFC", base.upper() + keep) + iota


def _lower(text: str, i: int, turkic: bool) -> str:
    char = text[i]
    if turkic and char in "Iİ":
        return "ı" if char == "I" else "i"
    if char == "Σ":
        return "ς" if _letter(text, i - 1) and not _letter(text, i + 1) else "σ"
    return char.lower()


def _title(text: str, i: int, starts: frozenset[int], turkic: bool, primary: str) -> str:
    char = text[i]
    if i in starts:
        return "İ" if turkic and char == "i" else char.title()
    if primary == "nl" and char == "j" and i - 1 in starts and text[i - 1] in "iI":
        return "J"
    return char


def _title_starts(text: str, primary: str) -> frozenset[int]:
    """First letters of the words a title shows with a capital."""
    words: list[tuple[int, str]] = []
    i = 0
    while i < len(text):
        if not _letter(text, i):
            i += 1
            continue
        end = i
        while end < len(text) and (_letter(text, end) or (text[end] in _APOSTROPHES and _letter(text, end + 1))):
            end += 1
        if i == 0 or not text[i - 1].isdigit():
            words.append((i, text[i:end]))
        i = end
    last = len(words) - 1
    return frozenset(
        at for n, (at, word) in enumerate(words) if primary != "en" or n in (0, last) or word not in ENGLISH_SMALL_WORDS
    )


def _letter(text: str, i: int) -> bool:
    return 0 <= i < len(text) and unicodedata.category(text[i])[0] in "LM"
