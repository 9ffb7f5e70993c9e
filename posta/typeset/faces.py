"""A Face in; HarfBuzz fonts, measures, outlines and bytes out. Measures in em (1.0 = the type size), y down from the baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath

import uharfbuzz as hb

from posta.errors import FontError
from posta.geometry import Path, Point, Rect, Step
from posta.typeset.glyphs import Face

MAX_FONT_BYTES = 64 * 1024 * 1024
MAX_COLLECTION_FACES = 64
OUTLINE_TABLES = frozenset({"glyf", "CFF ", "CFF2"})


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of a face in em. Heights are above the baseline, depths and `underline_offset` below it, all positive."""

    upem: int
    """Font units per em."""
    ascent: float
    descent: float
    line_gap: float
    cap_height: float
    """Top of a flat capital (H), measured; 0 where the face has no capitals."""
    x_height: float
    """Top of a flat small letter (x), measured; 0 where the face has none."""
    letter_top: float
    """Top of the tallest plain letter, round capitals' overshoot included."""
    overshoot: float
    """How far round letters (O) reach past flat ones."""
    underline_offset: float
    underline_size: float
    space: float
    """Advance of the word space."""


@lru_cache(maxsize=512)
def _blob(path: FilePath) -> hb.Blob:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FontError(f"The font file {path.name} cannot be read ({error.strerror}).", hint="Put it back.") from error
    if not 100 <= size <= MAX_FONT_BYTES:
        raise FontError(
            f"The font file {path.name} has {size} bytes.",
            hint=f"Fonts of 100 bytes to {MAX_FONT_BYTES >> 20} MB are read.",
        )
    return hb.Blob.from_file_path(str(path))


@lru_cache(maxsize=512)
def hb_face(path: FilePath, index: int = 0) -> hb.Face:
    """The opened face `index` of a font file. Raises FontError when the file is missing, damaged or has no outlines."""
    blob = _blob(path)
    face = hb.Face(blob, index)
    tables = set(face.table_tags)
    if face.glyph_count < 1 or not 16 <= face.upem <= 16384 or "cmap" not in tables or not len(face.unicodes):
        raise FontError(f"{path.name} is not a usable font: it is damaged or not a font.", hint="Use an OpenType font.")
    if not tables & OUTLINE_TABLES:
        raise FontError(f"{path.name} has no vector outlines.", hint="Use a font with outlines, not bitmaps.")
    return face


@lru_cache(maxsize=512)
def hb_font(face: Face) -> hb.Font:
    """The HarfBuzz font of a face, its axes set, scaled to the face's font units. Raises FontError."""
    font = hb.Font(hb_face(face.path, face.index))
    if face.axes:
        font.set_variations(dict(face.axes))
    return font


@lru_cache(maxsize=512)
def charset(face: Face) -> frozenset[int]:
    """The code points the face has glyphs for."""
    return frozenset(hb_face(face.path, face.index).unicodes)


def _ink_top(font: hb.Font, characters: str) -> int:
    """The highest ink of the given characters in font units; 0 where the face has none of them."""
    tops = [0]
    for character in characters:
        gid = font.get_nominal_glyph(ord(character))
        extents = font.get_glyph_extents(gid) if gid else None
        if extents is not None:
            tops.append(extents.y_bearing)
    return max(tops)


@lru_cache(maxsize=512)
def metrics(face: Face) -> Metrics:
    """The measures of a face in em, heights taken from its letters and not from its tables. Raises FontError."""
    font = hb_font(face)
    upem = font.face.upem
    extents = font.get_font_extents("ltr")
    caps, small = _ink_top(font, "H") or _ink_top(font, "I"), _ink_top(font, "x") or _ink_top(font, "z")
    offset = font.get_metric_position_with_fallback(hb.OTMetricsTag.UNDERLINE_OFFSET)
    size = font.get_metric_position_with_fallback(hb.OTMetricsTag.UNDERLINE_SIZE)
    space = font.get_nominal_glyph(0x20)
    return Metrics(
        upem=upem,
        ascent=extents.ascender / upem,
        descent=-extents.descender / upem,
        line_gap=max(0, extents.line_gap) / upem,
        cap_height=caps / upem,
        x_height=small / upem,
        letter_top=_ink_top(font, "HOSbdfhkl") / upem,
        overshoot=max(0, _ink_top(font, "O") - caps) / upem if caps else 0.0,
        underline_offset=-offset / upem,
        underline_size=size / upem,
        space=font.get_glyph_h_advance(space) / upem if space else 0.25,
    )


def _draw_funcs() -> hb.DrawFuncs:
    funcs = hb.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, to: to.append(("M", x, -y)))
    funcs.set_line_to_func(lambda x, y, to: to.append(("L", x, -y)))
    funcs.set_quadratic_to_func(lambda a, b, x, y, to: to.append(("Q", a, -b, x, -y)))
    funcs.set_cubic_to_func(lambda a, b, c, d, x, y, to: to.append(("C", a, -b, c, -d, x, -y)))
    funcs.set_close_path_func(lambda to: to.append(("Z",)))
    return funcs


_DRAW = _draw_funcs()


@lru_cache(maxsize=16384)
def outline(face: Face, gid: int) -> Path:
    """A glyph's outline in em, its origin at (0, 0), y down. Empty for a space. Raises FontError."""
    font = hb_font(face)
    upem = font.face.upem
    steps: list[Step] = []
    font.draw_glyph(gid, _DRAW, steps)
    return Path(tuple((step[0], *(value / upem for value in step[1:])) for step in steps))


@lru_cache(maxsize=16384)
def glyph_bounds(face: Face, gid: int) -> Rect:
    """The bounds of a glyph's ink in em, y down; an empty Rect at the origin for a glyph without ink. Raises FontError."""
    extents = hb_font(face).get_glyph_extents(gid)
    if extents is None or not extents.width or not extents.height:
        return Rect(0, 0, 0, 0)
    upem = hb_face(face.path, face.index).upem
    return Rect(extents.x_bearing / upem, -extents.y_bearing / upem, extents.width / upem, -extents.height / upem)


Polygon = tuple[Point, ...]
# Points taken along a curve: TrueType's short quadratic pieces need fewer than cubic ones.
_STEPS = {"Q": tuple(n / 5 for n in range(1, 6)), "C": tuple(n / 10 for n in range(1, 11))}


@lru_cache(maxsize=4096)
def contours(face: Face, gid: int, slant: float = 0.0) -> tuple[Polygon, ...]:
    """A glyph's closed contours as polygons in em, y down, slanted by `slant` degrees.

    Within 0.003 em of the curves. The last point of a polygon repeats its first.
    """
    found: list[list[tuple[float, float]]] = []
    for step in outline(face, gid).steps:
        if step[0] == "M":
            found.append([(step[1], step[2])])
            continue
        points = found[-1]
        if step[0] == "L":
            points.append((step[1], step[2]))
        elif step[0] == "Z":
            points.append(points[0])
        elif step[0] == "Q":
            (x, y), (_, a, b, c, d) = points[-1], step
            points += [
                ((1 - t) ** 2 * x + 2 * t * (1 - t) * a + t * t * c, (1 - t) ** 2 * y + 2 * t * (1 - t) * b + t * t * d)
                for t in _STEPS["Q"]
            ]
        else:
            (x, y), (_, a, b, c, d, e, f) = points[-1], step
            for t in _STEPS["C"]:
                u = 1 - t
                p, q, r, s = u * u * u, 3 * t * u * u, 3 * t * t * u, t * t * t
                points.append((p * x + q * a + r * c + s * e, p * y + q * b + r * d + s * f))
    lean = slant_factor(slant)
    return tuple(tuple((x - y * lean, y) for x, y in (*points, points[0])) for points in found)


def outline_points(face: Face, gid: int, slant: float = 0.0) -> Polygon:
    """All points of `contours`; none for a glyph without ink."""
    return tuple(point for polygon in contours(face, gid, slant) for point in polygon)


def font_bytes(face: Face) -> bytes:
    """The font file as it is on disk (a collection stays a collection, a variable font stays variable). Raises FontError."""
    _blob(face.path)
    try:
        return face.path.read_bytes()
    except OSError as error:
        raise FontError(f"The font file {face.path.name} cannot be read ({error.strerror}).") from error


def slant_factor(degrees: float) -> float:
    """How far a point moves right for each unit it lies above the baseline when outlines are slanted."""
    return math.tan(math.radians(degrees))
