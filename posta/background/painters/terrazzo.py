"""Chips of coloured stone, confetti or cut paper scattered about a calm place: a Sheet in, a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, lighter, mix
from posta.background.painters.shapes import blob, circle, polygon, rect, smooth, tapered
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("terrazzo"), sheet.width, sheet.height, sheet.inks
    ground = inks.ground if rng.random() < 0.75 else mix(inks.second, inks.light, 0.2)
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    tones = [
        inks.accent,
        inks.second,
        inks.mid,
        mix(inks.accent, inks.light, 0.4),
        inks.figure,
        mix(inks.mid, inks.light, 0.4),
    ]
    kind = str(rng.choice(["stone", "confetti", "shapes"]))
    # The calm place: an ellipse that pieces avoid, so that they gather round it like guests.
    cx, cy, rx, ry = w * 0.5, h * rng.uniform(0.36, 0.46), w * 0.4, h * rng.uniform(0.16, 0.22)
    placed: list[tuple[float, float, float]] = []
    sizes = np.concatenate([rng.uniform(0.075, 0.13, 70), rng.uniform(0.03, 0.06, 260), rng.uniform(0.008, 0.018, 700)])
    if kind == "confetti":
        sizes *= 0.7
    for size in sizes:
        x, y = rng.uniform(-0.04, w + 0.04), rng.uniform(-0.04, h + 0.04)
        inside = ((x - cx) / (rx + size)) ** 2 + ((y - cy) / (ry + size)) ** 2
        if inside < 1 or any((x - px) ** 2 + (y - py) ** 2 < (size + ps) ** 2 * 1.05 for px, py, ps in placed):
            continue
        placed.append((x, y, size))

    def draw(canvas: skia.Canvas) -> None:
        for x, y, size in placed:
            tone = tones[int(rng.choice(6, p=[0.24, 0.2, 0.18, 0.14, 0.1, 0.14]))]
            if kind == "stone":
                _chip(canvas, rng, x, y, size, tone)
            elif kind == "confetti":
                _paper(canvas, rng, x, y, size, tone)
            else:
                _cut(canvas, rng, x, y, size, tone)

    shadow = sheet.stencil(lambda c: [c.drawCircle(x, y, s * 0.8, skia.Paint(AntiAlias=True)) for x, y, s in placed])
    if kind != "stone":
        sheet.shade(
            inks.dark, sheet.warp(sheet.blur(shadow, 0.006), -0.004, -0.008) * np.float32(0.16), blend="multiply"
        )
    sheet.draw(draw)
    if kind == "stone":
        sheet.shade(
            inks.dark,
            np.clip(sheet.noise(0.03, 3, "pores") - 0.4, 0, 1) * np.float32(0.12),
            grain=0.9,
            blend="multiply",
        )
    sheet.finish(2.2, tooth=1.8)
    big = max(
        (p for p in placed if 0.1 * w < p[0] < 0.9 * w and 0.1 * h < p[1] < 0.92 * h),
        key=lambda p: p[2],
        default=(w / 2, h * 0.8, 0.0),
    )
    return Composition((big[0] / w, big[1] / h), ((0.1, (cy - ry) / h, 0.9, (cy + ry) / h),), (-0.5, -0.8))


def _chip(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, size: float, tone: Ink) -> None:
    """A splinter of marble: a few straight edges, at times a vein."""
    count = int(rng.integers(5, 8))
    angles = np.sort(rng.uniform(0, 6.28, count))
    reach = size * rng.uniform(0.72, 1.0, count)
    shape = polygon(np.stack([x + reach * np.cos(angles), y + reach * 0.85 * np.sin(angles)], 1))
    canvas.drawPath(shape, brush(lighter(tone, float(rng.uniform(-0.04, 0.04)))))
    if size > 0.035:
        canvas.save()
        canvas.clipPath(shape, True)
        for _ in range(int(rng.integers(1, 4))):
            a, off = rng.uniform(0, 3.14), rng.normal(0, size * 0.4)
            line = [
                (
                    x + t * size * np.cos(a) - off * np.sin(a) + rng.normal(0, size * 0.05),
                    y + t * size * np.sin(a) + off * np.cos(a),
                )
                for t in np.linspace(-1, 1, 6)
            ]
            canvas.drawPath(
                tapered(line, size * 0.06 * rng.uniform(0.3, 1.0, 6)),
                brush(lighter(tone, float(rng.choice([-0.09, 0.09]))), 0.8),
            )
        canvas.restore()


def _paper(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, size: float, tone: Ink) -> None:
    """A falling bit of paper: a dot, a strip seen at an angle or a curled streamer."""
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(float(rng.uniform(0, 180)))
    kind = rng.random()
    if kind < 0.4:
        canvas.drawPath(rect(-size * 0.8, -size * 0.34, size * 0.8, size * 0.34), brush(tone))
        canvas.drawPath(rect(-size * 0.8, -size * 0.34, 0, size * 0.34), brush(lighter(tone, -0.06)))
    elif kind < 0.75:
        canvas.scale(1, float(rng.uniform(0.45, 1)))
        canvas.drawPath(circle(0, 0, size * 0.6), brush(tone))
    else:
        t = np.linspace(-1, 1, 14)
        canvas.drawPath(
            smooth(np.stack([t * size * 1.2, 0.36 * size * np.sin(t * 7)], 1)), brush(tone, stroke=size * 0.22)
        )
    canvas.restore()


def _cut(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, size: float, tone: Ink) -> None:
    """Scissor shapes after Matisse: blobs, half moons, zigzags, triangles and dots."""
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(float(rng.uniform(0, 360)))
    kind = int(rng.integers(5))
    s = size * 0.85
    if kind == 0 or size < 0.02:
        canvas.drawPath(blob(rng, 0, 0, s, 0.25, 7), brush(tone))
    elif kind == 1:
        path = skia.Path()
        path.addArc(skia.Rect.MakeLTRB(-s, -s, s, s), 0, 180)
        path.close()
        canvas.drawPath(path, brush(tone))
    elif kind == 2:
        canvas.drawPath(polygon([(-s, s * 0.6), (0, -s), (s, s * 0.6)]), brush(tone))
    elif kind == 3:
        points = [(-s + i * s / 3, (0.3 if i % 2 else -0.3) * s) for i in range(7)]
        zigzag = brush(tone, stroke=s * 0.3)
        zigzag.setStrokeJoin(skia.Paint.kMiter_Join)
        canvas.drawPath(polygon(points, closed=False), zigzag)
    else:
        canvas.drawPath(circle(0, 0, s * 0.75), brush(tone))
        canvas.drawPath(circle(0, 0, s * 0.34), brush(lighter(tone, 0.16)))
    canvas.restore()
