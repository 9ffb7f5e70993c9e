"""A frame whose transparency stays live: its items in, the inks they leave on each other out, as a RIP mixes them.

A screen mixes light, a press file mixes inks: a veil at half its opacity is not quite the same in both. Blend modes are those
of ISO 32000-1, 11.3.5, worked on the complements of the inks (11.3.5.1 with 11.7.4.4 for spaces that subtract).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posta.export.seethrough import split
from posta.render.frame import Frame, Item
from posta.render.raster import Canvas, grid

Inks = NDArray[np.float32]
ToInks = Callable[[NDArray[np.uint8], list[Item]], NDArray[np.uint8]]
"""(H, W, 3) sRGB and the items in it as (H, W, 4) inks, 255 = full."""
LUMA = np.array([0.3, 0.59, 0.11], np.float32)
SEPARABLE: dict[str, Callable[[Inks, Inks], Inks]] = {
    "multiply": lambda b, s: b * s,
    "screen": lambda b, s: b + s - b * s,
    "overlay": lambda b, s: np.where(b <= 0.5, 2 * b * s, 1 - 2 * (1 - b) * (1 - s)),
    "darken": np.minimum,
    "lighten": np.maximum,
    "color-dodge": lambda b, s: np.where(b <= 0, 0, np.minimum(1, b / np.maximum(1 - s, 1e-6))),
    "color-burn": lambda b, s: np.where(b >= 1, 1, 1 - np.minimum(1, (1 - b) / np.maximum(s, 1e-6))),
    "hard-light": lambda b, s: np.where(s <= 0.5, 2 * b * s, 1 - 2 * (1 - b) * (1 - s)),
    "soft-light": lambda b, s: np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (_soft(b) - b)),
    "difference": lambda b, s: np.abs(b - s),
    "exclusion": lambda b, s: b + s - 2 * b * s,
}


@dataclass(frozen=True, slots=True)
class _Part:
    """Items laid down at once, and how: solid ones together, a see-through one alone."""

    items: tuple[Item, ...]
    opacity: float = 1.0
    blend: str = "normal"


def is_live(frame: Frame, ppi: float) -> bool:
    """Whether a file that keeps transparency live mixes inks anywhere in this frame."""
    return any(split(item, ppi, n)[0] for n, item in enumerate(frame.items))


def live_inks(frame: Frame, ppi: float, to_inks: ToInks, *, bleed: bool = False) -> NDArray[np.uint8]:
    """(H, W, 4) inks of a frame, 255 = full ink, with opacities, soft masks and blend modes mixed as inks."""
    wanted = grid(frame, ppi, bleed=bleed)
    paper = np.full((1, 1, 3), np.round(np.array(frame.paper.rgb) * 255), np.uint8)
    laid = np.empty((wanted.height, wanted.width, 4), np.float32)
    laid[:] = to_inks(paper, [])[0, 0] / np.float32(255)
    for part in _parts(frame, ppi):
        sheet = Canvas(wanted, 0, wanted.height)
        for item in part.items:
            sheet.draw(item)
        seen = _box(sheet.coverage())
        if seen is None:
            continue
        drawn = sheet.rgba()[seen]
        alpha = drawn[..., 3:].astype(np.float32) * np.float32(part.opacity / 255)
        inks = to_inks(np.ascontiguousarray(drawn[..., :3]), list(part.items)).astype(np.float32) / np.float32(255)
        below = laid[seen]
        mixed = inks if part.blend == "normal" else blended(below, inks, part.blend)
        laid[seen] = below + alpha * (mixed - below)
    return np.round(laid * 255).astype(np.uint8)


def _parts(frame: Frame, ppi: float) -> Iterator[_Part]:
    solid: list[Item] = []
    for number, item in enumerate(frame.items):
        clear, rest = split(item, ppi, number)
        for one in clear:
            if solid:
                yield _Part(tuple(solid))
                solid = []
            plain = replace(one, look=replace(one.look, opacity=1.0, blend="normal"))
            yield _Part((plain,), one.look.opacity, one.look.blend)
        if rest is not None:
            solid.append(rest)
    if solid:
        yield _Part(tuple(solid))


def _box(cover: NDArray[np.uint8]) -> tuple[slice, slice] | None:
    rows, columns = np.flatnonzero(cover.any(axis=1)), np.flatnonzero(cover.any(axis=0))
    if not rows.size:
        return None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def blended(below: Inks, above: Inks, mode: str) -> Inks:
    """(…, 4) inks 0..1 of `above` blended with those `below` where it is opaque. Raises KeyError for an unknown mode."""
    b, s = 1 - below, 1 - above
    if mode in SEPARABLE:
        return (1 - SEPARABLE[mode](b, s)).astype(np.float32)
    # Hue and saturation are of the three colours; black comes from the one whose lightness is kept (11.3.5.3).
    mixed, black = {
        "hue": (lambda: _with_luma(_with_sat(s[..., :3], _sat(b)), _luma(b)), below),
        "saturation": (lambda: _with_luma(_with_sat(b[..., :3], _sat(s)), _luma(b)), below),
        "color": (lambda: _with_luma(s[..., :3], _luma(b)), below),
        "luminosity": (lambda: _with_luma(b[..., :3], _luma(s)), above),
    }[mode]
    return np.concatenate([1 - mixed(), black[..., 3:]], axis=-1).astype(np.float32)


def _soft(b: Inks) -> Inks:
    return np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))


def _luma(color: Inks) -> Inks:
    return (color[..., :3] @ LUMA)[..., None]


def _sat(color: Inks) -> Inks:
    three = color[..., :3]
    return np.ptp(three, axis=-1, keepdims=True)


def _with_luma(color: Inks, luma: Inks) -> Inks:
    moved = color + (luma - _luma(color))
    own, low, high = _luma(moved), moved.min(-1, keepdims=True), moved.max(-1, keepdims=True)
    moved = np.where(low < 0, own + (moved - own) * own / np.maximum(own - low, 1e-6), moved)
    return np.where(high > 1, own + (moved - own) * (1 - own) / np.maximum(high - own, 1e-6), moved)


def _with_sat(color: Inks, sat: Inks) -> Inks:
    low, high = color.min(-1, keepdims=True), color.max(-1, keepdims=True)
    return (color - low) * sat / np.maximum(high - low, 1e-6)
