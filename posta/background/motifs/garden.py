"""Fruit and vegetables: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, light, lines, shade
from posta.background.motifs.forms import blade
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
    rect,
    scaled,
    sector,
    turn,
    within,
)

Rng = np.random.Generator


def carrot(rng: Rng) -> Drawing:
    """A carrot pulled by its leaves."""
    angle = float(rng.uniform(12, 40))
    b = float(rng.uniform(-4, 4))
    root = curve(
        [
            (36, 36),
            (50, 31),
            (64, 36),
            (66, 50),
            (60, 74),
            (53 + b, 98),
            (50 + b, 106, 1),
            (46 + b, 96),
            (39, 72),
            (34, 50),
        ]
    )
    fronds, ribs = [], []
    for a0, reach in ((-126, 27), (-106, 34), (-88, 38), (-70, 33), (-52, 26)):
        a = a0 + float(rng.uniform(-5, 5))
        tip = polar(50, 33, reach, a)
        fronds.append(brush([(50, 34), polar(50, 33, reach * 0.5, a + 4), tip], [3, 2.4, 0.6]))
        for t in (0.42, 0.6, 0.78, 0.94):
            p = polar(50, 33, reach * t, a + 3 * (1 - t))
            fronds += [blade(*p, 9.5 * (1.2 - 0.5 * t), 4.4, a + s * 38) for s in (-1, 1)]
        ribs.append(brush([polar(50, 33, reach * 0.2, a + 3), polar(50, 33, reach * 0.85, a)], [0.9, 0.3]))
    rings = [
        within(root, brush([(x, y), (x + w * 0.5, y + 1.6), (x + w, y + 1)], [1.6, 1.4, 0]))
        for x, y, w in ((30, 46, 15), (34, 62, 11), (37, 78, 9), (70, 54, -13), (66, 70, -11), (60, 86, -8))
    ]
    gloss = brush("42,40 40,54 43,68", [0, 2.6, 0])
    parts = [body(*fronds), light(*ribs), accent(root), shade(*(minus(r, gloss) for r in rings)), light(gloss)]
    return compose([Part(turn(p.path, angle, 50, 55), p.tone) for p in parts], focus=(50, 60))


def tomato(rng: Rng, *, cut: bool | None = None) -> Drawing:
    """A tomato, on some seeds with a half beside it."""
    fruit = curve("50,30 62,26 80,32 90,52 84,76 66,89 50,91 34,89 16,76 10,52 20,32 38,26")
    leaves = [
        blade(50, 29, float(rng.uniform(19, 25)), 7, a, c) for a, c in ((-172, 4), (-8, 4), (38, 3), (142, -3), (88, 0))
    ]
    stalk = brush([(50, 30), (51, 22), (56 + float(rng.uniform(-5, 4)), 13)], [4, 3.4, 4.6], flat=True)
    gloss = brush("20,58 20,46 30,37", [0, 4, 0])
    dark = within(fruit, minus(fruit, move(fruit, -9, -6)))
    parts = [accent(fruit), shade(dark), light(gloss), body(*leaves, stalk)]
    if not (cut if cut is not None else rng.random() < 0.5):
        return compose(parts, focus=(50, 55))
    half = circle(104, 72, 25)
    flesh = circle(104, 72, 21.6)
    wells = [turn(curve("104,67! 111,60 109,53.4 104,52.4 99,53.4 97,60"), a, 104, 72) for a in (0, 90, 180, 270)]
    seeds = [
        turn(oval(104 + dx, 58 + dy, 1, 1.8), a, 104, 72)
        for a in (0, 90, 180, 270)
        for dx, dy in ((-2.6, 0), (2.6, 1), (0, -2.6))
    ]
    return compose([*parts, accent(half), light(flesh), accent(*wells), light(*seeds)], focus=(60, 55))


def apple(rng: Rng, *, cut: bool | None = None) -> Drawing:
    """An apple, whole or halved."""
    w = float(rng.uniform(0.94, 1.06))
    fruit = mirrored(
        [
            (50, 30, 1),
            (58, 25),
            (74 * w + 50 * (1 - w), 24),
            (90 * w + 50 * (1 - w), 42),
            (86, 68),
            (70, 92),
            (58, 95),
            (50, 92),
        ]
    )
    stalk = brush("50,32 51,22 57,11", [2.4, 2.6, 4], flat=True)
    leaf = blade(53, 19, 27, 12, -26, -3)
    rib = brush("54,18.6 64,13 76,7", [0.4, 1.2, 0.2])
    if cut if cut is not None else rng.random() < 0.4:
        flesh = within(scaled(fruit, 0.9, 0.91, 50, 60), fruit)
        core = mirrored("50,46 57,48 61,58 57,70 50,74!")
        pips = paired(curve("53,54! 57,58 56,64 53,65 51.6,60"))
        return compose(
            [
                accent(fruit),
                light(flesh),
                shade(minus(core, scaled(core, 0.86, 0.9, 50, 60))),
                lines(pips),
                lines(stalk),
                body(leaf),
                light(rib),
            ],
            focus=(50, 58),
        )
    dark = within(fruit, minus(fruit, move(fruit, -10, -5)))
    hollow = curve("38,29! 44,33 50,34.6 56,33 62,29! 50,30.6")
    gloss = brush("19,58 19,46 27,36", [0, 4.4, 0])
    return compose(
        [accent(fruit), shade(dark, hollow), light(gloss), lines(stalk), body(leaf), light(rib)], focus=(50, 58)
    )


def lemon(rng: Rng) -> Drawing:
    """A lemon with its leaf and a slice."""
    angle = float(rng.uniform(-30, -8))
    fruit = curve("4,50 11,46 22,32 44,24 66,30 80,44 88,49 91,53 86,57 78,62 64,76 42,79 22,70 11,56")
    dark = within(fruit, minus(fruit, move(fruit, -3, -10)))
    pores = [
        circle(float(x), float(y), 0.9) for x, y in zip(rng.uniform(28, 66, 12), rng.uniform(36, 66, 12), strict=True)
    ]
    leaf = [blade(8, 49, 34, 15, -58, 4)]
    rib = turn(brush("8,49 24,50.6 38,52.6", [0.5, 1.3, 0.2]), -58, 8, 49)
    gloss = brush("24,44 36,33 52,31", [0, 3, 0])
    cx, cy, r = 78.0, 82.0, 23.0
    wedges = [sector(cx, cy, r * 0.78, 45 * k + 4, 37, r * 0.1) for k in range(8)]
    whole = [body(*leaf), light(rib), accent(fruit), shade(dark), light(*pores, gloss)]
    whole = [Part(turn(p.path, angle, 50, 50), p.tone) for p in whole]
    return compose(
        [*whole, accent(circle(cx, cy, r)), light(circle(cx, cy, r * 0.88)), accent(*wedges)], focus=(50, 55)
    )


def grapes(rng: Rng) -> Drawing:
    """A bunch of grapes under a vine leaf."""
    rows = [(22, 34, 46, 58, 70), (28, 40, 52, 64), (34, 46, 58), (40, 52, 62), (46, 56), (51,)]
    berries = [
        (x + float(rng.uniform(-1.5, 1.5)), 44 + 10.4 * k + float(rng.uniform(-1, 1)))
        for k, row in enumerate(rows)
        for x in row
    ]
    balls = [circle(x, y, 7.2) for x, y in berries]
    parts: list[Part] = []
    for k, ball in enumerate(balls):
        x, y = berries[k]
        parts += [
            shade(circle(x + 0.9, y + 1.1, 7.4)),
            (accent if k % 3 else body)(ball),
            light(brush([polar(x, y, 4.4, a) for a in (185, 220, 255)], [0, 1.4, 0])),
        ]
    leaf = curve("46,40! 34,42 24,36! 22,28 12,24! 20,16 22,6! 34,10 46,2! 54,12 68,10! 66,22 74,30! 62,36")
    ribs = [
        brush([(46, 38), (46 + (x - 46) * 0.5, 38 + (y - 38) * 0.52), (x, y)], [1.4, 1, 0.2])
        for x, y in ((26, 12), (47, 8), (66, 15), (18, 26), (68, 29))
    ]
    stalk = brush("47,40 52,22 64,6 76,4", [2.4, 2.4, 2.6, 3.4], flat=True)
    curl = line("66,8 80,14 86,26 79,30 77,24 84,20", 1)
    return compose([*parts, lines(stalk, curl), body(leaf), light(*ribs)], focus=(48, 55))


def pumpkin(rng: Rng) -> Drawing:
    """A ribbed pumpkin with its stalk."""
    w = float(rng.uniform(0.94, 1.1))
    lobes = [
        oval(50 + d * w, 62, rx * w, 31 - abs(d) * 0.1) for d, rx in ((-30, 18), (30, 18), (-16, 19), (16, 19), (0, 17))
    ]
    stalk = curve("45,34! 46,22 40,12! 50,9! 54,20 58,34! 50,37")
    tendril = line("54,32 68,22 80,26 78,34 72,31 78,24", 1.3)
    leaf = blade(44, 33, 26, 16, -164, -3)
    gloss = [
        brush([(50 + d * w - 9, 54), (50 + d * w - 10, 62), (50 + d * w - 8, 72)], [0, 2.2, 0]) for d in (-30, -14, 4)
    ]
    parts: list[Part] = []
    for k, lobe in enumerate(lobes):
        parts.append(accent(lobe))
        if k != 4:
            parts.append(shade(within(lobe, minus(lobe, move(lobe, -2.6 if k % 2 else 2.6, 0)))))
    return compose(
        [
            *parts,
            shade(paired(minus(oval(50 + 17 * w, 62, 19 * w, 30), oval(50 + 19.4 * w, 62, 19 * w, 30)))),
            light(*gloss),
            body(stalk),
            shade(within(stalk, rect(51, 0, 30, 50))),
            body(leaf),
            lines(tendril),
        ],
        anchor="ground",
        focus=(50, 60),
    )
