"""Small frames made by hand, so that exports are tested without placing a poster."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from posta.color import Rgb
from posta.geometry import IDENTITY, Affine, Rect, ellipse_path, rect_path
from posta.render.frame import (
    Fill,
    Frame,
    GradientStop,
    LinearGradient,
    Look,
    Picture,
    PictureItem,
    RadialGradient,
    ShadowStyle,
    ShapeItem,
    Solid,
    StrokeStyle,
    TextItem,
)
from posta.typeset.fonts import hb_font
from posta.typeset.glyphs import Face, Glyph, GlyphRun

FONTS = FilePath(__file__).resolve().parents[2] / "assets" / "fonts"


@dataclass(frozen=True)
class Pixels:
    """A picture held in memory."""

    data: NDArray[np.uint8]
    key: str

    @property
    def width_px(self) -> int:
        return int(self.data.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.data.shape[0])

    @property
    def has_alpha(self) -> bool:
        return self.data.shape[2] == 4

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        return self.data[top:bottom]


def solid(text: str, **inks: object) -> Solid:
    return Solid(Rgb.from_hex(text), **inks)  # type: ignore[arg-type]


def face(name: str, weight: int = 400, axes: tuple[tuple[str, float], ...] = ()) -> Face:
    """A shipped font by its path under assets/fonts."""
    path = FONTS / name
    return Face(path, path.parent.name, weight, "Italic" in path.name, 0, axes)


def shaped(
    text: str,
    used: Face,
    size: float,
    x: float,
    y: float,
    *,
    rtl: bool = False,
    script: str = "Latn",
    tracking: float = 0,
) -> GlyphRun:
    """One run of HarfBuzz glyphs on the baseline (x, y)."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = script
    buffer.guess_segment_properties()
    font = hb_font(used)
    hb.shape(font, buffer)
    scale = size / font.face.upem
    glyphs = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        advance = place.x_advance * scale + tracking
        glyphs.append(
            Glyph(info.codepoint, x + place.x_offset * scale, y - place.y_offset * scale, advance, info.cluster)
        )
        x += advance
    return GlyphRun(used, size, tuple(glyphs), text, 0, rtl, script)


def words(layer: str, lines: list[GlyphRun], fill: Fill, *, transform: Affine = IDENTITY, **more: object) -> TextItem:
    """A text item of runs, its words joined by line breaks."""
    from posta.export.outlines import runs_outline

    said = "\n".join(run.text for run in lines)
    ink = runs_outline(tuple(lines)).bounds()
    look = Look(layer, layer, transform, **{k: more.pop(k) for k in ("opacity", "blend", "shadow") if k in more})  # type: ignore[arg-type]
    return TextItem(look, "title", said, said, tuple(lines), fill, ink, ink, lines[0].size, **more)  # type: ignore[arg-type]


def frame(
    items: list, *, width: float = 240, height: float = 320, bleed: float = 8.504, paper: str = "#f4efe6"
) -> Frame:
    """A small page; the paper's colour is a plain one."""
    return Frame(Rect(0, 0, width, height), bleed, solid(paper), tuple(items), "Blue Hour Quartet", "en", (), 14)


def photo(width: int, height: int, *, alpha: bool = False, seed: int = 3) -> Pixels:
    """A smooth colourful picture, with a soft round hole in its opacity where asked."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = x / width, y / height
    rgb = np.stack([0.5 + 0.5 * np.sin(9 * u + 4 * v), 0.5 + 0.5 * np.cos(7 * v - 3 * u), 0.3 + 0.6 * u * v], axis=2)
    rgb += np.random.default_rng(seed).normal(0, 0.01, rgb.shape)
    data = np.uint8(np.clip(rgb, 0, 1) * 255)
    if alpha:
        reach = np.hypot(u - 0.5, v - 0.5)
        data = np.dstack([data, np.uint8(np.clip((0.5 - reach) * 6, 0, 1) * 255)])
    return Pixels(np.ascontiguousarray(data), f"photo {width}x{height} {alpha} {seed}")


def whole(source: Pixels, rect: Rect) -> Picture:
    return Picture(source, Rect(0, 0, source.width_px, source.height_px), rect)


def rich() -> Frame:
    """A frame with one of everything."""
    anton, inter = face("anton/Anton-Regular.ttf"), face("inter/Inter-Regular.ttf")
    ink, accent = solid("#141414"), solid("#d1462f")
    background = PictureItem(Look("background"), whole(photo(500, 667), Rect(-8.504, -8.504, 257.008, 337.008)))
    band = ShapeItem(Look("band", opacity=0.85), rect_path(Rect(0, 230, 240, 90)), solid("#f4efe6"))
    stops = (GradientStop(0, solid("#0d1b2a")), GradientStop(0.5, accent), GradientStop(1, solid("#e0a458")))
    disc = ShapeItem(
        Look("disc", transform=Affine.rotate(20, (60, 60)).after(Affine.move(20, 30))),
        ellipse_path(Rect(0, 0, 80, 60)), LinearGradient((0, 0), (80, 60), stops), StrokeStyle(ink, 2),
    )  # fmt: skip
    veil = (GradientStop(0, ink, 0.9), GradientStop(1, ink, 0.0))
    glow = ShapeItem(Look("glow"), rect_path(Rect(120, 20, 100, 100), 12), RadialGradient((170, 70), 60, veil))
    multiplied = ShapeItem(Look("ink", blend="multiply"), ellipse_path(Rect(150, 90, 70, 70)), solid("#2aa7b8"))
    shade = ShadowStyle(2, 3, 2.5, solid("#000000"), 0.6)
    title = words(
        "title",
        [shaped("BLUE HOUR", anton, 52, 12, 190), shaped("QUARTET", anton, 52, 12, 240)],
        solid("#ffffff"),
        shadow=shade,
    )
    date = words("date", [shaped("Saturday, 13 March, 19:00 – office", inter, 10, 12, 290)], ink)
    window = words(
        "window", [shaped("JAZZ", anton, 60, 0, 60)], ink, transform=Affine.rotate(-8, (0, 0)).after(Affine.move(20, 110)),
        face_picture=whole(photo(300, 200, seed=9), Rect(-10, -20, 160, 100)),
        stroke=StrokeStyle(solid("#ffffff"), 1.5, "outside"),
    )  # fmt: skip
    seal = PictureItem(Look("seal", opacity=0.9), whole(photo(120, 120, alpha=True, seed=5), Rect(170, 240, 60, 60)))
    return frame([background, band, disc, glow, multiplied, title, date, window, seal])


def nothing_but(item: object, **page: object) -> Frame:
    return replace(frame([item]), **page)  # type: ignore[arg-type]
