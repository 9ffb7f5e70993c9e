"""Outlines an export needs beside the frame's own: runs of type as one path, the area outside a path, the room an item takes.

Points in an item's own coordinates in and out.
"""

from __future__ import annotations

import math
from functools import lru_cache

from posta.geometry import Affine, Path, Rect, rect_path
from posta.render.frame import Item, PictureItem, ShapeItem, TextItem
from posta.typeset.fonts import outline
from posta.typeset.glyphs import Glyph, GlyphRun


def glyph_place(run: GlyphRun, glyph: Glyph) -> Affine:
    """From a glyph's em (y down) to the item's coordinates: size, slant, rotation, place."""
    slant = -math.tan(math.radians(run.synthetic_slant))
    sized = Affine(run.size, 0, slant * run.size, run.size)
    return Affine.move(glyph.x, glyph.y).after(Affine.rotate(glyph.angle).after(sized))


@lru_cache(maxsize=256)
def runs_outline(runs: tuple[GlyphRun, ...]) -> Path:
    """All outlines of a set text as one path."""
    return Path.joined(
        outline(run.face, glyph.gid).transformed(glyph_place(run, glyph)) for run in runs for glyph in run.glyphs
    )


def outside_of(path: Path, reach: float) -> Path:
    """The area within `reach` of a path's bounds that the path does not fill, as a path to be filled even-odd."""
    import skia

    from posta.render.raster import _skia_path

    frame = rect_path(path.bounds().inset(-reach))
    rest = skia.Op(_skia_path(frame), _skia_path(path), skia.PathOp.kDifference_PathOp)
    return frame if rest is None else _from_skia(rest)


def _from_skia(path: object) -> Path:
    import skia

    verbs = {
        skia.Path.Verb.kMove_Verb: ("M", 0),
        skia.Path.Verb.kLine_Verb: ("L", 1),
        skia.Path.Verb.kQuad_Verb: ("Q", 1),
        skia.Path.Verb.kCubic_Verb: ("C", 1),
    }
    steps: list[tuple] = []
    for verb, points in path:  # type: ignore[attr-defined]
        if verb == skia.Path.Verb.kClose_Verb:
            steps.append(("Z",))
        elif verb in verbs:
            name, skip = verbs[verb]
            steps.append((name, *(value for p in points[skip:] for value in (p.x(), p.y()))))
    return Path(tuple(steps))


def room(item: Item) -> Rect:
    """An upright rectangle, in the item's own coordinates, that holds all it draws, shadow and stroke included."""
    if isinstance(item, PictureItem):
        return item.picture.rect
    around = item.path.bounds() if isinstance(item, ShapeItem) else runs_outline(item.runs).bounds()
    if isinstance(item, TextItem):
        for picture in (item.halo, item.face_picture):
            around = around.union(picture.rect) if picture else around
    if item.stroke:
        miter = 4 if item.stroke.join == "miter" else 1
        around = around.inset(-item.stroke.width * miter)
    if shadow := item.look.shadow:
        around = around.union(around.moved(shadow.dx, shadow.dy).inset(-3 * shadow.blur))
    return around.inset(-1)
