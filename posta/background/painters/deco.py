"""Fans, sunrays and stepped frames of the twenties: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import itertools

import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, mix, ramp
from posta.background.painters.shapes import circle, polygon, rect, ring, wedge
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("deco"), sheet.width, sheet.height, sheet.inks
    ground = mix(inks.dark, Ink(0, 0, 0), 0.2) if inks.night or rng.random() < 0.6 else inks.light
    gold = inks.accent
    sheet.wash(
        ramp(
            [mix(ground, inks.mid, 0.4), ground],
            np.clip(np.hypot((sheet.x - w / 2) / np.float32(w), (sheet.y - h * 0.55) / np.float32(h)) * 1.7, 0, 1),
        )
    )
    scene = str(rng.choice(["fans", "rays", "tower"]))
    focus = {"fans": _fans, "rays": _rays, "tower": _tower}[scene](sheet, ground, gold)
    sheen = np.clip(
        0.5
        + 0.9 * np.sin((sheet.x * np.float32(0.9) + sheet.y * np.float32(0.55)) * np.float32(4.2))
        + 0.25 * sheet.noise(0.3, 3, "sheen"),
        0,
        1,
    )
    sheet.shade(inks.light, sheen * np.float32(0.1), blend="screen")
    _frame(sheet, gold)
    sheet.finish(2.4, tooth=1.0)
    return Composition(
        (focus[0] / w, focus[1] / h),
        ((0.12, 0.08, 0.88, 0.4),) if scene != "tower" else ((0.1, 0.06, 0.9, 0.26), (0.1, 0.86, 0.9, 0.95)),
        (0.0, -0.6),
    )


def _frame(sheet: Sheet, gold: Ink) -> None:
    """A double line with stepped corners."""
    w, h = sheet.width, sheet.height
    steps = int(sheet.rng("frame").integers(1, 4))

    def outline(inset: float) -> skia.Path:
        s = 0.03
        corner = [(inset + s * (steps - k), inset + s * k) for k in range(steps + 1)]
        stairs = [p for a, b in itertools.pairwise(corner) for p in (a, (a[0], b[1]))] + [corner[-1]]
        top_left = stairs[::-1]
        right = [(w - x, y) for x, y in stairs]
        low_right = [(w - x, h - y) for x, y in top_left]
        low_left = [(x, h - y) for x, y in stairs]
        return polygon([*top_left, *right, *low_right, *low_left])

    pen = [brush(gold, stroke=0.006), brush(gold, stroke=0.002)]
    for each in pen:
        each.setStrokeJoin(skia.Paint.kMiter_Join)
    sheet.draw(lambda c: (c.drawPath(outline(0.035), pen[0]), c.drawPath(outline(0.05), pen[1])))


def _fans(sheet: Sheet, ground: Ink, gold: Ink) -> tuple[float, float]:
    """Overlapping scallops with ribs in the lower part, thinning into the plain ground above."""
    rng, w, h, inks = sheet.rng("fans"), sheet.width, sheet.height, sheet.inks
    across = int(rng.choice([3, 4, 5]))
    r = w / across / 2
    start = h * rng.uniform(0.42, 0.52)
    tones = [mix(ground, inks.mid, 0.55), mix(ground, inks.second, 0.4), mix(ground, inks.mid, 0.25)]
    ribs = int(rng.choice([7, 9, 11]))
    plain = bool(rng.random() < 0.4)

    def draw(canvas: skia.Canvas) -> None:
        y, row = start, 0
        while y < h + r * 2:
            for k in range(-1, across + 1):
                x = (k + 0.5 + (row % 2) * 0.5) * 2 * r
                canvas.drawPath(circle(x, y, r), brush(tones[row % 3]))
                for q in (1.0, 0.9, 0.78, 0.5, 0.24) if not plain else (1.0, 0.84, 0.68, 0.52, 0.36, 0.2):
                    canvas.drawPath(circle(x, y, r * q), brush(gold, stroke=0.0045 if q == 1.0 else 0.002))
                if not plain:
                    for j in range(ribs):
                        a = np.pi + np.pi * (j + 0.5) / ribs
                        canvas.drawLine(
                            float(x + r * 0.24 * np.cos(a)),
                            float(y + r * 0.24 * np.sin(a)),
                            float(x + r * 0.78 * np.cos(a)),
                            float(y + r * 0.78 * np.sin(a)),
                            brush(gold, stroke=0.002),
                        )
                canvas.drawPath(circle(x, y, r * 0.12), brush(gold))
            y += r * 0.72
            row += 1

    sheet.draw(draw)
    return w / 2, start + r


def _rays(sheet: Sheet, ground: Ink, gold: Ink) -> tuple[float, float]:
    """A half sun on a low line, broad rays of alternating inks, stepped bands below."""
    rng, w, h, inks = sheet.rng("rays"), sheet.width, sheet.height, sheet.inks
    y = h * rng.uniform(0.7, 0.8)
    count = int(rng.choice([12, 16, 20]))
    tones = [mix(ground, inks.mid, 0.5), ground]
    reach = sheet.diagonal
    sheet.fill([wedge(w / 2, y, reach, 180 + k * 180 / count, 90 / count) for k in range(count)], tones[0])
    sheet.draw(
        lambda c: [
            c.drawLine(
                w / 2, y, float(w / 2 + reach * np.cos(a)), float(y + reach * np.sin(a)), brush(gold, stroke=0.0028)
            )
            for a in np.pi + np.pi * np.arange(count * 2 + 1) / (count * 2)
        ]
    )
    far = np.clip(np.hypot(sheet.x - w / 2, sheet.y - y) / np.float32(h * 0.7), 0, 1)
    sheet.shade(ground, np.clip(far * 1.3 - 0.35, 0, 0.92))
    for k, r in enumerate((0.34, 0.29, 0.24, 0.2, 0.12)):
        sheet.fill(circle(w / 2, y, r), [gold, ground, mix(gold, inks.light, 0.3), ground, gold][k])
    for a in np.pi + np.pi * (np.arange(9) + 0.5) / 9:
        sheet.fill(
            polygon(
                [
                    (w / 2 + 0.15 * np.cos(a - 0.1), y + 0.15 * np.sin(a - 0.1)),
                    (w / 2 + 0.19 * np.cos(a), y + 0.19 * np.sin(a)),
                    (w / 2 + 0.15 * np.cos(a + 0.1), y + 0.15 * np.sin(a + 0.1)),
                ]
            ),
            gold,
        )
    sheet.fill(rect(-0.1, y, w + 0.1, h + 0.1), mix(ground, inks.mid, 0.2))
    sheet.fill(
        [rect(-0.1, y + 0.018 * k * (1 + 0.22 * k), w + 0.1, y + 0.018 * k * (1 + 0.22 * k) + 0.006) for k in range(6)],
        gold,
    )
    return w / 2, y - 0.18


def _tower(sheet: Sheet, ground: Ink, gold: Ink) -> tuple[float, float]:
    """A stepped tower that rises through the middle, fluted, with a halo of rings and pairs of lesser towers."""
    rng, w, h, inks = sheet.rng("tower"), sheet.width, sheet.height, sheet.inks
    top = h * rng.uniform(0.3, 0.36)
    cy = top + 0.14
    for k in range(7, 0, -1):
        sheet.fill(ring(w / 2, cy, 0.1 * k, 0.1 * k - 0.004), mix(gold, ground, 0.1 + 0.1 * k))
    widths = np.sort(rng.uniform(0.05, 0.2, 5))
    for side, drop, scale in ((-1, 0.3, 0.6), (1, 0.3, 0.6), (-1, 0.16, 0.8), (1, 0.16, 0.8), (0, 0.0, 1.0)):
        x = w / 2 + side * (0.34 if scale == 0.6 else 0.2)
        for k, half in enumerate(widths[::-1] * scale):
            start = top + drop + (len(widths) - 1 - k) * 0.085 * (1 if scale == 1.0 else 0.7)
            tone = mix(mix(ground, inks.mid, 0.35 + 0.12 * (4 - k)), inks.dark, 0.0 if scale == 1.0 else 0.25)
            sheet.fill(rect(x - half, start, x + half, h + 0.1), tone)
            flutes = max(2, int(half / 0.012))
            sheet.fill(
                [
                    rect(
                        x - half + 2 * half * (j + 0.5) / flutes - 0.0012,
                        start + 0.01,
                        x - half + 2 * half * (j + 0.5) / flutes + 0.0012,
                        h + 0.1,
                    )
                    for j in range(flutes)
                ],
                gold,
                0.55 if scale == 1.0 else 0.25,
            )
            sheet.fill(rect(x - half, start, x + half, start + 0.006), gold)
        if side == 0:
            sheet.fill(polygon([(x - 0.008, top), (x, top - 0.16), (x + 0.008, top)]), gold)
    fade = np.clip((sheet.y / np.float32(h) - 0.8) * 6, 0, 1) * np.ones((1, sheet.shape[1]), np.float32)
    sheet.shade(ground, fade * np.float32(0.96))
    return w / 2, cy
