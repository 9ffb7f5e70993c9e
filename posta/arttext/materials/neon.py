"""Neon: a bench in, a glass tube along the letters' middle lines and its glow on the ground out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench, Made, blur
from posta.arttext.materials.grid import step
from posta.arttext.materials.light import lin, rolled_off
from posta.arttext.materials.midline import Midline, midline
from posta.color import Rgb, from_oklch, to_oklch


def tube(bench: Bench) -> Made:
    """A tube along the middle of each stroke inside a dark channel with a lit rim; its light falls on channel and ground."""
    gas = _gas(bench.color("accent"))
    _, chroma, hue = to_oklch(gas)
    # On light paper a white tube would not be seen: there the colour goes to the middle.
    core = lin(from_oklch(0.97, min(chroma, 0.05), hue) if bench.ground_is_dark else from_oklch(0.90, 0.09, hue))
    glow = lin(gas)
    em, stem = bench.em_mm, bench.stem_mm
    radius = float(np.clip(stem * 0.34, 0.007 * em, 0.030 * em))
    line = midline(bench.form)
    away = blur(line.distance_mm(bench.grid), radius * 0.3 / bench.grid.pitch_mm)
    soft = bench.soft_grid(radius * 1.2)
    source = step(radius * 1.3, radius * 0.7, line.distance_mm(soft))
    spread = blur(source, stem * 0.5 / soft.pitch_mm)
    lit = cv2.resize(spread / max(float(spread.max()), 1e-6), (bench.grid.width, bench.grid.height))

    def shade(band: Band) -> NDArray[np.float32]:
        across = away[band.rows] / np.float32(radius)
        near = lit[band.rows]
        # The channel: the ground in the dark, painted, lit by its own tube.
        out = band.ground * np.float32(0.06) + lin(Rgb(0.04, 0.04, 0.06))
        out = out + (near * near)[..., None] * glow * np.float32(0.55)
        rim = np.exp(-((band.distance / (0.05 * stem + band.pitch_mm * 0.6)) ** 2))
        out += (rim * (0.05 + 0.5 * near))[..., None] * glow
        # The glass: gas glowing brightest where it is deepest, a white-hot core, a thin dark wall.
        deep = np.sqrt(np.maximum(1 - across * across, 0))
        hot = step(0.72, 0.05, across)
        body = (0.30 + 0.85 * deep)[..., None] * glow
        body = body + (hot * 0.95)[..., None] * (core * 1.1 - body)
        edge = band.pitch_mm / radius
        inside = step(1 + edge, 1 - edge, across)
        out = out + inside[..., None] * (body - out)
        return rolled_off(out, 0.8)

    face = bench.face(shade)
    return Made(face, _glow(bench, line, radius, gas))


def _gas(accent: Rgb) -> Rgb:
    """A colour that glass tubes come in, near the accent."""
    lightness, chroma, hue = to_oklch(accent)
    if chroma < 0.04:
        return from_oklch(0.72, 0.25, 5)
    return from_oklch(float(np.clip(lightness, 0.66, 0.80)), 0.30, hue)


def _glow(bench: Bench, line: Midline, radius: float, gas: Rgb) -> NDArray[np.uint8]:
    """The light that the tube throws on the ground: tight, wide and very wide, added up."""
    em = bench.em_mm
    grid = bench.soft_grid(0.03 * em)
    source = step(radius * 1.6, radius * 0.4, line.distance_mm(grid))
    out = np.zeros_like(source)
    # Light shows less where it is light already.
    dim = 1.0 if bench.ground_is_dark else 0.55
    for width, strength in ((0.03, 0.55), (0.09, 0.50), (0.22, 0.38)):
        sigma = width * em / grid.pitch_mm
        # A line spread over a width thins out with it: made up for, so that thin and heavy letters glow alike.
        out = 1 - (1 - out) * (1 - np.clip(dim * strength * blur(source, sigma) * (width * em / radius) * 0.5, 0, 0.9))
    return bench.halo(out, gas)
