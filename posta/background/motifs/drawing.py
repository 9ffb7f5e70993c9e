"""A motif's drawing: coloured-by-tone skia paths in a unit square (x 0..1 right, y 0..1 down), and how it is placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import skia

from posta.background.motifs import pen
from posta.color import Rgb
from posta.geometry import Rect

Tone = Literal["body", "shade", "light", "accent", "glow", "line"]
TONES: tuple[Tone, ...] = get_args(Tone)
Anchor = Literal["ground", "center", "top"]


@dataclass(frozen=True, slots=True)
class Part:
    """One path and the tone a painter gives it."""

    path: skia.Path
    """In the unit square. Not to be changed: paths are shared."""
    tone: Tone
    """body: the main colour; shade: the side away from the light; light: lit or pale pieces; accent: the second
    colour; glow: light sent out (windows, flames, haloes); line: fine dark drawing."""
    stroke_width: float = 0.0
    """0: filled; else the pen's width in the same unit."""

    def filled(self) -> skia.Path:
        """The area that is inked."""
        return pen.ink(self.path, self.stroke_width) if self.stroke_width > 0 else self.path


@dataclass(frozen=True, slots=True)
class Drawing:
    """Parts from back to front within the unit square, aspect kept; `anchor` says which edge the motif touches."""

    parts: tuple[Part, ...]
    focus: tuple[float, float] = (0.5, 0.5)
    """Where the eye goes, in the unit square."""
    anchor: Anchor = "center"

    def bounds(self) -> Rect:
        """The tight box round everything that is inked."""
        boxes = [part.filled().computeTightBounds() for part in self.parts]
        left, top = min(b.left() for b in boxes), min(b.top() for b in boxes)
        return Rect(left, top, max(b.right() for b in boxes) - left, max(b.bottom() for b in boxes) - top)

    def silhouette(self) -> skia.Path:
        """The union of all parts but the glow."""
        return _small(pen.union(*(_large(part) for part in self.parts if part.tone != "glow")))

    def stencil(self) -> skia.Path:
        """The motif in one ink, its inner drawing kept.

        Body, shade and accent are inked; light and line pieces are cut out of ink and inked where there is none;
        glow is cut out.
        """
        solid = skia.Path()
        for part in self.parts:
            if part.tone in ("body", "shade", "accent"):
                solid = pen.union(solid, _large(part))
            elif part.tone == "glow":
                solid = pen.minus(solid, _large(part))
            else:
                solid = pen.exclusive(solid, _large(part))
        return _small(solid)

    def separated(self) -> dict[Tone, skia.Path]:
        """What is seen of each tone when all parts lie over each other: the plates a printer would cut."""
        above, seen = list[skia.Path](), dict[Tone, list[skia.Path]]()
        for part in reversed(self.parts):
            area = _large(part)
            # One after the other: all that lies above as one shape has edges too tangled to be cut with.
            meeting = [other for other in above if skia.Rect.Intersects(other.getBounds(), area.getBounds())]
            seen.setdefault(part.tone, []).append(pen.minus(pen.union(area), *meeting))
            above.append(area)
        return {tone: _small(_together(paths)) for tone, paths in seen.items()}

    def moved_into(self, box: Rect, *, flip: bool = False) -> Drawing:
        """The same drawing as large as `box` allows, in the box's units, on the edge its anchor names."""
        bounds = self.bounds()
        scale = min(box.width / bounds.width, box.height / bounds.height)
        x = box.x + (box.width - bounds.width * scale) / 2
        slack = box.height - bounds.height * scale
        y = box.y + {"ground": slack, "center": slack / 2, "top": 0.0}[self.anchor]
        sx = -scale if flip else scale
        tx = x - bounds.x * scale if not flip else x + bounds.right * scale
        ty = y - bounds.y * scale
        matrix = skia.Matrix.MakeAll(sx, 0, tx, 0, scale, ty, 0, 0, 1)
        parts = tuple(Part(transformed(p.path, matrix), p.tone, p.stroke_width * scale) for p in self.parts)
        focus = (sx * self.focus[0] + tx, scale * self.focus[1] + ty)
        return Drawing(parts, focus, self.anchor)


def _together(paths: list[skia.Path]) -> skia.Path:
    """Shapes that do not overlap as one path."""
    whole = skia.Path()
    whole.setFillType(skia.PathFillType.kEvenOdd)
    for path in paths:
        whole.addPath(path)
    return whole


def transformed(path: skia.Path, matrix: skia.Matrix) -> skia.Path:
    out = skia.Path()
    path.transform(matrix, out)
    return out


# Boolean operations compare with absolute tolerances made for pixels, not for a unit square.
_OP_SCALE = 512.0


def _large(part: Part) -> skia.Path:
    return transformed(part.filled(), skia.Matrix.Scale(_OP_SCALE, _OP_SCALE))


def _small(path: skia.Path) -> skia.Path:
    return transformed(path, skia.Matrix.Scale(1 / _OP_SCALE, 1 / _OP_SCALE))


def compose(parts: list[Part], *, focus: tuple[float, float] | None = None, anchor: Anchor = "center") -> Drawing:
    """Parts and focus in any units, as a drawing that fills the unit square as far as its aspect allows."""
    loose = Drawing(tuple(part for part in parts if not part.path.isEmpty()), focus or (0.0, 0.0), anchor)
    fitted = loose.moved_into(Rect(0.0, 0.0, 1.0, 1.0))
    if focus is not None:
        return fitted
    box = fitted.bounds()
    return Drawing(fitted.parts, box.center, anchor)


def tones(body: Rgb, accent: Rgb, light: Rgb, dark: Rgb) -> dict[Tone, Rgb]:
    """A full palette for `place` from four colours of a poster."""
    return {
        "body": body,
        "shade": body.mixed(dark, 0.35),
        "light": body.mixed(light, 0.75),
        "accent": accent,
        "glow": light.mixed(accent, 0.25),
        "line": dark,
    }


def place(
    canvas: skia.Canvas, drawing: Drawing, box: Rect, palette: Mapping[Tone, Rgb], *, flip: bool = False
) -> Drawing:
    """Draw a motif as large as `box` (canvas units) allows, coloured by tone; answers the drawing in canvas units.

    A tone the palette lacks is drawn in its `body` colour. Raises KeyError without `body`.
    """
    placed = drawing.moved_into(box, flip=flip)
    for part in placed.parts:
        color = palette.get(part.tone, palette["body"])
        paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(color.r, color.g, color.b, 1.0))
        canvas.drawPath(part.filled(), paint)
    return placed


def tilted(parts: list[Part], degrees: float) -> list[Part]:
    """The parts turned clockwise about (50, 50)."""
    return [Part(pen.turn(part.path, degrees, 50, 50), part.tone, part.stroke_width) for part in parts]


def body(*paths: skia.Path) -> Part:
    return Part(pen.union(*paths), "body")


def shade(*paths: skia.Path) -> Part:
    return Part(pen.union(*paths), "shade")


def light(*paths: skia.Path) -> Part:
    return Part(pen.union(*paths), "light")


def accent(*paths: skia.Path) -> Part:
    return Part(pen.union(*paths), "accent")


def glow(*paths: skia.Path) -> Part:
    return Part(pen.union(*paths), "glow")


def lines(*paths: skia.Path) -> Part:
    return Part(pen.union(*paths), "line")
