"""A sliced sun over a glowing grid: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.cosmos import stars
from posta.background.painters.inks import Ink, brush, gradient, lit, mix, ramp
from posta.background.painters.shapes import polygon, rect, ridge, tapered
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("synthwave"), sheet.width, sheet.height, sheet.inks
    horizon = h * rng.uniform(0.56, 0.64)
    deep = mix(inks.dark, Ink(0, 0, 0), 0.3)
    x, r = w * rng.choice([0.5, 0.5, 0.4, 0.6]), rng.uniform(0.24, 0.34)
    y = horizon - r * rng.uniform(0.45, 0.85)
    sky = ramp(
        [(0, deep), (0.55, inks.dark), (0.85, mix(inks.mid, inks.dark, 0.2)), (1, mix(inks.mid, inks.accent, 0.5))],
        np.clip(sheet.y / np.float32(horizon), 0, 1) + np.zeros(sheet.shape, np.float32),
    )
    sheet.wash(lit(sky, inks.accent, sheet.glow(x, y, r * 1.15, 1.5) * np.float32(0.5)))
    stars(sheet, np.clip(1 - sheet.y / np.float32(horizon * 0.8), 0, 1) * np.ones((1, sheet.shape[1]), np.float32), 0.8)
    cuts = int(rng.integers(5, 9))

    def sun(canvas: skia.Canvas) -> None:
        canvas.save()
        for k in range(cuts):
            at = y - r * 0.05 + r * 1.05 * (k / cuts) ** 0.9
            canvas.clipRect(
                skia.Rect.MakeLTRB(-1, at, w + 1, at + r * (0.018 + 0.075 * k / cuts)), skia.ClipOp.kDifference, True
            )
        canvas.drawCircle(
            x,
            y,
            r,
            gradient(
                (0, y - r),
                (0, y + r),
                [
                    (0, mix(inks.second, inks.light, 0.25), 1),
                    (0.5, mix(inks.second, inks.accent, 0.55), 1),
                    (1, inks.accent, 1),
                ],
            ),
        )
        canvas.restore()

    sheet.draw(sun, subject=not heroes.subject(sheet, "synthwave"))
    scene = str(rng.choice(["peaks", "towers", "palms"]))
    {"peaks": _peaks, "towers": _towers, "palms": _palms}[scene](sheet, horizon, deep)
    _floor(sheet, horizon, x, deep)
    glow = np.exp(-(((sheet.y - horizon) / np.float32(0.028)) ** 2)) * np.ones((1, sheet.shape[1]), np.float32)
    sheet.shade(mix(inks.accent, inks.light, 0.3), glow * np.float32(0.8), blend="screen")
    thing = heroes.subject(sheet, "synthwave")
    hero = heroes.share(sheet, x - r, y - r, x + r, horizon)
    if thing:
        foot = horizon + (h - horizon) * 0.42
        hero = heroes.enter(sheet, thing, heroes.Spot((x, foot), (inks.accent, deep, inks.second), -1))
    if rng.random() < 0.6:
        lines = (np.arange(sheet.shape[0], dtype=np.float32)[:, None] % 3 == 0) * np.ones(
            (1, sheet.shape[1]), np.float32
        )
        sheet.shade(deep, lines * np.float32(0.14))
    sheet.finish(3.4)
    return Composition(
        (x / w, y / h), ((0.0, 0.0, 1.0, max(0.14, (y - r) / h - 0.03)), (0.0, 0.9, 1.0, 1.0)), (0.0, -0.2), hero
    )


def _floor(sheet: Sheet, horizon: float, x: float, deep: Ink) -> None:
    """The grid: lines to one point and rungs that crowd at the horizon, each with its glow."""
    rng, w, h, inks = sheet.rng("floor"), sheet.width, sheet.height, sheet.inks
    sheet.draw(
        lambda c: c.drawRect(
            skia.Rect.MakeLTRB(-1, horizon, w + 1, h + 1),
            gradient(
                (0, horizon),
                (0, h),
                [(0, mix(deep, inks.mid, 0.45), 1), (0.5, mix(deep, inks.dark, 0.6), 1), (1, deep, 1)],
            ),
        )
    )
    rungs = [horizon + (h * 1.05 - horizon) * (k / 17) ** 2.3 for k in range(1, 18)]
    spread = rng.uniform(0.09, 0.13)
    tone = inks.accent if rng.random() < 0.6 else mix(inks.second, inks.light, 0.1)

    def lines(canvas: skia.Canvas, wide: float, alpha: float) -> None:
        for k in range(-26, 27):
            canvas.drawPath(
                polygon(
                    [
                        (x + k * spread * 0.22 - 0.0004, horizon),
                        (x + k * spread * 0.22 + 0.0004, horizon),
                        (x + k * spread * 2.6 + wide, h * 1.05),
                        (x + k * spread * 2.6 - wide, h * 1.05),
                    ]
                ),
                brush(tone, alpha),
            )
        for y in rungs:
            share = (y - horizon) / (h - horizon)
            canvas.drawRect(
                skia.Rect.MakeLTRB(-1, y - wide * (0.15 + 0.6 * share), w + 1, y + wide * (0.15 + 0.6 * share)),
                brush(tone, alpha),
            )

    halo = sheet.blur(sheet.stencil(lambda c: lines(c, 0.006, 1.0)), 0.008)
    sheet.shade(tone, np.clip(halo * 1.3, 0, 1) * (sheet.y > horizon) * np.float32(0.6), blend="screen")
    sheet.draw(lambda c: lines(c, 0.0024, 0.9))


def _peaks(sheet: Sheet, horizon: float, deep: Ink) -> None:
    """Wire mountains on both sides."""
    rng, w, inks = sheet.rng("peaks"), sheet.width, sheet.inks
    xs, ys = ridge(rng, w, 6, 0.55)
    middle = np.clip(np.abs(xs / w - 0.5) * 2.6 - 0.25, 0, 1)
    ys = horizon - (0.03 + 0.13 * (ys * 0.5 + 0.6)) * middle
    sheet.fill(polygon([*np.stack([xs, ys], 1), (w + 0.1, horizon), (-0.1, horizon)]), mix(deep, inks.dark, 0.5))
    tone = brush(mix(inks.second, inks.light, 0.1), 0.85, stroke=0.0018)

    def wires(canvas: skia.Canvas) -> None:
        for k in range(len(xs) - 1):
            canvas.drawLine(float(xs[k]), float(ys[k]), float(xs[k + 1]), float(ys[k + 1]), tone)
            if k % 2 == 0:
                for s in (-1, 0, 1):
                    canvas.drawLine(
                        float(xs[k]),
                        float(ys[k]),
                        float(xs[min(max(k + 2 * s, 0), len(xs) - 1)]),
                        horizon,
                        brush(mix(inks.second, deep, 0.3), 0.45, stroke=0.0011),
                    )

    sheet.draw(wires)


def _towers(sheet: Sheet, horizon: float, deep: Ink) -> None:
    rng, w, inks = sheet.rng("towers"), sheet.width, sheet.inks
    shapes, lights = [], []
    x = -0.02
    while x < w:
        wide = rng.uniform(0.025, 0.06)
        tall = rng.uniform(0.02, 0.2) * (0.35 + 0.9 * abs(x / w - 0.5) * 2)
        shapes.append(rect(x, horizon - tall, x + wide, horizon + 0.001))
        lights += [
            rect(x + wide * q, horizon - tall * v, x + wide * q + 0.004, horizon - tall * v + 0.006)
            for q in (0.2, 0.6)
            for v in np.arange(0.15, 0.95, 0.16)
            if rng.random() < 0.4
        ]
        x += wide * rng.uniform(0.95, 1.25)
    sheet.fill(shapes, mix(deep, inks.dark, 0.4))
    sheet.fill(lights, mix(inks.second, inks.light, 0.4), 0.9)


def _palms(sheet: Sheet, _horizon: float, deep: Ink) -> None:
    """Palms that frame the sun from both sides."""
    rng, w, h = sheet.rng("palms"), sheet.width, sheet.height
    shapes = []
    for side in (-1, 1):
        for k in range(2):
            foot = (w * (0.5 + side * (0.4 + 0.08 * k)), h * 0.78 + 0.1 * k)
            tall = h * rng.uniform(0.36, 0.5)
            t = np.linspace(0, 1, 12)
            trunk = np.stack([foot[0] - side * 0.09 * t**2, foot[1] - tall * t], 1)
            shapes.append(tapered(trunk, 0.022 - 0.011 * t))
            for a in np.linspace(-3.6, 0.5, 9) + rng.normal(0, 0.12, 9):
                reach = rng.uniform(0.15, 0.22)
                frond = trunk[-1] + np.stack([np.cos(a) * reach * t, np.sin(a) * reach * t * 0.7 + 0.13 * t**2.2], 1)
                shapes.append(tapered(frond, 0.034 * np.sin(np.pi * np.clip(t * 0.94 + 0.05, 0, 1)) + 0.001))
    sheet.fill(shapes, mix(deep, Ink(0, 0, 0), 0.4))
