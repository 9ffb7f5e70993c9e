"""Circles, arcs and bars on a strict grid: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, mix
from posta.background.painters.shapes import circle, rect, ring, wedge
from posta.background.painters.sheet import Composition, Sheet

SCENES = ("tiles", "arcs", "bars", "circle")


def paint(sheet: Sheet) -> Composition:
    rng, inks = sheet.rng("swiss"), sheet.inks
    ground = inks.ground if rng.random() < 0.8 else inks.accent
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    scene = str(rng.choice(SCENES))
    inks_used = [ink for ink in (inks.figure, inks.accent, inks.figure, inks.second, inks.mid) if ink != ground]
    composition = {"tiles": _tiles, "arcs": _arcs, "bars": _bars, "circle": _circle}[scene](sheet, ground, inks_used)
    sheet.finish(1.6, tooth=1.6)
    return composition


def _tiles(sheet: Sheet, ground: Ink, tones: list[Ink]) -> Composition:
    """Quarter discs, discs, halves and squares in cells; the grid fills one part of the sheet and leaves the rest alone."""
    rng, w, h = sheet.rng("tiles"), sheet.width, sheet.height
    across = int(rng.choice([3, 4, 5])) if w <= h else int(rng.choice([5, 6]))
    margin = 0.06
    cell = (w - 2 * margin) / across
    rows = max(2, int((h * rng.uniform(0.52, 0.62) - margin) / cell))
    low = rng.random() < 0.65
    top = h - margin - rows * cell if low else margin
    hot = (int(rng.integers(across)), int(rng.integers(rows)))

    def draw(canvas: skia.Canvas) -> None:
        for i in range(across):
            for j in range(rows):
                x, y = margin + i * cell, top + j * cell
                tone = tones[1] if (i, j) == hot else tones[int(rng.choice([0, 0, 0, 2, 3 % len(tones)]))]
                kind = int(rng.choice([0, 0, 0, 1, 2, 3, 4, 5])) if (i, j) != hot else 1
                canvas.save()
                canvas.clipRect(
                    skia.Rect.MakeLTRB(x, y, x + cell + 0.0003, y + cell + 0.0003), skia.ClipOp.kIntersect, True
                )
                corner = (x + cell * int(rng.integers(2)), y + cell * int(rng.integers(2)))
                if kind == 0:
                    canvas.drawPath(circle(*corner, cell), brush(tone))
                elif kind == 1:
                    canvas.drawPath(circle(x + cell / 2, y + cell / 2, cell / 2), brush(tone))
                elif kind == 2:
                    canvas.drawPath(
                        wedge(x + cell / 2, y + (cell if rng.random() < 0.5 else 0), cell / 2, 0, 360), brush(tone)
                    )
                elif kind == 3:
                    for k in range(4):
                        canvas.drawPath(ring(*corner, cell * (1 - k * 0.25), cell * (0.875 - k * 0.25)), brush(tone))
                elif kind == 4:
                    canvas.drawRect(skia.Rect.MakeLTRB(x, y, x + cell + 1, y + cell + 1), brush(tone))
                    canvas.drawPath(circle(*corner, cell), brush(ground))
                canvas.restore()

    sheet.draw(draw)
    room = ((0.0, 0.0, 1.0, top / h - 0.02),) if low else ((0.0, (top + rows * cell) / h + 0.02, 1.0, 1.0),)
    return Composition(((margin + (hot[0] + 0.5) * cell) / w, (top + (hot[1] + 0.5) * cell) / h), room)


def _arcs(sheet: Sheet, _ground: Ink, tones: list[Ink]) -> Composition:
    """Quarter arcs of growing width about one corner, as in the concert posters of the fifties; one of them in colour."""
    rng, w, h = sheet.rng("arcs"), sheet.width, sheet.height
    x, y = w * rng.choice([0.0, 1.0, 0.5]), h * rng.uniform(0.5, 1.0)
    unit = rng.uniform(0.028, 0.045)
    hot = int(rng.integers(2, 6))
    focus = (0.5, 0.6)
    inner, k = unit * rng.uniform(1, 3), 0
    arcs = []
    while inner < max(w, h) * 0.98:
        thick = unit * (1.22 ** (k if k < 12 else 12)) * 0.8
        start, sweep = rng.choice([0, 45, 90, 135, 180, 225, 270, 315]), float(rng.choice([90, 135, 180, 225]))
        arcs.append((inner + thick / 2, thick, float(start), sweep, tones[1] if k == hot else tones[0]))
        if k == hot:
            a = np.radians(start + sweep / 2)
            focus = (
                float(np.clip((x + (inner + thick / 2) * np.cos(a)) / w, 0.08, 0.92)),
                float(np.clip((y + (inner + thick / 2) * np.sin(a)) / h, 0.08, 0.92)),
            )
        inner += thick + unit * 0.8 * (1.15 ** min(k, 9))
        k += 1

    def draw(canvas: skia.Canvas) -> None:
        for radius, thick, start, sweep, tone in arcs:
            box = skia.Rect.MakeLTRB(float(x - radius), float(y - radius), float(x + radius), float(y + radius))
            canvas.drawArc(box, start, sweep, False, brush(tone, stroke=thick, round_caps=False))

    sheet.draw(draw)
    return Composition(focus, ((0.0, 0.0, 1.0, 0.25),))


def _bars(sheet: Sheet, _ground: Ink, tones: list[Ink]) -> Composition:
    """A turned block of bars, their weights in a steady progression, one struck in colour."""
    rng, w, h = sheet.rng("bars"), sheet.width, sheet.height
    angle = float(rng.choice([-45, -30, 30, 45, 0, 90]))
    count = int(rng.integers(7, 13))
    growth = rng.uniform(1.12, 1.3)
    sizes = growth ** np.arange(count)
    sizes = sizes / sizes.sum() * sheet.diagonal * 0.62
    hot = int(rng.integers(count // 2, count))
    spread = rng.uniform(0.35, 0.75)
    cx, cy = w * rng.uniform(0.4, 0.6), h * rng.uniform(0.5, 0.62)

    def draw(canvas: skia.Canvas) -> None:
        canvas.translate(cx, cy)
        canvas.rotate(angle)
        at = -sheet.diagonal * 0.31
        for k, size in enumerate(sizes):
            left = -sheet.diagonal * (spread * rng.uniform(0.3, 1.0))
            right = sheet.diagonal * (spread * rng.uniform(0.3, 1.0))
            canvas.drawRect(
                skia.Rect.MakeLTRB(float(left), float(at), float(right), float(at + size * 0.56)),
                brush(tones[1] if k == hot else tones[0]),
            )
            at += size

    sheet.draw(draw)
    return Composition((cx / w, cy / h), ((0.0, 0.0, 1.0, 0.2), (0.0, 0.86, 1.0, 1.0)))


def _circle(sheet: Sheet, ground: Ink, tones: list[Ink]) -> Composition:
    """A single huge disc cut by a line, one small one answering it."""
    rng, w, h = sheet.rng("circle"), sheet.width, sheet.height
    r = rng.uniform(0.36, 0.5)
    x, y = w * rng.uniform(0.3, 0.7), h * rng.uniform(0.55, 0.68)
    cut = y + r * rng.uniform(-0.3, 0.3)
    shift = r * rng.choice([-1, 1]) * rng.uniform(0.25, 0.6)
    small = r * rng.uniform(0.12, 0.2)
    sx, sy = x - np.sign(shift) * r * 0.9, y - r * 1.05

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(-1, -1, w + 1, cut), skia.ClipOp.kIntersect, True)
        canvas.drawPath(circle(x, y, r), brush(tones[1]))
        canvas.restore()
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(-1, cut, w + 1, h + 1), skia.ClipOp.kIntersect, True)
        if rng.random() < 0.5:
            canvas.drawPath(circle(x + shift, y, r), brush(tones[0]))
        else:
            for k in range(12):
                canvas.drawPath(ring(x + shift, y, r * (1 - k / 12), r * (1 - (k + 0.5) / 12)), brush(tones[0]))
        canvas.restore()
        canvas.drawPath(circle(sx, sy, small), brush(tones[0]))
        canvas.drawPath(rect(-0.1, cut - 0.003, w + 0.1, cut + 0.003), brush(mix(tones[0], ground, 0.0)))

    sheet.draw(draw)
    return Composition((x / w, y / h), ((0.0, 0.0, 1.0, max(0.12, (y - r * 1.25) / h)),))
