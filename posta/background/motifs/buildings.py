"""Houses, towers, bridges and fairgrounds: a random generator in, drawings that stand on the ground out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade
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
    ring,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def gothic(x: float, foot: float, width: float, height: float) -> skia.Path:
    """A pointed opening standing on `foot`, its middle at x."""
    w = width / 2
    return curve(
        [(x - w, foot, 1), (x - w, foot - height * 0.55, 1), (x - w * 0.75, foot - height * 0.8), (x, foot - height, 1),
         (x + w * 0.75, foot - height * 0.8), (x + w, foot - height * 0.55, 1), (x + w, foot, 1)]
    )


def rounded(x: float, foot: float, width: float, height: float) -> skia.Path:
    """A round-headed opening standing on `foot`, its middle at x."""
    w = width / 2
    return union(rect(x - w, foot - height + w, width, height - w), circle(x, foot - height + w, w))


def lighthouse(rng: Rng, *, stripes: int | None = None, beam: bool = True, cliff: bool = True) -> Drawing:
    """A lighthouse with painted bands, its lamp lit, on a cliff."""
    top = float(rng.uniform(6.6, 8.4))
    foot = top + float(rng.uniform(4.5, 7))
    tower = mirrored([(50 + top, 30, 1), (50 + top + 1.6, 55), (50 + foot, 92, 1)])
    n = stripes if stripes is not None else int(rng.integers(2, 4))
    slant = float(rng.choice([0, 0, 9]))
    step = 60 / (2 * n + 1)
    bands = [
        poly([(20, 30 + step * (2 * k + 1) + slant), (80, 30 + step * (2 * k + 1) - slant),
              (80, 30 + step * (2 * k + 2) - slant), (20, 30 + step * (2 * k + 2) + slant)])
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
        light(tower), accent(*(within(b, tower) for b in bands)), glow(room), lines(rail),
        lines(rect(49.4, 16, 1.2, 11), rect(50 - top * 0.74, 16, 1, 11), rect(50 + top * 0.74 - 1, 16, 1, 11)),
        body(deck, corbel, cap, ball), shade(within(cap, rect(50 + top * 0.25, 0, 40, 30))),
        lines(*windows), lines(rounded(50, 92.5, 5, 9)),
    ]
    dark = within(night, tower)
    parts.insert(3 if beam else 2, shade(*(within(b, dark) for b in bands)))
    if not cliff:
        return compose(parts, anchor="ground", focus=(50, 21))
    j = rng.uniform(-2.5, 2.5, 6)
    rock = curve(
        [(6, 124, 1), (13, 112 + j[0], 1), (19, 109, 1), (24 + j[1], 98, 1), (33, 95, 1), (37, 91), (50, 90), (64, 91.5, 1),
         (70, 97 + j[2], 1), (79, 99, 1), (83 + j[3], 110, 1), (92, 114, 1), (97, 124, 1)]
    )
    facets = [
        poly([(64, 91.5), (70, 97 + j[2]), (66, 110), (74, 124), (97, 124), (92, 114), (83 + j[3], 110), (79, 99), (70, 95)]),
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
    front = poly([(left, 100), (left, eaves), (50, eaves - pitch), (left + w, eaves), (left + w, 100)])
    o = 5.0
    k = pitch / (w / 2)
    roof = poly([(left - o, eaves + o * k), (50, eaves - pitch - 1), (left + w + o, eaves + o * k),
                 (left + w + o, eaves + o * k - 7), (50, eaves - pitch - 9), (left - o, eaves + o * k - 7)])
    cx = left + w * 0.76
    chimney = union(rect(cx - 4, eaves - pitch * 0.95, 8, pitch * 0.75), rect(cx - 5.2, eaves - pitch * 0.95 - 2, 10.4, 3.4))
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
        [shade(chimney), light(smoke), body(front), shade(side), accent(roof), accent(door), glow(*panes, eye),
         lines(*bars, circle(50 - w * 0.2 + 2.8, 91, 0.9))],
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
        return curve([(x, y - high, 1), (x + half * 0.42, y - high * 0.38), (x + half, y, 1), (x - half, y, 1), (x - half * 0.42, y - high * 0.38)])

    def flag(x: float, y: float, way: int) -> tuple[skia.Path, skia.Path]:
        return rect(x - 0.4, y - 9, 0.8, 10), poly([(x, y - 9), (x + way * 10, y - 6.2), (x, y - 3.4)])

    keep = union(rect(38, 40 - lift, 24, 60 + lift), crenels(36, 40 - lift, 28))
    turret = rect(43, 20 - lift, 14, 22)
    walls = union(rect(12, 68, 76, 32), crenels(12, 68, 76))
    towers = union(*(union(rect(x - 8, 48, 16, 52), rect(x - 9.6, 46, 19.2, 5)) for x in (17, 83)))
    roofs = [spire(50, 20 - lift, 10.5, 24), spire(17, 46, 11.5, 28), spire(83, 46, 11.5, 28)]
    poles, cloths = zip(*(flag(x, y, w) for x, y, w in ((50, -3.5 - lift, 1), (17, 18.5, 1), (83, 18.5, 1))), strict=True)
    slits = [gothic(50, 34 - lift, 4, 9), gothic(44, 60, 4, 9), gothic(56, 60, 4, 9), gothic(17, 66, 4.4, 10), gothic(83, 66, 4.4, 10)]
    gate = gothic(50, 100, 17, 25)
    grate = union(*(rect(x, 70, 1, 30) for x in (44.5, 49.5, 54.5)), *(rect(40, y, 20, 1) for y in (82, 90)))
    shadow = union(*(rect(x, 10, 9, 90) for x in (52, 85)), rect(19, 48, 6, 52))
    solid = union(towers, keep, turret)
    return compose(
        [lines(*poles), accent(*cloths), body(keep, turret), light(walls), body(towers), shade(within(shadow, solid)),
         light(within(walls, rect(25, 0, 50, 100))), accent(*roofs),
         shade(*(within(r, minus(r, move(r, -4.5, 0))) for r in roofs)), glow(*slits), lines(gate), light(within(grate, gate))],
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
    hands = union(brush([(50, 62 - h), polar(50, 62 - h, 4.6, hour)], [1.5, 1]), brush([(50, 62 - h), polar(50, 62 - h, 6.8, hour * 12 - 90)], [1.2, 0.7]))
    slits = [rounded(50, y, 4, 10) for y in range(int(86 - h), 112, 18)]
    side = within(union(shaft, belfry), rect(54, -20, 40, 150))
    return compose(
        [body(shaft, belfry), shade(side), accent(roof), shade(within(roof, rect(52, -30, 30, 60))), lines(*bells), light(clock),
         lines(hands, *slits), body(rect(33, 114, 34, 6)), accent(circle(50, -9 - h, 2), rect(49.6, -18 - h, 0.8, 10))],
        anchor="ground",
        focus=(50, 60 - h),
    )


def lattice_tower(rng: Rng) -> Drawing:
    """The iron tower of Paris, by its curve and its arch."""
    leg = curve("50,0! 51,18! 53.6,40! 57.4,58! 63,78! 75,120! 61,120! 55,102! 50,96!")
    half = curve([(50, -8, 1), (50.9, -8, 1), (51.4, 10), (54, 38), (58.6, 62), (66, 90), (80, 122, 1), (65, 122, 1), (61, 108), (50, 97, 1)])
    whole = union(half, flipped(half), leg, flipped(leg))
    gaps = [poly([(50, 46), (52.4, 57), (47.6, 57)]), poly([(50, 66), (53.6, 79), (46.4, 79)])]
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


def windmill(rng: Rng) -> Drawing:
    """A Dutch windmill."""
    mill = mirrored([(60, 40, 1), (63, 66), (69, 104, 1)])
    cap = mirrored([(50, 24), (58, 28), (62.5, 41, 1)])
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
        [body(mill), shade(within(mill, curve("54,38! 56,66 59,106! 90,106! 90,38!"))), accent(cap),
         shade(within(cap, rect(54, 20, 30, 40))), lines(gallery, door), glow(*panes), lines(sails(frame)), light(sails(cloth)),
         lines(sails(rungs), sails(spar)), accent(circle(cx, cy, 3))],
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
            return union(rect(x, y + 12, w, h - 12), rect(x + w * 0.17, y + 5, w * 0.66, h), rect(x + w * 0.33, y, w * 0.34, h), rect(x + w / 2 - 0.4, y - 13, 0.8, 14))
        if kind == 2:
            return poly([(x, 100), (x, y), (x + w, y + w * 0.8), (x + w, 100)])
        if kind == 3:
            return union(rect(x, y, w, h), rect(x + w * 0.18, y - 5, w * 0.3, 6), rect(x + w * 0.7, y - 8, 0.9, 9))
        return union(curve([(x, 100, 1), (x, y + w * 0.6, 1), (x + w * 0.2, y + w * 0.12), (x + w / 2, y - w * 0.5, 1), (x + w * 0.8, y + w * 0.12), (x + w, y + w * 0.6, 1), (x + w, 100, 1)]), rect(x + w / 2 - 0.4, y - w * 0.5 - 9, 0.8, 10))

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
        deck = curve([(0, 62, 1), (50, 62 - rise), (80, 61 - rise), (110, 62 - rise), (160, 62, 1), (160, 100, 1), (0, 100, 1)])
        span = 160 / n
        holes, rims = [], []
        for k in range(n):
            x, r = span * (k + 0.5), span * 0.39
            holes.append(union(circle(x, 76 + r * 0.28, r), rect(x - r, 76 + r * 0.28, 2 * r, 40)))
            rims.append(minus(circle(x, 76 + r * 0.28, r + 3.4), rect(0, 76 + r * 0.28, 170, 60)))
        rail = curve([(-2, 58.4, 1), (50, 58.4 - rise), (80, 57.4 - rise), (110, 58.4 - rise), (162, 58.4, 1), (162, 62, 1), (110, 62 - rise), (80, 61 - rise), (50, 62 - rise), (-2, 62, 1)])
        stone = minus(deck, *holes)
        piers = [poly([(span * k - 5, 100), (span * k - 3, 84), (span * k + 3, 84), (span * k + 5, 100)]) for k in range(1, n)]
        return compose([body(stone), light(*(minus(r, *holes) for r in rims)), shade(*piers), accent(rail)], anchor="ground", focus=(80, 60))
    high = float(rng.uniform(18, 30))
    cable = line([(-10, 70), (14, 52), (36, high), (58, 58), (80, 66), (102, 58), (124, high), (146, 52), (170, 70)][:3], 1.6)
    main = [(36 + 88 * t, high + (66 - high) * (1 - (2 * t - 1) ** 2)) for t in np.linspace(0, 1, 9)]
    left = [(36 - 46 * t, high + (71 - high) * (1 - (1 - t) ** 2)) for t in np.linspace(0, 1, 5)]
    cable = union(line(main, 1.7), line(left, 1.7), line([(160 - x, y) for x, y in left], 1.7))
    hangers = [rect(x - 0.25, high + (66 - high) * (1 - ((x - 80) / 44) ** 2), 0.5, 72 - high - (66 - high) * (1 - ((x - 80) / 44) ** 2)) for x in np.arange(41, 120, 4.2)]
    for x in np.arange(-6, 34, 4.2):
        t = (36 - x) / 46
        y = high + (71 - high) * (1 - (1 - t) ** 2)
        hangers += [rect(x - 0.25, y, 0.5, 72 - y), rect(160 - x - 0.25, y, 0.5, 72 - y)]
    deck = curve([(-10, 73, 1), (80, 70.4), (170, 73, 1), (170, 77, 1), (80, 74.4), (-10, 77, 1)])
    legs = []
    for x in (36, 124):
        legs.append(poly([(x - 4, 100), (x - 3.2, high - 4), (x + 3.2, high - 4), (x + 4, 100)]))
    slots = [rect(x - 1.2, y, 2.4, h, 0.6) for x in (36, 124) for y, h in ((high, 9), (high + 12, 11), (82, 12))]
    return compose(
        [shade(*hangers), body(*(minus(leg, *slots) for leg in legs)), body(cable), accent(deck), shade(*(rect(x - 7, 95, 14, 5) for x in (36, 124)))],
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
        zig.append(line([polar(cx, cy, r, phase + 360 / n * k), polar(cx, cy, r - 5.4, phase + 360 / n * (k + 0.5)), polar(cx, cy, r, phase + 360 / n * (k + 1))], 0.6, square=True))
    legs = union(brush([(cx, cy), (26, 104)], [3, 4.4], flat=True), brush([(cx, cy), (74, 104)], [3, 4.4], flat=True), rect(16, 101, 68, 3.4, 1), rect(33, 82, 34, 1.6))
    cabins: list[list[skia.Path]] = [[], []]
    roofs, panes = [], []
    for k in range(n):
        x, y = polar(cx, cy, r, phase + 360 / n * k)
        cabins[k % 2].append(curve([(x - 4.4, y + 3.6, 1), (x + 4.4, y + 3.6, 1), (x + 4, y + 8), (x, y + 9.6), (x - 4, y + 8)]))
        roofs.append(union(curve([(x - 5, y + 1.6, 1), (x, y - 1.6), (x + 5, y + 1.6, 1)]), rect(x - 4, y + 1, 0.7, 3.6), rect(x + 3.3, y + 1, 0.7, 3.6)))
        panes.append(circle(x, y, 0.9))
    return compose(
        [shade(*zig, *spokes), body(hoops), body(legs), accent(*cabins[0]), light(*cabins[1]), body(*roofs), light(circle(cx, cy, 5)), accent(circle(cx, cy, 2.6)), light(*panes)],
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
        return curve([(x, 14, 1), (x + reach * 0.3, 38), (x + reach, eave, 1), (x - reach, eave, 1), (x - reach * 0.3, 38)])

    roof = union(*(roof_at(x) for x in tops))
    stripes = []
    for x in tops:
        reach = 32 if two else 44
        for a, b in ((-1, -0.66), (-0.3, 0.02), (0.34, 0.68)):
            stripes.append(curve([(x, 14, 1), (x + reach * 0.3 * a, 38), (x + reach * a, eave + 1, 1), (x + reach * b, eave + 1, 1), (x + reach * 0.3 * b, 38)]))
    left, right = tops[0] - (32 if two else 44), tops[-1] + (32 if two else 44)
    wall = poly([(left + 4, eave), (right - 4, eave), (right - 1, 100), (left + 1, 100)])
    n = 12
    s = (right - left) / n
    panels = [poly([(left + s * k, eave), (left + s * (k + 1), eave), (left + s * (k + 1), 100), (left + s * k, 100)]) for k in range(0, n, 2)]
    scallops = [curve([(left + s * k, eave - 1, 1), (left + s * (k + 1), eave - 1, 1), (left + s * (k + 1), eave + 4), (left + s * (k + 0.5), eave + 7.5), (left + s * k, eave + 4)]) for k in range(n)]
    door = curve([(50, 64, 1), (55, 82), (60, 100, 1), (40, 100, 1), (45, 82)])
    flaps = [curve([(50, 64, 1), (45, 82), (40, 100, 1), (32, 100, 1), (44, 80)]), curve([(50, 64, 1), (55, 82), (60, 100, 1), (68, 100, 1), (56, 80)])]
    poles = [rect(x - 0.5, 2, 1, 13) for x in tops]
    w = float(rng.uniform(-1.5, 1.5))
    flags = [curve([(x, 2, 1), (x + 5, 2.6 + w), (x + 13, 5.4, 1), (x + 5, 7 + w), (x, 8.6, 1)]) for x in tops]
    return compose(
        [lines(*poles), accent(*flags), light(wall), body(*(within(p, wall) for p in panels)), lines(door), shade(*flaps), light(roof), body(*(within(t, roof) for t in stripes)),
         accent(*scallops[::2]), light(*scallops[1::2])],
        anchor="ground",
        focus=(50, 50),
    )
