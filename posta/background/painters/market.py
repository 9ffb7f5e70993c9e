"""A market stall with striped awning, produce and morning sun: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.inks import Ink, Inks, brush, lighter, mix
from posta.background.painters.produce import PRODUCE
from posta.background.painters.shapes import circle, polygon, rect, wedge
from posta.background.painters.sheet import Composition, Sheet

GARDEN = ("tomato", "lemon", "carrot", "aubergine", "cabbage", "radish", "leek", "pumpkin", "pear", "peas", "tomato")


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("market"), sheet.width, sheet.height
    inks = _day(sheet.inks)
    scene = str(rng.choice(["stall", "heap", "crates"]))
    sky = mix(inks.light, inks.second, 0.1)
    sheet.wash(np.broadcast_to(np.asarray(sky, np.float32), (*sheet.shape, 3)))
    side = float(rng.choice([0.3, 0.5, 0.7]))
    sun = (w * side, h * rng.uniform(0.46, 0.54))
    _sun(sheet, sun, 0.9 if scene == "heap" else 0.62, inks)
    if scene == "stall":
        top = _awning(sheet, inks, h * rng.uniform(0.2, 0.25))
        floor = h * rng.uniform(0.72, 0.76)
        _posts(sheet, inks, top, floor)
    else:
        top = h * 0.1
        _bunting(sheet, inks, h * rng.uniform(0.035, 0.06))
        floor = h * rng.uniform(0.66, 0.72)
    if scene == "crates":
        _crates(sheet, inks, floor)
    else:
        _heap(sheet, inks, floor + h * 0.02, h * (0.1 if scene == "stall" else 0.15))
        _counter(sheet, inks, h * (0.88 if scene == "stall" else 0.93))
    sheet.finish(2.0, tooth=1.4, specks=0.012, speck_ink=inks.light)
    return Composition(
        (0.5, (floor + h * 0.08) / h), ((0.0, top / h + 0.03, 1.0, floor / h - 0.12),), (side - 0.5, -1.0)
    )


def _day(inks: Inks) -> Inks:
    """The inks with a light ground that is truly light: a stall is never painted at night."""
    return Inks(inks.dark, inks.mid, mix(inks.light, Ink(1, 1, 1), 0.1), inks.accent, inks.second, False, inks.extra)


def _sun(sheet: Sheet, at: tuple[float, float], reach: float, inks: Inks) -> None:
    """A flat sun with broad rays, paler than the type that will lie on them."""
    rng = sheet.rng("sun")
    count, turn = int(rng.choice([14, 18, 22])), rng.uniform(0, 20)
    ray = mix(mix(inks.light, inks.second, 0.1), inks.second, 0.26)
    if rng.random() < 0.75:
        step = 360 / count
        sheet.fill([wedge(*at, sheet.diagonal, turn + k * step, step / 2) for k in range(count)], ray)
    radius = 0.2 * reach / 0.62 * rng.uniform(0.9, 1.15)
    sheet.fill(circle(*at, radius), mix(inks.second, inks.light, 0.18))


def _awning(sheet: Sheet, inks: Inks, depth: float) -> float:
    """Striped cloth hung across the top, with a scalloped edge and its own shadow; the y of its lowest point."""
    rng, w = sheet.rng("awning"), sheet.width
    count = int(rng.choice([7, 9, 11]))
    stripe, drop = w / count, w / count * 0.5
    flare = rng.uniform(0.0, 0.12)
    pair = (inks.accent, inks.light) if rng.random() < 0.6 else (inks.mid, inks.light)
    shadow = sheet.stencil(
        lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, -1, w + 1, depth + drop + 0.02), skia.Paint(AntiAlias=True))
    )
    sheet.shade(mix(inks.dark, inks.second, 0.35), sheet.blur(shadow, 0.03) * np.float32(0.32), blend="multiply")
    top = -0.02

    def cloth(canvas: skia.Canvas) -> None:
        for k in range(-1, count + 1):
            ink = pair[k % 2]
            left, right = k * stripe, (k + 1) * stripe
            middle = w / 2
            up_left, up_right = middle + (left - middle) * (1 - flare), middle + (right - middle) * (1 - flare)
            canvas.drawPath(
                polygon([(up_left, top), (up_right + 0.0005, top), (right + 0.0005, depth), (left, depth)]), brush(ink)
            )
            scallop = skia.Path()
            scallop.addRoundRect(skia.Rect.MakeLTRB(left, depth - drop, right, depth + drop), drop * 0.98, drop * 0.98)
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(-1, depth, w + 1, depth + 1))
            canvas.drawPath(scallop, brush(mix(lighter(ink, -0.075), inks.dark, 0.04)))
            canvas.restore()

    sheet.draw(cloth)
    sheet.shade(
        inks.dark,
        np.clip(1 - np.abs(sheet.y - depth) / np.float32(0.03), 0, 1)
        * (sheet.y < depth)
        * np.ones((1, sheet.shape[1]), np.float32)
        * np.float32(0.3),
        grain=0.9,
        blend="multiply",
    )
    return depth + drop


def _posts(sheet: Sheet, inks: Inks, top: float, foot: float) -> None:
    wood = mix(inks.dark, inks.accent, 0.15)
    w = sheet.width
    sheet.fill([rect(x - 0.009, top - 0.06, x + 0.009, foot + 0.2) for x in (w * 0.045, w * 0.955)], wood)


def _bunting(sheet: Sheet, inks: Inks, y: float) -> None:
    """Two slack lines of flags."""
    rng, w = sheet.rng("bunting"), sheet.width
    colors = [inks.accent, inks.second, inks.mid, inks.dark]

    def line(canvas: skia.Canvas) -> None:
        for row in range(2):
            sag, start = rng.uniform(0.05, 0.09), y + row * 0.075
            count = int(rng.integers(10, 14))
            t = np.linspace(0, 1, 60)
            xs, ys = -0.03 + (w + 0.06) * t, start + sag * (1 - (2 * t - 1) ** 2) * (1 if row == 0 else 0.75)
            for a in range(59):
                canvas.drawLine(
                    float(xs[a]), float(ys[a]), float(xs[a + 1]), float(ys[a + 1]), brush(inks.dark, stroke=0.0035)
                )
            for k in range(count):
                a, b = (k + 0.12) / count, (k + 0.88) / count
                left, right = (float(np.interp(v, t, xs)) for v in (a, b))
                yl, yr = (float(np.interp(v, t, ys)) for v in (a, b))
                ink = colors[(k * (1 + row) + row) % 4]
                tip = ((left + right) / 2 + rng.normal(0, 0.003), (yl + yr) / 2 + (right - left) * 1.15)
                canvas.drawPath(polygon([(left, yl), (right, yr), tip]), brush(ink))
                canvas.drawPath(
                    polygon([((left + right) / 2, (yl + yr) / 2), (right, yr), tip]), brush(lighter(ink, -0.06))
                )

    sheet.draw(line)


def _pick(rng: np.random.Generator, kinds: tuple[str, ...], last: str) -> str:
    kind = str(rng.choice(kinds))
    return kind if kind != last else str(rng.choice(kinds))


def _heap(sheet: Sheet, inks: Inks, crest: float, rise: float) -> None:
    """Produce piled across the sheet, back rows first and smaller, highest in the middle."""
    rng, w, h = sheet.rng("heap"), sheet.width, sheet.height
    rows = 5
    size = 0.062

    def pile(canvas: skia.Canvas) -> None:
        last = ""
        for row in range(rows):
            share = row / (rows - 1)
            s = size * (0.82 + 0.35 * share)
            x = -s * rng.uniform(0.2, 1.0)
            while x < w + s:
                swell = rise * (1 - (2 * x / w - 1) ** 2) * (1 - share)
                y = crest + (h * 0.97 - crest) * share * 0.92 - swell + rng.normal(0, s * 0.15)
                last = _pick(rng, GARDEN, last)
                PRODUCE[last](canvas, rng, float(x), float(y), float(s), inks)
                x += s * rng.uniform(1.35, 1.75)

    back = np.clip((sheet.y - np.float32(crest + 0.02)) / np.float32(0.05), 0, 1) * np.ones(
        (1, sheet.shape[1]), np.float32
    )
    swell = np.float32(rise) * (1 - (2 * sheet.x / np.float32(w) - 1) ** 2)
    back = np.clip((sheet.y - np.float32(crest) + swell) / np.float32(0.04), 0, 1)
    sheet.shade(mix(inks.mid, inks.dark, 0.65), back)
    sheet.draw(pile)


def _counter(sheet: Sheet, inks: Inks, top: float) -> None:
    """The front board of the stall."""
    w, h = sheet.width, sheet.height
    board = mix(mix(inks.dark, inks.second, 0.3), inks.accent, 0.12)
    rng = sheet.rng("counter")

    def planks(canvas: skia.Canvas) -> None:
        canvas.drawRect(skia.Rect.MakeLTRB(-1, top, w + 1, h + 1), brush(board))
        canvas.drawRect(skia.Rect.MakeLTRB(-1, top, w + 1, top + 0.012), brush(lighter(board, 0.1)))
        x = 0.0
        while x < w:
            canvas.drawLine(x, top + 0.012, x, h + 1, brush(lighter(board, -0.08), stroke=0.004))
            x += rng.uniform(0.12, 0.2)

    sheet.draw(planks)


def _crates(sheet: Sheet, inks: Inks, top: float) -> None:
    """Stepped wooden boxes, one sort in each."""
    rng, w, h = sheet.rng("crates"), sheet.width, sheet.height
    wood = mix(mix(inks.second, inks.dark, 0.35), inks.light, 0.1)
    kinds = list(rng.permutation(sorted({*GARDEN, "bread", "cheese", "honey"})))
    rows = 2
    step = (h - top) / rows

    def boxes(canvas: skia.Canvas) -> None:
        for row in range(rows):
            count = 3 if w < 1.3 else 5
            wide = w / count
            y = top + row * step
            for k in range(-1, count + 1):
                left = k * wide + (wide / 2 if row else 0)
                kind = kinds[(row * 5 + k) % len(kinds)]
                canvas.drawPath(
                    rect(left + 0.006, y - step * 0.1, left + wide - 0.006, y + step), brush(mix(wood, inks.dark, 0.55))
                )
                s = wide * 0.165
                for line in range(3):
                    x = left + s * (0.9 + 0.35 * (line % 2))
                    while x < left + wide - s * 0.5:
                        PRODUCE[kind](
                            canvas,
                            rng,
                            float(x),
                            float(y - step * 0.12 + line * s * 0.75 + rng.normal(0, s * 0.06)),
                            float(s),
                            inks,
                        )
                        x += s * 1.5
                for slat in range(3):
                    at = y + step * (0.2 + 0.29 * slat)
                    canvas.drawPath(
                        rect(left + 0.004, at, left + wide - 0.004, at + step * 0.245, 0.003),
                        brush(lighter(wood, 0.03 - 0.025 * slat)),
                    )
                    canvas.drawPath(
                        rect(left + 0.004, at + step * 0.2, left + wide - 0.004, at + step * 0.245),
                        brush(lighter(wood, -0.07 - 0.025 * slat)),
                    )
                for edge in (left + 0.004, left + wide - 0.034):
                    canvas.drawPath(
                        rect(edge, y + step * 0.14, edge + 0.03, y + step * 1.06), brush(lighter(wood, -0.04))
                    )
                    canvas.drawPath(
                        rect(edge + 0.023, y + step * 0.14, edge + 0.03, y + step * 1.06), brush(lighter(wood, -0.12))
                    )

    sheet.draw(boxes)
