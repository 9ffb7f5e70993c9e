"""Things of Halloween and of fairy tales: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs import signs
from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.forms import rounded
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
    poly,
    rect,
    star,
    union,
    within,
)

Rng = np.random.Generator


def sugar_skull(rng: Rng) -> Drawing:
    """A skull painted with flowers."""
    for _ in range(24):
        drawing = signs.skull(rng)
        if len(drawing.parts) > 8:
            return drawing
    return drawing


def witch_hat(rng: Rng) -> Drawing:
    """A witch's pointed hat with a buckle."""
    bend = float(rng.uniform(-4, 6))
    cone = curve(
        [
            (24, 78, 1),
            (34, 50),
            (44, 26),
            (60 + bend, 4),
            (74 + bend, 8, 1),
            (66 + bend / 2, 18),
            (68, 44),
            (76, 78, 1),
            (50, 84),
        ]
    )
    brim = oval(50, 82, 50, 11)
    top = oval(50, 79.4, 28, 6)
    band = within(cone, curve("20,66! 50,74 80,64! 80,78 50,86 20,80!"))
    buckle = minus(rect(43, 68, 14, 13, 1), rect(46, 71, 8, 7))
    folds = [brush([(46, 36), (54, 38), (60, 34)], [0, 1.6, 0]), brush([(40, 52), (50, 55), (62, 50)], [0, 1.6, 0])]
    return compose(
        [
            body(brim),
            shade(within(brim, rect(50, 80, 60, 20))),
            shade(top),
            body(cone),
            shade(within(cone, curve("58,0! 90,0! 90,90! 66,90! 60,44"))),
            accent(band),
            light(buckle),
            light(*folds),
        ],
        anchor="ground",
        focus=(50, 60),
    )


def ghost(rng: Rng) -> Drawing:
    """A friendly ghost in its sheet."""
    t = rng.uniform(-3, 3, 3)
    sheet = curve(
        [
            (50, 0),
            (74, 10),
            (80, 36),
            (82, 70),
            (88, 92 + t[0], 1),
            (76, 88),
            (66, 98 + t[1], 1),
            (55, 88),
            (46, 100, 1),
            (36, 88),
            (24, 97 + t[2], 1),
            (18, 88),
            (12, 92, 1),
            (18, 66),
            (20, 34),
            (27, 10),
        ]
    )
    arms = [curve("20,40! 8,44 2,54 6,60 14,56 22,52!"), curve("80,40! 92,36 98,44 95,50 88,50 80,52!")]
    eyes = [oval(41, 32, 4.6, 7), oval(60, 32, 4.6, 7)]
    return compose(
        [
            body(sheet, *arms),
            shade(within(sheet, minus(sheet, move(sheet, -9, -5)))),
            lines(*eyes, oval(51, 48, 4.4, 6)),
            light(circle(39.6, 29.4, 1.5), circle(58.6, 29.4, 1.5)),
            accent(oval(33, 42, 4, 2.4), oval(69, 42, 4, 2.4)),
            light(brush([(32, 60), (28, 74), (30, 84)], [0, 2, 0])),
        ],
        focus=(50, 38),
    )


def bat(rng: Rng) -> Drawing:
    """A bat with its wings spread."""
    k = float(rng.uniform(-4, 4))
    wing = paired(
        curve(
            [
                (54, 36, 1),
                (66, 22 + k),
                (84, 14 + k),
                (100, 20 + k, 1),
                (94, 32),
                (92, 48, 1),
                (84, 43),
                (77, 45),
                (74, 56, 1),
                (68, 50),
                (60, 50),
                (55, 58, 1),
            ]
        )
    )
    trunk = mirrored("50,26 56,30 58,44 55,58 50,66")
    head = circle(50, 28, 8)
    ears = paired(curve("52,23! 58,10! 59,25!"))
    bones = paired(
        union(
            brush([(56, 38), (72, 26), (96, 21)], [1.4, 1, 0]),
            brush([(70, 27), (88, 44)], [0.9, 0]),
            brush([(64, 31), (74, 51)], [0.9, 0]),
        )
    )
    return compose(
        [
            body(wing),
            light(bones),
            body(trunk, head, ears),
            shade(within(trunk, rect(51, 20, 20, 60))),
            accent(circle(46.8, 27, 1.9), circle(53.2, 27, 1.9)),
            light(poly("47,33 49,33 48,36"), poly("51,33 53,33 52,36")),
            accent(paired(curve("54,22! 57.4,14! 58,23!"))),
        ],
        focus=(50, 34),
    )


def haunted_house(rng: Rng) -> Drawing:
    """A crooked house on its mound, three windows lit."""
    k = float(rng.uniform(-2, 2))
    mound = curve("-6,100! 6,92 30,87 56,86 82,90 106,100!")
    hall = poly("24,48 58,44 61,90 27,90")
    wing = poly("58,60 80,62 78,90 59,90")
    tower_ = poly([(40 + k, 20), (57 + k, 18), (59, 50), (42, 52)])
    roofs = [
        poly([(18, 50), (34, 30), (44, 46), (64, 42), (60, 38)]),
        poly([(55, 62), (69, 46), (85, 64)]),
        curve([(36 + k, 21, 1), (45 + k, 10), (51 + k * 2, -6, 1), (53 + k, 8), (61 + k, 19, 1)]),
    ]
    panes = [rounded(48 + k * 0.6, 38, 7, 13), rect(31, 58, 8, 11), rect(66, 69, 7, 9), rect(47, 57, 8, 11)]
    bars = [line([(x, y - 14), (x, y)], 1) for x, y in ((48 + k * 0.6, 38), (35, 70), (69.5, 79), (51, 69))]
    bars += [line([(x - 5, y - 6), (x + 5, y - 6)], 1) for x, y in ((48 + k * 0.6, 38), (35, 70), (69.5, 79), (51, 69))]
    door = rounded(44, 90, 9, 17)
    fence = [poly([(x, 92 - abs(x - 50) * 0.02), (x + 1.3, 84), (x + 2.6, 92)]) for x in (4, 9, 14, 84, 89, 94)]
    fence.append(line([(2, 89), (19, 88)], 1))
    fence.append(line([(82, 88), (98, 90)], 1))
    tree = union(
        brush([(92, 96), (90, 74), (95, 56), (91, 42)], [3.4, 2.6, 1.8, 0]),
        brush([(91, 70), (84, 58), (85, 50)], [1.8, 1.2, 0]),
        brush([(93, 62), (101, 54), (100, 46)], [1.8, 1.2, 0]),
    )
    return compose(
        [
            lines(tree),
            body(hall, wing),
            body(tower_),
            shade(
                within(hall, rect(50, 40, 20, 60)),
                within(tower_, rect(51, 10, 20, 50)),
                within(wing, rect(71, 50, 20, 50)),
            ),
            shade(*roofs),
            accent(within(roofs[2], rect(30, 15, 40, 3))),
            glow(*panes),
            lines(*bars),
            lines(door),
            lines(mound),
            lines(*fence),
        ],
        anchor="ground",
        focus=(48, 36),
    )


def christmas_tree(rng: Rng) -> Drawing:
    """A fir hung with balls, garlands and lights, a star on its top."""
    k = float(rng.uniform(-2, 2))
    tiers = [
        curve(
            [
                (50, 8 + dy, 1),
                (50 + w * 0.45, 8 + dy + h * 0.55),
                (50 + w, 8 + dy + h, 1),
                (50, 5 + dy + h * 1.12),
                (50 - w, 8 + dy + h, 1),
                (50 - w * 0.45, 8 + dy + h * 0.55),
            ]
        )
        for dy, h, w in ((48, 34, 39), (28, 32, 31), (8, 30, 23), (0, 22, 14))
    ]
    whole = union(*tiers)
    garlands = [
        within(brush([(8, y), (30, y + 5), (55, y + 3 + k / 2), (92, y - 6)], [1.6, 1.8, 1.8, 1.6]), whole)
        for y in (30, 50, 72)
    ]
    spots = (
        (44, 30),
        (57, 26),
        (38, 46),
        (54, 44),
        (64, 50),
        (30, 66),
        (46, 64),
        (60, 68),
        (72, 66),
        (22, 84),
        (38, 82),
        (53, 85),
        (68, 82),
        (80, 86),
    )
    balls = [circle(x + rng.uniform(-1, 1), y, 2.9) for x, y in spots]
    return compose(
        [
            lines(rect(45, 88, 10, 12, 1)),
            body(*tiers[:1]),
            shade(within(tiers[0], tiers[1])),
            body(tiers[1]),
            shade(within(tiers[1], tiers[2])),
            body(tiers[2]),
            body(tiers[3]),
            shade(within(whole, curve("50,0! 56,30 58,60 62,100! 110,100! 80,40!"))),
            light(*garlands),
            accent(*balls[::2]),
            glow(*balls[1::2]),
            glow(star(50, 5, 8.4, 3.8, 5)),
        ],
        anchor="ground",
        focus=(50, 40),
    )
