"""Instruments and what carries sound: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, light, lines, shade
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    flipped,
    line,
    minus,
    mirrored,
    move,
    oval,
    polar,
    poly,
    rect,
    ring,
    scaled,
    sector,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def _pair(path: skia.Path) -> skia.Path:
    return union(path, flipped(path))


def _tilted(parts: list[Part], angle: float) -> list[Part]:
    return [Part(turn(p.path, angle, 50, 50), p.tone) for p in parts]


def guitar(rng: Rng, *, kind: str = "") -> Drawing:
    """A guitar; `kind` is "acoustic" or "electric"."""
    kind = kind or str(rng.choice(["acoustic", "electric"]))
    angle = float(rng.uniform(-32, 32))
    neck = poly([(47.7, 2), (52.3, 2), (53, 50), (47, 50)])
    frets = [rect(46.5, y, 7, 0.6) for y in 48 - 46 * (1 - 0.9439 ** np.arange(1, 13)) * 1.5 if y > 2]
    strings = [line([(50 + 0.9 * k, -8), (50 + 1.1 * k, 84)], 0.25) for k in (-1.5, -0.5, 0.5, 1.5)]
    if kind == "electric":
        shell = curve([(44, 52), (38, 42), (30, 38, 1), (27, 48), (31, 60), (28, 72), (24, 86), (34, 99), (52, 101), (70, 97), (76, 84), (70, 70), (67, 58), (70, 48), (66, 42, 1), (59, 46), (55, 54), (50, 56)])
        guard = within(curve([(44, 54, 1), (36, 50), (35, 62), (40, 76), (52, 82), (64, 86), (70, 74), (62, 62), (57, 56, 1)]), shell)
        head = curve([(47, 3, 1), (45, -8), (46, -18), (52, -23), (58, -20, 1), (55, -12), (55, -4), (53, 3, 1)])
        pegs = [circle(44.6, y, 1.3) for y in (-3, -7, -11, -15)]
        pickups = [rect(44, y, 12, 3.6, 1.6) for y in (60, 68, 76)]
        knobs = [circle(x, y, 1.8) for x, y in ((60, 86), (64, 80))]
        parts = [lines(*pegs), body(shell), shade(within(shell, minus(shell, move(shell, -4, -4)))), light(guard), lines(*pickups), lines(rect(43, 85, 14, 4, 1)), accent(*knobs), accent(neck, head), lines(*frets), light(*strings)]
        return compose(_tilted(parts, angle), focus=(50, 66))
    w = float(rng.uniform(0.94, 1.06))
    half = [(50, 46.5), (60, 47), (66.5, 54), (63.4, 64), (65, 71), (72.6, 82), (68, 96), (57, 101), (50, 101.4)]
    shell = mirrored([(50 + (x - 50) * w, y) for x, y in half])
    inner = within(scaled(shell, 0.93, 0.94, 50, 75), shell)
    head = curve([(46.4, 3, 1), (45, -6), (45.6, -14, 1), (50, -12.4), (54.4, -14, 1), (55, -6), (53.6, 3, 1)])
    pegs = [rect(50 + s * 6.4 - 1.6, y, 3.2, 2, 1) for s in (-1, 1) for y in (-10, -5.6, -1.2)]
    bridge = rect(42, 87, 16, 2.8, 1)
    rose = [ring(50, 66, 8.4, 7.4), circle(50, 66, 6.2)]
    guard = within(curve([(56, 60, 1), (62, 62), (61, 72), (64, 80), (57, 78), (56, 70, 1)]), shell)
    parts = [lines(*pegs), body(shell), accent(inner), shade(within(inner, minus(inner, move(inner, -5, -3)))), light(rose[0]), lines(rose[1]), lines(minus(guard, circle(50, 66, 8.4))), body(neck, head), light(*frets), lines(bridge), light(*strings), light(*(circle(50 + 1.65 * k, 88.4, 0.5) for k in (-1, -0.34, 0.34, 1)))]
    return compose(_tilted(parts, angle), focus=(50, 66))


def violin(rng: Rng, *, cello: bool | None = None) -> Drawing:
    """A violin with its bow; as a `cello` it stands on its spike."""
    big = cello if cello is not None else rng.random() < 0.4
    angle = 0.0 if big else float(rng.uniform(-30, 30))
    shell = mirrored([(50, 41.6), (58, 42.4), (65, 48), (66.4, 55), (63.6, 60, 1), (60.4, 61), (58.6, 66), (60.6, 72), (64.4, 74, 1), (69, 80), (69.4, 90), (62, 98), (50, 100)])
    inner = within(scaled(shell, 0.92, 0.94, 50, 72), shell)
    neck = poly([(48.4, 6), (51.6, 6), (52.6, 66), (47.4, 66)])
    scroll = union(rect(48, -4, 4, 12, 1.4), circle(50, -5.4, 3.4))
    pegs = [rect(50 + s * 5.2 - 3.2, y, 6.4, 1.7, 0.8) for s, y in ((-1, -1.4), (1, 0.6), (-1, 3), (1, 5))]
    holes = _pair(union(brush([(57.4, 62), (56.4, 67.6), (59.4, 72), (58, 78)], [0.6, 1.6, 1.6, 0.6]), circle(57, 62.6, 1.15), circle(58.6, 77.4, 1.3)))
    bridge = curve([(44.4, 73, 1), (45.4, 70.6), (54.6, 70.6), (55.6, 73, 1), (53, 74), (52, 75.4, 1), (48, 75.4, 1), (47, 74)])
    tail = curve([(47, 80, 1), (53, 80, 1), (51.6, 96, 1), (48.4, 96, 1)])
    strings = [line([(50 + 0.8 * k, -1), (50 + 1.5 * k, 71), (50 + 1.1 * k, 81)], 0.28) for k in (-1.5, -0.5, 0.5, 1.5)]
    chin = oval(43, 96, 6, 3.4, -14)
    bow_x = 83.0 if not big else 86.0
    stick = [brush([(bow_x, -6), (bow_x - 1.4, 40), (bow_x, 90)], [1.2, 1.5, 1.9]), line([(bow_x + 4, -4), (bow_x + 3.4, 88)], 0.6), curve([(bow_x - 0.6, -8, 1), (bow_x + 5.4, -5.4, 1), (bow_x + 1, -1, 1)]), rect(bow_x - 0.4, 84, 5, 6, 1)]
    bow = [turn(s, 12 if not big else -5, bow_x, 45) for s in stick]
    parts = [lines(*pegs), body(shell), accent(inner), shade(within(inner, minus(inner, move(inner, -5, -3)))), lines(holes), lines(neck, tail), body(scroll), light(bridge), light(*strings)]
    if big:
        parts = [lines(rect(49.3, 98, 1.4, 12)), *parts]
    else:
        parts.append(lines(chin))
    parts += [lines(bow[0], bow[2]), light(bow[1]), accent(bow[3])]
    return compose(_tilted(parts, angle), focus=(50, 66), anchor="center")


def oud(rng: Rng) -> Drawing:
    """A lute with a bent neck, roses and a striped back's edge."""
    angle = float(rng.uniform(-34, 20))
    w = float(rng.uniform(23, 26))
    shell = mirrored([(50, 34), (54, 37), (50 + w * 0.74, 56), (50 + w, 76), (50 + w * 0.8, 93), (50 + w * 0.36, 101), (50, 102.6)])
    table = within(scaled(shell, 0.9, 0.935, 50, 76), shell)
    neck = poly([(47, 6), (53, 6), (54.4, 48), (50, 52), (45.6, 48)])
    box = curve([(46.6, 8, 1), (53.4, 8, 1), (60, 3), (74, -4, 1), (72, -8, 1), (58, -3), (47, 3, 1)])
    pegs = [turn(rect(x - 0.8, y - 6, 1.6, 12, 0.8), 26, x, y) for x, y in ((57, 1.4), (61, -0.6), (65, -2.4), (69, -4.4))]
    roses = [(50.0, 64.0, 6.6), (50 - w * 0.4, 80.0, 3.2), (50 + w * 0.4, 80.0, 3.2)]
    rose_parts = []
    for x, y, r in roses:
        petals = [circle(*polar(x, y, r * 0.56, 45 * k), r * 0.19) for k in range(8)]
        rose_parts += [lines(circle(x, y, r)), light(*petals, circle(x, y, r * 0.2), ring(x, y, r * 0.92, r * 0.82))]
    bridge = rect(42, 92.4, 16, 2.6, 1)
    strings = [line([(50 + 0.75 * k, 6), (50 + 1.5 * k, 93)], 0.26) for k in (-3, -2, -1, 0, 1, 2, 3)]
    plate = mirrored([(50, 72), (55, 76), (56.6, 82), (53, 88), (50, 89)])
    parts = [lines(*pegs), body(shell), accent(table), shade(within(table, minus(table, move(table, -5, -3)))), shade(plate), *rose_parts, body(neck, box), light(*strings), lines(bridge)]
    return compose(_tilted(parts, angle), focus=(50, 66))


def trumpet(rng: Rng) -> Drawing:
    """A trumpet, raised."""
    angle = float(rng.uniform(-26, -4))
    bell = curve([(58, 39, 1), (82, 38), (98, 32), (108, 16, 1), (111, 40), (108, 64, 1), (98, 49), (82, 43.6), (58, 43, 1)])
    loop = minus(rect(18, 39, 70, 27, 13.5), rect(22, 43, 62, 19, 9.5))
    upper = rect(28, 39, 34, 4)
    lead = union(rect(2, 46.6, 60, 2.6), curve([(-6, 43.4, 1), (-3, 45), (2, 46.4, 1), (2, 49.4, 1), (-3, 50.6), (-6, 52.4, 1)]))
    valves = [rect(x, 36, 7, 33, 1.4) for x in (42, 51.4, 60.8)]
    tops = [union(rect(x + 1, 31.6, 5, 5, 1), rect(x + 2.8, 26, 1.4, 6), rect(x + 0.8, 24, 5.4, 2.4, 1.2)) for x in (42, 51.4, 60.8)]
    feet = [union(rect(x + 0.8, 69, 5.4, 2.4, 1), rect(x + 2.4, 71, 2.2, 2, 1)) for x in (42, 51.4, 60.8)]
    slide = minus(rect(72, 48, 22, 13, 6.5), rect(75, 51, 16, 7, 3.5), rect(70, 46, 8, 20))
    gloss = [within(bell, brush([(60, 40), (84, 39.4), (100, 31)], [0.8, 1.6, 0])), *(rect(x + 1.2, 40, 1.2, 25, 0.6) for x in (42, 51.4, 60.8))]
    mouth = within(curve([(108, 14, 1), (113, 40), (108, 66, 1), (104, 40)]), curve([(104, 12, 1), (116, 12, 1), (116, 68, 1), (104, 68, 1)]))
    ring_ = ring(66, 73, 3.4, 2.2)
    parts = [shade(ring_), shade(lead), body(loop, upper, slide), body(bell), shade(within(bell, curve([(50, 41.6, 1), (84, 42), (112, 50, 1), (112, 70, 1), (50, 60, 1)]))), accent(*valves), lines(*tops, *feet), light(*gloss), accent(mouth)]
    return compose(_tilted(parts, angle), focus=(95, 40))


def saxophone(rng: Rng) -> Drawing:
    """An alto saxophone."""
    angle = float(rng.uniform(-14, 20))
    tube = brush([(46, 16), (46, 34), (45, 58), (46, 78), (55, 92), (68, 92), (76, 80), (78, 66), (79, 54)], [5, 6.6, 9, 12, 15, 16.6, 18, 21, 27], flat=True)
    flare = curve([(64, 58, 1), (64, 50), (58, 40, 1), (79, 35), (100, 40, 1), (94, 50), (93, 58, 1)])
    mouth = oval(79, 40.4, 21, 5)
    crook = brush([(46, 17), (45, 7), (37, 3), (28, 7), (20, 14)], [4.6, 4.4, 4, 3.6, 3.2])
    piece = brush([(24, 10.6), (17, 16), (11, 21.4)], [4.6, 4.4, 1.6])
    pads = [circle(46 + d, y, r) for d, y, r in ((0.6, 26, 2.1), (0.4, 34, 2.3), (-0.2, 42, 2.5), (-0.6, 52, 2.9), (-0.4, 61, 3.2), (0, 70, 3.5))]
    big = [circle(57.6, 90.6, 4.2), circle(72, 86, 4.6), circle(77.6, 70, 4.4)]
    rods = [line([(50.6, 22), (51.6, 48), (52, 74)], 1.1), line([(41.4, 44), (40, 60), (40.6, 78)], 1.1)]
    levers = [line([(50.6, 30), (57, 27)], 1.6), line([(51.4, 46), (58, 43)], 1.6), line([(40, 58), (34, 56)], 1.6), line([(41, 70), (34.6, 70)], 1.6)]
    gloss = [within(tube, brush([(43.4, 30), (41.4, 58), (42, 80), (52, 94)], [0, 1.7, 1.9, 0]))]
    dark = within(union(tube, flare), curve([(84, 42, 1), (85, 66), (78, 86), (64, 99, 1), (100, 100, 1), (104, 36, 1)]))
    ring_ = [rect(42.4, 17, 7.4, 2.4, 1), turn(rect(60, 55.4, 38, 2.6, 1), 1, 79, 56)]
    parts = [lines(piece), body(crook), lines(*rods, *levers), body(tube, flare), shade(dark), light(*gloss), accent(*pads, *big), light(*(circle(c, d, r) for c, d, r in ((46.6, 52, 1.2), (46, 61, 1.3), (46, 70, 1.4), (57.6, 90.6, 1.8), (72, 86, 2), (77.6, 70, 1.8)))), accent(*ring_), lines(mouth), shade(minus(mouth, move(mouth, 0, 2)))]
    return compose(_tilted(parts, angle), focus=(78, 45))


def piano(rng: Rng, *, kind: str = "") -> Drawing:
    """A piano; `kind` is "grand" or "keys" (a ribbon of keys in a wave)."""
    kind = kind or str(rng.choice(["grand", "keys"]))
    if kind == "keys":
        amp, ph = float(rng.uniform(6, 11)), float(rng.uniform(0, 6.28))

        def at(x: float, top: bool) -> tuple[float, float]:
            y = 40 + amp * np.sin(x / 17 + ph)
            return (x, float(y)) if top else (x + 5, float(y + 36 + 0.5 * amp * np.sin(x / 23 + ph + 1)))

        def strip(a: float, b: float, depth: float) -> skia.Path:
            xs = np.linspace(a, b, 4)
            upper = [(*at(x, True), k in (0, 3)) for k, x in enumerate(xs)]
            lower = []
            for k, x in enumerate(xs[::-1]):
                (x0, y0), (x1, y1) = at(x, True), at(x, False)
                lower.append((x0 + (x1 - x0) * depth, y0 + (y1 - y0) * depth, k in (0, 3)))
            return curve(upper + lower)

        white = strip(0, 140, 1.0)
        gaps = [strip(10 * k - 0.35, 10 * k + 0.35, 1.0) for k in range(1, 14)]
        black = [strip(10 * k - 3, 10 * k + 3, 0.6) for k in range(1, 14) if k % 7 not in (3, 0)]
        rim = move(white, 1.5, 6)
        return compose([shade(rim), light(white), lines(*gaps), body(*black), accent(strip(-1, 141, 0.06))], focus=(70, 55))
    case = curve([(6, 56, 1), (130, 56, 1), (131, 70, 1), (24, 70, 1), (20, 68, 1), (8, 68, 1)])
    a = float(rng.uniform(-2, 4))
    lid = curve([(34, 55, 1), (56, 30 - a), (84, 10 - a), (104, 4 - a, 1), (120, 18 - a), (128, 38), (130, 55, 1)])
    inside = curve([(44, 55, 1), (62, 35 - a), (86, 17 - a), (101, 12 - a, 1), (114, 24 - a), (120, 40), (121, 55, 1)])
    prop = line([(96, 55), (99, 16 - a)], 1.3)
    desk = curve([(18, 56, 1), (22, 40, 1), (38, 40, 1), (40, 56, 1)])
    keys = rect(4, 58, 18, 4)
    leg = [curve([(x - 3.4, 70, 1), (x + 3.4, 70, 1), (x + 1.5, 92, 1), (x - 1.5, 92, 1)]) for x in (28, 118, 86)]
    wheels = [circle(x, 94, 2.2) for x in (28, 118, 86)]
    lyre = curve([(56, 70, 1), (66, 70, 1), (63, 84), (66, 92, 1), (56, 92, 1), (59, 84)])
    strings = [line([(48 + 6 * k, 56), (64 + 6 * k, 34 - 4 * k + 0.5 * k * k)], 0.5) for k in range(9)]
    stool = [rect(-30, 68, 24, 5, 2), line([(-27, 73), (-30, 95)], 2), line([(-9, 73), (-6, 95)], 2)]
    return compose([body(lid), accent(inside), light(*(within(s, inside) for s in strings)), lines(prop), body(case), shade(rect(24, 66, 107, 4)), light(keys), lines(*(rect(6 + 3 * k, 58, 1.2, 2.4) for k in range(5))), shade(desk), light(curve([(22, 52, 1), (25, 42, 1), (36, 42, 1), (37, 52, 1)])), body(leg[0], leg[1], lyre), shade(leg[2]), accent(*wheels), accent(stool[0]), body(*stool[1:])], anchor="ground", focus=(85, 35))


def drum(rng: Rng, *, kind: str = "") -> Drawing:
    """A drum; `kind` is "snare" (with sticks) or "djembe"."""
    kind = kind or str(rng.choice(["snare", "djembe"]))
    if kind == "djembe":
        t = float(rng.uniform(-2, 2))
        shell = mirrored([(50, 12), (80, 12, 1), (80 + t, 28), (68, 48), (60, 60), (62, 80), (68, 100, 1), (50, 100)])
        skin = oval(50, 12, 30, 8)
        zig = [line([(18 + 6.4 * k, 19 if k % 2 else 36, 1) for k in range(11)], 1.1, square=True)]
        rings = [within(shell, curve([(10, y, 1), (50, y + 6), (90, y, 1), (90, y + 3, 1), (50, y + 9), (10, y + 3, 1)])) for y in (15, 36, 58)]
        tri = [poly([(34 + 8 * k, 92), (38 + 8 * k, 80), (42 + 8 * k, 92)]) for k in range(4)]
        return compose([body(shell), shade(within(shell, curve([(62, 0, 1), (62, 30), (54, 58), (56, 104, 1), (110, 104, 1), (110, 0, 1)]))), light(*(within(z, shell) for z in zig)), accent(*rings), light(*(within(p, shell) for p in tri)), light(skin), accent(minus(skin, oval(50, 11.4, 28, 6.6)))], anchor="ground", focus=(50, 14))
    h = float(rng.uniform(30, 42))
    top = 38.0
    shell = union(rect(10, top, 80, h), oval(50, top + h, 40, 11))
    hoop_low = union(minus(union(rect(8, top + h - 3, 84, 5), oval(50, top + h + 2, 42, 11.8)), union(rect(0, top - 20, 100, h + 17), oval(50, top + h - 3, 42, 11.4))))
    hoop_top = minus(union(rect(8, top - 1, 84, 5), oval(50, top + 4, 42, 11.6)), oval(50, top - 1, 42, 11.6))
    skin = oval(50, top - 1, 42, 11.6)
    cords = [line([(10 + 10 * k, (top + 6 if k % 2 else top + h + 4) + 10 * (1 - ((k - 4) / 4) ** 2) * 0.9) for k in range(9)], 1.4, square=True)]
    a = float(rng.uniform(-8, 8))
    sticks = [turn(union(brush([(6, 12), (40, 24), (62, 32)], [2.6, 2.2, 1.4]), oval(63, 32.4, 3, 2, 20)), a, 50, 30), turn(union(brush([(96, 8), (66, 22), (44, 33)], [2.6, 2.2, 1.4]), oval(43, 33.4, 3, 2, -24)), -a, 50, 30)]
    return compose([body(shell), shade(within(shell, curve([(64, 20, 1), (66, 60), (64, 110, 1), (110, 110, 1), (110, 20, 1)]))), light(*(within(c, shell) for c in cords)), accent(hoop_low, hoop_top), light(skin), shade(minus(skin, oval(50, top - 0.4, 39, 9.8))), lines(*sticks)], anchor="ground", focus=(50, 35))


def microphone(rng: Rng, *, kind: str = "") -> Drawing:
    """A microphone; `kind` is "vintage" (on its stand) or "hand"."""
    kind = kind or str(rng.choice(["vintage", "hand"]))
    if kind == "hand":
        angle = float(rng.uniform(24, 48))
        ball = circle(50, 20, 19)
        mesh = [line([(25, 20 + d), (50, 20 + d + 3), (75, 20 + d)], 0.8) for d in (-14, -9, -4, 1, 6, 11)] + [line([(50 + d, -2), (50 + d * 1.25, 20), (50 + d, 42)], 0.8) for d in (-12, -6, 0, 6, 12)]
        collar = rect(34, 34, 32, 6, 2)
        grip = curve([(36, 40, 1), (64, 40, 1), (60, 70), (56, 108, 1), (44, 108, 1), (40, 70)])
        switch = rect(47.4, 52, 5.2, 10, 2)
        cable = brush([(50, 107), (50, 120), (60, 128), (74, 124), (84, 134)], [3, 2.4, 2.2, 2, 1.6])
        parts = [lines(cable), body(ball), light(*(within(m, ball) for m in mesh)), shade(within(ball, minus(ball, move(ball, -8, -3)))), accent(collar), body(grip), shade(within(grip, rect(53, 40, 30, 80))), light(switch), accent(within(grip, rect(30, 101, 40, 4)))]
        return compose(_tilted(parts, angle), focus=(60, 20))
    w = float(rng.uniform(19, 23))
    shell = mirrored([(50, 2), (50 + w * 0.7, 6), (50 + w, 20), (50 + w, 40), (50 + w * 0.74, 56), (50 + w * 0.36, 62, 1), (50, 62)])
    inner = within(scaled(shell, 0.82, 0.86, 50, 31), shell)
    slots = [within(rect(50 + (w * 0.17) * k - w * 0.045, 0, w * 0.09, 70), inner) for k in range(-4, 5)]
    band = within(shell, rect(0, 28, 100, 7))
    badge = rect(50 - w * 0.26, 27, w * 0.52, 9, 1.6)
    hinge = union(rect(43, 61, 14, 5, 1.6), circle(50, 70, 5.4), rect(48, 74, 4, 30))
    base = curve([(26, 108, 1), (30, 103), (50, 99), (70, 103), (74, 108, 1)])
    return compose([body(shell), accent(inner), lines(*slots), shade(within(shell, minus(shell, move(shell, -6, -1)))), body(band), light(badge, rect(50 - w, 28.6, 2 * w, 1, 0.4), rect(50 - w, 33.4, 2 * w, 1, 0.4)), lines(hinge), light(circle(50, 70, 1.8)), body(base), light(brush([(50 - w * 0.82, 40), (50 - w * 0.86, 20), (50 - w * 0.56, 8)], [0, 2, 0]))], anchor="center", focus=(50, 30))


def vinyl(rng: Rng, *, sleeve: bool | None = None) -> Drawing:
    """A record, on some seeds half out of its sleeve."""
    disc = circle(50, 50, 48)
    grooves = [ring(50, 50, r + 0.28, r - 0.28) for r in (44, 41.5, 39, 34.5, 32, 29.5, 27, 23)]
    a = float(rng.uniform(20, 70))
    shine = [sector(50, 50, 46, a, 17, 19), sector(50, 50, 46, a + 180, 17, 19)]
    label = circle(50, 50, 17)
    half = within(label, turn(rect(0, 50, 100, 60), a - 45, 50, 50))
    hole = circle(50, 50, 1.9)
    marks = [ring(50, 50, 12.4, 11.6)]
    record = [body(disc), shade(*grooves), light(*shine), accent(label), light(half), lines(*marks), lines(hole)]
    if not (sleeve if sleeve is not None else rng.random() < 0.4):
        return compose(record, focus=(50, 50))
    cover = rect(-50, 0, 100, 100, 1)
    stripes = [within(ring(0, 50, 40 - 9 * k, 35.5 - 9 * k), rect(-50, 0, 100, 100)) for k in range(4)]
    return compose([*record, accent(cover), light(*stripes), shade(rect(47, 0, 3, 100)), body(circle(0, 50, 4))], focus=(20, 50))


def headphones(rng: Rng) -> Drawing:
    """Studio headphones."""
    w = float(rng.uniform(36, 41))
    band = minus(mirrored([(50, 2), (50 + w * 0.7, 10), (50 + w * 1.04, 40), (50 + w, 62, 1), (50, 62)]), mirrored([(50, 10), (50 + w * 0.62, 17), (50 + w * 0.88, 42), (50 + w * 0.84, 63, 1), (50, 63)]))
    pad = minus(mirrored([(50, 2), (50 + w * 0.7, 10), (50 + w * 0.9, 24, 1), (50, 24)]), mirrored([(50, 13), (50 + w * 0.58, 20), (50 + w * 0.8, 32, 1), (50, 32)]))
    cup = turn(rect(50 + w - 15, 52, 20, 36, 9), -6, 50 + w, 70)
    cushion = turn(rect(50 + w - 22, 54, 11, 32, 5.4), -6, 50 + w, 70)
    cap = turn(rect(50 + w + 1, 60, 6, 20, 3), -6, 50 + w, 70)
    cable = brush([(50 - w, 87), (50 - w * 0.8, 102), (40, 94), (50, 108), (64, 104)], [2, 1.8, 1.6, 1.5, 1.4])
    glint = turn(rect(50 + w - 11, 57, 3, 22, 1.5), -6, 50 + w, 70)
    return compose([lines(cable), body(band), shade(pad), accent(_pair(cup)), lines(_pair(cushion)), body(_pair(cap)), light(_pair(glint))], focus=(50, 40))


def megaphone(rng: Rng) -> Drawing:
    """A megaphone and its shout."""
    angle = float(rng.uniform(-24, -8))
    horn = curve([(26, 40, 1), (50, 34), (76, 14, 1), (80, 42), (76, 84, 1), (50, 64), (26, 58, 1)])
    mouth = oval(77, 49, 6, 36)
    back = union(rect(8, 38, 20, 22, 5), rect(3, 43, 8, 12, 3))
    grip = curve([(30, 58, 1), (42, 61, 1), (46, 80), (44, 88, 1), (34, 88, 1), (33, 76)])
    waves = [brush([polar(70, 49, r, a) for a in (-30, -15, 0, 15, 30)], [0, 3.6, 4.2, 3.6, 0]) for r in (24, 34, 44)]
    stripe = within(horn, curve([(60, 0, 1), (63, 48), (60, 100, 1), (68, 100, 1), (71, 48), (68, 0, 1)]))
    parts = [accent(*waves[: int(rng.integers(2, 4))]), shade(grip), body(horn, back), shade(within(union(horn, back), curve([(0, 52, 1), (40, 54), (90, 64, 1), (90, 100, 1), (0, 100, 1)]))), light(stripe), light(mouth), lines(oval(77.6, 49, 4, 30)), accent(rect(24, 38.6, 4, 21, 1))]
    return compose(_tilted(parts, angle), focus=(77, 45))


def note(rng: Rng, *, pair: bool | None = None) -> Drawing:
    """A music note, single with a flag or two under a beam."""
    if pair if pair is not None else rng.random() < 0.5:
        slope = float(rng.uniform(6, 12))
        heads = [oval(22, 86, 14, 10.4, -20), oval(76, 86 - slope, 14, 10.4, -20)]
        stems = [rect(31, 22, 4.4, 62), rect(85, 22 - slope, 4.4, 62)]
        beams = [poly([(31, 16), (89.4, 16 - slope), (89.4, 28 - slope), (31, 28)]), poly([(31, 35), (89.4, 35 - slope), (89.4, 42 - slope), (31, 42)])]
        return compose([body(*heads, *stems, beams[0]), accent(beams[1]), light(*(brush([(x - 8, y + 1), (x - 3, y - 5), (x + 4, y - 6)], [0, 2.2, 0]) for x, y in ((22, 86), (76, 86 - slope))))], focus=(50, 60))
    t = float(rng.uniform(-4, 4))
    head = oval(34, 84, 19, 14, -22)
    stem = rect(47, 6, 5, 76)
    flag = curve([(47.6, 4, 1), (53, 20), (68, 30), (76 + t, 46), (70 + t, 66, 1), (71, 50), (62, 42), (52, 38, 1)])
    return compose([body(head, stem), accent(flag), light(brush([(22, 85), (28, 77), (38, 75)], [0, 2.8, 0]))], focus=(38, 80))
