"""Hands, eyes and hearts: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

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
    paired,
    polar,
    poly,
    rect,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def hand(rng: Rng, *, gesture: str = "") -> Drawing:
    """An open hand; `gesture` is "open", "eye" (an eye in the palm) or "heart"."""
    gesture = gesture or str(rng.choice(["open", "eye", "heart"]))
    s = float(rng.uniform(0.85, 1.25))
    fingers = [
        brush([(x0, 60), ((x0 * 0.45 + x1 * 0.55), y * 0.5 + 30), (x1, y)], [w, w * 0.98, w * 0.8])
        for x0, x1, y, w in (
            (35, 35 - 9 * s, 19, 10.6),
            (45.6, 45 - 2.4 * s, 8, 11.4),
            (57, 57 + 2 * s, 11, 11),
            (67, 68 + 8 * s, 24, 9.6),
        )
    ]
    thumb = curve(
        [(31, 82, 1), (25, 70), (16, 62), (8 - 2 * s, 50), (11, 45), (17, 47), (25, 56), (34, 62, 1), (44, 76, 1)]
    )
    palm = curve("29.8,56! 72,56! 73,70 68,86 64,96 64,112! 38,112! 38,97 31,84 28,70")
    whole = union(palm, thumb, *fingers)
    cuff = rect(34, 102, 34, 14, 1.6)
    creases = [
        brush("31,72 45,69 60,61", [0.4, 1.3, 0.3]),
        brush("33,76 50,75 66,79", [0.6, 1.3, 0.3]),
        brush("34,76 45,84 46,98", [0.6, 1.4, 0.3]),
    ]
    nails = [
        oval(x, y, 2.4, 3.4, a)
        for x, y, a in (
            (35 - 9.4 * s, 19.6, -14),
            (45 - 2.4 * s, 8.4, -4),
            (57 + 2.2 * s, 11.4, 4),
            (68 + 8.4 * s, 24.2, 14),
        )
    ]
    dark = within(whole, minus(whole, move(whole, -4, 0)))
    if gesture == "eye":
        lens = curve("34,78! 50,67 67,78! 50,88")
        inner = [
            light(lens),
            accent(circle(50.5, 77.6, 7)),
            lines(circle(50.5, 77.6, 3.6)),
            light(circle(52, 76, 1.2)),
            light(
                *(
                    brush([polar(50.5, 78, 15, a), polar(50.5, 78, 18, a), polar(50.5, 78, 21, a)], [1.4, 1.2, 0.2])
                    for a in (-125, -108, -90, -72, -55)
                )
            ),
        ]
    elif gesture == "heart":
        inner = [accent(mirrored("50,72! 56,66 63,70 61,78 50,90!"))]
    else:
        inner = [light(*creases), light(*nails)]
    return compose([body(whole), shade(dark), *inner, accent(cuff)], focus=(50, 65))


def fist(rng: Rng) -> Drawing:
    """A raised fist."""
    lean = float(rng.uniform(-12, 12))
    arm = curve("34,56! 68,52! 67,70 72,92 75,140! 27,140! 31,92 36,72")
    block = curve("25,40 25,22 32,14! 72,14! 77,26 77,46 71,60 58,66 40,66 29,58")
    knuckles = [
        union(rect(x, y, 12.8, h, 6.2)) for x, y, h in ((24, 13, 33), (36.6, 8, 38), (49.6, 8.6, 37), (62.4, 14, 31))
    ]
    gaps = [
        brush([(x, 12), (x + d, 30), (x + d * 0.4, 44)], [0.6, 1.6, 0.4])
        for x, d in ((36.8, -0.4), (49.4, 0.2), (62.6, 0.6))
    ]
    thumb = curve("26,44 34,40 50,42 64,46 66,53 60,57 46,54 40,60 33,66 26,58")
    nail = turn(rect(57, 46.8, 7, 5.4, 2.4), 12, 60, 49)
    whole = union(arm, block, *knuckles, thumb)
    rim = minus(thumb, move(thumb, 0, -2.6))
    cuff = curve("27.6,98! 50,101 74,97! 76,140! 26,140!")
    rays = [
        brush([polar(50, 40, 46, a), polar(50, 40, 54, a), polar(50, 40, 62, a)], [0, 3, 4.6], flat=True)
        for a in range(-160, -10, 25)
    ]
    parts = [
        body(whole),
        shade(within(whole, minus(whole, move(whole, -6, 0)))),
        lines(*gaps),
        lines(within(move(rim, 0, 1.6), whole)),
        body(thumb),
        light(nail),
        accent(cuff),
        light(within(cuff, rect(0, 102, 100, 3))),
    ]
    turned = [Part(minus(turn(p.path, lean, 50, 100), rect(-50, 112, 250, 60)), p.tone) for p in parts]
    return compose([*([accent(*rays)] if rng.random() < 0.5 else []), *turned], anchor="ground", focus=(50, 40))


def eye(rng: Rng) -> Drawing:
    """A single eye with rays for lashes."""
    open_ = float(rng.uniform(18, 24))
    lens = curve(
        [
            (4, 52, 1),
            (26, 52 - open_ * 0.86),
            (50, 52 - open_),
            (74, 52 - open_ * 0.86),
            (96, 52, 1),
            (74, 52 + open_ * 0.72),
            (50, 52 + open_ * 0.86),
            (26, 52 + open_ * 0.72),
        ]
    )
    rim = curve(
        [
            (-2, 54, 1),
            (24, 52 - open_ * 1.1),
            (50, 52 - open_ * 1.3),
            (76, 52 - open_ * 1.1),
            (102, 54, 1),
            (76, 52 + open_ * 0.84),
            (50, 52 + open_ * 1.0),
            (24, 52 + open_ * 0.84),
        ]
    )
    look = float(rng.uniform(-7, 7))
    cx = 50 + look
    iris = within(circle(cx, 50, 18), lens)
    n = 24
    spokes = [brush([polar(cx, 50, 9, 360 / n * k), polar(cx, 50, 16.6, 360 / n * k)], [0.4, 1.5]) for k in range(n)]
    lid = within(
        lens,
        curve(
            [
                (-4, 20, 1),
                (104, 20, 1),
                (104, 52, 1),
                (76, 52 - open_ * 0.64),
                (50, 52 - open_ * 0.74),
                (24, 52 - open_ * 0.64),
                (-4, 52, 1),
            ]
        ),
    )
    m = int(rng.choice([7, 9, 11]))
    lashes = []
    for k in range(m):
        t = (k + 0.5) / m * 2 - 1
        x, y = 50 + 46 * t, 52 - open_ * 1.36 * (1 - t * t) ** 0.6 - 1
        a = -90 + 42 * t
        lashes.append(brush([(x, y), polar(x, y, 9, a), polar(x, y, 19 - 5 * abs(t), a + 4 * t)], [4.4, 3, 0]))
    tear = curve("50,84! 55,92 50,99 45,92")
    parts = [
        accent(*lashes),
        body(rim),
        light(lens),
        accent(iris),
        body(*(within(s, lens) for s in spokes)),
        lines(within(circle(cx, 50, 8.6), lens)),
        shade(minus(lid, circle(cx, 50, 0.1))),
        light(circle(cx + 5, 45, 3)),
    ]
    if rng.random() < 0.4:
        parts.append(accent(tear))
    return compose(parts, focus=(cx, 50))


def heart(rng: Rng, *, kind: str = "") -> Drawing:
    """A heart; `kind` is "plain", "folk" (flowered) or "arrow"."""
    kind = kind or str(rng.choice(["plain", "folk", "arrow"]))
    w = float(rng.uniform(0.94, 1.06))
    shape = mirrored(
        [
            (50, 28, 1),
            (56, 14),
            (72 * w + 50 * (1 - w), 8),
            (90 * w + 50 * (1 - w), 18),
            (94 * w + 50 * (1 - w), 38),
            (80, 64),
            (50, 94, 1),
        ]
    )
    dark = within(shape, minus(shape, move(shape, -9, -4)))
    gloss = brush("14,42 14,28 26,18", [0, 4.6, 0])
    if kind == "folk":
        inner = [
            light(mirrored("50,44! 56,36 64,40 62,50 50,62!")),
            accent(mirrored("50,48.6! 52.6,44.6 57,45 57.4,49.4 50,57!")),
        ]
        twigs, leaves = [], []
        for s in (-1, 1):
            twigs.append(
                brush([(50, 84), (50 + s * 18, 66), (50 + s * 29, 42), (50 + s * 22, 24)], [1.4, 1.6, 1.4, 0.6])
            )
            for t, (x, y) in enumerate(((14, 70), (21, 60), (27, 48), (28, 36))):
                for side in (-1, 1):
                    px, py = 50 + s * x, float(y)
                    leaf = curve([(px, py, 1), (px + 2.6, py - 6), (px, py - 10.4, 1), (px - 2.6, py - 6)])
                    leaves.append(turn(leaf, s * (28 - 12 * t) + side * 48, px, py))
        dots = [circle(50 + s * x, y, 1.7) for s in (-1, 1) for x, y in ((19, 19.6), (9, 71))] + [circle(50, 73, 2.2)]
        return compose([body(shape), light(*(within(p, shape) for p in twigs + leaves + dots)), *inner], focus=(50, 45))
    if kind == "arrow":
        shaft = line("-6,76 106,22", 2.4)
        tip = poly("114,18.1 104.7,29.8 105.2,22.4 99.5,18")
        fletch = [
            turn(
                curve(
                    [
                        (-12 + 5 * k, 79, 1),
                        (-6 + 5 * k, 71, 1),
                        (0 + 5 * k, 71, 1),
                        (-5 + 5 * k, 79, 1),
                        (0 + 5 * k, 87, 1),
                        (-6 + 5 * k, 87, 1),
                    ]
                ),
                -26,
                -6 + 5 * k,
                79,
            )
            for k in (0, 1.4)
        ]
        fletch = [move(f, 0, -3 - 2.2 * k) for k, f in enumerate(fletch)]
        return compose(
            [
                lines(shaft),
                body(shape),
                shade(dark),
                light(gloss),
                lines(within(shaft, rect(76, 0, 60, 60)), minus(shaft, rect(20, 0, 200, 200))),
                accent(tip, *fletch),
            ],
            focus=(50, 45),
        )
    return compose([body(shape), shade(dark), light(gloss)], focus=(50, 45))


def skull(rng: Rng, *, sugared: bool | None = None) -> Drawing:
    """A skull, on some seeds sugared with flowers for the Day of the Dead."""
    bone = mirrored("50,4 72,8 88,26 87,48 78,60 74,66! 72,78 66,82! 64,96 50,99")
    sockets = paired(curve("58,47 66,42 75,46.5 75.5,57 67,62 59,59"))
    nose = paired(curve("51,66! 56,76 54,78 51,75!"))
    teeth = [line([(50 + 5.4 * k, 84), (50 + 5 * k, 97)], 1.1) for k in (-2, -1, 0, 1, 2)] + [
        line("37,85 50,87.4 63,85", 1.1)
    ]
    dark = within(bone, minus(bone, move(bone, -6, -1)))
    if not (sugared if sugared is not None else rng.random() < 0.6):
        return compose(
            [light(bone), shade(dark), lines(sockets, nose, *(within(t, bone) for t in teeth))], focus=(50, 52)
        )
    n = int(rng.choice([8, 10, 12]))
    frills = [union(*(circle(*polar(50 + s * 18, 52, 12.4, 360 / n * k), 3.6) for k in range(n))) for s in (-1, 1)]
    bloom = [turn(curve("50,22! 55,15 50,7! 45,15"), 60 * k, 50, 22) for k in range(6)]
    dots = paired(union(*(circle(*polar(50, 22, 20, a), 1.7) for a in (20, -5, -32, -58))))
    curls = paired(
        union(brush("70,72 76,74 76,80 70,80", [0.4, 1.6, 1.4, 0.4]), brush("60,31 70,27 77,32", [0.4, 2, 0.4]))
    )
    chin = [mirrored("50,91! 52.6,88.6 55,90.6 50,96!")]
    return compose(
        [
            light(bone),
            shade(within(dark, bone)),
            accent(*(within(f, bone) for f in frills)),
            lines(sockets),
            body(circle(32, 52, 3), circle(68, 52, 3)),
            lines(nose, *(within(t, bone) for t in teeth)),
            accent(*bloom),
            body(circle(50, 22, 4.2), within(dots, bone)),
            body(within(curls, bone)),
            accent(*chin),
        ],
        focus=(50, 52),
    )


def laurel(rng: Rng) -> Drawing:
    """A laurel wreath, with a star in it on some seeds."""
    n = int(rng.integers(8, 11))
    gap = float(rng.uniform(34, 48))
    right, berries, veins = [], [], []
    for k in range(n):
        a = 90 - (8 + (172 - gap) * (k + 0.4) / n)
        size = 17 - 0.5 * k
        x, y = polar(50, 50, 38, a)
        for side in (-1, 1):
            right.append(blade(x, y, size, size * 0.42, a - 90 + side * 32, side * 1.2))
            veins.append(turn(brush([(x + 2, y), (x + size * 0.7, y + side)], [0.7, 0.1]), a - 90 + side * 32, x, y))
        if k % 2:
            berries.append(circle(*polar(50, 50, 34, a - 6), 1.9))
    stem = brush([polar(50, 50, 38, a) for a in range(94, int(-72 + gap), -14)], [2.2, 1.8, 0.6])
    leaves = union(stem, *right)
    knot = union(
        paired(curve("50,88! 58,82 66,84 64,92")),
        circle(50, 88, 3.4),
        paired(brush("51,89 56,96 62,101", [3, 3.4, 2.4])),
    )
    parts = [shade(flipped(leaves)), body(leaves), light(paired(union(*veins))), accent(paired(union(*berries)), knot)]
    if rng.random() < 0.5:
        parts.append(accent(star(50, 46, 17, 7, 5)))
    return compose(parts, focus=(50, 48))


def drop(rng: Rng) -> Drawing:
    """A falling drop: a pointed head, a round foot, the far side in shade and a bright gleam."""
    w = float(rng.uniform(29, 34))
    shape = mirrored(
        [(50, 2, 1), (50 + w * 0.34, 26), (50 + w * 0.86, 48), (50 + w, 66), (50 + w * 0.72, 88), (50, 98)]
    )
    dark = within(shape, minus(shape, move(shape, -8, -3)))
    gleam = brush([(50 - w * 0.62, 60), (50 - w * 0.62, 74), (50 - w * 0.28, 86)], [0, 5.0, 0])
    spark = float(rng.uniform(46, 52))
    return compose(
        [
            body(shape),
            shade(dark),
            light(gleam, brush([(50 - w * 0.46, spark - 3), (50 - w * 0.54, spark + 3)], [2, 2])),
        ]
    )
