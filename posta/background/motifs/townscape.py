"""Mills, cities, bridges and fairgrounds: a random generator in, drawings that stand on the ground out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.forms import rounded
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    line,
    minus,
    mirrored,
    polar,
    poly,
    rect,
    ring,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def windmill(rng: Rng) -> Drawing:
    """A Dutch windmill."""
    mill = mirrored("60,40! 63,66 69,104!")
    cap = mirrored("50,24 58,28 62.5,41!")
    gallery = union(rect(28, 76, 44, 2.4), *(rect(x, 72, 1, 5) for x in (29, 36, 63, 70)), rect(28, 71.4, 44, 1))
    spar = rect(49.1, -14, 1.8, 46)
    frame = rect(50.9, -12, 10, 34)
    cloth = rect(52, -11, 8, 32)
    rungs = union(*(rect(50, y, 11, 0.9) for y in np.arange(-12, 23, 4.25)), rect(55.6, -12, 0.9, 34))
    angle = float(rng.uniform(12, 78))
    cx, cy = 50.0, 33.0

    def sails(path: skia.Path) -> skia.Path:
        return union(*(turn(path, angle + 90 * k, cx, cy) for k in range(4)))

    door = rounded(50, 104, 9, 17)
    panes = [rect(48, 60, 4, 6), rect(48, 81, 4, 6)]
    return compose(
        [
            body(mill),
            shade(within(mill, curve("54,38! 56,66 59,106! 90,106! 90,38!"))),
            accent(cap),
            shade(within(cap, rect(54, 20, 30, 40))),
            lines(gallery, door),
            glow(*panes),
            lines(sails(frame)),
            light(sails(cloth)),
            lines(sails(rungs), sails(spar)),
            accent(circle(cx, cy, 3)),
        ],
        anchor="ground",
        focus=(50, 33),
    )


def skyline(rng: Rng, *, towers: int | None = None, lit: bool = True) -> Drawing:
    """A city by its roofs: a pale row behind, a dark row before, windows lit here and there."""
    n = towers or int(rng.integers(9, 13))

    def block(x: float, w: float, h: float, kind: int) -> skia.Path:
        y = 100 - h
        if kind == 0:
            return rect(x, y, w, h)
        if kind == 1:
            return union(
                rect(x, y + 12, w, h - 12),
                rect(x + w * 0.17, y + 5, w * 0.66, h - 5),
                rect(x + w * 0.33, y, w * 0.34, h),
                rect(x + w / 2 - 0.4, y - 13, 0.8, 14),
            )
        if kind == 2:
            return poly([(x, 100), (x, y), (x + w, y + w * 0.8), (x + w, 100)])
        if kind == 3:
            return union(rect(x, y, w, h), rect(x + w * 0.18, y - 5, w * 0.3, 6), rect(x + w * 0.7, y - 8, 0.9, 9))
        return union(
            curve(
                [
                    (x, 100, 1),
                    (x, y + w * 0.6, 1),
                    (x + w * 0.2, y + w * 0.12),
                    (x + w / 2, y - w * 0.5, 1),
                    (x + w * 0.8, y + w * 0.12),
                    (x + w, y + w * 0.6, 1),
                    (x + w, 100, 1),
                ]
            ),
            rect(x + w / 2 - 0.4, y - w * 0.5 - 9, 0.8, 10),
        )

    back, front, panes = [], [], []
    x = 2.0
    while x < 152:
        w = float(rng.uniform(9, 16))
        back.append(block(x, w, float(rng.uniform(46, 72)), int(rng.choice([0, 1, 4], p=[0.6, 0.25, 0.15]))))
        x += w + float(rng.uniform(-2, 3))
    edges = np.cumsum(rng.uniform(0.7, 1.4, n))
    edges = np.concatenate([[0], edges / edges[-1]]) * 160
    for k in range(n):
        w = float(edges[k + 1] - edges[k]) - 1.2
        h = float(rng.uniform(22, 58)) + 14 * np.sin(np.pi * (k + 0.5) / n)
        front.append(block(edges[k], w, h, int(rng.integers(0, 5))))
        cols = max(2, int(w / 3.4))
        step = w / (cols + 0.5)
        for row in np.arange(100 - h + w * 0.8 + 4, 94, 5.2):
            for c in range(cols):
                if rng.random() < 0.34:
                    panes.append(rect(edges[k] + step * (c + 0.45), row, step * 0.5, 2.7))
    parts = [shade(*back), body(*front)]
    return compose([*parts, glow(*panes)] if lit else parts, anchor="ground", focus=(80, 60))


def bridge(rng: Rng, *, kind: str = "") -> Drawing:
    """A bridge; `kind` is "suspension" or "stone"."""
    kind = kind or str(rng.choice(["suspension", "stone"]))
    if kind == "stone":
        n = int(rng.choice([3, 5]))
        rise = float(rng.uniform(4, 10))
        deck = curve(
            [(0, 62, 1), (50, 62 - rise), (80, 61 - rise), (110, 62 - rise), (160, 62, 1), (160, 100, 1), (0, 100, 1)]
        )
        span = 160 / n
        holes, rims = [], []
        for k in range(n):
            x, r = span * (k + 0.5), span * 0.39
            holes.append(union(circle(x, 76 + r * 0.28, r), rect(x - r, 76 + r * 0.28, 2 * r, 40)))
            rims.append(minus(circle(x, 76 + r * 0.28, r + 3.4), rect(0, 76 + r * 0.28, 170, 60)))
        rail = curve(
            [
                (-2, 58.4, 1),
                (50, 58.4 - rise),
                (80, 57.4 - rise),
                (110, 58.4 - rise),
                (162, 58.4, 1),
                (162, 62, 1),
                (110, 62 - rise),
                (80, 61 - rise),
                (50, 62 - rise),
                (-2, 62, 1),
            ]
        )
        stone = minus(deck, *holes)
        piers = [
            poly([(span * k - 5, 100), (span * k - 3, 84), (span * k + 3, 84), (span * k + 5, 100)])
            for k in range(1, n)
        ]
        return compose(
            [body(stone), light(*(minus(r, *holes) for r in rims)), shade(*piers), accent(rail)],
            anchor="ground",
            focus=(80, 60),
        )
    high = float(rng.uniform(18, 30))
    cable = line(
        [(-10, 70), (14, 52), (36, high), (58, 58), (80, 66), (102, 58), (124, high), (146, 52), (170, 70)][:3], 1.6
    )
    main = [(36 + 88 * t, high + (66 - high) * (1 - (2 * t - 1) ** 2)) for t in np.linspace(0, 1, 9)]
    left = [(36 - 46 * t, high + (71 - high) * (1 - (1 - t) ** 2)) for t in np.linspace(0, 1, 5)]
    cable = union(line(main, 1.7), line(left, 1.7), line([(160 - x, y) for x, y in left], 1.7))
    hangers = [
        rect(
            x - 0.25,
            high + (66 - high) * (1 - ((x - 80) / 44) ** 2),
            0.5,
            72 - high - (66 - high) * (1 - ((x - 80) / 44) ** 2),
        )
        for x in np.arange(41, 120, 4.2)
    ]
    for x in np.arange(-6, 34, 4.2):
        t = (36 - x) / 46
        y = high + (71 - high) * (1 - (1 - t) ** 2)
        hangers += [rect(x - 0.25, y, 0.5, 72 - y), rect(160 - x - 0.25, y, 0.5, 72 - y)]
    deck = curve("-10,73! 80,70.4 170,73! 170,77! 80,74.4 -10,77!")
    legs = []
    for x in (36, 124):
        legs.append(poly([(x - 4, 100), (x - 3.2, high - 4), (x + 3.2, high - 4), (x + 4, 100)]))
    slots = [rect(x - 1.2, y, 2.4, h, 0.6) for x in (36, 124) for y, h in ((high, 9), (high + 12, 11), (82, 12))]
    return compose(
        [
            shade(*hangers),
            body(*(minus(leg, *slots) for leg in legs)),
            body(cable),
            accent(deck),
            shade(*(rect(x - 7, 95, 14, 5) for x in (36, 124))),
        ],
        anchor="ground",
        focus=(80, 50),
    )


def ferris_wheel(rng: Rng) -> Drawing:
    """A fairground wheel with hanging cabins."""
    n = int(rng.choice([10, 12, 14]))
    phase = float(rng.uniform(0, 360 / n))
    cx, cy, r = 50.0, 46.0, 38.0
    spokes = [line([(cx, cy), polar(cx, cy, r, phase + 360 / n * k)], 0.8) for k in range(n)]
    hoops = union(ring(cx, cy, r + 0.9, r - 0.9), ring(cx, cy, r - 5, r - 5.9), ring(cx, cy, 12, 11.2))
    zig = []
    for k in range(n):
        zig.append(
            line(
                [
                    polar(cx, cy, r, phase + 360 / n * k),
                    polar(cx, cy, r - 5.4, phase + 360 / n * (k + 0.5)),
                    polar(cx, cy, r, phase + 360 / n * (k + 1)),
                ],
                0.6,
                square=True,
            )
        )
    legs = union(
        brush([(cx, cy), (26, 104)], [3, 4.4], flat=True),
        brush([(cx, cy), (74, 104)], [3, 4.4], flat=True),
        rect(16, 101, 68, 3.4, 1),
        rect(33, 82, 34, 1.6),
    )
    cabins: list[list[skia.Path]] = [[], []]
    roofs, panes = [], []
    for k in range(n):
        x, y = polar(cx, cy, r, phase + 360 / n * k)
        cabins[k % 2].append(
            curve([(x - 4.4, y + 3.6, 1), (x + 4.4, y + 3.6, 1), (x + 4, y + 8), (x, y + 9.6), (x - 4, y + 8)])
        )
        roofs.append(
            union(
                curve([(x - 5, y + 1.6, 1), (x, y - 1.6), (x + 5, y + 1.6, 1)]),
                rect(x - 4, y + 1, 0.7, 3.6),
                rect(x + 3.3, y + 1, 0.7, 3.6),
            )
        )
        panes.append(circle(x, y, 0.9))
    return compose(
        [
            shade(*zig, *spokes),
            body(hoops),
            body(legs),
            accent(*cabins[0]),
            light(*cabins[1]),
            body(*roofs),
            light(circle(cx, cy, 5)),
            accent(circle(cx, cy, 2.6)),
            light(*panes),
        ],
        anchor="ground",
        focus=(cx, cy),
    )


def tent(rng: Rng, *, peaks: int | None = None) -> Drawing:
    """A striped circus tent with pennants."""
    two = (peaks or int(rng.integers(1, 3))) > 1
    tops = (34, 66) if two else (50,)
    eave = 60.0

    def roof_at(x: float) -> skia.Path:
        reach = 32 if two else 44
        return curve(
            [(x, 14, 1), (x + reach * 0.3, 38), (x + reach, eave, 1), (x - reach, eave, 1), (x - reach * 0.3, 38)]
        )

    roof = union(*(roof_at(x) for x in tops))
    stripes = []
    for x in tops:
        reach = 32 if two else 44
        for a, b in ((-1, -0.66), (-0.3, 0.02), (0.34, 0.68)):
            stripes.append(
                curve(
                    [
                        (x, 14, 1),
                        (x + reach * 0.3 * a, 38),
                        (x + reach * a, eave + 1, 1),
                        (x + reach * b, eave + 1, 1),
                        (x + reach * 0.3 * b, 38),
                    ]
                )
            )
    left, right = tops[0] - (32 if two else 44), tops[-1] + (32 if two else 44)
    wall = poly([(left + 4, eave), (right - 4, eave), (right - 1, 100), (left + 1, 100)])
    n = 12
    s = (right - left) / n
    panels = [
        poly([(left + s * k, eave), (left + s * (k + 1), eave), (left + s * (k + 1), 100), (left + s * k, 100)])
        for k in range(0, n, 2)
    ]
    scallops = [
        curve(
            [
                (left + s * k, eave - 1, 1),
                (left + s * (k + 1), eave - 1, 1),
                (left + s * (k + 1), eave + 4),
                (left + s * (k + 0.5), eave + 7.5),
                (left + s * k, eave + 4),
            ]
        )
        for k in range(n)
    ]
    door = curve("50,64! 55,82 60,100! 40,100! 45,82")
    flaps = [curve("50,64! 45,82 40,100! 32,100! 44,80"), curve("50,64! 55,82 60,100! 68,100! 56,80")]
    poles = [rect(x - 0.5, 2, 1, 13) for x in tops]
    w = float(rng.uniform(-1.5, 1.5))
    flags = [curve([(x, 2, 1), (x + 5, 2.6 + w), (x + 13, 5.4, 1), (x + 5, 7 + w), (x, 8.6, 1)]) for x in tops]
    return compose(
        [
            lines(*poles),
            accent(*flags),
            light(wall),
            body(*(within(p, wall) for p in panels)),
            lines(door),
            shade(*flaps),
            light(roof),
            body(*(within(t, roof) for t in stripes)),
            accent(*scallops[::2]),
            light(*scallops[1::2]),
        ],
        anchor="ground",
        focus=(50, 50),
    )
