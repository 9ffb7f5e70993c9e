"""Glyph runs -> PDF text: real, searchable words at exactly the frame's places. Points, y down, in an item's coordinates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from posta.export.outlines import glyph_place
from posta.export.pdf.content import Content, num, nums
from posta.export.pdf.fonts import PdfFont
from posta.export.words import clean
from posta.geometry import Path
from posta.typeset.fonts import hb_font, outline
from posta.typeset.glyphs import Face, Glyph, GlyphRun

WIDE = 0.08  # em; letters further apart than this look like words of their own to readers
NARROW = 0.25  # em; blanks narrower than this, as in tightly set display type, are overlooked by readers
NEAR = 1e-3  # points; what moves less stays on one line of glyphs


def clusters(run: GlyphRun) -> Iterator[tuple[tuple[Glyph, ...], str]]:
    """Neighbouring glyphs of one cluster, in visual order, with the text they stand for."""
    starts = sorted({g.cluster for g in run.glyphs})
    # What stands before the first cluster belongs to it, so that no character is lost.
    spans = dict(zip(starts, zip([0, *starts[1:]], [*starts[1:], len(run.text)], strict=True), strict=True))
    group: list[Glyph] = []
    for glyph in run.glyphs:
        if group and glyph.cluster != group[0].cluster:
            yield tuple(group), _spoken(run.text[slice(*spans[group[0].cluster])])
            group = []
        group.append(glyph)
    if group:
        yield tuple(group), _spoken(run.text[slice(*spans[group[0].cluster])])


def _spoken(text: str) -> str:
    """A cluster's text without line ends, which the page shows by place."""
    kept = "".join(c for c in text if c not in "\n\r\u2028\u2029\x0b\x0c")
    return kept if len(kept) == 1 or not kept.strip() else kept.rstrip(" ")


def show(
    content: Content,
    runs: tuple[GlyphRun, ...],
    fonts: dict[Face, PdfFont],
    names: dict[Face, str],
    *,
    paths: bool = True,
) -> None:
    """The text object of a set text; colour and rendering mode are chosen before.

    With `paths` the dots of letters that a font keeps as glyphs of their own may be drawn as outlines: readers take a glyph
    that says nothing for a letter, or a letter told together with it for a word of its own.
    """
    content.put("BT")
    turned = abs(content.base.a * content.base.b) > 1e-6 * (content.base.a**2 + content.base.b**2)
    aside: list[Path] = []
    for run in runs:
        content.put(f"{names[run.face]} {num(run.size, 4)} Tf")
        if run.rtl and paths and not any(g.angle for g in run.glyphs):
            run, dots = without_dots(run)
            aside += dots
        _Line(content, run, fonts[run.face]).show(whole=(turned and not run.rtl) or not _is_plain(run, fonts[run.face]))
    content.put("ET")
    if aside:
        content.path(Path.joined(aside))
        content.put("f")


def without_dots(run: GlyphRun) -> tuple[GlyphRun, list[Path]]:
    """A run with no more glyphs than letters in each cluster, and the outlines of the others: dots and other parts of letters.

    A mark keeps the glyph that is its own, the letter the widest of the rest.
    """
    font = hb_font(run.face)
    kept: list[Glyph] = []
    dots: list[Path] = []
    for glyphs, text in clusters(run):
        if not 0 < len(text) < len(glyphs):
            kept += glyphs
            continue
        own = {font.get_nominal_glyph(ord(mark)) for mark in text[1:]}
        marks = [g for g in glyphs if g.gid in own][: len(text) - 1]
        base = max((g for g in glyphs if g not in marks), key=lambda g: g.advance)
        for glyph in glyphs:
            if glyph is base or glyph in marks or glyph.advance:
                kept.append(glyph)
            else:
                dots.append(outline(run.face, glyph.gid).transformed(glyph_place(run, glyph)))
    return replace(run, glyphs=tuple(kept)), dots


def _words(parts: Iterable[tuple[tuple[Glyph, ...], str]]) -> Iterator[list[tuple[tuple[Glyph, ...], str]]]:
    """Clusters gathered into words; a blank stands alone."""
    word: list[tuple[tuple[Glyph, ...], str]] = []
    for part in parts:
        if part[1].isspace():
            if word:
                yield word
            yield [part]
            word = []
        else:
            word.append(part)
    if word:
        yield word


def _is_plain(run: GlyphRun, font: PdfFont) -> bool:
    """Whether the run's glyphs stand upright and close beside each other, as every reader expects of words."""
    if any(g.angle or abs(g.y - run.glyphs[0].y) >= run.size * 0.6 for g in run.glyphs):
        return False
    # Words that run right to left are never told at once: readers turn them around with their line.
    blanks = [g for g in run.glyphs if run.text[g.cluster : g.cluster + 1] == " "]
    if not run.rtl and any(g.advance < NARROW * run.size for g in blanks):
        return False
    gaps = [
        after.x - g.x - font.widths[font.cid[g.gid]] * run.size / 1000
        for g, after in pairwise(run.glyphs)
        if g not in blanks and after not in blanks
    ]
    return run.rtl or max(gaps, default=0.0) < WIDE * run.size


class _Line:
    """One run being shown: glyphs on a straight baseline are gathered into one TJ array."""

    def __init__(self, content: Content, run: GlyphRun, font: PdfFont) -> None:
        self.content, self.run, self.font = content, run, font
        self._array: list[str] = []
        self._codes = ""
        self._cids: dict[Glyph, int] = {}
        """The CID that says a glyph's letter."""
        self._pen: tuple[float, float, float] | None = None
        """Where the reader's pen stands: x, y and the angle; None before the first glyph."""

    def show(self, *, whole: bool = False) -> None:
        """Write the run. With `whole` its words are told at once: readers that go by place lose them on a slope or curve.

        Else a word is told as a whole where one of its glyphs does not say its own text: told piece by piece, readers
        see gaps between the pieces.
        """
        words = [list(clusters(self.run))] if whole else _words(clusters(self.run))
        for word in words:
            # Every cluster is asked, so that each glyph says at least its letter to readers that pass told words over.
            says = [self._says(glyphs, text) for glyphs, text in word]
            plain = all(says) and not whole
            if not plain:
                parts = [text for _, text in word]
                self._begin("".join(reversed(parts) if self.run.rtl else parts))
            for glyphs, text in word:
                if plain and self.run.rtl and len(glyphs) == 1 < len(text):
                    self._unseen(text[:0:-1], glyphs[0])
                for glyph in glyphs:
                    self._glyph(glyph)
            if not plain:
                self._end()
        self._flush()

    def _says(self, glyphs: tuple[Glyph, ...], text: str) -> bool:
        """Whether a cluster's glyphs say its text by the font's own map, into which new ones are entered."""
        if len(glyphs) == 1 < len(text) and self.run.rtl and self.font.unseen_cid(text[1]) is not None:
            # A ligature says its first letter; readers turn the line around letter by letter, so the others stand before.
            return self._says_one(glyphs[0], text[0])
        if len(glyphs) == 1:
            return self._says_one(glyphs[0], text)
        if self.run.rtl and len(glyphs) == len(text):
            # A letter and its marks, last first; told one by one, since readers turn a told word around with its line.
            says = [self._says_one(g, c) for g, c in zip(glyphs, reversed(text), strict=True)]
            return all(says)
        # Several glyphs for one text: each says the character it is the plain shape of, if any.
        nominal = {hb_font(self.run.face).get_nominal_glyph(ord(c)): c for c in text}
        for glyph in glyphs:
            if glyph.gid in nominal:
                self._says_one(glyph, nominal[glyph.gid])
        return False

    def _says_one(self, glyph: Glyph, text: str) -> bool:
        cid = self.font.saying(self.font.cid[glyph.gid], text)
        if cid is not None:
            self._cids[glyph] = cid
        return cid is not None

    def _begin(self, text: str) -> None:
        self._flush()
        written = ("\ufeff" + clean(text)).encode("utf-16-be").hex().upper()
        self.content.put(f"/Span <</ActualText <{written}>>> BDC")

    def _end(self) -> None:
        self._flush()
        self.content.put("EMC")

    def _glyph(self, glyph: Glyph) -> None:
        self._code(self._cids.get(glyph, self.font.cid[glyph.gid]), glyph)

    def _code(self, cid: int, glyph: Glyph) -> None:
        """Show a CID where a glyph stands."""
        size = self.run.size
        straight = self._pen is not None and glyph.angle == 0 == self._pen[2] and abs(glyph.y - self._pen[1]) < NEAR
        if not straight or self._pen is None:
            self._flush()
            self.content.put(f"{self._matrix(glyph)} Tm")
            x = glyph.x
        else:
            x = self._pen[0]
            back = round((x - glyph.x) / size * 1000, 2)  # TJ counts to the left, in thousandths of the size
            if abs(back) * size / 1000 >= NEAR:
                self._codes_to_array()
                self._array.append(num(back, 2))
                x -= back * size / 1000
        self._codes += f"{cid:04X}"
        self._pen = (x + self.font.widths[cid] * size / 1000, glyph.y, glyph.angle)

    def _unseen(self, characters: str, at: Glyph) -> None:
        """Say characters where a glyph begins, showing nothing."""
        for character in characters:
            cid = self.font.unseen_cid(character)
            assert cid is not None
            self._code(cid, at)

    def _matrix(self, glyph: Glyph) -> str:
        slant = math.tan(math.radians(self.run.synthetic_slant))
        cos, sin = math.cos(math.radians(glyph.angle)), math.sin(math.radians(glyph.angle))
        # Glyphs are drawn y up, the page y down; a slant leans them, an angle turns them clockwise.
        return f"{nums([cos, sin, slant * cos + sin, slant * sin - cos], 6)} {nums([glyph.x, glyph.y], 4)}"

    def _codes_to_array(self) -> None:
        if self._codes:
            self._array.append(f"<{self._codes}>")
            self._codes = ""

    def _flush(self) -> None:
        self._codes_to_array()
        if self._array:
            self.content.put(f"[{' '.join(self._array)}] TJ" if len(self._array) > 1 else f"{self._array[0]} Tj")
        self._array = []
