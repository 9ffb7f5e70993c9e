"""From the garden and the kitchen: a random generator in, drawings in the unit square out."""

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
    softened,
    turn,
    union,
    within,
)
from posta.background.motifs.trees import blade

Rng = np.random.Generator


def _pair(path: skia.Path) -> skia.Path:
    return union(path, flipped(path))


def carrot(rng: Rng) -> Drawing:
    """A carrot pulled by its leaves."""
    angle = float(rng.uniform(12, 40))
    b = float(rng.uniform(-4, 4))
    root = curve([(36, 36), (50, 31), (64, 36), (66, 50), (60, 74), (53 + b, 98), (50 + b, 106, 1), (46 + b, 96), (39, 72), (34, 50)])
    fronds, ribs = [], []
    for a, reach in ((-126, 27), (-106, 34), (-88, 38), (-70, 33), (-52, 26)):
        a += float(rng.uniform(-5, 5))
        tip = polar(50, 33, reach, a)
        fronds.append(brush([(50, 34), polar(50, 33, reach * 0.5, a + 4), tip], [3, 2.4, 0.6]))
        for t in (0.42, 0.6, 0.78, 0.94):
            p = polar(50, 33, reach * t, a + 3 * (1 - t))
            fronds += [blade(*p, 9.5 * (1.2 - 0.5 * t), 4.4, a + s * 38) for s in (-1, 1)]
        ribs.append(brush([polar(50, 33, reach * 0.2, a + 3), polar(50, 33, reach * 0.85, a)], [0.9, 0.3]))
    rings = [within(root, brush([(x, y), (x + w * 0.5, y + 1.6), (x + w, y + 1)], [1.6, 1.4, 0])) for x, y, w in ((30, 46, 15), (34, 62, 11), (37, 78, 9), (70, 54, -13), (66, 70, -11), (60, 86, -8))]
    gloss = brush([(42, 40), (40, 54), (43, 68)], [0, 2.6, 0])
    parts = [body(*fronds), light(*ribs), accent(root), shade(*(minus(r, gloss) for r in rings)), light(gloss)]
    return compose([Part(turn(p.path, angle, 50, 55), p.tone) for p in parts], focus=(50, 60))


def tomato(rng: Rng, *, cut: bool | None = None) -> Drawing:
    """A tomato, on some seeds with a half beside it."""
    fruit = curve([(50, 30), (62, 26), (80, 32), (90, 52), (84, 76), (66, 89), (50, 91), (34, 89), (16, 76), (10, 52), (20, 32), (38, 26)])
    leaves = [blade(50, 29, float(rng.uniform(19, 25)), 7, a, c) for a, c in ((-172, 4), (-8, 4), (38, 3), (142, -3), (88, 0))]
    stalk = brush([(50, 30), (51, 22), (56 + float(rng.uniform(-5, 4)), 13)], [4, 3.4, 4.6], flat=True)
    gloss = brush([(20, 58), (20, 46), (30, 37)], [0, 4, 0])
    dark = within(fruit, minus(fruit, move(fruit, -9, -6)))
    parts = [accent(fruit), shade(dark), light(gloss), body(*leaves, stalk)]
    if not (cut if cut is not None else rng.random() < 0.5):
        return compose(parts, focus=(50, 55))
    half = circle(104, 72, 25)
    flesh = circle(104, 72, 21.6)
    wells = [turn(curve([(104, 67, 1), (111, 60), (109, 53.4), (104, 52.4), (99, 53.4), (97, 60)]), a, 104, 72) for a in (0, 90, 180, 270)]
    seeds = [turn(oval(104 + dx, 58 + dy, 1, 1.8), a, 104, 72) for a in (0, 90, 180, 270) for dx, dy in ((-2.6, 0), (2.6, 1), (0, -2.6))]
    return compose([*parts, accent(half), light(flesh), accent(*wells), light(*seeds)], focus=(60, 55))


def apple(rng: Rng, *, cut: bool | None = None) -> Drawing:
    """An apple, whole or halved."""
    w = float(rng.uniform(0.94, 1.06))
    fruit = mirrored([(50, 30, 1), (58, 25), (74 * w + 50 * (1 - w), 24), (90 * w + 50 * (1 - w), 42), (86, 68), (70, 92), (58, 95), (50, 92)])
    stalk = brush([(50, 32), (51, 22), (57, 11)], [2.4, 2.6, 4], flat=True)
    leaf = blade(53, 19, 27, 12, -26, -3)
    rib = brush([(54, 18.6), (64, 13), (76, 7)], [0.4, 1.2, 0.2])
    if cut if cut is not None else rng.random() < 0.4:
        flesh = within(scaled(fruit, 0.9, 0.91, 50, 60), fruit)
        core = mirrored([(50, 46), (57, 48), (61, 58), (57, 70), (50, 74, 1)])
        pips = _pair(curve([(53, 54, 1), (57, 58), (56, 64), (53, 65), (51.6, 60)]))
        return compose([accent(fruit), light(flesh), shade(minus(core, scaled(core, 0.86, 0.9, 50, 60))), lines(pips), lines(stalk), body(leaf), light(rib)], focus=(50, 58))
    dark = within(fruit, minus(fruit, move(fruit, -10, -5)))
    hollow = curve([(38, 29, 1), (44, 33), (50, 34.6), (56, 33), (62, 29, 1), (50, 30.6)])
    gloss = brush([(19, 58), (19, 46), (27, 36)], [0, 4.4, 0])
    return compose([accent(fruit), shade(dark, hollow), light(gloss), lines(stalk), body(leaf), light(rib)], focus=(50, 58))


def lemon(rng: Rng) -> Drawing:
    """A lemon with its leaf and a slice."""
    angle = float(rng.uniform(-30, -8))
    fruit = curve([(4, 50), (11, 46), (22, 32), (44, 24), (66, 30), (80, 44), (88, 49), (91, 53), (86, 57), (78, 62), (64, 76), (42, 79), (22, 70), (11, 56)])
    dark = within(fruit, minus(fruit, move(fruit, -3, -10)))
    pores = [circle(float(x), float(y), 0.9) for x, y in zip(rng.uniform(28, 66, 12), rng.uniform(36, 66, 12), strict=True)]
    leaf = [blade(8, 49, 34, 15, -58, 4)]
    rib = turn(brush([(8, 49), (24, 50.6), (38, 52.6)], [0.5, 1.3, 0.2]), -58, 8, 49)
    gloss = brush([(24, 44), (36, 33), (52, 31)], [0, 3, 0])
    cx, cy, r = 78.0, 82.0, 23.0
    wedges = [sector(cx, cy, r * 0.78, 45 * k + 4, 37, r * 0.1) for k in range(8)]
    whole = [body(*leaf), light(rib), accent(fruit), shade(dark), light(*pores, gloss)]
    whole = [Part(turn(p.path, angle, 50, 50), p.tone) for p in whole]
    return compose([*whole, accent(circle(cx, cy, r)), light(circle(cx, cy, r * 0.88)), accent(*wedges)], focus=(50, 55))


def cheese(rng: Rng) -> Drawing:
    """A wedge of cheese with holes."""
    top = curve([(3, 56, 1), (40, 38), (70, 27, 1), (90, 33), (99, 50, 1)])
    side = poly([(3, 56), (99, 50), (99, 82), (3, 88)])
    holes, rims = [], []
    for x, y, r in ((20, 74, 6), (42, 64, 4), (58, 77, 7.4), (82, 64, 6), (86, 80, 3.6), (34, 84, 4), (70, 59, 2.6)):
        hole = within(circle(x + float(rng.uniform(-2, 2)), y, r * float(rng.uniform(0.85, 1.1))), side)
        holes.append(hole)
        rims.append(minus(hole, move(hole, 1.8, 1.4)))
    tops = [oval(66, 38, 7, 2.8, -8), oval(84, 45, 4, 1.7), oval(42, 46, 4.6, 1.8, -12)]
    return compose([light(top), accent(side), shade(*holes), body(*rims), shade(*(within(t, top) for t in tops)), body(minus(rect(95.6, 50.3, 3.4, 31.9), *holes))], focus=(55, 62))


def bread(rng: Rng, *, kind: str = "") -> Drawing:
    """Bread; `kind` is "loaf" or "baguettes"."""
    kind = kind or str(rng.choice(["loaf", "baguettes"]))
    if kind == "baguettes":
        parts = []
        for x, a in ((34, -14), (66, 12), (50, -2)):
            stick = mirrored([(50, 4), (57, 9), (59.6, 30), (60, 60), (58.6, 88), (50, 97)])
            stick = turn(move(stick, x - 50, 0), a + float(rng.uniform(-3, 3)), x, 70)
            cuts = [turn(move(curve([(44, y + 6, 1), (50, y + 1), (57, y - 4, 1), (51, y + 4)]), x - 50, 0), a, x, 70) for y in (16, 30, 44, 58)]
            parts += [accent(stick), shade(within(stick, minus(stick, move(stick, -4, 0)))), light(*(within(c, stick) for c in cuts))]
        wrap = poly([(24, 58), (76, 58), (68, 104), (32, 104)])
        return compose([*parts, body(wrap), light(*(within(rect(20, y, 60, 3), wrap) for y in (66, 72))), shade(within(wrap, poly([(54, 58), (80, 58), (80, 104), (56, 104)])))], focus=(50, 40))
    crust = curve([(6, 72), (4, 54), (18, 36), (44, 28), (72, 31), (94, 46), (97, 66), (90, 78), (50, 81), (14, 79)])
    t = float(rng.uniform(-4, 4))
    cuts = [curve([(x - 3, 66, 1), (x + 2 + t, 50), (x + 13, 36, 1), (x + 9 + t, 54)]) for x in (22, 42, 62)]
    dark = within(crust, curve([(0, 66, 1), (20, 72), (60, 73), (100, 62, 1), (100, 90, 1), (0, 90, 1)]))
    ears = [brush([(66, 96), (78, 84), (96, 74)], [1.6, 1.4, 0.8])]
    grains = [turn(curve([(0, 0, 1), (3.4, -2.4), (8, 0, 1), (3.4, 2.4)]), a, 0, 0) for a in (-70, -10)]
    wheat = []
    for k in range(6):
        x, y = 76 + 4.2 * k, 86 - 2.7 * k
        wheat += [move(g, x, y) for g in grains]
    return compose([accent(crust), shade(dark), light(*(within(c, crust) for c in cuts)), body(*ears, *wheat)], focus=(50, 55))


def cup_side(rng: Rng) -> Drawing:
    """A steaming cup on its saucer."""
    w = float(rng.uniform(25, 30))
    bowl = mirrored([(50, 44), (50 + w, 44, 1), (50 + w * 0.94, 62), (50 + w * 0.66, 80), (50 + w * 0.36, 86, 1), (50, 86)])
    handle = minus(oval(50 + w + 3, 58, 12, 12.4), oval(50 + w + 2, 58, 7.4, 8))
    handle = minus(handle, bowl)
    saucer = mirrored([(50, 86), (50 + w * 1.44, 85.6, 1), (50 + w * 1.1, 91.6), (50 + w * 0.5, 93.6, 1), (50, 93.6)])
    drink = oval(50, 44.4, w, 4.4)
    steam = []
    for k, x in enumerate((39, 50, 61)):
        j, low = float(rng.uniform(-1.5, 1.5)), 0 if k == 1 else 5
        steam.append(brush([(x, 37), (x + 4, 28), (x - 3 + j, 17 + low), (x + 3 + j, 4 + low)], [0.4, 2.6, 2.8, 0]))
    bands = [within(bowl, rect(0, 60, 100, 4)), within(bowl, rect(0, 67, 100, 2))]
    return compose([light(*steam), body(handle, bowl), shade(within(bowl, minus(bowl, move(bowl, -12, -2)))), accent(*bands), lines(drink), light(minus(oval(50, 44.4, w + 1.4, 5.6), drink)), accent(saucer), shade(within(saucer, rect(0, 89, 100, 9)))], focus=(50, 55))


def cup_top(rng: Rng) -> Drawing:
    """A cup of coffee from above, a leaf drawn in its foam."""
    spin = float(rng.uniform(-60, 30))
    plate = circle(50, 50, 48)
    rim = ring(50, 50, 44, 42.6)
    handle = turn(union(rect(74, 45.6, 20, 8.8, 4.4)), spin, 50, 50)
    rosetta = []
    for k in range(6):
        y = 60 - 5.4 * k
        w = (15, 16, 15, 12.6, 10, 7)[k]
        rosetta += [brush([(50, y + 3), (50 + s * w * 0.6, y - 2), (50 + s * w, y - 9 + k)], [2.6, 3, 0.4]) for s in (-1, 1)]
    rosetta.append(brush([(50, 73), (50, 50), (50, 28)], [0.8, 1.8, 0.5]))
    heart = curve([(50, 34, 1), (45, 27), (48, 24), (50, 27, 1), (52, 24), (55, 27)])
    coffee = circle(50, 50, 25)
    biscuit = turn(union(rect(8, 44, 11, 15, 1.6)), spin + 40, 50, 50)
    return compose([body(plate), light(rim), shade(move(circle(50, 50, 30), 3, 4)), accent(biscuit), light(handle, circle(50, 50, 30)), lines(coffee), accent(circle(50, 50, 23)), light(*(turn(r, spin + 45, 50, 50) for r in [*rosetta, heart]))], focus=(50, 50))


def bowl(rng: Rng, *, kind: str = "") -> Drawing:
    """A bowl; `kind` is "noodles" (with chopsticks) or "fruit"."""
    kind = kind or str(rng.choice(["noodles", "fruit"]))
    shell = mirrored([(50, 52), (94, 52, 1), (90, 68), (74, 86), (62, 91, 1), (50, 91)])
    foot = mirrored([(50, 90), (64, 90, 1), (66, 97, 1), (50, 97)])
    n = 7
    pattern = [brush([(14 + 12 * k - 6, 60), (14 + 12 * k, 66), (14 + 12 * k + 6, 60)], [0, 2, 0]) for k in range(n)]
    pattern += [brush([(20 + 12 * k - 6, 66), (20 + 12 * k, 72), (20 + 12 * k + 6, 66)], [0, 2, 0]) for k in range(n - 1)]
    bowl_parts = [body(shell, foot), shade(within(union(shell, foot), curve([(70, 50, 1), (68, 72), (58, 98, 1), (100, 98, 1), (100, 50, 1)]))), light(*(within(p, shell) for p in pattern)), accent(within(shell, rect(0, 51, 100, 4)))]
    if kind == "fruit":
        fruits = [(32, 42, 14), (66, 42, 15), (50, 30, 13)]
        parts = [tone(circle(x, y, r)) for tone, (x, y, r) in zip((light, accent, accent), fruits, strict=True)]
        parts += [light(brush([polar(x, y, r * 0.66, a) for a in (180, 215, 250)], [0, 2, 0])) for x, y, r in fruits[1:]]
        parts += [body(blade(50, 18, 14, 7, -30, 2), blade(66, 28, 12, 6, -50, 2)), lines(brush([(50, 20), (49, 15)], [1.6, 1]))]
        return compose([*parts, *bowl_parts], anchor="ground", focus=(50, 50))
    d = float(rng.uniform(-6, 6))
    sticks = [brush([(36, 60), (74 + d, 18), (96 + d, -6)], [1.2, 2, 2.8], flat=True), brush([(42, 62), (82 + d, 20), (104 + d, -4)], [1.2, 2, 2.8], flat=True)]
    soup = curve([(9, 52, 1), (20, 45), (50, 42), (80, 45), (91, 52, 1)])
    strands = [brush([(14 + 6 * k, 52), (22 + 6 * k, 45.5), (30 + 6 * k, 52)], [1.2, 1.5, 1.2]) for k in range(5)]
    hung = [brush([(58 + 2.6 * k, 52), (61 + 2.2 * k, 42), (62 + 2 * k + d * 0.6, 33 - 1.6 * k)], [1.3, 1.3, 1.3]) for k in range(4)]
    egg = [oval(34, 44, 11, 7.4, -8), oval(34.4, 44.6, 5, 4)]
    return compose([accent(soup), light(egg[0]), accent(egg[1]), body(blade(48, 50, 20, 9, -70, 2)), light(*strands, *hung), lines(*sticks), *bowl_parts], anchor="ground", focus=(50, 50))


def ice_cream(rng: Rng, *, scoops: int | None = None) -> Drawing:
    """A cone of ice cream."""
    n = scoops or int(rng.integers(1, 4))
    cone = curve([(30, 50, 1), (70, 50, 1), (53, 102), (50, 105), (47, 102)])
    grid = [line([(x, 44), (x + 34, 108)], 0.9) for x in range(-6, 66, 8)] + [line([(x, 44), (x - 34, 108)], 0.9) for x in range(34, 106, 8)]
    tones_ = [light, body, accent]
    shift = int(rng.integers(0, 3))
    parts: list[Part] = []
    for k in range(n):
        y = 40 - 20 * k
        r = 21 - 1.6 * k
        lip = [(50 + r * 1.06 * f, y + 7 + (5 if j % 2 else 0)) for j, f in enumerate((1, 0.72, 0.4, 0.08, -0.26, -0.62, -1))]
        ball = curve([*lip, (50 - r * 0.98, y - 4), (50 - r * 0.6, y - r * 0.84), (50, y - r), (50 + r * 0.6, y - r * 0.84), (50 + r * 0.98, y - 4)])
        parts += [tones_[(k + shift) % 3](ball), shade(within(ball, minus(ball, move(ball, -6, -1))))]
    top = 40 - 20 * (n - 1) - 21
    cherry = [circle(52, top - 1, 5.4), brush([(53, top - 5), (56, top - 13), (64, top - 18)], [1, 1, 1.6])]
    return compose([accent(cone), shade(*(within(g, cone) for g in grid)), *parts, accent(cherry[0]), lines(cherry[1]), light(circle(50, top - 2.6, 1.3))], focus=(50, 30))


def grapes(rng: Rng) -> Drawing:
    """A bunch of grapes under a vine leaf."""
    rows = [(22, 34, 46, 58, 70), (28, 40, 52, 64), (34, 46, 58), (40, 52, 62), (46, 56), (51,)]
    berries = [(x + float(rng.uniform(-1.5, 1.5)), 44 + 10.4 * k + float(rng.uniform(-1, 1))) for k, row in enumerate(rows) for x in row]
    balls = [circle(x, y, 7.2) for x, y in berries]
    parts: list[Part] = []
    for k, ball in enumerate(balls):
        x, y = berries[k]
        parts += [shade(circle(x + 0.9, y + 1.1, 7.4)), (accent if k % 3 else body)(ball), light(brush([polar(x, y, 4.4, a) for a in (185, 220, 255)], [0, 1.4, 0]))]
    leaf = curve([(46, 40, 1), (34, 42), (24, 36, 1), (22, 28), (12, 24, 1), (20, 16), (22, 6, 1), (34, 10), (46, 2, 1), (54, 12), (68, 10, 1), (66, 22), (74, 30, 1), (62, 36)])
    ribs = [brush([(46, 38), (46 + (x - 46) * 0.5, 38 + (y - 38) * 0.52), (x, y)], [1.4, 1, 0.2]) for x, y in ((26, 12), (47, 8), (66, 15), (18, 26), (68, 29))]
    stalk = brush([(47, 40), (52, 22), (64, 6), (76, 4)], [2.4, 2.4, 2.6, 3.4], flat=True)
    curl = line([(66, 8), (80, 14), (86, 26), (79, 30), (77, 24), (84, 20)], 1)
    return compose([*parts, lines(stalk, curl), body(leaf), light(*ribs)], focus=(48, 55))


def pumpkin(rng: Rng) -> Drawing:
    """A ribbed pumpkin with its stalk."""
    w = float(rng.uniform(0.94, 1.1))
    lobes = [oval(50 + d * w, 62, rx * w, 31 - abs(d) * 0.1) for d, rx in ((-30, 18), (30, 18), (-16, 19), (16, 19), (0, 17))]
    stalk = curve([(45, 34, 1), (46, 22), (40, 12, 1), (50, 9, 1), (54, 20), (58, 34, 1), (50, 37)])
    tendril = line([(54, 32), (68, 22), (80, 26), (78, 34), (72, 31), (78, 24)], 1.3)
    leaf = blade(44, 33, 26, 16, -164, -3)
    gloss = [brush([(50 + d * w - 9, 54), (50 + d * w - 10, 62), (50 + d * w - 8, 72)], [0, 2.2, 0]) for d in (-30, -14, 4)]
    parts: list[Part] = []
    for k, lobe in enumerate(lobes):
        parts.append(accent(lobe))
        if k != 4:
            parts.append(shade(within(lobe, minus(lobe, move(lobe, -2.6 if k % 2 else 2.6, 0)))))
    return compose([*parts, shade(_pair(minus(oval(50 + 17 * w, 62, 19 * w, 30), oval(50 + 19.4 * w, 62, 19 * w, 30)))), light(*gloss), body(stalk), shade(within(stalk, rect(51, 0, 30, 50))), body(leaf), lines(tendril)], anchor="ground", focus=(50, 60))


def pizza(rng: Rng) -> Drawing:
    """A slice of pizza."""
    slice_ = curve([(8, 22, 1), (50, 14), (92, 22, 1), (56, 94), (50, 99), (44, 94)])
    crust = softened(line([(9, 20), (50, 12), (91, 20)], 9), 1)
    drips = [curve([(x, y, 1), (x + 6, y, 1), (x + 5.4, y + d), (x + 3, y + d + 2), (x + 0.6, y + d)]) for x, y, d in ((24, 46, 14), (68, 50, 12), (36, 68, 12))]
    salami = [circle(x + float(rng.uniform(-2, 2)), y + float(rng.uniform(-2, 2)), r) for x, y, r in ((32, 36, 9), (64, 34, 8.4), (50, 62, 8.4))]
    basil = [blade(float(x), float(y), 14, 7, float(a), 1.5) for x, y, a in ((46, 44, rng.uniform(-40, 20)), (60, 52, rng.uniform(100, 160)), (48, 82, rng.uniform(-80, -40)))]
    dots = [circle(*polar(x, y, 4.4, a), 1) for x, y in ((32, 36), (64, 34), (50, 62)) for a in (20, 150, 260)]
    return compose([light(slice_, *drips), accent(*(within(s, slice_) for s in salami)), light(*(within(d, slice_) for d in dots)), body(*(within(b, slice_) for b in basil)), shade(crust), accent(within(crust, move(crust, 0, -2.6)))], focus=(50, 45))


