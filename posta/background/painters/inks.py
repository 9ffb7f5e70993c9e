"""Inks of a picture: sRGB colours in; ramps, mixes and brushes for painters out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from posta.color import Rgb, from_oklch, oklab_to_rgb, rgb_to_oklab, to_oklch

Ink = Rgb
Field = NDArray[np.floating]


@dataclass(frozen=True)
class Inks:
    """The five roles every painter paints with, and whether the ground is dark."""

    dark: Ink
    mid: Ink
    light: Ink
    accent: Ink
    second: Ink
    night: bool = False
    extra: tuple[Ink, ...] = ()

    @property
    def ground(self) -> Ink:
        return self.dark if self.night else self.light

    @property
    def figure(self) -> Ink:
        return self.light if self.night else self.dark

    def listed(self) -> tuple[Ink, ...]:
        """In the order told outside: dark, mid, light, accent, second, then any others."""
        return (self.dark, self.mid, self.light, self.accent, self.second, *self.extra)


def cool(inks: Inks) -> Ink:
    """Of the two middle inks the one nearer to blue: for skies and water by day."""
    return min((inks.mid, inks.second), key=lambda ink: abs((to_oklch(ink)[2] - 235 + 180) % 360 - 180))


def mix(first: Ink, second: Ink, share: float) -> Ink:
    """`first` with `share` of `second`, in OKLab."""
    return first.mixed(second, share)


def toned(ink: Ink, lightness: float | None = None, chroma: float = 1.0, hue: float = 0.0) -> Ink:
    """An ink at another lightness 0..1, its chroma times `chroma`, its hue turned by degrees."""
    level, strength, angle = to_oklch(ink)
    return from_oklch(level if lightness is None else lightness, strength * chroma, angle + hue)


def lighter(ink: Ink, by: float) -> Ink:
    """An ink with lightness moved by `by` (negative: darker)."""
    level, strength, angle = to_oklch(ink)
    return from_oklch(float(np.clip(level + by, 0, 1)), strength, angle)


def ramp(stops: Sequence[tuple[float, Ink]] | Sequence[Ink], at: Field) -> Field:
    """The gradient through `stops` (inks, or (place, ink) with rising places) at each value of `at`: (..., 3) sRGB float32."""
    pairs = [s if len(s) == 2 else (i / (len(stops) - 1), s) for i, s in enumerate(stops)]
    places = np.array([p for p, _ in pairs], np.float64)
    labs = rgb_to_oklab(np.array([ink for _, ink in pairs]))
    fine = np.linspace(places[0], places[-1], 2048)
    table = oklab_to_rgb(np.stack([np.interp(fine, places, labs[:, k]) for k in range(3)], axis=-1))
    table = np.clip(table, 0, 1).astype(np.float32)
    step = (np.clip(at, places[0], places[-1]) - np.float32(places[0])) * np.float32(2047 / (places[-1] - places[0]))
    return table[step.astype(np.int32)]


def lay(base: Field, color: Ink | Field, alpha: Field | float) -> Field:
    """Coarse picture `base` with `color` laid over it by `alpha` (gh, gw): a new (gh, gw, 3)."""
    a = np.asarray(alpha, np.float32)
    return base + (np.asarray(color, np.float32) - base) * (a[..., None] if a.ndim else a)


def lit(base: Field, color: Ink | Field, alpha: Field) -> Field:
    """Coarse picture `base` with light of `color` added the way a screen adds it."""
    return base + (1 - base) * np.asarray(color, np.float32) * np.clip(alpha, 0, 1)[..., None]


def color4(ink: Ink, alpha: float = 1.0) -> skia.Color4f:
    return skia.Color4f(*(float(min(1, max(0, v))) for v in ink), float(alpha))


def brush(ink: Ink, alpha: float = 1.0, stroke: float = 0.0, *, round_caps: bool = True) -> skia.Paint:
    """An anti-aliased Skia paint: filled, or stroked `stroke` units wide."""
    made = skia.Paint(color4(ink, alpha))
    made.setAntiAlias(True)
    if stroke:
        made.setStyle(skia.Paint.kStroke_Style)
        made.setStrokeWidth(stroke)
        made.setStrokeJoin(skia.Paint.kRound_Join)
        made.setStrokeCap(skia.Paint.kRound_Cap if round_caps else skia.Paint.kButt_Cap)
    return made


def gradient(
    start: tuple[float, float], end: tuple[float, float], stops: Sequence[tuple[float, Ink, float]]
) -> skia.Paint:
    """A dithered linear gradient from `start` to `end` (units) through (place, ink, alpha) stops, mixed in OKLab."""
    made = skia.Paint()
    made.setAntiAlias(True)
    made.setDither(True)
    places, inks, alphas = (list(part) for part in zip(*stops, strict=True))
    fine = sorted({*places, *np.linspace(places[0], places[-1], 9).tolist()})
    labs = rgb_to_oklab(np.array(inks))
    colors = []
    for place in fine:
        rgb = np.clip(oklab_to_rgb(np.array([np.interp(place, places, labs[:, k]) for k in range(3)])), 0, 1)
        colors.append(skia.Color4f(*(float(v) for v in rgb), float(np.interp(place, places, alphas))).toColor())
    made.setShader(
        skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], colors, [float(p) for p in fine])
    )
    return made


def distance(first: Ink, second: Ink) -> float:
    """How far two inks lie apart in OKLab: 0.1 is a clear step, 0.3 a strong contrast."""
    return float(np.linalg.norm(rgb_to_oklab(np.array(first)) - rgb_to_oklab(np.array(second))))
