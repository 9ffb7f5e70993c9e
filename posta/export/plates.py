"""A frame as a press lays it down: sRGB pixels or a frame and a ppi in; inks, soft proof, ink sums and gamut warning out.

Flat colours get the very inks they have where they are vector, so that pixels and vectors meet without a seam.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.export.color import Press, press
from posta.export.conditions import condition
from posta.export.laid import is_live, live_inks
from posta.render.frame import Frame, Item, PictureItem, ShapeItem, Solid
from posta.render.raster import rasterize

LARGE_AREA = (72 / 2.54) ** 2 * 25  # square points; from 25 cm² on, black ink alone looks grey


def inks_of(rgb: NDArray[np.uint8], colors: Iterable[tuple[Solid, bool]], made: Press) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB as (H, W, 4) inks, the pixels of flat `colors` (with whether they are large) as their own inks."""
    inks = made.image(rgb)
    packed = rgb[..., 0].astype(np.uint32) << 16 | rgb[..., 1].astype(np.uint32) << 8 | rgb[..., 2]
    for color, large in colors:
        r, g, b = (round(v * 255) for v in color.rgb)
        same = packed == (r << 16 | g << 8 | b)
        if same.any():
            inks[same] = np.round(np.array(made.inks(color, large=large)) * 255).astype(np.uint8)
    return inks


def flat_colors(frame: Frame, items: Iterable[Item]) -> list[tuple[Solid, bool]]:
    """The paper and every opaque plain fill, with whether it is large enough for rich black."""
    found: dict[Rgb, tuple[Solid, bool]] = {frame.paper.rgb: (frame.paper, True)}
    for item in items:
        if isinstance(item, PictureItem) or not isinstance(item.fill, Solid):
            continue
        if item.look.opacity < 1 or item.look.blend != "normal":
            continue
        large = isinstance(item, ShapeItem) and item.path.bounds().area >= LARGE_AREA
        found[item.fill.rgb] = (item.fill, large or found.get(item.fill.rgb, (item.fill, False))[1])
    return list(found.values())


def frame_inks(
    frame: Frame, ppi: float, name: str = "fogra39", limit: float | None = None, *, bleed: bool = False, live: bool = True
) -> NDArray[np.uint8]:
    """(H, W, 4) inks of a whole frame in a printing condition, 255 = full ink. Raises ExportError.

    `live`: transparency as a PDF/X-4 mixes it, in inks; else as a PDF/X-1a has it, mixed in light and then separated.
    """
    made = press(condition(name, limit))
    if not live or not is_live(frame, ppi):
        return inks_of(rasterize(frame, ppi, bleed=bleed), flat_colors(frame, frame.items), made)

    def to_inks(rgb: NDArray[np.uint8], items: list[Item]) -> NDArray[np.uint8]:
        return inks_of(rgb, flat_colors(frame, items), made)

    return live_inks(frame, ppi, to_inks, bleed=bleed)


def soft_proof(
    frame: Frame, ppi: float, name: str = "fogra39", limit: float | None = None, *, bleed: bool = False, live: bool = True
) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB: the frame as it will look printed, the paper shown as white; see `frame_inks`. Raises ExportError."""
    return press(condition(name, limit)).screen(frame_inks(frame, ppi, name, limit, bleed=bleed, live=live))


def ink_sums(
    frame: Frame, ppi: float, name: str = "fogra39", limit: float | None = None, *, bleed: bool = False
) -> NDArray[np.float32]:
    """(H, W): the sum of the inks in percent. Raises ExportError."""
    inks = frame_inks(frame, ppi, name, limit, bleed=bleed)
    return inks.sum(axis=2, dtype=np.float32) * np.float32(100 / 255)


def gamut_warning(frame: Frame, ppi: float, name: str = "fogra39", *, bleed: bool = False) -> NDArray[np.bool_]:
    """(H, W): where the press cannot print the colour on the screen. Raises ExportError."""
    return press(condition(name)).out_of_gamut(rasterize(frame, ppi, bleed=bleed))


def coverage_map(sums: NDArray[np.float32], limit: float) -> NDArray[np.uint8]:
    """(H, W) ink sums in percent as (H, W, 3) sRGB: darker is more ink, red is above the limit."""
    grey = (255 - np.clip(sums / 400, 0, 1) * 255).astype(np.uint8)
    shown = np.repeat(grey[..., None], 3, axis=2)
    shown[sums > limit + 0.5] = (220, 30, 30)
    return shown


def gamut_map(proof: NDArray[np.uint8], dull: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """A proof in pale grey, (H, W, 3) sRGB, with what the press cannot print in magenta."""
    grey = (proof.astype(np.float32) @ np.array([0.21, 0.72, 0.07], np.float32) * np.float32(0.6) + 100).astype(
        np.uint8
    )
    shown = np.repeat(grey[..., None], 3, axis=2)
    shown[dull] = (230, 0, 140)
    return shown
