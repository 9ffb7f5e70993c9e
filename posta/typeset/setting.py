"""Words, a style and a box in points in; a Setting (positioned glyphs, points) out. The way into typesetting."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from posta.geometry import Rect
from posta.typeset import fit
from posta.typeset.block import LineRange, block_of
from posta.typeset.casing import cased
from posta.typeset.choose import EVEN_PLACES, INFINITY, Places, calm, even, flowing
from posta.typeset.compose import Prepared, compose
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import Setting
from posta.typeset.itemize import itemize
from posta.typeset.linebreak import NEWLINES, STRONG, UNKIND, paragraphs
from posta.typeset.measure import measure
from posta.typeset.rows import Placed, placed_rows
from posta.typeset.shape import features_for
from posta.typeset.stacks import placed_columns
from posta.typeset.style import TextStyle
from posta.typeset.vertical import columns_of

SYNTHETIC_SLANT = 11.0
# Below this sweep, in degrees, a circle is a line for the eye and its radius beyond all measure.
LEAST_SWEEP = 0.5
# What a break that hurts the sense costs in running text, ragged and justified, in squared shares of a line.
# Ragged texts of up to this many lines are evened out: the eye sees their shape, not their column.
_FEW_LINES = 3
_SENSE = {False: 0.04, True: 0.008}


@lru_cache(maxsize=2048)
def typeset(text: str, style: TextStyle, box: Rect, fonts: FontLibrary) -> Setting:
    """Set `text` in `box` (x = y = 0, points) as `style` says; the same arguments give the same value.

    With fit "box" all ink lies in the box, at the largest size any sensible breaking allows; else the size stands and
    `overflows` tells. Characters no font has are set as the face's empty box and named in `missing`. Raises FontError for an
    unknown family or a damaged font.
    """
    prepared, starts = prepare(text, style, fonts)
    if style.arc and abs(style.arc) >= LEAST_SWEEP and style.writing == "horizontal":
        size, placed = _arched(prepared, starts, style, box)
    elif style.writing == "vertical":
        size, placed = _vertical(prepared, starts, style, box)
    else:
        size, placed = _horizontal(prepared, starts, style, box)
    return _setting(prepared, size, placed, style)


@lru_cache(maxsize=1024)
def prepare(text: str, style: TextStyle, fonts: FontLibrary) -> tuple[Prepared, tuple[int, ...] | None]:
    """Case, itemize and pick faces; also the style's own line starts as indexes into the shown text. Raises FontError."""
    return _prepared(
        text,
        (style.family, style.weight, style.italic, style.axes),
        (style.features, style.tracking, style.case, style.writing == "vertical", style.breaks),
        style.language,
        fonts,
    )


@lru_cache(maxsize=1024)
def _prepared(
    text: str,
    font: tuple[str, int, bool, tuple[tuple[str, float], ...]],
    setting: tuple[tuple[tuple[str, int], ...], float, str, bool, tuple[int, ...] | None],
    language: str,
    fonts: FontLibrary,
) -> tuple[Prepared, tuple[int, ...] | None]:
    family, weight, italic, axes = font
    features, tracking, case, is_vertical, given_breaks = setting
    face = fonts.face(family, weight, italic, axes)
    has_capital_eszett = language.lower().split("-")[0] == "de" and fonts.covers(face, "ẞ")
    shown = cased(text, case, language, has_capital_eszett)
    parts = []
    for start, end in paragraphs(shown.shown):
        body = shown.shown[start:end].rstrip(NEWLINES)
        parts.append((start, end, itemize(body, face, language, fonts)))
    slant = SYNTHETIC_SLANT if italic and not face.italic else 0.0
    em = tracking / 1000
    prepared = Prepared(shown.shown, face, tuple(parts), em, features_for(features, em), slant, language, is_vertical)
    starts = None if given_breaks is None else tuple(sorted({shown.shown_at(b) for b in given_breaks}))
    return prepared, starts


def _horizontal(
    prepared: Prepared, starts: tuple[int, ...] | None, style: TextStyle, box: Rect
) -> tuple[float, Placed]:
    form = fit.rows(prepared, box, style.align, style.leading)
    size = style.size
    if style.fit == "box" and _has_words(prepared):
        if starts is None:
            size, block = fit.fitted(form)
        else:
            block = form.make(_given(prepared, starts))
            size = form.size(block)
    else:
        ranges = _broken(prepared, style, box.width / size) if starts is None else _given(prepared, starts)
        block = block_of(prepared, ranges, style.align, style.leading)
    return size, placed_rows(prepared, block, size, style, box)


def _vertical(prepared: Prepared, starts: tuple[int, ...] | None, style: TextStyle, box: Rect) -> tuple[float, Placed]:
    form = fit.columns(prepared, box, style.leading)
    size = style.size
    if style.fit == "box" and _has_words(prepared):
        if starts is None:
            size, made = fit.fitted(form)
        else:
            made = form.make(_given(prepared, starts))
            size = form.size(made)
    else:
        ranges = _broken(prepared, style, box.height / size) if starts is None else _given(prepared, starts)
        made = columns_of(prepared, ranges, style.leading)
    return size, placed_columns(prepared, made, size, style, box)


def _arched(prepared: Prepared, starts: tuple[int, ...] | None, style: TextStyle, box: Rect) -> tuple[float, Placed]:
    """Lines along circles: one for each paragraph, or as the style breaks them."""
    # Imported here for its numpy, which takes longer to load than setting a whole poster.
    from posta.typeset.arc import arch_of

    lines = tuple(compose(prepared, r.paragraph, r.start, r.end) for r in _given(prepared, starts or ()))
    arch = arch_of(prepared, lines, style.arc, style.leading, style.align)
    size = arch.fitted(box) if style.fit == "box" and _has_words(prepared) else style.size
    ink = arch.ink(size, box)
    down = {
        "top": box.y - ink.y,
        "middle": box.y + (box.height - ink.height) / 2 - ink.y,
        "bottom": box.bottom - ink.bottom,
    }[style.valign]
    runs, set_lines = arch.placed(size, box, down)
    over = max(arch.length_overrun(size, box), ink.width - box.width, ink.height - box.height)
    return size, (runs, set_lines, ink.moved(0, down), over)


def _has_words(prepared: Prepared) -> bool:
    return any(itemized.items for _, _, itemized in prepared.paragraphs) and bool(prepared.shown.strip())


def _given(prepared: Prepared, starts: tuple[int, ...]) -> tuple[LineRange, ...]:
    """Lines as the style breaks them; paragraphs still start new lines."""
    ranges = []
    for n, (start, end, _) in enumerate(prepared.paragraphs):
        stops = [start, *(s for s in starts if start < s < end), end]
        ranges += [LineRange(n, a, b) for a, b in pairwise(stops)]
    return tuple(ranges)


def _broken(prepared: Prepared, style: TextStyle, limit: float) -> tuple[LineRange, ...]:
    """Lines no longer than `limit` em where words allow: even ones for a balanced text, else running text."""
    measured = measure(prepared)
    if style.balance:
        strong = [Places(n, p, STRONG) for n, p in enumerate(measured)]
        if all(p.widest_word() <= limit for p in strong):
            more = [Places(n, p, UNKIND) for n, p in enumerate(measured)]
            return tuple(line for s, m in zip(strong, more, strict=True) for line in calm(s, m, limit))
    ranges: list[LineRange] = []
    for n, paragraph in enumerate(measured):
        places = Places(n, paragraph, INFINITY)
        stops = flowing(places, limit, _SENSE[style.align == "justify"])
        if style.align != "justify" and 2 < len(stops) <= _FEW_LINES + 1 and len(places) <= EVEN_PLACES:
            stops = even(places, len(stops) - 1, limit) or stops
        ranges += places.ranges(stops)
    return tuple(ranges)


def _setting(prepared: Prepared, size: float, placed: Placed, style: TextStyle) -> Setting:
    runs, lines, ink, over = placed
    measures = prepared.metrics
    if style.writing == "vertical":
        right, left = lines[0].baseline + size / 2, lines[-1].baseline - size / 2
        top, bottom = min(line.x for line in lines), max(line.x + line.width for line in lines)
    else:
        left, right = min(line.x for line in lines), max(line.x + line.width for line in lines)
        top = lines[0].baseline - measures.ascent * size
        bottom = lines[-1].baseline + measures.descent * size
    missing = dict.fromkeys(m for _, _, itemized in prepared.paragraphs for m in itemized.missing)
    family = prepared.face.family
    stepped_in = dict.fromkeys((family, run.face.family) for run in runs if run.face.family != family)
    return Setting(
        shown=prepared.shown,
        runs=tuple(runs),
        lines=tuple(lines),
        size=size,
        ink=ink,
        extent=Rect(left, top, right - left, bottom - top),
        overflows=over > max(0.5, 0.005 * size),
        missing=tuple(missing),
        fallbacks=tuple(stepped_in),
    )
