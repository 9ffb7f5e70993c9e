"""A finish's treatments in, print steps with every decision taken out: lengths in points, inks as colours, tones as shares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.document.assets import Assets
from posta.document.finish import Treatment, roles_of
from posta.document.page import Page
from posta.errors import AssetError
from posta.render.frame import PrintStep
from posta.units import points_per_mm

A3_DIAGONAL_MM = math.hypot(297, 420)
# On A3, in millimetres. Dots grow with the sheet, which is read from further away; grain and shift grow more slowly.
CELLS = {"halftone": 2.0, "riso": 0.62, "grain": 0.19, "paper": 0.5}
SHIFT = 0.3
INKS: dict[str, tuple[str, ...]] = {
    "halftone": ("shadow", "light"),
    "riso": ("bright", "deep", "light"),
    "duotone": ("shadow", "light"),
    "paper": ("light",),
    "vignette": ("shadow",),
}
PERCENTILES = (1.5, 98.5)
MEASURED_PIXELS = 40_000


def print_step(treatment: Treatment, page: Page, colors: Mapping[str, Rgb], own: tuple[float, float]) -> PrintStep:
    """One step. `colors`: the palette by name; `own`: the picture's own tones."""
    roles = roles_of(colors)
    kind = treatment.kind
    missing = tuple(roles[role] for role in INKS.get(kind, ())[len(treatment.inks) :])
    named = tuple(colors.get(ink) or Rgb.from_hex(ink) for ink in (*treatment.inks, *missing))
    per_mm = points_per_mm(page.unit)
    size = math.hypot(page.points(page.width), page.points(page.height)) / per_mm / A3_DIAGONAL_MM
    slow = math.sqrt(size)
    cell = treatment.cell or CELLS.get(kind, 1.0) * (size if kind in ("halftone", "riso") else slow)
    shift = SHIFT * slow if treatment.shift is None else treatment.shift
    return PrintStep(
        kind=kind,
        strength=treatment.strength,
        inks=named,
        cell=max(cell, 0.03) * per_mm,
        angle=treatment.angle,
        shift=shift * per_mm,
        tones=treatment.tones or own,
        seed=treatment.seed,
    )


_measured: WeakKeyDictionary[Assets, dict[str, tuple[float, float]]] = WeakKeyDictionary()


def tones(ref: str, assets: Assets) -> tuple[float, float]:
    """The tones of a poster's picture, measured once; the whole range where its file is missing."""
    known = _measured.setdefault(assets, {})
    if ref not in known:
        try:
            known[ref] = tones_of(assets.pixels(ref))
        except AssetError:
            return 0.0, 1.0
    return known[ref]


def tones_of(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """The lightness 0..1 of a picture (H, W[, 3|4]) that prints as solid shadow and as bare light: nearly its extremes."""
    step = max(1, int(math.sqrt(pixels.shape[0] * pixels.shape[1] / MEASURED_PIXELS)))
    part = pixels[::step, ::step]
    if part.ndim == 3 and part.shape[2] == 4:
        seen = part[..., 3] > 127
        part = part[seen] if seen.any() else part.reshape(-1, 4)
    grey = part.astype(np.float32) if part.ndim == 2 else part[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    low, high = np.percentile(grey, PERCENTILES) / 255
    return round(float(low), 3), round(min(1.0, max(float(high), float(low) + 0.05)), 3)
