"""Houses and towers: a random generator in, drawings that stand on the ground out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.forms import gothic, rounded
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    flipped,
    line,
    minus,
    mirrored,
    move,
    polar,
    poly,
    rect,
    union,
    within,
)

Rng = np.random.Generator


def lighthouse(rng: Rng, *, stripes: int | None = None, beam: bool = True, cliff: bool = True) -> Drawing:
    """A lighthouse with painted bands, its lamp lit, on a cliff."""
    top = float(rng.uniform(6.6, 8.4))
    foot = top + float(rng.uniform(4.5, 7))
    tower = mirrored([(50 + top, 30, 1), (50 + top + 1.6, 55), (50 + foot, 92, 1)])
    n = stripes if stripes is not None else int(rng.integers(2, 4))
    slant = float(rng.choice([0, 0, 9]))
    step = 60 / (2 * n + 1)
    bands = [
        poly(
            [
                (20, 30 + step * (2 * k + 1) + slant),
                (80, 30 + step * (2 * k + 1) - slant),
                (80, 30 + step * (2 * k + 2) - slant),
                (20, 30 + step * (2 * k + 2) + slant),
            ]
        )
        for k in range(n)
    ]
    night = curve([(50 + top * 0.25, 29, 1), (50 + top * 0.4, 55), (50 + foot * 0.3, 93, 1), (90, 93, 1), (90, 29, 1)])
    room = rect(50 - top * 0.72, 16, top * 1.44, 11)
    cap = mirrored([(50, 6, 1), (50 + top * 0.55, 9.5), (50 + top * 0.98, 16.5, 1)])
    ball = union(circle(50, 5.4, 1.5), rect(49.6, 0, 0.8, 6))
    deck = rect(50 - top * 1.5, 27, top * 3, 3, 0.8)
    rail = union(
        rect(50 - top * 1.45, 22.6, top * 2.9, 0.8),
        *(rect(50 + top * s - 0.35, 22.6, 0.7, 5) for s in (-1.42, -0.95, 0.95, 1.42)),
    )
    corbel = poly([(50 - top * 1.3, 30), (50 + top * 1.3, 30), (50 + top * 0.98, 33.5), (50 - top * 0.98, 33.5)])
    windows = [rounded(50 + s, y, 2.8, 5) for s, y in ((-1.5, 47), (1.6, 64))]
    parts: list[Part] = []
    if beam:
        reach = float(rng.uniform(38, 46))
        spread = float(rng.uniform(8, 11))
        right = poly([(50, 20.6), (50 + reach, 21 - spread), (50 + reach, 21 + spread), (50, 22.4)])
        parts.append(glow(right, flipped(right)))
    parts += [
        light(tower),
        accent(*(within(b, tower) for b in bands)),
        glow(room),
        lines(rail),
        lines(rect(49.4, 16, 1.2, 11), rect(50 - top * 0.74, 16, 1, 11), rect(50 + top * 0.74 - 1, 16, 1, 11)),
        body(deck, corbel, cap, ball),
        shade(within(cap, rect(50 + top * 0.25, 0, 40, 30))),
        lines(*windows),
        lines(rounded(50, 92.5, 5, 9)),
    ]
    dark = within(night, tower)
    parts.insert(3 if beam else 2, shade(*(within(b, dark) for b in bands)))
    if not cliff:
        return compose(parts, anchor="ground", focus=(50, 21))
    j = rng.uniform(-2.5, 2.5, 6)
    rock = curve(
        [
            (6, 124, 1),
            (13, 112 + j[0], 1),
            (19, 109, 1),
            (24 + j[1], 98, 1),
            (33, 95, 1),
            (37, 91),
            (50, 90),
            (64, 91.5, 1),
            (70, 97 + j[2], 1),
            (79, 99, 1),
            (83 + j[3], 110, 1),
            (92, 114, 1),
            (97, 124, 1),
        ]
    )
    facets = [
        poly(
            [
                (64, 91.5),
                (70, 97 + j[2]),
                (66, 110),
                (74, 124),
                (97, 124),
                (92, 114),
                (83 + j[3], 110),
                (79, 99),
                (70, 95),
            ]
        ),
        poly([(33, 95), (38, 104 + j[4]), (33, 114), (40, 124), (30, 124), (26, 108)]),
        poly([(52, 100), (57, 110 + j[5]), (54, 124), (48, 124), (50, 112)]),
    ]
    parts += [body(rock), shade(*(within(f, rock) for f in facets))]
    return compose(parts, anchor="ground", focus=(50, 21))


def house(rng: Rng, *, floors: int | None = None) -> Drawing:
    """A gabled house with a lit window, a door and a smoking chimney."""
    n = floors or int(rng.integers(1, 4))
    w = float(rng.uniform(44, 60)) if n == 1 else float(rng.uniform(36, 46))
    left, eaves = 50 - w / 2, 100 - 26.0 * n
    pitch = w * float(rng.uniform(0.5, 0.72))
    front = poly([(left, 100), (left, eaves - 2), (50, eaves - pitch - 2), (left + w, eaves - 2), (left + w, 100)])
    o = 5.0
    k = pitch / (w / 2)
    roof = poly(
        [
            (left - o, eaves + o * k),
            (50, eaves - pitch - 1),
            (left + w + o, eaves + o * k),
            (left + w + o, eaves + o * k - 7),
            (50, eaves - pitch - 9),
            (left - o, eaves + o * k - 7),
        ]
    )
    cx = left + w * 0.76
    chimney = union(
        rect(cx - 4, eaves - pitch * 0.95, 8, pitch * 0.75), rect(cx - 5.2, eaves - pitch * 0.95 - 2, 10.4, 3.4)
    )
    top = eaves - pitch * 0.95 - 2
    smoke = brush([(cx, top - 2), (cx + 4, top - 9), (cx - 1, top - 17), (cx + 6, top - 26)], [2, 4.6, 6, 0])
    door = rounded(50 - w * 0.2, 100, 9.5, 19)
    panes, bars = [], []
    for f in range(n):
        y = 100 - 26 * f - 19
        xs = [50 + w * 0.2] if f == 0 else [50 - w * 0.22, 50 + w * 0.22]
        for x in xs:
            panes.append(rect(x - 5.5, y, 11, 12))
            bars += [rect(x - 0.6, y, 1.2, 12), rect(x - 5.5, y + 5.2, 11, 1.2), rect(x - 7, y + 12, 14, 1.6)]
    eye = circle(50, eaves - pitch * 0.4, 4)
    side = within(front, rect(50 + w * 0.32, 0, 60, 100))
    return compose(
        [
            shade(chimney),
            light(smoke),
            body(front),
            shade(side),
            accent(roof),
            accent(door),
            glow(*panes, eye),
            lines(*bars, circle(50 - w * 0.2 + 2.8, 91, 0.9)),
        ],
        anchor="ground",
        focus=(50, 80),
    )


def castle(rng: Rng) -> Drawing:
    """A storybook castle: keep, two front towers, pennants."""
    lift = float(rng.uniform(-4, 6))

    def crenels(x: float, y: float, width: float) -> skia.Path:
        n = max(3, 2 * int(width / 7) + 1)
        s = width / n
        return union(rect(x, y, width, 4), *(rect(x + s * k, y - 4, s, 5) for k in range(0, n, 2)))

    def spire(x: float, y: float, half: float, high: float) -> skia.Path:
        return curve(
            [
                (x, y - high, 1),
                (x + half * 0.42, y - high * 0.38),
                (x + half, y, 1),
                (x - half, y, 1),
                (x - half * 0.42, y - high * 0.38),
            ]
        )

    def flag(x: float, y: float, way: int) -> tuple[skia.Path, skia.Path]:
        return rect(x - 0.4, y - 9, 0.8, 10), poly([(x, y - 9), (x + way * 10, y - 6.2), (x, y - 3.4)])

    keep = union(rect(38, 40 - lift, 24, 60 + lift), crenels(36, 40 - lift, 28))
    turret = rect(43, 20 - lift, 14, 22)
    walls = union(rect(12, 68, 76, 32), crenels(12, 68, 76))
    towers = union(*(union(rect(x - 8, 48, 16, 52), rect(x - 9.6, 46, 19.2, 5)) for x in (17, 83)))
    roofs = [spire(50, 20 - lift, 10.5, 24), spire(17, 46, 11.5, 28), spire(83, 46, 11.5, 28)]
    poles, cloths = zip(
        *(flag(x, y, w) for x, y, w in ((50, -3.5 - lift, 1), (17, 18.5, 1), (83, 18.5, 1))), strict=True
    )
    slits = [
        gothic(50, 34 - lift, 4, 9),
        gothic(44, 60, 4, 9),
        gothic(56, 60, 4, 9),
        gothic(17, 66, 4.4, 10),
        gothic(83, 66, 4.4, 10),
    ]
    gate = gothic(50, 100, 17, 25)
    grate = union(*(rect(x, 70, 1, 30) for x in (44.5, 49.5, 54.5)), *(rect(40, y, 20, 1) for y in (82, 90)))
    shadow = union(*(rect(x, 10, 9, 90) for x in (52, 85)), rect(19, 48, 6, 52))
    solid = union(towers, keep, turret)
    return compose(
        [
            lines(*poles),
            accent(*cloths),
            body(keep, turret),
            light(walls),
            body(towers),
            shade(within(shadow, solid)),
            light(within(walls, rect(25, 0, 50, 100))),
            accent(*roofs),
            shade(*(within(r, minus(r, move(r, -4.5, 0))) for r in roofs)),
            glow(*slits),
            lines(gate),
            light(within(grate, gate)),
        ],
        anchor="ground",
        focus=(50, 50),
    )


def tower(rng: Rng) -> Drawing:
    """A slender bell tower with a clock."""
    h = float(rng.uniform(0, 16))
    shaft = poly([(37, 120), (38.5, 46 - h), (61.5, 46 - h), (63, 120)])
    belfry = union(rect(36, 30 - h, 28, 17), rect(34, 45 - h, 32, 4), rect(34, 27 - h, 32, 4))
    roof = mirrored([(50, -8 - h, 1), (55, 8 - h), (67, 27 - h, 1)])
    bells = [rounded(x, 45 - h, 6, 12) for x in (42, 50, 58)]
    clock = circle(50, 62 - h, 8.4)
    hour = float(rng.uniform(0, 360))
    hands = union(
        brush([(50, 62 - h), polar(50, 62 - h, 4.6, hour)], [1.5, 1]),
        brush([(50, 62 - h), polar(50, 62 - h, 6.8, hour * 12 - 90)], [1.2, 0.7]),
    )
    slits = [rounded(50, y, 4, 10) for y in range(int(86 - h), 112, 18)]
    side = within(union(shaft, belfry), rect(54, -20, 40, 150))
    return compose(
        [
            body(shaft, belfry),
            shade(side),
            accent(roof),
            shade(within(roof, rect(52, -30, 30, 60))),
            lines(*bells),
            light(clock),
            lines(hands, *slits),
            body(rect(33, 114, 34, 6)),
            accent(circle(50, -9 - h, 2), rect(49.6, -18 - h, 0.8, 10)),
        ],
        anchor="ground",
        focus=(50, 60 - h),
    )


def lattice_tower(rng: Rng) -> Drawing:
    """The iron tower of Paris, by its curve and its arch."""
    leg = curve("50,0! 51,18! 53.6,40! 57.4,58! 63,78! 75,120! 61,120! 55,102! 50,96!")
    half = curve("50,-8! 50.9,-8! 51.4,10 54,38 58.6,62 66,90 80,122! 65,122! 61,108 50,97!")
    whole = union(half, flipped(half), leg, flipped(leg))
    gaps = [poly("50,46 52.4,57 47.6,57"), poly("50,66 53.6,79 46.4,79")]
    slits = []
    for y0, y1, a, b in ((64, 78, 56.2, 60.4), (88, 116, 62.6, 71.6)):
        for side in (1, -1):
            slits.append(line([(50 + side * (a - 50), y0), (50 + side * (b - 50), y1)], 1.2))
    whole = minus(whole, *gaps)
    decks = [rect(50 - w, y, 2 * w, t, 0.5) for w, y, t in ((4.6, 41, 2.2), (10.4, 59.4, 3.2), (19, 82.6, 4))]
    tip = union(rect(49.6, -16, 0.8, 12), rect(47.6, 4, 4.8, 2))
    lean = float(rng.uniform(0.92, 1.08))
    parts = [body(whole, tip), shade(within(whole, rect(50, -20, 60, 160))), light(*slits), accent(*decks)]
    return compose([Part(_wide(p.path, lean), p.tone) for p in parts], anchor="ground", focus=(50, 50))


def _wide(path: skia.Path, by: float) -> skia.Path:
    out = skia.Path()
    path.transform(skia.Matrix.MakeAll(by, 0, 50 - 50 * by, 0, 1, 0, 0, 0, 1), out)
    return out
