"""Height lines of an invented land, with a trail or a summit mark: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from posta.background.painters.bands import Field, Patch
from posta.background.painters.inks import brush, mix, ramp
from posta.background.painters.shapes import circle, ring, smooth
from posta.background.painters.sheet import Composition, Sheet, steepness


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("contours"), sheet.width, sheet.height, sheet.inks
    x, y = w * rng.uniform(0.35, 0.65), h * rng.uniform(0.5, 0.66)
    far = np.hypot(
        (sheet.x - x) / np.float32(rng.uniform(0.3, 0.42)), (sheet.y - y) / np.float32(rng.uniform(0.3, 0.42))
    )
    bend = sheet.noise(0.7, 2, "bend") * np.float32(0.2)
    land = np.exp(-(far**2) * np.float32(0.8)) * np.float32(1.15) + sheet.warp(
        sheet.noise(0.55, 3, "land", gain=0.38), bend, bend
    ) * np.float32(0.42)
    flat = np.clip((sheet.y / np.float32(h) - 0.12) * 3.0, 0.12, 1)
    land = sheet.blur(land, 0.008) * flat
    style = str(rng.choice(["lines", "layers", "layers"]))
    many = float(rng.uniform(9, 15) if style == "lines" else rng.uniform(6, 9))
    height = (land - land.min()) / np.float32(land.max() - land.min())
    levels = (height * np.float32(many)).astype(np.float32)
    slope = steepness(levels)
    ground = inks.ground
    tones = [ground, mix(ground, inks.mid, 0.55), inks.mid, mix(inks.mid, inks.accent, 0.5), inks.accent]
    if style == "layers":
        count = int(many) + 1
        table = ramp(tones, ((np.arange(count) / many) ** 1.2).astype(np.float32))
        sheet.terraces(levels, table)
        shadow = sheet.empty()
        for k in range(1, count):
            above = np.clip((levels - np.float32(k)) / (slope * np.float32(0.003)) + 0.5, 0, 1)
            shadow = np.maximum(shadow, sheet.warp(sheet.blur(above, 0.007), -0.004, -0.008) * (1 - above))
        sheet.shade(mix(inks.dark, tones[0], 0.1), shadow * np.float32(0.42), blend="multiply")
    else:
        sheet.wash(ramp([ground, mix(ground, inks.mid, 0.35)], height))
        pen = mix(inks.figure, ground, 0.25)
        sheet.shade(pen, _lines(levels, slope, 0.0013, 1.0))
        sheet.shade(
            mix(inks.accent, inks.figure, 0.15), _lines(levels / np.float32(5), slope / np.float32(5), 0.0034, 1.0)
        )
    top = np.unravel_index(int(np.argmax(height)), height.shape)
    px, py = float(sheet.x[0, top[1]]), float(sheet.y[top[0], 0])
    mark = inks.light if style == "layers" else inks.figure
    if rng.random() < 0.75:
        t = np.linspace(0, 1, 9)
        trail = np.stack(
            [
                px + (w * rng.uniform(0.1, 0.9) - px) * t + 0.05 * np.sin(t * 9),
                py + (h * 1.02 - py) * t + 0.03 * np.cos(t * 7),
            ],
            1,
        )
        dash = brush(mark, 0.95, stroke=0.006)
        dash.setPathEffect(skia.DashPathEffect.Make([0.018, 0.014], 0))
        sheet.draw(lambda c: c.drawPath(smooth(trail), dash))
    sheet.fill([circle(px, py, 0.012), ring(px, py, 0.03, 0.0255)], mark)
    sheet.finish(2.0, tooth=2.2)
    return Composition((px / w, py / h), ((0.0, 0.0, 1.0, 0.26),), (-0.5, -0.8))


def _lines(levels: Field, slope: Field, wide: float, share: float) -> Callable[[Patch], Field]:
    """Lines `wide` units wide at every whole level."""

    def cover(patch: Patch) -> Field:
        value = patch.up(levels, smooth=True)
        away = np.abs(value - np.rint(value)) / patch.up(slope)
        soft = max(wide / 2, patch.px / 2)
        return np.clip((np.float32(soft) - away) / np.float32(patch.px) + 0.5, 0, 1) * np.float32(
            share * min(1.0, wide / patch.px)
        )

    return cover
