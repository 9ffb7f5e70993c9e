"""Discs, triangles and bars in balance on a turned axis: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, mix
from posta.background.painters.shapes import circle, polygon, rect, ring
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("bauhaus"), sheet.width, sheet.height, sheet.inks
    ground = inks.ground
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    tones = [inks.accent, inks.mid, inks.second, inks.figure]
    angle = float(rng.choice([-45, -38, -30, 30, 38, 45, 60]))
    x, y = w * rng.uniform(0.4, 0.6), h * rng.uniform(0.5, 0.62)
    big = rng.uniform(0.25, 0.36)
    order = rng.permutation(3)
    main, other, third = (tones[int(k)] for k in order)
    style = int(rng.integers(4))
    black = inks.figure

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(angle)
        _axis(canvas, rng, big, (black, other, third), sheet.diagonal)
        canvas.restore()
        if style == 0:
            canvas.drawPath(circle(x, y, big), brush(main))
            _half(canvas, x, y, big, angle, mix(main, black, 0.75))
        elif style == 1:
            for k in range(5):
                canvas.drawPath(
                    ring(x, y, big * (1 - 0.18 * k), big * (0.9 - 0.18 * k)), brush(main if k % 2 == 0 else black)
                )
        elif style == 2:
            canvas.drawPath(polygon(_corners(x, y, big * 1.25, 3, np.radians(angle))), brush(main))
            canvas.drawPath(circle(x, y + big * 0.1, big * 0.46), brush(black))
        else:
            canvas.drawPath(polygon(_corners(x, y, big * 1.2, 4, np.radians(angle))), brush(main))
            canvas.drawPath(circle(x, y, big * 0.6), brush(other))
            _half(canvas, x, y, big * 0.6, angle + 90, black)
        for k in range(int(rng.integers(3, 7))):
            a = np.radians(angle) + rng.choice([0, 0.5, 1, 1.5]) * np.pi + rng.normal(0, 0.25)
            d, r = big * rng.uniform(1.15, 1.9), rng.uniform(0.014, 0.075)
            canvas.drawPath(circle(x + d * np.cos(a), y + d * np.sin(a), r), brush([black, main, other, third][k % 4]))

    sheet.draw(draw)
    rest = sheet.rng("overlap")
    if rest.random() < 0.7:
        ox, oy = x + big * rest.choice([-0.8, 0.8]), y + big * rest.uniform(-0.9, 0.9)
        sheet.shade(
            third,
            1.0,
            lambda c: c.drawPath(circle(ox, oy, big * 0.55), skia.Paint(AntiAlias=True)),
            blend="multiply" if not inks.night else "screen",
        )
    shade = np.clip(
        (
            (sheet.x - x) * np.float32(np.cos(np.radians(angle + 50)))
            + (sheet.y - y) * np.float32(np.sin(np.radians(angle + 50)))
        )
        / np.float32(big),
        0,
        1,
    )
    sheet.shade(
        mix(main, inks.dark, 0.7),
        shade * np.float32(0.45),
        lambda c: c.drawPath(
            circle(x, y, big)
            if style < 2
            else polygon(_corners(x, y, big * 1.2, 3 if style == 2 else 4, np.radians(angle))),
            skia.Paint(AntiAlias=True),
        ),
        grain=0.95,
    )
    sheet.finish(2.0, tooth=2.4, specks=0.006, speck_ink=inks.light)
    return Composition((x / w, y / h), ((0.0, 0.0, 1.0, 0.22), (0.0, 0.85, 1.0, 1.0)), (-0.6, -0.6))


def _axis(canvas: skia.Canvas, rng: np.random.Generator, big: float, tones: tuple[Ink, Ink, Ink], reach: float) -> None:
    """Long bars through and beside the centre, with thin lines that answer them."""
    black, other, third = tones
    canvas.drawPath(rect(-reach * rng.uniform(0.25, 0.7), -0.016, reach * rng.uniform(0.3, 0.7), 0.016), brush(black))
    off = big * rng.uniform(0.5, 0.9) * rng.choice([-1, 1])
    canvas.drawPath(
        rect(-reach * rng.uniform(0.1, 0.4), off, reach * rng.uniform(0.2, 0.5), off + rng.uniform(0.04, 0.09)),
        brush(other),
    )
    for k in range(int(rng.integers(3, 8))):
        at = -off + k * 0.02
        canvas.drawPath(rect(-reach * 0.3, at, reach * rng.uniform(0.1, 0.36), at + 0.0055), brush(black))
    cross = big * rng.uniform(0.9, 1.3) * rng.choice([-1, 1])
    canvas.drawPath(
        rect(cross, -reach * rng.uniform(0.2, 0.45), cross + rng.uniform(0.02, 0.07), reach * rng.uniform(0.15, 0.4)),
        brush(third),
    )


def _corners(x: float, y: float, radius: float, count: int, turn: float) -> list[tuple[float, float]]:
    return [
        (x + radius * np.cos(turn + k * 2 * np.pi / count), y + radius * np.sin(turn + k * 2 * np.pi / count))
        for k in range(count)
    ]


def _half(canvas: skia.Canvas, x: float, y: float, radius: float, angle: float, ink: Ink) -> None:
    box = skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius)
    path = skia.Path()
    path.addArc(box, angle, 180)
    path.close()
    canvas.drawPath(path, brush(ink))
