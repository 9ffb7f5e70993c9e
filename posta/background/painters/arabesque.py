"""Interlaced stars, an arch, hanging lamps and a night behind: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.cosmos import stars
from posta.background.painters.inks import Ink, brush, lighter, mix, ramp
from posta.background.painters.shapes import circle, ellipse, polygon, rect, tapered
from posta.background.painters.sheet import Composition, Sheet

# Half outlines of lamps from top to bottom, (x, y) in lamp radii: round, tall and pear-shaped.
LAMPS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((0.16, -1.75), (0.34, -1.5), (0.3, -1.3), (0.72, -0.95), (1.0, -0.3), (0.94, 0.35), (0.5, 0.95), (0.2, 1.15),
     (0.28, 1.35), (0.0, 1.75)),
    ((0.14, -1.7), (0.3, -1.45), (0.55, -1.1), (0.62, -0.9), (0.58, 0.7), (0.66, 0.9), (0.3, 1.15), (0.12, 1.3),
     (0.2, 1.45), (0.0, 1.8)),
    ((0.14, -1.6), (0.4, -1.3), (0.36, -1.05), (0.9, -0.55), (1.0, -0.4), (0.35, 0.8), (0.16, 1.0), (0.24, 1.2),
     (0.0, 1.7)),
)  # fmt: skip

Tile = tuple[int, float, float, float, float]
"""A regular polygon of a tiling: corners, centre x, centre y, edge length, turn."""


def paint(sheet: Sheet) -> Composition:
    rng = sheet.rng("arabesque")
    scene = str(rng.choice(["arch", "arch", "rose", "field"]))
    composition = {"arch": _arch, "rose": _rose, "field": _lattice_and_lamps}[scene](sheet)
    sheet.finish(2.6, tooth=0.8)
    return composition


def tiling(kind: str, edge: float, width: float, height: float) -> list[Tile]:
    """Regular polygons that cover 0..width x 0..height, centred on the middle."""
    tiles: list[Tile] = []
    if kind == "octagon":
        step = edge * (1 + np.sqrt(2))
        for i in range(-int(width / step) - 1, int(width / step) + 2):
            for j in range(-int(height / step) - 1, int(height / step) + 2):
                x, y = width / 2 + i * step, height / 2 + j * step
                tiles.append((8, x, y, edge, np.pi / 8))
                tiles.append((4, x + step / 2, y + step / 2, edge, 0.0))
        return tiles
    step = edge * (2 + np.sqrt(3))  # dodecagons on a triangular lattice, triangles between
    rise = step * np.sqrt(3) / 2
    for j in range(-int(height / rise) - 1, int(height / rise) + 2):
        for i in range(-int(width / step) - 2, int(width / step) + 3):
            x, y = width / 2 + (i + (j % 2) / 2) * step, height / 2 + j * rise
            tiles.append((12, x, y, edge, np.pi / 12))
            for way in (-1, 1):
                tiles.append((3, x, y + way * step / np.sqrt(3), edge, way * np.pi / 2 + np.pi))
    return tiles


def star(tile: Tile, contact: float) -> np.ndarray:
    """The star inside a tile: lines leave the edges' middles at the angle `contact` and stop where neighbours meet.

    Hankin's polygons-in-contact method (E. H. Hankin, "The drawing of geometric patterns in Saracenic art", 1925).
    """
    corners, x, y, edge, turn = tile
    half = np.pi / corners
    apothem = edge / 2 / np.tan(half)
    reach = apothem * np.tan(half) / (np.cos(contact) + np.tan(half) * np.sin(contact))
    inner = reach * np.cos(contact) / np.sin(half)
    angles = turn + np.arange(2 * corners) * half + half
    radii = np.where(np.arange(2 * corners) % 2 == 0, apothem, inner)
    return np.stack([x + radii * np.cos(angles), y + radii * np.sin(angles)], 1)


def _lattice(canvas: skia.Canvas, tiles: list[Tile], contact: float, inks: tuple[Ink, Ink, Ink], line: float) -> None:
    """Stars filled by their number of points, under a double strap line."""
    fills = {3: inks[0], 4: inks[0], 8: inks[1], 12: inks[1]}
    paths = [(tile[0], polygon(star(tile, contact))) for tile in tiles]
    for corners, path in paths:
        canvas.drawPath(path, brush(fills[corners]))
    for wide, ink in ((line, inks[2]), (line * 0.36, inks[0])):
        for _, path in paths:
            canvas.drawPath(path, brush(ink, stroke=wide, round_caps=False))


def _night(sheet: Sheet, low: float) -> None:
    inks = sheet.inks
    top, glow = mix(inks.dark, Ink(0, 0, 0), 0.25), mix(inks.mid, inks.second, 0.35)
    base = ramp(
        [(0, top), (0.55, mix(inks.dark, inks.mid, 0.45)), (1, mix(glow, inks.accent, 0.25))],
        sheet.y / np.float32(low) + 0.06 * sheet.noise(0.7, 3, "night"),
    )
    sheet.wash(base)


def _pattern(sheet: Sheet) -> tuple[list[Tile], float, float]:
    rng = sheet.rng("pattern")
    kind = str(rng.choice(["octagon", "octagon", "dodecagon"]))
    edge = rng.uniform(0.055, 0.085) * (1.0 if kind == "octagon" else 0.8)
    return (
        tiling(kind, edge, sheet.width, sheet.height),
        np.radians(rng.uniform(50, 70) if kind == "octagon" else rng.uniform(56, 74)),
        edge * 0.1,
    )


def _outline(x: float, foot: float, half: float, spring: float, kind: str) -> skia.Path:
    """An arch: pointed, horseshoe or lobed; `spring` is the height at which the curve begins."""
    path = skia.Path()
    if kind == "pointed":
        rise = half * 1.45
        path.moveTo(x - half, foot)
        path.lineTo(x - half, spring)
        path.cubicTo(x - half, spring - rise * 0.6, x - half * 0.45, spring - rise * 0.86, x, spring - rise)
        path.cubicTo(x + half * 0.45, spring - rise * 0.86, x + half, spring - rise * 0.6, x + half, spring)
        path.lineTo(x + half, foot)
    elif kind == "horseshoe":
        reach = half * 1.12
        path.moveTo(x - half, foot)
        path.lineTo(x - half, spring + reach * 0.42)
        path.arcTo(skia.Rect.MakeLTRB(x - reach, spring - reach, x + reach, spring + reach), 155, 230, False)
        path.lineTo(x + half, foot)
    else:
        lobes = 7
        path.moveTo(x - half, foot)
        path.lineTo(x - half, spring)
        for k in range(lobes):
            a, b = np.pi - k * np.pi / lobes, np.pi - (k + 1) * np.pi / lobes
            ex, ey = x + half * np.cos(b), spring - half * 1.15 * np.sin(b)
            mx, my = x + half * 1.22 * np.cos((a + b) / 2), spring - half * 1.38 * np.sin((a + b) / 2)
            path.quadTo(float(mx), float(my), float(ex), float(ey))
        path.lineTo(x + half, foot)
    path.close()
    return path


def _arch(sheet: Sheet) -> Composition:
    """A patterned wall with a great arch; through it the night, a moon and lamps."""
    rng, w, h, inks = sheet.rng("arch"), sheet.width, sheet.height, sheet.inks
    _night(sheet, h * 0.95)
    stars(sheet, None, 0.55)
    half = min(0.36, w * 0.36) * rng.uniform(0.92, 1.05)
    spring, foot = h * rng.uniform(0.42, 0.5), h + 0.1
    kind = str(rng.choice(["pointed", "horseshoe", "lobed"]))
    moon = (w / 2 + rng.uniform(-0.12, 0.12), spring + rng.uniform(0.1, 0.2) * h)
    radius = rng.uniform(0.075, 0.11)
    gold = inks.accent
    sheet.shade(
        mix(gold, inks.light, 0.5),
        np.clip(sheet.glow(*moon, radius * 1.8, 1.4), 0, 1) * np.float32(0.35),
        blend="screen",
    )
    disc = skia.Op(
        circle(*moon, radius),
        circle(moon[0] + radius * 0.42, moon[1] - radius * 0.2, radius * 0.86),
        skia.PathOp.kDifference_PathOp,
    )
    sheet.fill(disc if rng.random() < 0.7 else circle(*moon, radius), mix(gold, inks.light, 0.55))
    _skyline(sheet, h * rng.uniform(0.84, 0.9), mix(inks.dark, Ink(0, 0, 0), 0.25))
    opening = _outline(w / 2, foot, half, spring, kind)
    tiles, contact, line = _pattern(sheet)
    wall = skia.Path()
    wall.addRect(skia.Rect.MakeLTRB(-1, -1, w + 1, h + 1))
    wall = skia.Op(wall, opening, skia.PathOp.kDifference_PathOp)
    deep = mix(inks.dark, inks.mid, 0.3)
    tones = (mix(deep, inks.mid, 0.35), mix(inks.dark, Ink(0, 0, 0), 0.15), mix(gold, inks.dark, 0.35))
    hole = sheet.blur(sheet.stencil(lambda c: c.drawPath(opening, skia.Paint(AntiAlias=True))), 0.02)

    def tiled(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipPath(wall, True)
        canvas.drawRect(skia.Rect.MakeLTRB(-1, -1, w + 1, h + 1), brush(deep))
        _lattice(canvas, tiles, contact, tones, line)
        canvas.restore()

    sheet.draw(tiled)
    fall = np.clip(np.hypot((sheet.x - w / 2) / np.float32(w), (sheet.y - spring) / np.float32(h)) * 1.7 - 0.5, 0, 1)
    sheet.shade(
        mix(inks.dark, Ink(0, 0, 0), 0.4),
        fall * np.float32(0.75),
        lambda c: c.drawPath(wall, skia.Paint(AntiAlias=True)),
    )
    sheet.shade(
        mix(inks.dark, Ink(0, 0, 0), 0.6),
        np.clip(1.2 - hole, 0, 1) * np.float32(0.5),
        lambda c: c.drawPath(opening, skia.Paint(AntiAlias=True)),
        grain=0.6,
    )
    for wide, ink in (
        (0.034, mix(gold, inks.dark, 0.25)),
        (0.02, mix(inks.dark, inks.mid, 0.2)),
        (0.006, mix(gold, inks.light, 0.25)),
    ):
        sheet.draw(lambda c, wide=wide, ink=ink: c.drawPath(opening, brush(ink, stroke=wide)))
    spots = [
        (w / 2 + dx * half, spring - half * lift, s)
        for dx, lift, s in ((0.0, 0.3, 1.2), (-0.5, 0.02, 0.8), (0.5, -0.12, 0.9))
    ][: int(rng.integers(1, 4))]
    _lamps(sheet, spots)
    return Composition((spots[0][0] / w, spots[0][1] / h), ((0.2, 0.5, 0.8, 0.84),), (0.0, -0.3))


def _rose(sheet: Sheet) -> Composition:
    """One great star of stars, lit from its heart."""
    rng, w, h, inks = sheet.rng("rose"), sheet.width, sheet.height, sheet.inks
    _night(sheet, h)
    stars(sheet, None, 0.4)
    x, y = w / 2, h * rng.uniform(0.38, 0.48)
    folds = int(rng.choice([8, 10, 12, 16]))
    reach = min(0.47, w * 0.47)
    gold, deep = inks.accent, mix(inks.dark, Ink(0, 0, 0), 0.2)
    rounds = int(rng.integers(5, 8))

    def draw(canvas: skia.Canvas) -> None:
        for k in range(rounds):
            outer = reach * (1 - k / rounds) ** 1.08
            inner = outer * rng.uniform(0.66, 0.84)
            turn = (k % 2) * np.pi / folds + np.pi / 2
            angles = turn + np.arange(folds * 2) * np.pi / folds
            radii = np.where(np.arange(folds * 2) % 2 == 0, outer, inner)
            shape = polygon(np.stack([x + radii * np.cos(angles), y + radii * np.sin(angles)], 1))
            fill = (deep, mix(inks.mid, inks.dark, 0.35), mix(inks.second, inks.dark, 0.45), mix(gold, inks.dark, 0.2))[
                (k + (k > 2)) % 4 if k < rounds - 1 else 3
            ]
            canvas.drawPath(shape, brush(fill))
            canvas.drawPath(shape, brush(gold, stroke=0.006))
            canvas.drawPath(shape, brush(mix(gold, inks.light, 0.5), stroke=0.0016))
            for a in turn + np.arange(folds) * 2 * np.pi / folds:
                mid = outer * 0.9
                small = outer * 0.32 / folds * 2.4
                spot = polygon(
                    [
                        (x + mid * np.cos(a) + small * r * np.cos(b), y + mid * np.sin(a) + small * r * np.sin(b))
                        for r, b in zip([0.55, 0.22] * 8, a + np.arange(16) * np.pi / 8, strict=True)
                    ]
                )
                canvas.drawPath(spot, brush(mix(gold, inks.light, 0.35)))
        canvas.drawCircle(x, y, reach * 0.06, brush(mix(gold, inks.light, 0.6)))

    sheet.shade(gold, np.clip(sheet.glow(x, y, reach * 1.1, 1.6), 0, 1) * np.float32(0.5), blend="screen")
    sheet.draw(draw)
    sheet.shade(
        mix(gold, inks.light, 0.5),
        np.clip(sheet.glow(x, y, reach * 0.35, 1.4), 0, 1) * np.float32(0.55),
        blend="screen",
    )
    if w < 1.2:
        _lamps(sheet, [(w * 0.14, h * 0.2, 0.55), (w * 0.86, h * 0.2, 0.55)])
    return Composition((x / w, y / h), ((0.0, 0.74, 1.0, 1.0),), (0.0, -0.2))


def _lattice_and_lamps(sheet: Sheet) -> Composition:
    """A fretwork screen that dissolves into the night; lamps before it."""
    rng, w, h, inks = sheet.rng("screen"), sheet.width, sheet.height, sheet.inks
    _night(sheet, h)
    tiles, contact, line = _pattern(sheet)
    gold = inks.accent
    deep = mix(inks.dark, Ink(0, 0, 0), 0.25)
    lamps = [(w * x, h * y, s) for x, y, s in ((0.5, 0.34, 1.35), (0.2, 0.2, 0.9), (0.8, 0.26, 1.0))][
        : int(rng.integers(2, 4))
    ]
    sheet.draw(
        lambda c: _lattice(c, tiles, contact, (mix(inks.dark, inks.mid, 0.45), deep, mix(gold, inks.dark, 0.3)), line)
    )
    light = sum((sheet.glow(x, y, 0.3 * s, 1.3) for x, y, s in lamps), sheet.empty())
    low = np.clip((sheet.y / np.float32(h) - 0.42) * 2.4, 0, 1) * np.ones((1, sheet.shape[1]), np.float32)
    sheet.shade(deep, np.clip(np.maximum(0.78 - light, low * 0.97), 0, 0.97))
    sheet.shade(gold, np.clip(light, 0, 1) * np.float32(0.28), blend="screen")
    _lamps(sheet, lamps)
    return Composition((lamps[0][0] / w, lamps[0][1] / h), ((0.0, 0.6, 1.0, 1.0),), (0.0, -0.2))


def _lamps(sheet: Sheet, spots: list[tuple[float, float, float]]) -> None:
    """Pierced brass lamps on chains at (x, y, size)."""
    inks = sheet.inks
    brass, bright, shade = inks.accent, mix(inks.accent, inks.light, 0.65), mix(inks.accent, inks.dark, 0.62)
    for x, y, s in spots:
        sheet.shade(
            mix(brass, inks.light, 0.3),
            np.clip(sheet.glow(x, y, 0.09 * s, 1.3), 0, 1) * np.float32(0.6),
            blend="screen",
        )
    rng = sheet.rng("lamps")
    for x, y, s in spots:
        r = 0.075 * s
        kind = int(rng.integers(3))
        profile = LAMPS[kind]
        right = np.array([(x + px * r, y + py * r) for px, py in profile])
        left = np.array([(x - px * r, y + py * r) for px, py in profile])[::-1]
        body = polygon(np.vstack([right, left]))

        def lamp(
            canvas: skia.Canvas, x: float = x, y: float = y, r: float = r, body: skia.Path = body, kind: int = kind
        ) -> None:
            canvas.drawLine(x, -0.1, x, y - r * 1.7, brush(shade, stroke=r * 0.06))
            at = 0.0
            while at < y - r * 1.8:
                canvas.drawPath(ellipse(x, at, r * 0.07, r * 0.12), brush(brass, stroke=r * 0.035))
                at += r * 0.26
            canvas.drawPath(body, brush(brass))
            canvas.save()
            canvas.clipPath(body, True)
            canvas.drawRect(skia.Rect.MakeLTRB(x + r * 0.3, y - r * 2, x + r * 1.2, y + r * 2), brush(shade, 0.45))
            canvas.drawRect(
                skia.Rect.MakeLTRB(x - r * 0.62, y - r * 2, x - r * 0.45, y + r * 2), brush(inks.light, 0.4)
            )
            for row in range(-2, 3):
                for col in range(-3, 4):
                    px, py = x + (col + (row % 2) * 0.5) * r * 0.34, y + row * r * 0.32 - r * 0.05
                    if abs(px - x) > r * (0.78 if kind != 1 else 0.52):
                        continue
                    points = [
                        (px + r * q * np.cos(a), py + r * q * np.sin(a))
                        for q, a in zip([0.13, 0.055] * 4, np.arange(8) * np.pi / 4, strict=True)
                    ]
                    canvas.drawPath(polygon(points), brush(bright))
            for py in (-1.0, 0.86):
                canvas.drawRect(
                    skia.Rect.MakeLTRB(x - r * 1.2, y + r * py - r * 0.035, x + r * 1.2, y + r * py + r * 0.035),
                    brush(shade),
                )
            canvas.restore()
            for py in (-1.5, 1.3):
                canvas.drawPath(ellipse(x, y + r * py, r * 0.34, r * 0.09), brush(lighter(brass, 0.06)))

        sheet.draw(lamp)
        sheet.shade(bright, np.clip(sheet.glow(x, y, 0.055 * s, 1.6), 0, 1) * np.float32(0.55), blend="screen")


def _skyline(sheet: Sheet, line: float, ink: Ink) -> None:
    """Domes and minarets far below."""
    rng, w, h = sheet.rng("skyline"), sheet.width, sheet.height
    shapes = [rect(-0.1, line, w + 0.1, h + 0.2)]
    x = -0.02
    while x < w:
        wide, tall = rng.uniform(0.05, 0.12), rng.uniform(0.01, 0.06)
        shapes.append(rect(x, line - tall, x + wide, h + 0.1))
        roll = rng.random()
        if roll < 0.4:
            shapes.append(circle(x + wide / 2, line - tall, wide * 0.38))
            shapes.append(
                tapered(
                    [(x + wide / 2, line - tall - wide * 0.3), (x + wide / 2, line - tall - wide * 0.7)], [0.006, 0.001]
                )
            )
        elif roll < 0.55:
            shapes += [
                rect(x + wide * 0.4, line - tall - 0.13, x + wide * 0.56, line),
                circle(x + wide * 0.48, line - tall - 0.13, wide * 0.11),
                tapered(
                    [(x + wide * 0.48, line - tall - 0.13), (x + wide * 0.48, line - tall - 0.175)], [0.006, 0.001]
                ),
            ]
        x += wide * rng.uniform(0.7, 1.1)
    sheet.fill(shapes, ink)
