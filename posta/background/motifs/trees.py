"""Trees: a random generator in, drawings that stand on the ground out."""

from __future__ import annotations

import math

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, light, lines, shade
from posta.background.motifs.forms import blade
from posta.background.motifs.pen import brush, circle, curve, line, minus, move, oval, polar, rect, union, within

Rng = np.random.Generator


def tree(rng: Rng, *, crown: str = "") -> Drawing:
    """A broadleaf tree; `crown` is "puffs", "drop" or "leaves"."""
    kind = crown or str(rng.choice(["puffs", "drop", "leaves"]))
    j = rng.uniform(-3, 3, 16)
    trunk = curve("47.6,62! 46.4,80 40,99! 46,96.6 50,99.4! 55,96.4 60,99! 53.8,80 52.4,62!")
    arms = [
        brush([(49, 74), (41 + j[0] / 2, 60), (32, 48 + j[1])], [4.6, 3, 0.8]),
        brush([(51, 70), (59, 57 + j[2] / 2), (67, 44 + j[3])], [4.4, 2.8, 0.8]),
        brush("50,66 50,40 49,20", [6, 3.6, 0.6]),
    ]
    wood = union(trunk, *arms)
    if kind == "drop":
        w = float(rng.uniform(26, 34))
        leafage = curve(
            [
                (50, 2, 1),
                (50 + w * 0.62, 22),
                (50 + w, 48),
                (50 + w * 0.6, 68),
                (50, 73),
                (50 - w * 0.6, 68),
                (50 - w, 48),
                (50 - w * 0.62, 22),
            ]
        )
        veins = [brush("50,92 50,50 50,13", [5.4, 3.2, 0.4])]
        for k, y in enumerate((64, 54, 44, 34, 25)):
            reach = w * (0.72 - 0.1 * k) + j[k] / 2
            for s in (-1, 1):
                veins.append(
                    brush([(50, y + 3), (50 + s * reach * 0.55, y - 5), (50 + s * reach, y - 13)], [2.4, 1.5, 0.3])
                )
        dark = within(leafage, move(minus(rect(0, 0, 100, 100), curve("50,2! 50,40 50,80! 0,80! 0,0!")), 0, 0))
        return compose([body(leafage), shade(dark), light(*veins), light(trunk)], anchor="ground", focus=(50, 40))
    if kind == "leaves":
        w = float(rng.uniform(31, 38))
        crown_shape = oval(50, 37, w, 35)
        limbs = [
            brush(
                [(50, 84), (50 + s * 3, 66), (50 + s * w * 0.5, 50 + 2 * s), (50 + s * w * 0.72, 34)], [5, 4, 2.4, 0.4]
            )
            for s in (-1, 1)
        ]
        limbs += [brush("50,84 51,60 48,40 50,16", [6, 4.4, 2.8, 0.4])]
        tones: dict[str, list[skia.Path]] = {"light": [], "shade": [], "accent": []}
        for row in range(9):
            down = 8 + 7.6 * row
            for column in range(-6, 7):
                x = 50 + 7.4 * (column + (0.5 if row % 2 else 0))
                if ((x - 50) / (w - 3.4)) ** 2 + ((down - 35) / 31) ** 2 > 1:
                    continue
                tone = str(rng.choice(["light", "accent", "shade"], p=[0.34, 0.16, 0.5]))
                tones[tone].append(blade(x, down + 4.6, 9.2, 4.8, -90 + (x - 50) * 0.7))
        leaves = [shade(*tones["shade"]), light(*tones["light"]), accent(*tones["accent"])]
        return compose([body(crown_shape), lines(trunk, *limbs), *leaves], anchor="ground", focus=(50, 36))
    spots = [
        (50, 20, 19),
        (31, 33, 17),
        (69, 32, 18),
        (22, 49, 14),
        (78, 49, 15),
        (50, 42, 22),
        (37, 54, 13),
        (64, 55, 13),
    ]
    puffs = [circle(x + dx, y + dy, r) for (x, y, r), dx, dy in zip(spots, j[:8], j[8:], strict=True)]
    leafage = union(*puffs)
    low = within(leafage, union(*(circle(x + 7, y + 9, r * 0.86) for x, y, r in spots[3:])))
    high = [
        brush([polar(x, y, r * 0.66, a) for a in (196, 232, 268, 304)], [0, 2.6, 0])
        for x, y, r in (spots[0], spots[1], spots[5], spots[2])
    ]
    sprigs = [
        blade(float(x), float(y), 6, 3, float(a))
        for x, y, a in zip(rng.uniform(32, 70, 9), rng.uniform(14, 58, 9), rng.uniform(-70, 40, 9), strict=True)
    ]
    return compose([body(leafage), shade(low), lines(wood), light(*high, *sprigs)], anchor="ground", focus=(50, 36))


def pine(rng: Rng, *, tiers: int | None = None) -> Drawing:
    """A fir with drooping tiers."""
    n = tiers or int(rng.integers(4, 7))
    w = float(rng.uniform(22, 32))
    parts = [lines(rect(46.6, 84, 6.8, 16))]
    for k in reversed(range(n)):
        t0, t1 = k / n, (k + 1) / n
        y0, y1 = 6 + 78 * t0**1.05 - (8 if k else 4), 8 + 80 * t1
        reach = 5 + w * t1 + float(rng.uniform(-1, 1))
        drops = [
            (50 + reach * 0.3, y0 + (y1 - y0) * 0.58),
            (50 + reach * 0.62, y0 + (y1 - y0) * 0.82),
            (50 + reach, y1 - 0.5, 1),
            (50 + reach * 0.72, y1),
            (50 + reach * 0.5, y1 + 2.6, 1),
            (50 + reach * 0.36, y1 + 0.6),
            (50 + reach * 0.18, y1 + 4, 1),
            (50, y1 + 1.6),
        ]
        mirror = [(100 - x, y, *c) for x, y, *c in reversed(drops[:-1])]
        layer = curve([(50, y0, 1), *drops, *mirror])
        parts += [
            body(layer),
            shade(
                within(
                    layer,
                    curve(
                        [
                            (50, y0 - 3, 1),
                            (53, y0 + (y1 - y0) * 0.6),
                            (46, y1 + 6, 1),
                            (120, y1 + 6, 1),
                            (120, y0 - 3, 1),
                        ]
                    ),
                )
            ),
        ]
    return compose(parts, anchor="ground", focus=(50, 45))


def bare_tree(rng: Rng, *, depth: int = 6) -> Drawing:
    """A winter tree drawn branch by branch."""
    strokes: list[skia.Path] = []
    twigs: list[skia.Path] = []

    def grow(x: float, y: float, angle: float, length: float, width: float, left: int) -> None:
        bow = float(rng.uniform(-0.22, 0.22))
        mx, my = x + length * 0.5 * math.cos(angle + bow), y + length * 0.5 * math.sin(angle + bow)
        ex, ey = x + length * math.cos(angle), y + length * math.sin(angle)
        (strokes if left > 1 else twigs).append(
            brush(
                [(x, y), (mx, my), (ex, ey)], [width, width * 0.8, width * 0.56 if left else 0.25], flat=left == depth
            )
        )
        if not left:
            return
        forks = 2 if left < depth - 1 or rng.random() < 0.4 else 3
        spread = float(rng.uniform(0.75, 1.15))
        for f in range(forks):
            turnby = spread * ((f + 0.5) / forks - 0.5) * 1.3 + float(rng.uniform(-0.16, 0.16))
            grow(
                ex,
                ey,
                angle * 0.93 - 0.07 * math.pi / 2 + turnby,
                length * float(rng.uniform(0.68, 0.86)),
                width * 0.58,
                left - 1,
            )

    grow(50, 100, -math.pi / 2 + float(rng.uniform(-0.08, 0.08)), 26, 9, depth)
    roots = [curve("48,84! 46.4,95 37,100! 63,100! 53.6,95 52,84!")]
    wood = minus(union(*strokes, *roots), rect(-60, 100, 220, 20))
    return compose([shade(*twigs), body(wood)], anchor="ground", focus=(50, 45))


def palm(rng: Rng) -> Drawing:
    """A coconut palm leaning in the wind."""
    lean = float(rng.uniform(-16, 16))
    top = (50 + lean, 34.0)
    trunk = brush(
        [(50 - lean * 0.3, 100), (50 - lean * 0.1, 78), (50 + lean * 0.4, 54), top], [7.4, 4.6, 3.8, 3.4], flat=True
    )
    rings = [line([(20, y + 1.4), (80, y - 1.4)], 0.9) for y in range(46, 100, 6)]
    front: list[skia.Path] = []
    back: list[skia.Path] = []
    ribs: list[skia.Path] = []
    for k, a0 in enumerate((-166, -18, -138, -44, -104, -78, -2, 178)):
        a = a0 + float(rng.uniform(-8, 8))
        reach = float(rng.uniform(34, 40)) * (0.8 if k > 5 else 1.0)
        droop = 12 + 16 * abs(math.cos(math.radians(a)))
        end = polar(*top, reach, a)
        spine = [
            (top[0] + (end[0] - top[0]) * t, top[1] + (end[1] - top[1]) * t + droop * t * t * t - 7 * t * (1 - t))
            for t in np.linspace(0, 1, 9)
        ]
        blades = []
        for t in range(1, 9):
            (x0, y0), (x, y) = spine[t - 1], spine[t]
            along = math.degrees(math.atan2(y - y0, x - x0))
            for part in (0.0, 0.5):
                px, py = x0 + (x - x0) * part, y0 + (y - y0) * part
                size = 13.5 * math.sin(math.pi * min(0.96, 0.2 + 0.76 * (t - 1 + part) / 8))
                blades += [blade(px, py, size, 3, along + s * 48, -s * 1.5) for s in (-1, 1)]
        blades.append(brush(spine, [1.7, 1.2, 0.4]))
        (back if k in (4, 5, 0, 1) else front).append(union(*blades))
        if k in (2, 3, 6, 7):
            ribs.append(brush(spine[1:-1], [0, 0.9, 0]))
    nuts = [circle(top[0] + dx, top[1] + dy, 2.5) for dx, dy in ((-2.8, 3), (1.4, 4.4), (3.6, 1.6))]
    return compose(
        [
            lines(trunk),
            light(*(within(r, trunk) for r in rings)),
            shade(*back),
            body(*front),
            light(*ribs),
            accent(*nuts),
        ],
        anchor="ground",
        focus=top,
    )


def cactus(rng: Rng) -> Drawing:
    """A saguaro with a flower."""
    lift = rng.uniform(-7, 7, 2)
    stem = rect(41, 6, 18, 96, 9)
    left = line([(44, 66), (26, 64), (22, 58), (22, 40 + lift[0])], 11)
    right = line([(56, 54), (74, 52), (78, 46), (78, 28 + lift[1])], 11)
    whole = minus(union(stem, left, right), rect(0, 100, 100, 20))
    ribs = union(
        *(line([(x, 14), (x, 98)], 1) for x in (46, 54)),
        line([(22, 42 + lift[0]), (22, 57), (27, 63)], 1),
        line([(78, 30 + lift[1]), (78, 45), (73, 51)], 1),
    )
    dark = within(whole, union(rect(55, 0, 4.5, 100), rect(80, 0, 10, 60), rect(24.4, 30, 4, 40)))
    petals = [blade(50, 8, 9, 4.4, a) for a in (-150, -120, -90, -60, -30)]
    return compose(
        [body(whole), shade(dark), light(ribs), accent(*petals), lines(oval(50, 100, 34, 1.6))],
        anchor="ground",
        focus=(50, 40),
    )
