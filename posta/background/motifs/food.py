"""From the kitchen: a random generator in, drawings in the unit square out."""

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
    polar,
    poly,
    rect,
    ring,
    scaled,
    softened,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def cheese(rng: Rng) -> Drawing:
    """A wedge of cheese with holes."""
    top = curve("3,56! 40,38 70,27! 90,33 99,50!")
    side = poly("3,56 99,50 99,82 3,88")
    holes, rims = [], []
    for x, y, r in ((20, 74, 6), (42, 64, 4), (58, 77, 7.4), (82, 64, 6), (86, 80, 3.6), (34, 84, 4), (70, 59, 2.6)):
        hole = within(circle(x + float(rng.uniform(-2, 2)), y, r * float(rng.uniform(0.85, 1.1))), side)
        holes.append(hole)
        rims.append(minus(hole, move(hole, 1.8, 1.4)))
    tops = [oval(66, 38, 7, 2.8, -8), oval(84, 45, 4, 1.7), oval(42, 46, 4.6, 1.8, -12)]
    return compose(
        [
            light(top),
            accent(side),
            shade(*holes),
            body(*rims),
            shade(*(within(t, top) for t in tops)),
            body(minus(rect(95.6, 50.3, 3.4, 31.9), *holes)),
        ],
        focus=(55, 62),
    )


def bread(rng: Rng, *, kind: str = "") -> Drawing:
    """Bread; `kind` is "loaf" or "baguettes"."""
    kind = kind or str(rng.choice(["loaf", "baguettes"]))
    if kind == "baguettes":
        parts = []
        for x, a in ((34, -14), (66, 12), (50, -2)):
            stick = mirrored("50,4 57,9 59.6,30 60,60 58.6,88 50,97")
            stick = turn(move(stick, x - 50, 0), a + float(rng.uniform(-3, 3)), x, 70)
            stick = minus(stick, rect(0, 66, 100, 60))
            cuts = [
                turn(move(curve([(44, y + 6, 1), (50, y + 1), (57, y - 4, 1), (51, y + 4)]), x - 50, 0), a, x, 70)
                for y in (16, 30, 44, 58)
            ]
            parts += [accent(stick), shade(minus(stick, move(stick, -4, 0))), light(*(within(c, stick) for c in cuts))]
        wrap = poly("24,58 76,58 68,104 32,104")
        return compose(
            [
                *parts,
                body(wrap),
                light(*(within(rect(20, y, 60, 3), wrap) for y in (66, 72))),
                shade(within(wrap, poly("54,58 80,58 80,104 56,104"))),
            ],
            focus=(50, 40),
        )
    crust = curve("6,72 4,54 18,36 44,28 72,31 94,46 97,66 90,78 50,81 14,79")
    t = float(rng.uniform(-4, 4))
    cuts = [curve([(x - 3, 66, 1), (x + 2 + t, 50), (x + 13, 36, 1), (x + 9 + t, 54)]) for x in (22, 42, 62)]
    dark = within(crust, curve("0,66! 20,72 60,73 100,62! 100,90! 0,90!"))
    ears = [brush("66,96 78,84 96,74", [1.6, 1.4, 0.8])]
    grains = [turn(curve("0,0! 3.4,-2.4 8,0! 3.4,2.4"), a, 0, 0) for a in (-70, -10)]
    wheat = []
    for k in range(6):
        at = (76 + 4.2 * k, 86 - 2.7 * k)
        wheat += [move(g, *at) for g in grains]
    return compose(
        [accent(crust), shade(dark), light(*(within(c, crust) for c in cuts)), body(*ears, *wheat)], focus=(50, 55)
    )


def cup_side(rng: Rng) -> Drawing:
    """A steaming cup on its saucer."""
    w = float(rng.uniform(25, 30))
    bowl = mirrored(
        [(50, 44), (50 + w, 44, 1), (50 + w * 0.94, 62), (50 + w * 0.66, 80), (50 + w * 0.36, 86, 1), (50, 86)]
    )
    handle = minus(oval(50 + w + 3, 58, 12, 12.4), oval(50 + w + 2, 58, 7.4, 8))
    handle = minus(handle, bowl)
    saucer = mirrored([(50, 86), (50 + w * 1.44, 85.6, 1), (50 + w * 1.1, 91.6), (50 + w * 0.5, 93.6, 1), (50, 93.6)])
    drink = oval(50, 44.4, w, 4.4)
    steam = []
    for k, x in enumerate((39, 50, 61)):
        j, low = float(rng.uniform(-1.5, 1.5)), 0 if k == 1 else 5
        steam.append(brush([(x, 37), (x + 4, 28), (x - 3 + j, 17 + low), (x + 3 + j, 4 + low)], [0.4, 2.6, 2.8, 0]))
    bands = [within(bowl, rect(0, 60, 100, 4)), within(bowl, rect(0, 67, 100, 2))]
    return compose(
        [
            light(*steam),
            body(handle, bowl),
            shade(within(bowl, minus(bowl, move(bowl, -12, -2)))),
            accent(*bands),
            lines(drink),
            light(minus(oval(50, 44.4, w + 1.4, 5.6), drink)),
            accent(saucer),
            shade(within(saucer, rect(0, 89, 100, 9))),
        ],
        focus=(50, 55),
    )


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
        rosetta += [
            brush([(50, y + 3), (50 + s * w * 0.6, y - 2), (50 + s * w, y - 9 + k)], [2.6, 3, 0.4]) for s in (-1, 1)
        ]
    rosetta.append(brush("50,73 50,50 50,28", [0.8, 1.8, 0.5]))
    foam = scaled(turn(union(*rosetta), spin + 45, 50, 50), 0.84, 0.84, 50, 50)
    coffee = circle(50, 50, 25)
    biscuit = turn(union(rect(8, 44, 11, 15, 1.6)), spin + 40, 50, 50)
    return compose(
        [
            body(plate),
            light(rim),
            shade(move(circle(50, 50, 30), 3, 4)),
            accent(biscuit),
            light(handle, circle(50, 50, 30)),
            lines(coffee),
            accent(circle(50, 50, 23)),
            light(within(foam, circle(50, 50, 21.4))),
        ],
        focus=(50, 50),
    )


def bowl(rng: Rng, *, kind: str = "") -> Drawing:
    """A bowl; `kind` is "noodles" (with chopsticks) or "fruit"."""
    kind = kind or str(rng.choice(["noodles", "fruit"]))
    shell = mirrored("50,52 94,52! 90,68 74,86 62,91! 50,91")
    foot = mirrored("50,90 64,90! 66,97! 50,97")
    n = 7
    pattern = [brush([(14 + 12 * k - 6, 60), (14 + 12 * k, 66), (14 + 12 * k + 6, 60)], [0, 2, 0]) for k in range(n)]
    pattern += [
        brush([(20 + 12 * k - 6, 66), (20 + 12 * k, 72), (20 + 12 * k + 6, 66)], [0, 2, 0]) for k in range(n - 1)
    ]
    bowl_parts = [
        body(shell, foot),
        shade(within(union(shell, foot), curve("70,50! 68,72 58,98! 100,98! 100,50!"))),
        light(*(within(p, shell) for p in pattern)),
        accent(within(shell, rect(0, 51, 100, 4))),
    ]
    if kind == "fruit":
        fruits = [(32, 42, 14), (66, 42, 15), (50, 30, 13)]
        parts = [tone(circle(x, y, r)) for tone, (x, y, r) in zip((light, accent, accent), fruits, strict=True)]
        parts += [
            light(brush([polar(x, y, r * 0.66, a) for a in (180, 215, 250)], [0, 2, 0])) for x, y, r in fruits[1:]
        ]
        parts += [shade(minus(circle(x, y, r), circle(x - 3, y - 2, r))) for x, y, r in fruits]
        parts += [
            body(blade(50, 18, 14, 7, -30, 2), blade(66, 28, 12, 6, -50, 2)),
            lines(brush("50,20 49,15", [1.6, 1])),
        ]
        return compose([*parts, *bowl_parts], anchor="ground", focus=(50, 50))
    d = float(rng.uniform(-6, 6))
    sticks = [
        brush([(40, 58), (76 + d, 18), (98 + d, -6)], [1.4, 2.2, 3], flat=True),
        brush([(48, 58), (85 + d, 20), (107 + d, -4)], [1.4, 2.2, 3], flat=True),
    ]
    mound = curve("9,54! 14,44 30,36 50,34 70,36 86,44 91,54!")
    strands = [
        brush([(12 + 9 * k, 53), (17 + 9 * k, 43 - k % 2), (25 + 9 * k, 40), (31 + 9 * k, 53)], [0.4, 1.5, 1.5, 0.4])
        for k in range(7)
    ]
    egg = [oval(30, 43, 11, 8.4, -10), oval(30.6, 43.6, 5, 4.4)]
    greens = [blade(66, 44, 18, 6, a, 1.5) for a in (-118, -92, -64)]
    return compose(
        [
            accent(mound),
            shade(*(within(s, mound) for s in strands)),
            body(*greens),
            light(egg[0]),
            accent(egg[1]),
            lines(*sticks),
            *bowl_parts,
        ],
        anchor="ground",
        focus=(50, 50),
    )


def ice_cream(rng: Rng, *, scoops: int | None = None) -> Drawing:
    """A cone of ice cream."""
    n = scoops or int(rng.integers(1, 4))
    cone = curve("30,50! 70,50! 53,102 50,105 47,102")
    grid = [line([(x, 44), (x + 34, 108)], 0.9) for x in range(-6, 66, 8)] + [
        line([(x, 44), (x - 34, 108)], 0.9) for x in range(34, 106, 8)
    ]
    tones_ = [light, body, accent]
    shift = int(rng.integers(0, 3))
    parts: list[Part] = []
    for k in range(n):
        y = 40 - 20 * k
        r = 21 - 1.6 * k
        lip = [
            (50 + r * 1.06 * f, y + 7 + (5 if j % 2 else 0))
            for j, f in enumerate((1, 0.72, 0.4, 0.08, -0.26, -0.62, -1))
        ]
        ball = curve(
            [
                *lip,
                (50 - r * 0.98, y - 4),
                (50 - r * 0.6, y - r * 0.84),
                (50, y - r),
                (50 + r * 0.6, y - r * 0.84),
                (50 + r * 0.98, y - 4),
            ]
        )
        parts += [tones_[(k + shift) % 3](ball), shade(within(ball, minus(ball, move(ball, -6, -1))))]
    top = 40 - 20 * (n - 1) - 21
    cherry = [circle(52, top - 1, 5.4), brush([(53, top - 5), (56, top - 13), (64, top - 18)], [1, 1, 1.6])]
    return compose(
        [
            accent(cone),
            shade(*(within(g, cone) for g in grid)),
            *parts,
            accent(cherry[0]),
            lines(cherry[1]),
            light(circle(50, top - 2.6, 1.3)),
        ],
        focus=(50, 30),
    )


def pizza(rng: Rng) -> Drawing:
    """A slice of pizza."""
    slice_ = curve("8,22! 50,14 92,22! 56,94 50,99 44,94")
    crust = softened(line("9,20 50,12 91,20", 9), 1)
    drips = [
        curve([(x, y, 1), (x + 6, y, 1), (x + 5.4, y + d), (x + 3, y + d + 2), (x + 0.6, y + d)])
        for x, y, d in ((24, 46, 14), (68, 50, 12), (36, 68, 12))
    ]
    salami = [
        circle(x + float(rng.uniform(-2, 2)), y + float(rng.uniform(-2, 2)), r)
        for x, y, r in ((32, 36, 9), (64, 34, 8.4), (50, 62, 8.4))
    ]
    basil = [
        blade(float(x), float(y), 14, 7, float(a), 1.5)
        for x, y, a in (
            (46, 44, rng.uniform(-40, 20)),
            (60, 52, rng.uniform(100, 160)),
            (48, 82, rng.uniform(-80, -40)),
        )
    ]
    dots = [circle(*polar(x, y, 4.4, a), 1) for x, y in ((32, 36), (64, 34), (50, 62)) for a in (20, 150, 260)]
    return compose(
        [
            light(slice_, *drips),
            accent(*(within(s, slice_) for s in salami)),
            light(*(within(d, slice_) for d in dots)),
            body(*(within(b, slice_) for b in basil)),
            shade(crust),
            accent(within(crust, move(crust, 0, -2.6))),
        ],
        focus=(50, 45),
    )
