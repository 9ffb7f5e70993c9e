"""Rasterize a Frame: points in, sRGB pixels out, whole or strip by strip, drawn by Skia.

The pixel grid starts at the trim's top-left corner: the trim is exactly `page.pixels(ppi)` large, and a bleed adds
whole pixels on every side, so a picture made for an export's resolution is copied pixel by pixel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray

from posta.geometry import Affine, Path, Rect
from posta.render.frame import (
    Fill,
    Frame,
    Item,
    LinearGradient,
    Look,
    Picture,
    PictureItem,
    RadialGradient,
    ShapeItem,
    Solid,
    StrokeStyle,
    TextItem,
)
from posta.render.pictures import draw_picture, matrix
from posta.render.printed import printed
from posta.typeset.fonts import outline
from posta.typeset.glyphs import Face, GlyphRun

STRIP_BYTES = 64_000_000

BLENDS = {
    "normal": skia.BlendMode.kSrcOver,
    "multiply": skia.BlendMode.kMultiply,
    "screen": skia.BlendMode.kScreen,
    "overlay": skia.BlendMode.kOverlay,
    "darken": skia.BlendMode.kDarken,
    "lighten": skia.BlendMode.kLighten,
    "color-dodge": skia.BlendMode.kColorDodge,
    "color-burn": skia.BlendMode.kColorBurn,
    "hard-light": skia.BlendMode.kHardLight,
    "soft-light": skia.BlendMode.kSoftLight,
    "difference": skia.BlendMode.kDifference,
    "exclusion": skia.BlendMode.kExclusion,
    "hue": skia.BlendMode.kHue,
    "saturation": skia.BlendMode.kSaturation,
    "color": skia.BlendMode.kColor,
    "luminosity": skia.BlendMode.kLuminosity,
}
_JOINS = {
    "miter": skia.Paint.Join.kMiter_Join,
    "round": skia.Paint.Join.kRound_Join,
    "bevel": skia.Paint.Join.kBevel_Join,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """The pixels of a frame at a resolution."""

    trim_width: int
    trim_height: int
    bleed_px: int
    scale_x: float
    """Pixels per point across."""
    scale_y: float
    """Pixels per point down."""

    @property
    def width(self) -> int:
        return self.trim_width + 2 * self.bleed_px

    @property
    def height(self) -> int:
        return self.trim_height + 2 * self.bleed_px


def grid(frame: Frame, ppi: float, *, bleed: bool = False) -> Grid:
    """The pixel grid of a frame at `ppi`, with or without its bleed."""
    width = max(1, round(frame.trim.width * ppi / 72))
    height = max(1, round(frame.trim.height * ppi / 72))
    extra = round(frame.bleed * ppi / 72) if bleed else 0
    return Grid(width, height, extra, width / frame.trim.width, height / frame.trim.height)


def rasterize(frame: Frame, ppi: float, *, bleed: bool = False) -> NDArray[np.uint8]:
    """The whole frame as (H, W, 3) sRGB uint8."""
    wanted = grid(frame, ppi, bleed=bleed)
    whole = np.empty((wanted.height, wanted.width, 3), np.uint8)
    for top, rows in strips(frame, ppi, bleed=bleed):
        whole[top : top + len(rows)] = rows
    return whole


def strips(
    frame: Frame, ppi: float, *, bleed: bool = False, rows: int | None = None
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The frame from top to bottom as (first row, (rows, W, 3) sRGB uint8), about 64 MB at a time unless `rows` is given."""
    wanted = grid(frame, ppi, bleed=bleed)
    step = rows or max(64, STRIP_BYTES // (4 * wanted.width))
    for top in range(0, wanted.height, step):
        height = min(step, wanted.height - top)
        sheet = Canvas(wanted, top, height)
        sheet.fill(frame.paper)
        for item in frame.items:
            sheet.draw(item)
        yield top, sheet.rgb()


def rasterize_layers(frame: Frame, ppi: float, layer_ids: set[str], *, bleed: bool = False) -> NDArray[np.uint8]:
    """Only the items of these layers on a transparent ground, (H, W, 4) sRGB uint8, straight alpha."""
    wanted = grid(frame, ppi, bleed=bleed)
    sheet = Canvas(wanted, 0, wanted.height)
    for item in frame.items:
        if item.look.layer_id in layer_ids:
            sheet.draw(item)
    return sheet.rgba()


class Canvas:
    """Rows `top`..`top + height` of a frame being drawn."""

    def __init__(self, wanted: Grid, top: int, height: int) -> None:
        self.grid, self.top, self.height = wanted, top, height
        self._pixels = np.zeros((height, wanted.width, 4), np.uint8)
        self._surface = skia.Surface(self._pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self._canvas = self._surface.getCanvas()
        self._page = Affine(wanted.scale_x, 0, 0, wanted.scale_y, wanted.bleed_px, wanted.bleed_px - top)
        self._strip = Rect(0, 0, wanted.width, height)

    def fill(self, color: Solid) -> None:
        """Paint everything in one colour."""
        self._canvas.clear(_color4f(color))

    def rgb(self) -> NDArray[np.uint8]:
        """(rows, W, 3) sRGB; what is transparent shows as black."""
        import cv2

        return cv2.cvtColor(self._pixels, cv2.COLOR_RGBA2RGB)  # ten times as quick as copying a slice

    def coverage(self) -> NDArray[np.uint8]:
        """(rows, W) opacity 0..255 of what was drawn."""
        return self._pixels[..., 3].copy()

    def area(self, rect: Rect) -> NDArray[np.uint8]:
        """(h, w, 3) sRGB of the pixels under `rect`, given in the frame's points."""
        seen = self._page.bounds(rect).intersection(self._strip)
        rows = slice(int(seen.y), max(int(seen.y), int(np.ceil(seen.bottom))))
        return self._pixels[rows, int(seen.x) : int(np.ceil(seen.right)), :3].copy()

    def rgba(self) -> NDArray[np.uint8]:
        """(rows, W, 4) sRGB with straight alpha."""
        flat = self._pixels.astype(np.float32)
        alpha = flat[..., 3:]
        flat[..., :3] = np.where(alpha > 0, flat[..., :3] * 255 / np.maximum(alpha, 1), 0)
        return np.clip(flat + 0.5, 0, 255).astype(np.uint8)

    def draw(self, item: Item) -> None:
        """Lay one item over what is there."""
        to_device = self._page.after(item.look.transform)
        canvas = self._canvas
        canvas.save()
        canvas.concat(matrix(to_device))
        alone = _draws_once(item)
        if not alone:
            canvas.saveLayer(None, _laying(item.look))
        paint = _laying(item.look) if alone else skia.Paint(AntiAlias=True)
        if isinstance(item, PictureItem):
            self._picture(item.picture, to_device, paint)
        elif isinstance(item, ShapeItem):
            self._outlined(_skia_path(item.path), item.fill, item.stroke, item.look, to_device, paint)
        else:
            if item.halo:
                self._picture(item.halo, to_device, skia.Paint(AntiAlias=True))
            self._outlined(
                text_path(item.runs), item.face_picture or item.fill, item.stroke, item.look, to_device, paint
            )
        if not alone:
            canvas.restore()
        canvas.restore()

    def _outlined(
        self, path: skia.Path, fill: Fill | None, stroke: StrokeStyle | None, look: Look, to_device: Affine,
        paint: skia.Paint,
    ) -> None:  # fmt: skip
        if look.shadow:
            self._shadow(path, fill, stroke, look)
        if isinstance(fill, Picture):
            self._canvas.save()
            self._canvas.clipPath(path, True)
            self._picture(fill, to_device, paint)
            self._canvas.restore()
        elif fill is not None:
            _ink(paint, fill)
            self._canvas.drawPath(path, paint)
        if stroke is not None:
            self._stroke(path, stroke, paint if fill is None else skia.Paint(AntiAlias=True))

    def _shadow(self, path: skia.Path, fill: Fill | None, stroke: StrokeStyle | None, look: Look) -> None:
        shadow = look.shadow
        assert shadow is not None
        paint = skia.Paint(AntiAlias=True, Color4f=_color4f(shadow.color, shadow.opacity))
        if shadow.blur > 0:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, shadow.blur))
        if fill is None and stroke is not None:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke.width)
        self._canvas.save()
        self._canvas.translate(shadow.dx, shadow.dy)
        self._canvas.drawPath(path, paint)
        self._canvas.restore()

    def _stroke(self, path: skia.Path, stroke: StrokeStyle, paint: skia.Paint) -> None:
        paint.setColor4f(_color4f(stroke.color, paint.getAlphaf()))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeJoin(_JOINS[stroke.join])
        paint.setStrokeWidth(stroke.width if stroke.align == "center" else stroke.width * 2)
        self._canvas.save()
        if stroke.align != "center":
            inside = stroke.align == "inside"
            self._canvas.clipPath(path, skia.ClipOp.kIntersect if inside else skia.ClipOp.kDifference, True)
        self._canvas.drawPath(path, paint)
        self._canvas.restore()

    def _picture(self, picture: Picture, to_device: Affine, paint: skia.Paint) -> None:
        if picture.finish:
            # Strips lie a whole number of pixels apart, so every strip prints on the same grid.
            whole = Affine(*to_device[:5], to_device.f + self.top)
            picture = printed(picture, whole)
        draw_picture(self._canvas, picture, to_device, (self._strip, self.grid.width * self.grid.height), paint)


def _draws_once(item: Item) -> bool:
    """Whether one Skia call draws the item, so that its opacity and blending need no layer of their own."""
    if item.look.opacity == 1 and item.look.blend == "normal":
        return True
    if isinstance(item, PictureItem):
        return True
    if item.look.shadow or (isinstance(item, TextItem) and item.halo):
        return False
    # A gradient's and a picture's own paint settings would fight with the layer's alpha.
    return isinstance(item.fill, Solid) != (item.stroke is not None) and not (
        isinstance(item, TextItem) and item.face_picture
    )


def _laying(look: Look) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    paint.setAlphaf(look.opacity)
    paint.setBlendMode(BLENDS[look.blend])
    return paint


def _color4f(color: Solid, opacity: float = 1.0) -> skia.Color4f:
    return skia.Color4f(color.rgb.r, color.rgb.g, color.rgb.b, opacity)


def _ink(paint: skia.Paint, fill: Fill) -> None:
    """Give a paint a colour or a gradient; it keeps its alpha and blend mode."""
    if isinstance(fill, Solid):
        paint.setColor4f(_color4f(fill, paint.getAlphaf()))
        return
    assert isinstance(fill, LinearGradient | RadialGradient)
    colors = [skia.Color4f(*s.color.rgb, s.opacity).toColor() for s in fill.stops]
    places = [s.at for s in fill.stops]
    if isinstance(fill, LinearGradient):
        ends = [skia.Point(*fill.start), skia.Point(*fill.end)]
        shader = skia.GradientShader.MakeLinear(ends, colors, places)
    else:
        shader = skia.GradientShader.MakeRadial(skia.Point(*fill.center), fill.radius, colors, places)
    paint.setShader(shader)
    paint.setDither(True)


def _skia_path(path: Path) -> skia.Path:
    out = skia.Path()
    verbs = {"M": out.moveTo, "L": out.lineTo, "Q": out.quadTo, "C": out.cubicTo}
    for step in path.steps:
        if step[0] == "Z":
            out.close()
        else:
            verbs[step[0]](*step[1:])
    return out


@lru_cache(maxsize=8192)
def _glyph_path(face: Face, gid: int) -> skia.Path:
    return _skia_path(outline(face, gid))


@lru_cache(maxsize=256)
def text_path(runs: tuple[GlyphRun, ...]) -> skia.Path:
    """All outlines of a setting as one path, in the setting's points; kept for the next drawing."""
    return outlines_path(runs)


def outlines_path(runs: Iterable[GlyphRun]) -> skia.Path:
    """The outlines of some glyphs as one path, in their setting's points."""
    whole = skia.Path()
    for run in runs:
        slant = -float(np.tan(np.radians(run.synthetic_slant)))
        for glyph in run.glyphs:
            by = Affine(run.size, 0, slant * run.size, run.size)
            by = Affine.move(glyph.x, glyph.y).after(Affine.rotate(glyph.angle).after(by))
            whole.addPath(_glyph_path(run.face, glyph.gid), matrix(by))
    return whole
