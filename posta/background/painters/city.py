"""A city with lit windows at night or in haze by day: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, gradient, mix
from posta.background.painters.shapes import circle, polygon, rect
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.skies import Sky, sky


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("city"), sheet.width, sheet.height, sheet.inks
    side = int(rng.choice([-1, 1]))
    base = h * rng.uniform(0.8, 0.9)
    sun = (w * (0.5 + side * rng.uniform(0.05, 0.25)), h * rng.uniform(0.26, 0.46))
    heaven = sky(sheet, h * 0.86, sun, clouds=0.35, haze=0.8)
    sheet.wash(heaven.colors)
    dark = heaven.time in ("night", "dusk")
    sheet.fill(
        circle(*sun, rng.uniform(0.09, 0.19)), mix(heaven.lamp, inks.accent, 0.1 if heaven.time == "night" else 0.6)
    )
    rows = int(rng.integers(3, 5))
    focus = sun
    for k in range(rows):
        depth = k / (rows - 1)
        tone = mix(
            mix(heaven.low, inks.mid, 0.45), mix(inks.dark, Ink(0, 0, 0), 0.2 if dark else 0.0), 0.15 + 0.85 * depth
        )
        top = _row(sheet, f"row {k}", base, depth, tone, heaven, dark)
        if k == rows - 2:
            focus = top
    thing, hero = heroes.subject(sheet, "city"), None
    if thing:
        quay = mix(inks.dark, heaven.low, 0.25)
        level = min(base, h * 0.82)
        heroes.bank(sheet, level, quay, "city")
        towers = mix(mix(heaven.low, inks.mid, 0.45), inks.dark, 0.7)
        hero = heroes.enter(sheet, thing, heroes.Spot((w * (0.5 - side * 0.08), level + 0.05), (quay, towers), side))
    elif rng.random() < 0.55:
        _water(sheet, base, mix(inks.dark, heaven.top, 0.3), heaven, sun)
    else:
        _street(sheet, base, mix(inks.dark, Ink(0, 0, 0), 0.3))
    sheet.finish(3.2, tooth=0.6)
    return Composition(
        (focus[0] / w, focus[1] / h), ((0.0, 0.0, 1.0, 0.27), (0.0, 0.9, 1.0, 1.0)), (side * 0.5, -0.5), hero
    )


def _row(sheet: Sheet, name: str, base: float, depth: float, tone: Ink, heaven: Sky, dark: bool) -> tuple[float, float]:
    """One rank of towers with their windows; the roof of the tallest."""
    rng, w, h, inks = sheet.rng(name), sheet.width, sheet.height, sheet.inks
    towers = []
    x = -0.05
    swell = rng.uniform(0, 6.28)
    while x < w + 0.02:
        wide = rng.uniform(0.06, 0.13) * (0.75 + 0.5 * depth)
        crown = 0.5 + 0.5 * np.sin(x * 2.4 + swell)
        tall = h * (0.2 + 0.34 * crown * rng.uniform(0.5, 1.0)) * (1.12 - 0.55 * depth)
        towers.append((x, base - tall, x + wide, str(rng.choice(["flat", "step", "slant", "spire", "flat", "tank"]))))
        x += wide * rng.uniform(0.82, 1.08)
    warm, cold = mix(inks.accent, inks.light, 0.35), mix(inks.second, inks.light, 0.4)
    lit = rng.uniform(0.16, 0.3) if dark else 0.0

    def draw(canvas: skia.Canvas) -> None:
        for left, top, right, roof in towers:
            middle, wide = (left + right) / 2, right - left
            ink = gradient((0, top), (0, base + 0.1), [(0, tone, 1), (1, mix(tone, heaven.low, 0.35 * (1 - depth)), 1)])
            canvas.drawRect(skia.Rect.MakeLTRB(left, top, right, h + 0.1), ink)
            if roof == "step":
                canvas.drawPath(rect(left + wide * 0.18, top - wide * 0.25, right - wide * 0.18, top + 0.01), ink)
                canvas.drawPath(rect(left + wide * 0.34, top - wide * 0.5, right - wide * 0.34, top), ink)
            elif roof == "slant":
                canvas.drawPath(polygon([(left, top + 0.001), (right, top + 0.001), (right, top - wide * 0.45)]), ink)
            elif roof == "spire":
                canvas.drawPath(
                    polygon(
                        [
                            (middle - wide * 0.28, top + 0.001),
                            (middle, top - wide * 0.7),
                            (middle + wide * 0.28, top + 0.001),
                        ]
                    ),
                    ink,
                )
                canvas.drawLine(middle, top - wide * 1.3, middle, top - wide * 0.5, brush(tone, stroke=0.003))
            elif roof == "tank":
                canvas.drawPath(
                    rect(middle - wide * 0.2, top - wide * 0.34, middle + wide * 0.2, top - wide * 0.1), ink
                )
                canvas.drawPath(
                    polygon(
                        [
                            (middle - wide * 0.24, top - wide * 0.33),
                            (middle, top - wide * 0.5),
                            (middle + wide * 0.24, top - wide * 0.33),
                        ]
                    ),
                    ink,
                )
                for q in (-0.16, 0.16):
                    canvas.drawLine(
                        middle + wide * q, top - wide * 0.12, middle + wide * q, top, brush(tone, stroke=0.004)
                    )
            canvas.drawRect(
                skia.Rect.MakeLTRB(left, top, left + wide * 0.2, base + 0.3), brush(mix(tone, heaven.low, 0.3), 0.3)
            )
            _windows(canvas, rng, (left, top, right, base), (depth, lit), (warm, cold, mix(tone, heaven.low, 0.25)))

    sheet.draw(draw, subject=depth > 0.3)
    if dark:
        haze = np.exp(-(((sheet.y - base) / np.float32(0.16)) ** 2)) * np.clip(
            0.7 + 0.4 * sheet.noise((0.6, 0.2), 3, "smog " + name), 0, 1
        )
        sheet.shade(mix(inks.accent, heaven.low, 0.4), haze * np.float32(0.3 * (1 - 0.6 * depth)), blend="screen")
    best = min(towers, key=lambda t: t[1] + abs((t[0] + t[2]) / 2 - w / 2) * 0.3)
    return (best[0] + best[2]) / 2, best[1] + 0.04


def _windows(
    canvas: skia.Canvas,
    rng: np.random.Generator,
    box: tuple[float, float, float, float],
    how: tuple[float, float],
    inks: tuple[Ink, Ink, Ink],
) -> None:
    left, top, right, base = box
    depth, lit = how
    warm, cold, pane = inks
    size = 0.0062 + 0.0055 * depth
    columns = max(2, int((right - left - size) / (size * 2.0)))
    gap = (right - left) / columns
    kind = rng.random()
    y = top + size * 2
    while y < base - size:
        whole_floor = rng.random() < lit * 0.2
        for c in range(columns):
            x = left + gap * (c + 0.5)
            wide = size * (0.55 if kind < 0.6 else 0.75)
            if whole_floor or rng.random() < lit:
                canvas.drawRect(
                    skia.Rect.MakeLTRB(x - wide, y, x + wide, y + size * 1.45),
                    brush(cold if rng.random() < 0.16 else warm, float(rng.uniform(0.45, 1.0)) * (0.5 + 0.5 * depth)),
                )
            elif kind > 0.3:
                canvas.drawRect(skia.Rect.MakeLTRB(x - wide, y, x + wide, y + size * 1.45), brush(pane, 0.4))
        y += size * 2.7


def _water(sheet: Sheet, base: float, deep: Ink, heaven: Sky, sun: tuple[float, float]) -> None:
    """A river before the city with the lights drawn out in it."""
    rng, w, h, inks = sheet.rng("river"), sheet.width, sheet.height, sheet.inks
    sheet.draw(
        lambda c: c.drawRect(
            skia.Rect.MakeLTRB(-0.1, base, w + 0.1, h + 0.1),
            gradient((0, base), (0, h), [(0, mix(deep, heaven.low, 0.3), 1), (1, deep, 1)]),
        )
    )
    warm = mix(inks.accent, inks.light, 0.3)

    def lights(canvas: skia.Canvas) -> None:
        for _ in range(46):
            x = (
                float(np.clip(rng.normal(sun[0] / w, 0.12), 0, 1) * w)
                if rng.random() < 0.3
                else float(rng.random() * w)
            )
            y, reach = base + 0.004, rng.uniform(0.02, h - base)
            while y < base + reach:
                half = rng.uniform(0.004, 0.016)
                canvas.drawOval(
                    skia.Rect.MakeLTRB(x - half, y, x + half, y + 0.0025),
                    brush(warm if rng.random() < 0.8 else inks.second, float(0.6 * (1 - (y - base) / reach))),
                )
                y += rng.uniform(0.005, 0.009)

    sheet.draw(lights)


def _street(sheet: Sheet, base: float, black: Ink) -> None:
    """Roofs close by, with chimneys, aerials and a cat or two."""
    rng, w, h = sheet.rng("roofs"), sheet.width, sheet.height
    shapes = []
    x = -0.05
    while x < w:
        wide, y = rng.uniform(0.12, 0.26), base + rng.uniform(-0.02, 0.05)
        shapes.append(rect(x, y, x + wide, h + 0.1))
        for _ in range(int(rng.integers(1, 3))):
            at = x + wide * rng.uniform(0.1, 0.9)
            shapes.append(rect(at, y - rng.uniform(0.03, 0.06), at + 0.022, y + 0.01))
        pole = x + wide * rng.uniform(0.2, 0.8)
        shapes.append(rect(pole, y - 0.11, pole + 0.0028, y))
        shapes += [
            rect(pole - 0.022 + 0.004 * k, y - 0.105 + 0.014 * k, pole + 0.025 - 0.004 * k, y - 0.1028 + 0.014 * k)
            for k in range(3)
        ]
        x += wide
    sheet.fill(shapes, black)
