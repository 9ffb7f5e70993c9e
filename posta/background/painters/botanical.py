"""Leaves and flowers: a dense border, a jungle or one drawn stem: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, lighter, mix
from posta.background.painters.shapes import circle, ellipse, leaf, smooth, tapered
from posta.background.painters.sheet import Composition, Sheet

Spray = Callable[[skia.Canvas, np.random.Generator, float, float, float, float, tuple[Ink, Ink]], None]


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("botanical"), sheet.width, sheet.height, sheet.inks
    ground = (
        inks.ground
        if rng.random() < 0.75
        else mix(inks.light, inks.second, 0.35)
        if not inks.night
        else mix(inks.dark, inks.mid, 0.35)
    )
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    wished = sheet.wishes.get("season") == "jungle"
    scene = "border" if wished else str(rng.choice(["border", "corner", "stem", "border"]))
    focus = {"border": _border, "corner": _corner, "stem": _stem}[scene](sheet, ground)
    sheet.finish(2.2, tooth=2.0)
    room = {
        "border": ((0.16, 0.24, 0.84, 0.76),),
        "corner": ((0.0, 0.0, 1.0, 0.4),),
        "stem": ((0.0, 0.0, 0.45, 1.0) if focus[0] > w / 2 else (0.55, 0.0, 1.0, 1.0),),
    }[scene]
    return Composition((focus[0] / w, focus[1] / h), room, (-0.4, -0.8))


def _blade(
    canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, size: float, angle: float, inks: tuple[Ink, Ink]
) -> None:
    """A broad leaf with a midrib and side veins, one half darker."""
    bend = float(rng.normal(0, 0.5))
    shape = leaf(x, y, size, size * 0.36, angle, bend)
    canvas.drawPath(shape, brush(inks[0]))
    canvas.save()
    canvas.clipPath(shape, True)
    tip = np.array(
        [
            x + np.cos(angle) * size - np.sin(angle) * bend * size * 0.36,
            y + np.sin(angle) * size + np.cos(angle) * bend * size * 0.36,
        ]
    )
    middle = np.array(
        [
            x + np.cos(angle) * size * 0.55 - np.sin(angle) * bend * size * 0.1,
            y + np.sin(angle) * size * 0.55 + np.cos(angle) * bend * size * 0.1,
        ]
    )
    half = skia.Path()
    half.moveTo(x, y)
    half.quadTo(*map(float, middle), *map(float, tip))
    half.lineTo(float(tip[0] + np.sin(angle) * size), float(tip[1] - np.cos(angle) * size))
    half.lineTo(float(x + np.sin(angle) * size), float(y - np.cos(angle) * size))
    half.close()
    canvas.drawPath(half, brush(lighter(inks[0], -0.055)))
    pen = brush(inks[1], 0.7, stroke=max(size * 0.012, 0.0012))
    rib = skia.Path()
    rib.moveTo(x, y)
    rib.quadTo(*map(float, middle), *map(float, tip))
    canvas.drawPath(rib, pen)
    for k in range(1, 7):
        t = k / 7.5
        p = (1 - t) ** 2 * np.array([x, y]) + 2 * t * (1 - t) * middle + t * t * tip
        for way in (-1, 1):
            a = angle + way * 0.75
            canvas.drawLine(
                float(p[0]),
                float(p[1]),
                float(p[0] + np.cos(a) * size * 0.3),
                float(p[1] + np.sin(a) * size * 0.3),
                brush(inks[1], 0.45, stroke=max(size * 0.007, 0.0009)),
            )
    canvas.restore()


def _palm(
    canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, size: float, angle: float, inks: tuple[Ink, Ink]
) -> None:
    """A feathered frond."""
    t = np.linspace(0, 1, 16)
    droop = float(rng.uniform(-0.5, 0.5))
    spine = np.stack(
        [x + np.cos(angle + droop * t) * size * t * 1.25, y + np.sin(angle + droop * t) * size * t * 1.25], 1
    )
    for k in range(1, 16):
        a = angle + droop * t[k]
        reach = size * 0.42 * np.sin(np.pi * min(t[k] * 0.85 + 0.12, 1)) + 0.01
        for way in (-1, 1):
            canvas.drawPath(
                leaf(float(spine[k, 0]), float(spine[k, 1]), reach, reach * 0.2, a + way * 0.75),
                brush(lighter(inks[0], -0.03 if way > 0 else 0.02)),
            )
    canvas.drawPath(tapered(spine, size * 0.022 * (1 - t) + 0.001), brush(inks[1]))


def _split(
    canvas: skia.Canvas, _rng: np.random.Generator, x: float, y: float, size: float, angle: float, inks: tuple[Ink, Ink]
) -> None:
    """A monstera: a heart with cuts between its fingers."""
    side, along = np.array([-np.sin(angle), np.cos(angle)]), np.array([np.cos(angle), np.sin(angle)])
    t = np.linspace(-2.75, 2.75, 61)
    reach = (
        size
        * (0.56 + 0.2 * np.cos(t))
        * (1 - 0.42 * np.clip(np.cos(t * 6.2), 0.25, 1) ** 2 * (np.abs(t) > 0.35) * (np.abs(t) < 2.5))
    )
    heart = np.array([x, y]) + along * size * 0.4
    points = heart + np.outer(reach * np.cos(t), along) + np.outer(reach * np.sin(t), side)
    shape = smooth(points, closed=True, tension=0.8)
    canvas.drawPath(shape, brush(inks[0]))
    canvas.save()
    canvas.clipPath(shape, True)
    for k in range(-4, 5):
        a = angle + k * 0.45
        canvas.drawLine(
            float(x + along[0] * size * 0.12),
            float(y + along[1] * size * 0.12),
            float(heart[0] + np.cos(a) * size * 0.62),
            float(heart[1] + np.sin(a) * size * 0.62),
            brush(inks[1], 0.6, stroke=max(size * 0.011, 0.001)),
        )
    canvas.restore()


def _bloom(
    canvas: skia.Canvas, _rng: np.random.Generator, x: float, y: float, size: float, angle: float, inks: tuple[Ink, Ink]
) -> None:
    """An open flower in three rounds of petals."""
    s = size * 0.42
    for ring_, (count, scale) in enumerate(((8, 1.0), (7, 0.72), (5, 0.42))):
        for k in range(count):
            a = angle + k * 2 * np.pi / count + ring_ * 0.4
            canvas.drawPath(
                leaf(x, y, s * scale, s * scale * 0.62, a), brush(mix(inks[0], inks[1], 0.12 + 0.24 * ring_))
            )
    canvas.drawPath(circle(x, y, s * 0.14), brush(inks[1]))
    for k in range(9):
        canvas.drawPath(circle(x + s * 0.2 * np.cos(k * 0.7), y + s * 0.2 * np.sin(k * 0.7), s * 0.03), brush(inks[1]))


def _berries(
    canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, size: float, angle: float, inks: tuple[Ink, Ink]
) -> None:
    """A twig with small round fruit and little leaves."""
    t = np.linspace(0, 1, 9)
    bend = float(rng.normal(0, 0.5))
    line = np.stack([x + np.cos(angle + bend * t) * size * t, y + np.sin(angle + bend * t) * size * t], 1)
    canvas.drawPath(tapered(line, size * 0.022 * (1 - 0.7 * t)), brush(inks[1]))
    for k in range(2, 9):
        a = angle + bend * t[k] + (0.8 if k % 2 else -0.8)
        tip = line[k] + np.array([np.cos(a), np.sin(a)]) * size * 0.13
        canvas.drawLine(*map(float, line[k]), *map(float, tip), brush(inks[1], stroke=size * 0.01))
        if k % 3 == 0:
            canvas.drawPath(leaf(float(line[k, 0]), float(line[k, 1]), size * 0.28, size * 0.1, a), brush(inks[1]))
        else:
            canvas.drawPath(circle(float(tip[0]), float(tip[1]), size * 0.045), brush(inks[0]))
            canvas.drawPath(
                circle(float(tip[0] - size * 0.012), float(tip[1] - size * 0.014), size * 0.012),
                brush(lighter(inks[0], 0.18)),
            )


def _palette(sheet: Sheet) -> tuple[list[tuple[Ink, Ink]], tuple[Ink, Ink], tuple[Ink, Ink]]:
    """(leaf inks with their veins), flower inks, berry inks."""
    inks = sheet.inks
    greens = [(mix(inks.mid, inks.dark, q), mix(inks.mid, inks.light, 0.45)) for q in (0.55, 0.3, 0.1)] + [
        (mix(inks.mid, inks.light, 0.25), mix(inks.mid, inks.dark, 0.5))
    ]
    return (
        greens,
        (inks.accent, mix(inks.second, inks.light, 0.25)),
        (mix(inks.accent, inks.second, 0.5), mix(inks.mid, inks.dark, 0.4)),
    )


def _border(sheet: Sheet, _ground: Ink) -> tuple[float, float]:
    """Foliage from all edges inwards, dark ones first; the middle stays open."""
    rng, w, h, inks = sheet.rng("border"), sheet.width, sheet.height, sheet.inks
    greens, flower, berry = _palette(sheet)
    sprays: list[Spray] = (
        [_blade, _palm, _split]
        if sheet.wishes.get("season") == "jungle" or rng.random() < 0.5
        else [_blade, _blade, _berries, _palm]
    )
    focus = (w * 0.5, h * 0.9)
    for layer in range(3):
        places = []
        for _ in range(22 - 2 * layer):
            u = rng.random() * 2 * (w + h)
            x, y = (
                (u, 0.0)
                if u < w
                else (w, u - w)
                if u < w + h
                else (2 * w + h - u, h)
                if u < 2 * w + h
                else (0.0, 2 * (w + h) - u)
            )
            angle = np.arctan2(h / 2 - y, w / 2 - x) + rng.normal(0, 0.5)
            out = 0.07 - 0.01 * layer
            places.append(
                (x - out * np.cos(angle), y - out * np.sin(angle), rng.uniform(0.2, 0.34) * (1 - 0.16 * layer), angle)
            )
        tone = greens[layer]

        def draw(
            canvas: skia.Canvas, places: list[tuple[float, float, float, float]] = places, tone: tuple[Ink, Ink] = tone
        ) -> None:
            for x, y, size, angle in places:
                sprays[int(rng.integers(len(sprays)))](
                    canvas,
                    rng,
                    float(x),
                    float(y),
                    float(size),
                    float(angle),
                    tone if sprays[0] is not _berries else berry,
                )

        fixed = sheet.once(draw)
        mask = sheet.stencil(fixed)
        sheet.shade(inks.dark, sheet.warp(sheet.blur(mask, 0.01), -0.004, -0.01) * np.float32(0.4), blend="multiply")
        sheet.draw(fixed)
    blooms = [
        (w * fx, h * fy, rng.uniform(0.2, 0.3), rng.uniform(0, 6.28))
        for fx, fy in ((0.14, 0.9), (0.86, 0.12), (0.9, 0.86), (0.1, 0.16))
    ][: int(rng.integers(2, 5))]
    sheet.draw(lambda c: [_bloom(c, rng, float(x), float(y), float(s), float(a), flower) for x, y, s, a in blooms])
    if blooms:
        focus = blooms[0][0], blooms[0][1]
    return focus


def _corner(sheet: Sheet, _ground: Ink) -> tuple[float, float]:
    """A bouquet that rises from the lower edge."""
    rng, w, h = sheet.rng("corner"), sheet.width, sheet.height
    greens, flower, berry = _palette(sheet)
    x0 = w * rng.uniform(0.35, 0.65)
    spots = []
    for _ in range(46):
        a = -np.pi / 2 + rng.normal(0, 0.75)
        d = rng.uniform(0.05, 0.34)
        spots.append(
            (
                x0 + d * np.cos(a) * 1.25 * w,
                h * 1.0 + d * np.sin(a) * 1.1,
                rng.uniform(0.16, 0.3),
                a + rng.normal(0, 0.25),
            )
        )
    spots.sort(key=lambda s: s[1])
    blooms = [
        (x0 + w * rng.normal(0, 0.24), h * rng.uniform(0.7, 0.9), rng.uniform(0.2, 0.36), rng.uniform(0, 6.28))
        for _ in range(int(rng.integers(4, 8)))
    ]

    def draw(canvas: skia.Canvas) -> None:
        for k, (x, y, size, angle) in enumerate(spots):
            kind = (_blade, _berries, _blade, _palm)[int(rng.integers(4))]
            kind(
                canvas, rng, float(x), float(y), float(size), float(angle), berry if kind is _berries else greens[k % 4]
            )
        for x, y, size, angle in blooms:
            _bloom(canvas, rng, float(x), float(y), float(size), float(angle), flower)

    sheet.draw(draw)
    return blooms[0][0], blooms[0][1]


def _stem(sheet: Sheet, ground: Ink) -> tuple[float, float]:
    """One plant as a plate in a herbal: line drawing, colour laid in a little off the line."""
    rng, w, h, inks = sheet.rng("stem"), sheet.width, sheet.height, sheet.inks
    greens, flower, _ = _palette(sheet)
    side = int(rng.choice([-1, 1]))
    t = np.linspace(0, 1, 24)
    spine = np.stack([w * (0.5 + side * 0.2) + side * 0.09 * np.sin(t * rng.uniform(2, 4)), h * (0.98 - 0.76 * t)], 1)
    parts = []
    for k in range(2, 21, 2):
        for way in (-1, 1):
            a = -np.pi / 2 + way * rng.uniform(0.7, 1.05)
            size = (0.12 + 0.16 * np.sin(np.pi * t[k] * 0.8 + 0.4)) * rng.uniform(0.85, 1.1)
            parts.append((spine[k, 0], spine[k, 1], size, a, rng.normal(0, 0.4)))
    tone = mix(greens[2][0], ground, 0.3)
    shapes = [leaf(x, y, s, s * 0.3, a, b) for x, y, s, a, b in parts]
    sheet.draw(lambda c: (c.translate(0.006, 0.005), [c.drawPath(p, brush(tone)) for p in shapes]))
    pen = mix(inks.figure, ground, 0.05)
    top = spine[-1]

    def lines(canvas: skia.Canvas) -> None:
        canvas.drawPath(tapered(spine, 0.007 * (1 - 0.6 * t)), brush(pen))
        for (x, y, s, a, b), shape in zip(parts, shapes, strict=True):
            canvas.drawPath(shape, brush(pen, stroke=0.0022))
            end = (x + np.cos(a) * s - np.sin(a) * b * s * 0.3, y + np.sin(a) * s + np.cos(a) * b * s * 0.3)
            canvas.drawLine(float(x), float(y), float(end[0]), float(end[1]), brush(pen, stroke=0.0017))
            for k in range(1, 6):
                for way in (-1, 1):
                    px, py = x + (end[0] - x) * k / 6.5, y + (end[1] - y) * k / 6.5
                    canvas.drawLine(
                        float(px),
                        float(py),
                        float(px + np.cos(a + way * 0.8) * s * 0.11),
                        float(py + np.sin(a + way * 0.8) * s * 0.11),
                        brush(pen, 0.7, stroke=0.0011),
                    )

    sheet.draw(lines)
    sheet.draw(lambda c: _bloom(c, rng, float(top[0]), float(top[1]), 0.44, 0.3, flower))
    sheet.draw(
        lambda c: [
            c.drawPath(ellipse(top[0] + 0.18 * np.cos(a), top[1] + 0.18 * np.sin(a), 0.003, 0.003), brush(pen))
            for a in np.linspace(0, 6.28, 14)
        ]
    )
    return float(top[0]), float(top[1])
