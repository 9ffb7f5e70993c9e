"""Leaves and branches: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import math

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, light, lines, shade
from posta.background.motifs.forms import blade
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
    softened,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def blossom(x: float, y: float, r: float, angle: float) -> tuple[skia.Path, skia.Path]:
    """A five-petalled cherry blossom and its heart of stamens."""
    petal = curve(
        [
            (x, y, 1),
            (x + r * 0.36, y - r * 0.4),
            (x + r * 0.42, y - r * 0.76),
            (x + r * 0.16, y - r * 1.02, 1),
            (x, y - r * 0.87, 1),
            (x - r * 0.16, y - r * 1.02, 1),
            (x - r * 0.42, y - r * 0.76),
            (x - r * 0.36, y - r * 0.4),
        ]
    )
    petals = union(*(turn(petal, angle + 72 * k, x, y) for k in range(5)))
    stamens = []
    for k in range(5):
        tip = polar(x, y, r * 0.46, angle + 72 * k - 90 + 36)
        stamens += [line([(x, y), tip], r * 0.06), circle(*tip, r * 0.075)]
    return petals, union(circle(x, y, r * 0.15), *stamens)


def cherry_branch(rng: Rng) -> Drawing:
    """A flowering branch reaching in from the side."""
    d = rng.uniform(-5, 5, 8)
    main = brush(
        [(0, 78), (18, 66 + d[0]), (36, 62 + d[1]), (56, 46 + d[2]), (74, 38 + d[3]), (98, 16)],
        [6.6, 5, 4.6, 3, 2.2, 0.5],
    )
    twigs = [
        brush([(34, 62 + d[1]), (44, 70), (60, 72 + d[4]), (76, 66)], [3, 2.2, 1.6, 0.3]),
        brush([(22, 65 + d[0]), (30, 48), (32, 32 + d[5])], [3, 2, 0.3]),
        brush([(58, 45 + d[2]), (62, 32), (58, 18 + d[6])], [2.6, 1.6, 0.3]),
    ]
    places = [
        (31, 33 + d[5], 10.5),
        (43, 58 + d[1], 8.5),
        (58, 20 + d[6], 11),
        (70, 41 + d[3], 10),
        (62, 72 + d[4], 9.5),
        (86, 27, 8),
        (22, 60, 7.5),
        (78, 66, 6.5),
        (66, 31, 6.5),
    ]
    back: list[skia.Path] = []
    front: list[skia.Path] = []
    hearts: list[skia.Path] = []
    for k, (x, y, r) in enumerate(places):
        petals, heart = blossom(x, y, r, float(rng.uniform(0, 72)))
        (front if k % 2 == 0 else back).append(petals)
        hearts.append(heart)
    buds = [
        oval(x, y, 2.2, 3.2, a) for x, y, a in ((98, 15, 40), (46, 74, -20), (36, 22, 10), (91, 40, 60), (52, 12, -10))
    ]
    stalks = [line(p, 0.9) for p in ([(33, 30), (36, 22)], [(84, 30), (91, 40)], [(59, 20), (52, 12)])]
    petals_down = [
        turn(oval(float(x), float(y), 2.4, 1.3), float(a), float(x), float(y))
        for x, y, a in zip(rng.uniform(30, 90, 4), rng.uniform(78, 94, 4), rng.uniform(0, 180, 4), strict=True)
    ]
    return compose(
        [
            lines(main, *twigs, *stalks),
            accent(*buds),
            accent(*back),
            light(*front),
            lines(*hearts[::2]),
            light(*hearts[1::2]),
            accent(*petals_down),
        ],
        focus=(50, 45),
    )


def leaf(rng: Rng, *, kind: str = "") -> Drawing:
    """One leaf; `kind` is "lance", "monstera", "maple", "oak", "fern" or "ginkgo"."""
    kind = kind or str(rng.choice(list(_LEAVES)))
    parts = _LEAVES[kind](rng)
    angle = float(rng.uniform(-18, 18))
    return compose([Part(turn(p.path, angle, 50, 50), p.tone) for p in parts])


def _lance(rng: Rng) -> list[Part]:
    w = float(rng.uniform(18, 27))
    shape = mirrored([(50, 2, 1), (50 + w * 0.62, 24), (50 + w, 52), (50 + w * 0.7, 74), (50, 88, 1)])
    n = int(rng.integers(5, 8))
    veins = []
    for k in range(n):
        y = 76 - 60 * k / n
        reach = w * 1.1 * math.sin(math.pi * (0.2 + 0.66 * (k + 0.5) / n))
        for s in (-1, 1):
            veins.append(brush([(50, y), (50 + s * reach * 0.5, y - 6), (50 + s * reach, y - 14)], [1.5, 1, 0.2]))
    rib = brush("50,100 50,60 50,6", [2.8, 2, 0.3])
    return [body(shape), shade(within(shape, rect(50, 0, 60, 100))), light(*(within(v, shape) for v in veins), rib)]


def _monstera(rng: Rng) -> list[Part]:
    shape = mirrored("50,20! 58,8 76,8 92,24 96,48 84,74 66,90 50,98!")
    cuts = []
    for y, a, size in ((30, -38, 1.0), (44, -18, 1.1), (58, 2, 1.1), (70, 20, 0.9), (81, 36, 0.6)):
        j = float(rng.uniform(-3, 3))
        slit = curve(
            [(64, y, 1), (80, y - 5.4 * size), (120, y - 4.5 * size, 1), (120, y + 4.5 * size, 1), (80, y + 5.4 * size)]
        )
        cuts.append(move(turn(slit, a + j, 64, y), -3 * (1 - size) - max(0.0, y - 62) * 0.5, 0))
    holes = [turn(oval(59, y, 3.6, 1.8), -25, 59, y) for y in (38, 50)]
    shape = minus(shape, *cuts, *(flipped(c) for c in cuts), *holes, *(flipped(h) for h in holes))
    rib = brush("50,2 51,20 50,60 50,94", [2.4, 3, 2, 0.3])
    veins = [brush([(50, y + 6), (60, y + 1), (74, y - 7 + y * 0.14)], [1.4, 1, 0.2]) for y in (32, 46, 60, 72)]
    return [
        body(shape),
        shade(within(shape, rect(50, 0, 60, 100))),
        light(rib, *(within(union(v, flipped(v)), shape) for v in veins)),
    ]


def _maple(rng: Rng) -> list[Part]:
    half = [
        (50, 2),
        (55.5, 15),
        (63, 11),
        (60.5, 38),
        (71, 26),
        (74, 33.5),
        (88, 31),
        (84, 44.5),
        (91, 49),
        (72, 64),
        (74.5, 71),
        (51.2, 68.5),
        (51.2, 99),
        (50, 99),
    ]
    j = float(rng.uniform(0.9, 1.08))
    right = [(50 + (x - 50) * j, y) for x, y in half]
    shape = softened(poly(right + [(100 - x, y) for x, y in right[-2:0:-1]]), 0.8)
    tips = [(50, 8), (50 + 33 * j, 36), (50 + 21 * j, 67)]
    ribs = [brush([(50, 69), (50 + (x - 50) * 0.5, 69 + (y - 69) * 0.5), (x, y)], [1.8, 1.2, 0.2]) for x, y in tips]
    ribs += [flipped(r) for r in ribs[1:]]
    return [body(shape), shade(within(shape, rect(50, 0, 60, 72))), light(*(within(r, shape) for r in ribs))]


def _oak(rng: Rng) -> list[Part]:
    j = rng.uniform(-1.5, 1.5, 4)
    shape = mirrored(
        [
            (50, 3),
            (59, 7),
            (62, 16),
            (58, 21.5),
            (66, 21),
            (74, 28 + j[0]),
            (71, 36),
            (62, 40),
            (71, 40),
            (79, 47 + j[1]),
            (75, 56),
            (63, 58),
            (69, 60),
            (72, 67 + j[2]),
            (66, 74),
            (57, 76),
            (52, 84, 1),
            (51.2, 99, 1),
            (50, 99.4),
        ]
    )
    rib = brush("50,98 50,60 50,8", [2.4, 1.8, 0.3])
    veins = [brush([(50, y), (58, y - 4), (68, y - 9)], [1.4, 1, 0.2]) for y in (38, 57, 74)]
    return [
        body(shape),
        shade(within(shape, rect(50, 0, 60, 100))),
        light(rib, *(within(union(v, flipped(v)), shape) for v in veins)),
    ]


def _fern(rng: Rng) -> list[Part]:
    bend = float(rng.uniform(-10, 14))
    stalk = [(50 - bend, 100), (50, 66), (50 + bend * 0.4, 34), (50 + bend * 1.4, 2)]
    left, right = [], []
    n = 15
    for k in range(n):
        t = (k + 0.6) / n
        y = 92 - 88 * t
        x = float(np.interp(92 - 88 * t, [2, 34, 66, 100], [50 + bend * 1.4, 50 + bend * 0.4, 50, 50 - bend]))
        size = 34 * math.sin(math.pi * (0.12 + 0.86 * t) ** 0.75) ** 0.9 + 2
        right.append(blade(x, y, size, min(5.4, size * 0.3), -28 - 26 * t, 3))
        left.append(blade(x, y, size, min(5.4, size * 0.3), 180 + 28 + 26 * t, -3))
    return [body(*left), shade(*right), light(brush(stalk, [2.6, 2, 1.4, 0.3]))]


def _ginkgo(rng: Rng) -> list[Part]:
    notch = float(rng.uniform(20, 42))
    shape = mirrored(
        [
            (50, notch, 1),
            (53, 14),
            (62, 6),
            (78, 8),
            (90, 20),
            (97, 38, 1),
            (76, 50),
            (60, 64),
            (51.4, 78, 1),
            (51.6, 99, 1),
            (50, 99.4),
        ]
    )
    ribs = [brush([(50, 80), polar(50, 80, 34, a), polar(50, 80, 62, a)], [0.4, 1.1, 0.2]) for a in range(-146, -30, 9)]
    return [body(shape), light(*(within(r, shape) for r in ribs)), accent(within(shape, rect(40, 78, 20, 30)))]


_LEAVES = {"lance": _lance, "monstera": _monstera, "maple": _maple, "oak": _oak, "fern": _fern, "ginkgo": _ginkgo}
