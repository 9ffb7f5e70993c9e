"""Place a poster's layers: Poster -> Frame. In: the page's unit. Out: points from the trim's top-left corner."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.document.assets import Assets
from posta.document.layers import CodeLayer, PictureLayer, ShapeLayer, TextLayer
from posta.document.paint import Cmyk, Gradient, PictureFill, Shadow, Spot, Stroke
from posta.document.poster import AnyLayer, Poster
from posta.errors import AssetError, DocumentError
from posta.geometry import Affine, Path, Rect, ellipse_path, rect_path
from posta.render.cutout import cut_out
from posta.render.frame import (
    Fill,
    Frame,
    GradientStop,
    Item,
    LinearGradient,
    Look,
    Picture,
    PictureItem,
    PixelSource,
    PrintFinish,
    RadialGradient,
    ShadowStyle,
    ShapeItem,
    Solid,
    StrokeStyle,
    TextItem,
)
from posta.render.treatments import print_step, tones
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import GlyphRun, Setting
from posta.typeset.setting import typeset
from posta.typeset.style import TextStyle

QUIET_MODULES = 4  # ISO/IEC 18004: the light margin a QR code needs on every side


@dataclass(frozen=True, slots=True)
class AssetSource:
    """A poster's picture file as pixels."""

    pixels: NDArray[np.uint8]
    key: str

    @property
    def width_px(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def has_alpha(self) -> bool:
        return self.pixels.ndim == 3 and self.pixels.shape[2] == 4

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        part = self.pixels[top:bottom]
        return np.repeat(part[..., None], 3, axis=2) if part.ndim == 2 else part


@dataclass(slots=True)
class _Placing:
    """What placing one poster needs at hand."""

    poster: Poster
    assets: Assets
    fonts: FontLibrary
    native: Mapping[str, Picture]
    missing: list[tuple[str, str]] = field(default_factory=list)

    def pt(self, length: float) -> float:
        return self.poster.page.points(length)

    def source(self, layer_id: str, ref: str) -> AssetSource | None:
        try:
            return AssetSource(self.assets.pixels(ref), ref)
        except AssetError:
            self.missing.append((layer_id, ref))
            return None

    def color(self, value: str | Cmyk | Spot) -> Solid:
        if isinstance(value, Cmyk):
            inks = tuple(v / 100 for v in value.cmyk)
            return Solid(screen_color(inks), inks)  # type: ignore[arg-type]
        if isinstance(value, Spot):
            inks = tuple(v / 100 for v in value.alternate.cmyk)
            seen = Rgb(1, 1, 1).mixed(screen_color(inks), value.tint / 100)
            return Solid(seen, inks, value.spot, value.tint / 100)  # type: ignore[arg-type]
        if value.startswith("#"):
            return Solid(Rgb.from_hex(value))
        return self.color(self.poster.palette[value])


def screen_color(inks: tuple[float, ...]) -> Rgb:
    """Process inks 0..1 as a screen colour, by the plain subtractive rule; the soft proof shows it through the profile."""
    c, m, y, k = inks
    return Rgb((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))


def place(
    poster: Poster, assets: Assets, fonts: FontLibrary | None = None, *, native: Mapping[str, Picture] | None = None
) -> Frame:
    """A frame with every decision taken.

    `native` gives pictures made for an export's resolution in place of a layer's asset: by layer id, by `<id>/mask` for
    a mask, and by `<id>/face` and `<id>/halo` for lettering; their rects are in the item's own coordinates.
    Raises DocumentError for a path that cannot be read, FontError for a family that does not exist.
    """
    at = _Placing(poster, assets, fonts or FontLibrary.shipped(), native or {})
    items: list[Item] = []
    for layer in poster.layers:
        if layer.visible and layer.opacity > 0:
            items.extend(_items(at, layer))
    page = poster.page
    return Frame(
        trim=Rect(0, 0, page.points(page.width), page.points(page.height)),
        bleed=page.points(page.bleed),
        paper=at.color("paper"),
        items=tuple(items),
        title=poster.brief.title,
        language=poster.brief.language,
        missing_assets=tuple(at.missing),
        safe=page.points(page.safe),
    )


def _items(at: _Placing, layer: AnyLayer) -> list[Item]:
    if isinstance(layer, PictureLayer):
        return _picture_items(at, layer)
    if isinstance(layer, ShapeLayer):
        return [_shape_item(at, layer)]
    if isinstance(layer, CodeLayer):
        return _code_items(at, layer)
    return [_text_item(at, layer)] if layer.text.strip() else []


def _look(at: _Placing, layer: AnyLayer) -> Look:
    box = layer.rect.scaled(at.poster.page.points_per_unit)
    shadow = getattr(layer, "shadow", None)
    return Look(
        layer_id=layer.id,
        name=layer.name or layer.id,
        transform=Affine.rotate(layer.angle, box.center).after(Affine.move(box.x, box.y)),
        opacity=layer.opacity,
        blend=layer.blend,
        shadow=_shadow(at, shadow) if shadow else None,
    )


def _own_box(at: _Placing, layer: AnyLayer) -> Rect:
    return Rect(0, 0, at.pt(layer.rect.width), at.pt(layer.rect.height))


def _shadow(at: _Placing, shadow: Shadow) -> ShadowStyle:
    return ShadowStyle(at.pt(shadow.dx), at.pt(shadow.dy), at.pt(shadow.blur), at.color(shadow.color), shadow.opacity)


def _stroke(at: _Placing, stroke: Stroke | None) -> StrokeStyle | None:
    if stroke is None:
        return None
    return StrokeStyle(at.color(stroke.paint), at.pt(stroke.width), stroke.align, stroke.join)


def _picture_items(at: _Placing, layer: PictureLayer) -> list[Item]:
    picture = _shown(at, layer)
    if picture is not None and layer.mask is not None:
        coarse = at.source(layer.id, layer.mask)
        fine = at.native.get(f"{layer.id}/mask")
        picture = cut_out(picture, fine.source if fine else coarse, coarse) if coarse else None
    if picture is None:
        return []
    picture = replace(picture, finish=_finish(at, layer, (-at.pt(layer.rect.x), -at.pt(layer.rect.y))))
    return [PictureItem(_look(at, layer), picture, layer.role, layer.alt)]


def _shown(at: _Placing, layer: PictureLayer) -> Picture | None:
    """A layer's picture as it lies in the layer's box, before its mask; None where there is none."""
    if layer.asset is None:
        return None
    if layer.asset == "background":
        ground = at.poster.background
        if ground is None or ground.asset in (None, "background"):
            return None
        # In its own place the background's own fit counts; moved, it is a picture like any other.
        return _shown(at, ground if layer.rect == ground.rect else layer.changed(asset=ground.asset))
    picture = at.native.get(layer.id)
    if picture is None:
        source = at.source(layer.id, layer.asset)
        picture = _on_page(at, layer, source) if source else None
    return picture


def _finish(at: _Placing, layer: PictureLayer, origin: tuple[float, float]) -> PrintFinish | None:
    """The layer's finish with every decision taken; `origin` is the page's corner in the item's own coordinates.

    What is cut out of the background is printed as that is.
    """
    ground = at.poster.background
    treatments, asset = layer.finish, layer.asset
    if asset == "background" and ground is not None:
        treatments, asset = treatments or ground.finish, ground.asset
    if not treatments or asset in (None, "background"):
        return None
    palette = {name: at.color(name).rgb for name in at.poster.palette}
    own = tones(asset, at.assets) if any(t.tones is None for t in treatments) else (0.0, 1.0)
    steps = tuple(print_step(t, at.poster.page, palette, own) for t in treatments if t.strength > 0)
    return PrintFinish(steps, origin) if steps else None


def _on_page(at: _Placing, layer: PictureLayer, source: PixelSource) -> Picture:
    """A picture in its box; one made for the page's pixel grid lies on that grid, so it is not resampled."""
    page = at.poster.page
    if layer.role == "background" and layer.rect == page.bleed_box:
        lies = page.grid_box(source.width_px, source.height_px)
        if lies is not None:
            rect = lies.moved(-layer.rect.x, -layer.rect.y).scaled(page.points_per_unit)
            return Picture(source, Rect(0, 0, source.width_px, source.height_px), rect)
    return fitted(source, _own_box(at, layer), layer.fit, layer.focus)


def fitted(source: PixelSource, box: Rect, fit: str, focus: tuple[float, float]) -> Picture:
    """A picture in a box: `cover` crops it around `focus`, `contain` shows it whole, placed by `focus`."""
    wide, high = source.width_px, source.height_px
    if fit == "contain":
        scale = min(box.width / wide, box.height / high)
        width, height = wide * scale, high * scale
        x = box.x + (box.width - width) * focus[0]
        y = box.y + (box.height - height) * focus[1]
        return Picture(source, Rect(0, 0, wide, high), Rect(x, y, width, height))
    scale = max(box.width / wide, box.height / high)
    width, height = min(wide, box.width / scale), min(high, box.height / scale)
    x = min(max(focus[0] * wide - width / 2, 0), wide - width)
    y = min(max(focus[1] * high - height / 2, 0), high - height)
    return Picture(source, Rect(x, y, width, height), box)


def _fill(at: _Placing, layer: AnyLayer, paint: object, box: Rect) -> Fill | None:
    if paint is None:
        return None
    if isinstance(paint, Gradient):
        stops = tuple(GradientStop(s.at, at.color(s.color), s.opacity) for s in paint.stops)
        if paint.gradient == "radial":
            cx, cy = box.x + paint.center[0] * box.width, box.y + paint.center[1] * box.height
            radius = max(math.dist((cx, cy), corner) for corner in box.corners())
            return RadialGradient((cx, cy), max(radius, 1e-6), stops)
        dx, dy = math.cos(math.radians(paint.angle)), math.sin(math.radians(paint.angle))
        reach = (abs(box.width * dx) + abs(box.height * dy)) / 2
        (cx, cy) = box.center
        return LinearGradient((cx - dx * reach, cy - dy * reach), (cx + dx * reach, cy + dy * reach), stops)
    if isinstance(paint, PictureFill):
        return _picture_fill(at, layer, paint, box)
    return at.color(paint)  # type: ignore[arg-type]


def _picture_fill(at: _Placing, layer: AnyLayer, paint: PictureFill, box: Rect) -> Fill | None:
    if paint.picture != "background":
        source = at.source(layer.id, paint.picture)
        return fitted(source, box, paint.fit, paint.focus) if source else at.color("ink")
    ground = at.poster.background
    if ground is None or ground.asset in (None, "background"):
        return at.color("ink")
    shift = (at.pt(ground.rect.x - layer.rect.x), at.pt(ground.rect.y - layer.rect.y))
    finish = _finish(at, ground, (-at.pt(layer.rect.x), -at.pt(layer.rect.y)))
    if native := at.native.get(ground.id):
        return Picture(native.source, native.crop, native.rect.moved(*shift), finish)
    source = at.source(layer.id, ground.asset)
    if source is None:
        return at.color("ink")
    seen = _on_page(at, ground, source)
    return Picture(seen.source, seen.crop, seen.rect.moved(*shift), finish)


def _shape_item(at: _Placing, layer: ShapeLayer) -> ShapeItem:
    box = _own_box(at, layer)
    if layer.shape == "rect":
        path = rect_path(box, at.pt(layer.radius))
    elif layer.shape == "ellipse":
        path = ellipse_path(box)
    elif layer.shape == "line":
        path = Path((("M", 0.0, 0.0), ("L", box.width, box.height)))
    else:
        path = svg_path(layer.path, where=f"layer {layer.id!r}").transformed(Affine.scale(box.width, box.height))
    fill = None if layer.shape == "line" else _fill(at, layer, layer.fill, box)
    return ShapeItem(_look(at, layer), path, fill, _stroke(at, layer.stroke), layer.role)


def svg_path(data: str, *, where: str) -> Path:
    """SVG path data as a Path. Raises DocumentError naming `where` when it cannot be read."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path

    pen = RecordingPen()
    try:
        parse_path(data, pen)
    except Exception as problem:  # the parser raises whatever its own arithmetic trips over
        raise DocumentError(
            f"The path of {where} cannot be read: {type(problem).__name__}.",
            hint="Use SVG path data such as M0 0 L1 1 Z.",
        ) from None
    steps: list[tuple] = []
    for verb, points in pen.value:
        flat = [float(v) for point in points for v in point]
        if not all(math.isfinite(v) and abs(v) < 1e6 for v in flat):
            raise DocumentError(f"The path of {where} runs out of all bounds.", hint="Keep it in a 0…1 square.")
        if verb in ("closePath", "endPath"):
            steps.extend([("Z",)] if verb == "closePath" else [])
        else:
            steps.append(({"moveTo": "M", "lineTo": "L", "curveTo": "C", "qCurveTo": "Q"}[verb], *flat))
    return Path(tuple(steps))


def _code_items(at: _Placing, layer: CodeLayer) -> list[Item]:
    modules = code_modules(layer.data)
    box = _own_box(at, layer)
    side = min(box.width, box.height)
    box = Rect(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side)
    look = _look(at, layer)
    items: list[Item] = []
    margin = QUIET_MODULES if layer.ground is not None else 0
    if layer.ground is not None:
        items.append(ShapeItem(look, rect_path(box), at.color(layer.ground), role="code-ground"))
    step = side / (len(modules) + 2 * margin)
    bars = [
        rect_path(Rect(box.x + (margin + start) * step, box.y + (margin + row) * step, length * step, step))
        for row, line in enumerate(modules)
        for start, length in _dark_runs(line)
    ]
    items.append(ShapeItem(look, Path.joined(bars), at.color(layer.fill), role="code", alt=layer.data))
    return items


def code_modules(data: str) -> list[list[bool]]:
    """The dark modules of a QR code that decodes to exactly `data`, without a margin. Raises DocumentError if too long."""
    import segno

    try:
        code = segno.make_qr(data, error="m", boost_error=True)
    except (segno.DataOverflowError, ValueError) as problem:
        raise DocumentError(f"The QR code cannot hold its data: {problem}.", hint="Use a shorter link.") from None
    return [[bool(v) for v in row] for row in code.matrix]


def _dark_runs(line: list[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(line):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


def text_style(layer: TextLayer, language: str = "") -> TextStyle:
    """A text layer's settings for typesetting; sizes are points on every page (a px page's pixel is a point)."""
    return TextStyle(
        family=layer.font.family,
        weight=layer.font.weight,
        italic=layer.font.italic,
        axes=tuple(sorted(layer.font.axes.items())),
        features=tuple(sorted(layer.font.features.items())),
        size=layer.size,
        fit=layer.fit,
        leading=layer.leading,
        tracking=layer.tracking,
        align=layer.align,
        valign=layer.valign,
        case=layer.case,
        writing=layer.writing,
        arc=layer.arc,
        breaks=layer.breaks,
        balance=layer.balance,
        language=layer.language or language,
    )


def set_layer(poster: Poster, layer: TextLayer, fonts: FontLibrary) -> Setting:
    """A text layer typeset into its box: points from the box's corner. Raises FontError for an unknown family."""
    page = poster.page
    box = Rect(0, 0, page.points(layer.rect.width), page.points(layer.rect.height))
    return typeset(layer.text, text_style(layer, poster.brief.language), box, fonts)


def _text_item(at: _Placing, layer: TextLayer) -> TextItem:
    setting = set_layer(at.poster, layer, at.fonts)
    box = _own_box(at, layer)
    face, halo = _lettering(at, layer, setting.runs)
    return TextItem(
        look=_look(at, layer),
        role=layer.role,
        text=layer.text,
        shown=setting.shown,
        runs=setting.runs,
        fill=_fill(at, layer, layer.fill, box) or at.color("ink"),
        box=box,
        ink=setting.ink,
        size=setting.size,
        language=layer.language or at.poster.brief.language,
        stroke=_stroke(at, layer.stroke),
        face_picture=face,
        halo=halo,
    )


def _lettering(at: _Placing, layer: TextLayer, runs: tuple[GlyphRun, ...]) -> tuple[Picture | None, Picture | None]:
    art = layer.art
    if art is None or art.asset is None or art.area is None or art.key != lettering_key(runs):
        return None, None
    area = Rect(*art.area).scaled(at.poster.page.points_per_unit)
    pictures = []
    for part, ref in (("face", art.asset), ("halo", art.halo)):
        native = at.native.get(f"{layer.id}/{part}")
        source = None if native or ref is None else at.source(layer.id, ref)
        pictures.append(native or (fitted(source, area, "cover", (0.5, 0.5)) if source else None))
    return pictures[0], pictures[1]


def lettering_key(runs: tuple[GlyphRun, ...]) -> str:
    """A short name for the exact letter shapes: lettering made for other shapes is not drawn."""
    told = hashlib.sha256()
    for run in runs:
        told.update(f"{run.face.path.name}/{run.face.index}/{run.face.axes}/{run.size:.3f}".encode())
        for g in run.glyphs:
            told.update(f";{g.gid},{g.x:.2f},{g.y:.2f},{g.angle:.2f}".encode())
    return told.hexdigest()[:24]
