"""Dunes under a sun or moon: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, lighter, mix
from posta.background.painters.mountains import birds
from posta.background.painters.shapes import circle, ellipse, polygon, smooth, tapered, under
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.skies import sky


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("dunes"), sheet.width, sheet.height, sheet.inks
    side = int(rng.choice([-1, 1]))
    horizon = h * rng.uniform(0.48, 0.58)
    radius = rng.uniform(0.1, 0.21)
    sun = (w * (0.5 + side * rng.uniform(0.0, 0.22)), horizon - radius * rng.uniform(0.2, 1.6))
    heaven = sky(sheet, horizon, sun, clouds=0.25)
    sheet.wash(heaven.colors)
    sheet.fill(circle(*sun, radius), mix(heaven.lamp, inks.accent, 0.05 if heaven.time == "night" else 0.75))
    sand = mix(inks.accent, inks.mid, 0.45)
    count = int(rng.integers(4, 7))
    land, thing, hero = [], heroes.subject(sheet, "dunes"), None
    for k in range(count):
        land.append(_dune(sheet, k, k / (count - 1), horizon, side, (sand, heaven.low)))
        if k == count - 3 and rng.random() < 0.7 and not thing:
            _caravan(sheet, land[-1], side, mix(inks.dark, sand, 0.1))
    if thing:
        at = w * (0.5 - side * 0.08)
        foot = max(h * 0.8, float(np.interp(at, *land[-2])) + 0.02)
        spot = heroes.Spot((at, foot), (sand, mix(sand, inks.dark, 0.4)), side)
        hero = heroes.enter(sheet, thing, spot)
    if rng.random() < 0.4:
        birds(sheet, sun[0] - side * 0.2, sun[1] - 0.06, mix(inks.dark, heaven.low, 0.2))
    sheet.finish(3.0, tooth=1.4)
    return Composition(
        (sun[0] / w, sun[1] / h), ((0.0, 0.0, 1.0, 0.26), (0.0, 0.82, 1.0, 1.0)), (side * 0.7, -0.5), hero
    )


def _dune(
    sheet: Sheet, k: int, depth: float, horizon: float, side: int, inks: tuple[Ink, Ink]
) -> tuple[np.ndarray, np.ndarray]:
    """One dune: a windward face in light with ripples, and a lee face in shade that a curling crest line divides."""
    rng, w, h = sheet.rng(f"dune {k}"), sheet.width, sheet.height
    sand, haze = inks
    xs = np.linspace(-0.05, w + 0.05, 160)
    top = horizon + (h * 0.9 - horizon) * depth**1.15
    peak, wide = w * rng.uniform(-0.05, 1.05), rng.uniform(0.5, 0.9) * max(w, 1)
    high = (0.06 + 0.13 * depth) * rng.uniform(0.8, 1.3)
    u = (xs - peak) / wide
    # Towards the light a dune rises slowly and bulges; on its lee it falls from a sharp crest and hollows out.
    ys = top - high * np.where(u * side > 0, np.exp(-((np.abs(u) * 1.25) ** 1.6)), np.exp(-np.abs(u) * 2.6))
    ys += 0.012 * (1 + depth) * np.sin(xs / w * rng.uniform(2, 4) + rng.uniform(0, 6))
    tone = mix(mix(haze, sand, 0.25 + 0.75 * depth), sheet.inks.dark, 0.28 * depth**2)
    body = under(xs, ys, h + 0.1)
    sheet.fill(body, lighter(tone, 0.03), subject=True)
    shade = mix(tone, sheet.inks.dark, 0.42)
    at = int(np.clip(np.searchsorted(xs, peak), 1, len(xs) - 2))
    t = np.linspace(0, 1, 40)
    bow, reach = rng.uniform(0.12, 0.3) * wide, h * 1.08 - ys[at]
    # The crest line swings out over the lit slope and back, an S towards the viewer.
    spine = np.stack(
        [
            xs[at] + side * bow * np.sin(t * np.pi * rng.uniform(1.15, 1.5)) * t**0.6 - side * 0.25 * wide * t**2,
            ys[at] + reach * t**1.15,
        ],
        1,
    )
    rim = slice(at, None) if side < 0 else slice(at, None, -1)
    lee = polygon(
        [*spine[::-1], *np.stack([xs[rim], ys[rim] - 0.004], 1), (xs[rim][-1], h + 0.2), (spine[-1, 0], h + 0.2)]
    )

    def face(canvas: skia.Canvas) -> None:
        canvas.clipPath(body, True)
        canvas.drawPath(lee, skia.Paint(AntiAlias=True))

    profile = np.interp(sheet.x[0], xs, ys).astype(np.float32)[None, :]
    down = np.clip((sheet.y - profile) / np.float32(0.35), 0, 1)

    def windward(canvas: skia.Canvas) -> None:
        canvas.clipPath(lee, skia.ClipOp.kDifference, True)
        canvas.drawPath(body, skia.Paint(AntiAlias=True))

    # Shade is deepest at the crest line and lost in thrown-back light below.
    middle = np.interp(sheet.y[:, 0], spine[:, 1], spine[:, 0]).astype(np.float32)[:, None]
    inward = np.clip(-side * (sheet.x - middle) / np.float32(0.5 * wide), 0, 1)
    sheet.shade(shade, (0.88 - 0.6 * inward**0.8).astype(np.float32), face, grain=0.25)
    sheet.shade(mix(tone, sheet.inks.light, 0.5), (1 - down) ** 3 * np.float32(0.5), windward, grain=0.25)
    if depth > 0.35:
        step = 0.011 + 0.012 * depth
        lines = []
        for j in range(1, 14):
            wave = ys + step * j * (1 + 0.08 * j) + 0.006 * np.sin(xs * 20 + j * 1.3) + 0.01 * np.sin(xs * 6 + j * 0.4)
            lines.append(
                tapered(
                    np.stack([xs, wave], 1), 0.0035 * depth * np.clip(np.sin(xs * 3.3 + j * 0.9 + k), 0.0, 1) + 0.0001
                )
            )

        def ripples(canvas: skia.Canvas) -> None:
            canvas.clipPath(body, True)
            canvas.clipPath(lee, skia.ClipOp.kDifference, True)
            for line in lines:
                canvas.drawPath(line, brush(shade, 0.45))

        sheet.draw(ripples)
    return xs, ys


def _caravan(sheet: Sheet, crest: tuple[np.ndarray, np.ndarray], side: int, ink: Ink) -> None:
    """Camels and walkers on a crest."""
    rng = sheet.rng("caravan")
    x = sheet.width * rng.uniform(0.2, 0.55)
    size = 0.03
    shapes = []
    for _ in range(int(rng.integers(3, 6))):
        y = float(np.interp(x, *crest)) + 0.003
        s = size * rng.uniform(0.9, 1.1)
        d = -side
        shapes.append(
            smooth(
                [
                    (x - d * s * 0.7, y - s * 0.75),
                    (x - d * s * 0.35, y - s * 1.0),
                    (x - d * s * 0.05, y - s * 1.45),
                    (x + d * s * 0.3, y - s * 1.0),
                    (x + d * s * 0.6, y - s * 0.85),
                    (x + d * s * 0.35, y - s * 0.6),
                    (x - d * s * 0.5, y - s * 0.55),
                ],
                closed=True,
            )
        )
        shapes.append(
            tapered(
                [(x + d * s * 0.5, y - s * 0.8), (x + d * s * 0.85, y - s * 0.9), (x + d * s * 1.0, y - s * 1.4)],
                [s * 0.28, s * 0.18, s * 0.15],
            )
        )
        shapes.append(ellipse(x + d * s * 1.12, y - s * 1.42, s * 0.22, s * 0.1, d * 15))
        shapes += [
            tapered([(x + d * s * q, y - s * 0.7), (x + d * s * (q + 0.05 * e), y)], [s * 0.16, s * 0.08])
            for q, e in ((-0.5, -1), (-0.36, 1), (0.32, -1), (0.46, 1))
        ]
        x += s * rng.uniform(2.6, 3.4)
    sheet.fill(shapes, ink)
