"""Trains and what goes by air: a random generator in, drawings in the unit square out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade, tilted
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    line,
    minus,
    mirrored,
    move,
    oval,
    paired,
    polar,
    poly,
    rect,
    ring,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def train(rng: Rng) -> Drawing:
    """A steam locomotive at speed."""
    boiler = union(rect(34, 40, 68, 24, 3), rect(98, 42, 9, 20, 2))
    cab = union(poly("6,30 36,30 36,76 6,76"), curve("2,30! 4,26 20,23.6 36,25.6 40,30!"))
    window = rect(14, 36, 14, 13, 2)
    stack = poly("86,41 84.4,24 82,22 83,18 99,18 100,22 97.6,24 96,41")
    dome = union(curve("58,41! 58,34 64,30 70,34 70,41!"), rect(44, 33, 6, 8, 2))
    frame = union(rect(4, 70, 104, 6), poly("104,66 112,66 124,90 104,90 108,76"))
    bars = [line([(107, 72 + 4 * k), (112 + 2.4 * k, 72 + 4 * k)], 1) for k in range(4)]
    bands = [rect(x, 40, 2, 24) for x in (46, 62, 78, 94)]
    big = [(24.0, 80.0, 12.0), (53.0, 80.0, 12.0)]
    small = [(78.0, 84.5, 7.5), (96.0, 84.5, 7.5)]
    a = float(rng.uniform(0, 360))
    wheels = [circle(x, y, r) for x, y, r in big + small]
    rims = [ring(x, y, r - 2, r - 3.4) for x, y, r in big + small]
    spokes = [
        line([polar(x, y, 1, a + 45 * k), polar(x, y, r - 3, a + 45 * k)], 1) for x, y, r in big for k in range(8)
    ]
    pins = [polar(x, y, 6, a) for x, y, _ in big]
    rods = [line(pins, 2.4), line([pins[1], (88, 72)], 1.7), rect(82, 68, 18, 7, 2)]
    sway = rng.uniform(-4, 4, 3)
    smoke = union(
        *(circle(90 - 16 * k, 9 - 5 * k + sway[min(k, 2)], 5.4 + 1.9 * k) for k in range(5)),
        brush("91,16 84,8 60,-2 16,-18", [6, 10, 16, 20]),
    )
    lamp = [rect(104, 36, 7, 7, 2)]
    return compose(
        [
            light(smoke),
            shade(within(smoke, move(smoke, 9, 12))),
            body(boiler, cab, dome, frame),
            accent(stack, *bands),
            glow(window),
            shade(within(boiler, rect(34, 55, 80, 10)), within(cab, rect(6, 64, 40, 12))),
            accent(*bars),
            lines(*wheels),
            light(*rims, *spokes),
            accent(*rods),
            light(*lamp),
            lines(line("-6,93.4 128,93.4", 2.4)),
        ],
        anchor="ground",
        focus=(80, 50),
    )


def airplane(rng: Rng) -> Drawing:
    """A propeller airliner climbing."""
    angle = float(rng.uniform(-24, -10))
    hull = curve("2,46 18,44 60,40 92,42 106,50 104,56 90,61 60,62 28,57 6,50")
    fin = curve("3,46! -4,22! 6,22! 24,44.6!")
    tail = curve("8,48! -8,41! 0,40! 24,47!")
    near = curve("46,54! 64,54! 56,70 36,92! 27,92! 38,72")
    far = curve("54,43! 67,43! 64,30 54,16! 48,16! 53,30")
    panes = [rect(34 + 6.4 * k, 47.4, 3.2, 4, 1.5) for k in range(9)]
    glass = curve("94,45.6! 100,46 104,50.4! 97,51!")
    engines = [curve("46,72 56,69 62,71 62,75 56,77.6 46,76"), curve("54,28 62,26.4 67,28 67,31 62,33 55,32")]
    discs = [oval(63.4, 73, 0.9, 9), oval(68.4, 29.4, 0.8, 7)]
    belly = within(hull, curve("0,52! 40,55 110,54! 110,70! 0,70!"))
    stripe = within(hull, curve("0,47! 30,46.4 110,45.2! 110,53.4! 30,52.4 0,49!"))
    parts = [
        shade(far),
        body(fin),
        accent(within(fin, rect(-20, 30, 60, 7))),
        body(hull),
        light(belly),
        accent(stripe),
        light(*panes),
        lines(glass),
        shade(tail),
        body(near),
        light(within(near, brush("60,55 52,72 31,93", [0.6, 2, 1]))),
        accent(*engines),
        lines(*discs),
    ]
    return compose([Part(turn(p.path, angle, 50, 50), p.tone) for p in parts], focus=(60, 48))


def hot_air_balloon(rng: Rng) -> Drawing:
    """A striped hot-air balloon with its basket."""
    n = int(rng.choice([5, 7]))
    bag = mirrored("50,2 70,6 86,24 86,44 72,64 60,77! 50,77")
    tones_ = (body, light, accent)
    shift = int(rng.integers(0, 3))
    parts = []
    for k in range(n):
        a, b = 2 * k / n - 1, 2 * (k + 1) / n - 1

        def meridian(f: float) -> list[tuple[float, ...]]:
            return [
                (50, 2, 1),
                (50 + 22 * f, 7),
                (50 + 37 * f, 26),
                (50 + 36.6 * f, 44),
                (50 + 23 * f, 63),
                (50 + 10 * f, 78, 1),
            ]

        gore = within(curve([*meridian(a), *reversed(meridian(b))]), bag)
        parts.append(tones_[(abs(2 * k - n + 1) // 2 + shift) % 3](gore))
    skirt = poly("40,77 60,77 57.4,82 42.6,82")
    ropes = [line([(50 + s * d, 81), (50 + s * d * 0.82, 91)], 0.7) for s in (-1, 1) for d in (2.4, 7)]
    basket = curve("42.6,90! 57.4,90! 56,100 44,100")
    shade_ = within(bag, minus(bag, move(bag, -9, -1)))
    swags = [within(bag, brush("8,34 30,43 50,45.6 70,43 92,34", [2.2, 2.2, 2.2]))]
    return compose(
        [
            *parts,
            shade(shade_),
            lines(*swags),
            shade(skirt),
            lines(*ropes),
            accent(basket),
            lines(rect(41.6, 89, 16.8, 2.4, 1), *(line([(42, y), (58, y)], 0.5) for y in (94, 97))),
        ],
        focus=(50, 40),
    )


def anchor(rng: Rng) -> Drawing:
    """An anchor with a rope wound about it."""
    curl = float(rng.uniform(-3, 3))
    shank = rect(46.8, 18, 6.4, 74)
    eye = ring(50, 12, 10, 5.4)
    stock = union(rect(28, 27, 44, 6, 3), circle(28, 30, 4.2), circle(72, 30, 4.2))
    arms = brush("11,62 20,82 36,94 50,97 64,94 80,82 89,62", [2, 8, 10, 11, 10, 8, 2])
    flukes = paired(curve("92,52! 99,72! 90,70 78,76!"))
    whole = union(shank, stock, arms, flukes, eye)
    rope = [
        (58, 10),
        (74, 14 + curl),
        (76, 34),
        (58, 44),
        (40, 52 + curl),
        (38, 64),
        (56, 70),
        (70, 78),
        (74, 92),
        (88, 100),
    ]
    cord = line(rope, 3.6)
    twist = [
        line([(x - 1.6, y + 1.6), (x + 1.6, y - 1.6)], 0.9)
        for x, y in (
            (68, 11.5),
            (75, 22),
            (74, 33),
            (66, 40.4),
            (50, 47.6),
            (41, 54),
            (38.6, 61),
            (46, 67),
            (63, 73),
            (72, 83),
            (79, 96),
        )
    ]
    return compose(
        [
            body(whole),
            shade(within(whole, minus(whole, move(whole, -3, -1)))),
            accent(cord),
            light(*(within(t, cord) for t in twist)),
        ],
        focus=(50, 55),
    )


def umbrella(rng: Rng) -> Drawing:
    """An open umbrella, sometimes in the rain."""
    angle = float(rng.uniform(-18, 18))
    n = int(rng.choice([5, 6]))
    span = 96.0
    edge_y = 50.0
    cuts = [2 + span * k / n for k in range(n + 1)]
    lower = []
    for a, b in pairwise(cuts):
        lower += [(a, edge_y, 1), ((a + b) / 2, edge_y - 5.5)]
    lower.append((cuts[-1], edge_y, True))
    dome = curve([*lower, (92, 26), (74, 9), (50, 4), (26, 9), (8, 26)])
    panels = []
    for k in range(n):
        a, b = cuts[k], cuts[k + 1]
        pa = curve(
            [(50, 3, 1), (50 + (a - 50) * 0.72, 16), (a, edge_y + 2, 1), (b, edge_y + 2, 1), (50 + (b - 50) * 0.72, 16)]
        )
        panels.append(within(pa, dome))
    tones_ = (body, accent) if n % 2 else (body, light)
    parts = [tones_[k % 2](panel) for k, panel in enumerate(panels)]
    shaft = rect(49, 40, 2.2, 44)
    crook = line("50.1,82 50.1,92 56,98 63,95 64,88", 3.2)
    tip = rect(49.2, -3, 1.8, 8, 0.9)
    rain = [
        turn(
            curve(
                [
                    (float(x), float(y), 1),
                    (float(x) + 1.7, float(y) + 6),
                    (float(x), float(y) + 8),
                    (float(x) - 1.7, float(y) + 6),
                ]
            ),
            14,
            float(x),
            float(y),
        )
        for x, y in zip(rng.uniform(0, 100, 7), rng.uniform(-26, -8, 7), strict=True)
    ]
    turned = tilted(
        [lines(shaft, tip), *parts, shade(within(dome, minus(dome, move(dome, -7, -1)))), accent(crook)], angle
    )
    return compose([*([light(*rain)] if rng.random() < 0.4 else []), *turned], focus=(50, 35))


def compass(rng: Rng, *, needle: float | None = None) -> Drawing:
    """A compass rose in its case; `needle` in degrees from north."""
    a = float(rng.uniform(-60, 60)) if needle is None else needle
    rose: dict[str, list[skia.Path]] = {"light": [], "dark": []}
    for k in range(8):
        tip, waist = (37, 9) if k % 2 == 0 else (24, 8)
        for side, tone in ((-1, "light"), (1, "dark")):
            rose[tone].append(
                poly([(50, 50), polar(50, 50, waist, 45 * k - 90 + side * 22.5), polar(50, 50, tip, 45 * k - 90)])
            )
    ticks = [turn(rect(49.6, 8, 0.8, 4 if k % 3 else 6), 15 * k, 50, 50) for k in range(24)]
    north = turn(poly("46,50 50,16 54,50"), a, 50, 50)
    south = turn(poly("46,50 50,84 54,50"), a, 50, 50)
    loop = union(ring(50, -7, 7, 4.2), rect(47, -2, 6, 5))
    return compose(
        [
            body(loop, circle(50, 50, 49)),
            light(circle(50, 50, 43.4)),
            lines(*ticks),
            shade(*rose["dark"]),
            body(*rose["light"]),
            accent(north),
            lines(south),
            light(circle(50, 50, 2.6)),
        ],
        focus=(50, 50),
    )
