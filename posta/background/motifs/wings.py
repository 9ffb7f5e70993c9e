"""What flies: a random generator in, drawings in the unit square out."""

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
    paired,
    rect,
    scaled,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def bird(rng: Rng, *, perched: bool | None = None) -> Drawing:
    """A songbird with a long tail, most often on a twig."""
    t = float(rng.uniform(-6, 6))
    coat = curve(
        [
            (81, 29, 1),
            (78, 18),
            (67, 12),
            (55, 18),
            (46, 33),
            (30, 56),
            (12, 76 + t * 0.6),
            (-4, 92 + t, 1),
            (4, 98 + t, 1),
            (24, 84 + t * 0.3, 1),
            (42, 83),
            (60, 75),
            (72, 58),
            (76, 42),
        ]
    )
    beak = curve("79.6,24! 86,25 93,30! 85,32 79,33!")
    breast = within(coat, curve("84,30! 70,40 64,58 44,70 34,86! 90,90!"))
    wing = curve([(58, 40), (46, 43), (30, 60), (14, 81 + t * 0.5, 1), (32, 77), (50, 69), (60, 56), (62, 46)])
    plumes = [
        brush([(56, 46 + 5.4 * k), (44 + k, 56 + 4.4 * k), (27 + 4 * k, 72 + 1.6 * k)], [0, 1.5, 0]) for k in range(4)
    ]
    cap = within(coat, curve("86,22! 70,24 60,28 48,40! 40,20! 60,4! 90,6!"))
    legs = [line("52,78 50,92", 1.4), line("58,75 58,92", 1.4)]
    parts = [lines(*legs)]
    if perched if perched is not None else rng.random() < 0.7:
        twig = brush("14,103 40,94 66,93 104,84", [1.4, 3, 3.2, 1])
        leaves = [blade(84, 89, 17, 8, 24, 2), blade(88, 88, 15, 7, -62, 1), blade(26, 98, 14, 7, 112, 1)]
        parts += [lines(twig), shade(*leaves)]
    return compose(
        [
            *parts,
            body(coat),
            accent(breast),
            shade(cap),
            shade(wing),
            light(*(within(p, wing) for p in plumes)),
            accent(beak),
            light(circle(70.4, 24, 3)),
            lines(circle(70.8, 24, 1.8)),
        ],
        focus=(70, 24),
    )


def gulls(rng: Rng, *, count: int | None = None) -> Drawing:
    """A flock of gulls, one near and the others far."""
    n = count or int(rng.integers(4, 8))

    def gull(x: float, y: float, s: float, flap: float, roll: float) -> tuple[skia.Path, skia.Path]:
        wing = [
            (x, y - 1 * s, 1),
            (x + 9 * s, y - (9 + flap) * s),
            (x + 20 * s, y - (10 + flap) * s),
            (x + 40 * s, y - (1 - flap) * s, 1),
            (x + 22 * s, y - (5.5 + flap) * s),
            (x + 11 * s, y - (3 + flap * 0.6) * s),
            (x + 3.4 * s, y + 3.4 * s),
            (x, y + 5.4 * s, 1),
        ]
        right = curve(wing)
        left = scaled(right, -1, 1, x, y)
        tip = within(
            right,
            curve(
                [
                    (x + 31 * s, y - 30 * s, 1),
                    (x + 60 * s, y - 30 * s, 1),
                    (x + 60 * s, y + 30 * s, 1),
                    (x + 31 * s, y + 30 * s, 1),
                ]
            ),
        )
        tips = union(tip, scaled(tip, -1, 1, x, y))
        torso = oval(x, y + 1.6 * s, 3.1 * s, 4.6 * s)
        return turn(union(right, left, torso), roll, x, y), turn(tips, roll, x, y)

    flock = [gull(50, 60, 1.15, float(rng.uniform(-1, 5)), float(rng.uniform(-14, 14)))]
    slots = [(20, 34), (64, 22), (92, 42), (12, 78), (88, 82), (42, 8)]
    for k in rng.permutation(len(slots))[: n - 1]:
        x, y = slots[int(k)]
        flock.append(
            gull(
                x + float(rng.uniform(-4, 4)),
                y + float(rng.uniform(-4, 4)),
                float(rng.uniform(0.3, 0.5)),
                float(rng.uniform(-3, 7)),
                float(rng.uniform(-18, 18)),
            )
        )
    near, far = flock[0], flock[1:]
    return compose(
        [shade(*(f[0] for f in far)), body(near[0]), light(near[1])],
        focus=(50, 60),
    )


def owl(rng: Rng) -> Drawing:
    """An owl face on, on a branch."""
    w = float(rng.uniform(26, 31))
    coat = mirrored(
        [
            (50, 14),
            (60, 12),
            (50 + w * 0.86, 1, 1),
            (50 + w * 0.92, 22),
            (50 + w, 44),
            (50 + w * 0.92, 68),
            (50 + w * 0.5, 88),
            (50, 94),
        ]
    )
    wing = curve(
        [
            (50 + w * 0.86, 34, 1),
            (50 + w * 1.12, 52),
            (50 + w * 0.98, 76),
            (50 + w * 0.52, 96, 1),
            (50 + w * 0.5, 74),
            (50 + w * 0.62, 52),
        ]
    )
    wing_lines = [
        brush(
            [(50 + w * f, 46 + 7 * k), (50 + w * (f + 0.1), 62 + 5 * k), (50 + w * (f - 0.06), 80 + 3 * k)], [0, 1.3, 0]
        )
        for k, f in enumerate((0.88, 0.76))
    ]
    breast = mirrored([(50, 44), (50 + w * 0.5, 48), (50 + w * 0.58, 66), (50 + w * 0.36, 86), (50, 91)])
    chest = []
    for row in range(5):
        y = 53 + 8 * row
        m = 2 if row % 2 else 3
        for k in range(m):
            x = 50 + (k - (m - 1) / 2) * 8.6
            chest.append(brush([(x - 3, y - 1.4), (x, y + 2.2), (x + 3, y - 1.4)], [0, 1.9, 0]))
    r = w * float(rng.uniform(0.37, 0.42))
    face = union(circle(50 - r * 0.98, 29, r * 1.24), circle(50 + r * 0.98, 29, r * 1.24))
    eyes = [circle(50 + s * r * 0.98, 29, r * 0.86) for s in (-1, 1)]
    look = float(rng.uniform(-1.6, 1.6))
    pupils = [circle(50 + s * r * 0.98 + look, 29, r * 0.46) for s in (-1, 1)]
    sparks = [circle(50 + s * r * 0.98 + look + 1.3, 27.4, r * 0.13) for s in (-1, 1)]
    brow = curve([(50, 24, 1), (60, 14), (50 + w * 0.88, 1.5, 1), (50 + w * 0.6, 19), (50, 33, 1)])
    brow = union(brow, flipped(brow))
    beak = mirrored("50,31 53.4,35 50,44!")
    twig = brush("2,93 30,96 70,93 100,97", [1.6, 5, 5, 2])
    feet = [rect(50 + x, 89, 3, 9, 1.5) for x in (-15, -11, -7, 4, 8, 12)]
    leaves = [blade(88, 95, 15, 8, -40, 1), blade(10, 94, 14, 7, 150, -1)]
    return compose(
        [
            lines(twig),
            accent(*leaves),
            body(coat),
            light(breast),
            shade(*(within(c, breast) for c in chest)),
            shade(wing, flipped(wing)),
            body(*(within(union(v, flipped(v)), union(wing, flipped(wing))) for v in wing_lines)),
            light(within(face, coat)),
            accent(*eyes),
            lines(*pupils),
            light(*sparks),
            body(within(brow, coat)),
            accent(beak, *feet),
        ],
        focus=(50, 29),
    )


def butterfly(rng: Rng) -> Drawing:
    """A butterfly seen from above."""
    a, b = float(rng.uniform(-5, 6)), float(rng.uniform(-4, 5))
    fore = curve([(51, 40, 1), (60, 22), (76, 6 + a), (94, 3 + a), (98, 14 + a), (90, 34), (74, 47), (52, 49, 1)])
    hind = (
        curve(
            [
                (52, 48, 1),
                (72, 50),
                (88, 58 + b),
                (86, 74 + b),
                (78, 80 + b),
                (74, 94 + b, 1),
                (68, 82 + b),
                (58, 72),
                (51, 58, 1),
            ]
        )
        if rng.random() < 0.5
        else curve([(52, 48, 1), (72, 50), (88, 60 + b), (82, 80 + b), (68, 84 + b), (57, 72), (51, 58, 1)])
    )
    fore_in = within(scaled(fore, 0.76, 0.74, 58, 37), fore)
    hind_in = within(scaled(hind, 0.7, 0.68, 58, 57), hind)
    cells = [
        brush([(53, 44), (68, 28 + a / 2), (90, 10 + a)], [1.2, 1.6, 1]),
        brush([(53, 45), (72, 38), (92, 26 + a)], [1.2, 1.6, 1]),
        brush([(53, 54), (66, 62), (80, 74 + b)], [1.2, 1.6, 1]),
    ]
    spots = [
        circle(90, 10 + a, 2.2),
        circle(93, 18 + a, 1.7),
        circle(88, 29 + a * 0.6, 1.6),
        circle(84, 63 + b, 2),
        circle(81, 72 + b, 2.4),
        circle(72, 78 + b, 1.7),
    ]
    wings = union(fore, hind)
    torso = mirrored("50,32 53,35 52.4,42 54,50 52.6,66 50,80!")
    feelers = [brush("50.6,34 55,22 63,14", [0.8, 0.9, 1]), circle(63.4, 13.6, 1.5)]
    return compose(
        [
            body(paired(wings)),
            accent(paired(fore_in)),
            light(paired(hind_in)),
            body(*(paired(within(c, wings)) for c in cells)),
            light(*(paired(within(s, wings)) for s in spots)),
            lines(torso, *(paired(f) for f in feelers)),
        ],
        focus=(50, 45),
    )


def bee(rng: Rng) -> Drawing:
    """A bumble bee on its way, its path dotted behind it."""
    tilt = float(rng.uniform(-16, 6))
    coat = oval(50, 56, 30, 22)
    head = circle(22, 54, 13)
    stripes = [
        curve([(x, 20, 1), (x + 4, 56), (x, 92, 1), (x + 10, 92, 1), (x + 14, 56), (x + 10, 20, 1)]) for x in (38, 56)
    ]
    sting = curve("76,50! 90,57! 76,62!")
    wings = [curve("44,38! 30,20 36,2 52,2 58,20 50,38!"), curve("52,38! 58,20 76,10 88,18 80,34 58,42!")]
    ribs = [brush("46,36 44,22 44,8", [0.4, 1.2, 0.2]), brush("55,38 66,26 80,20", [0.4, 1.2, 0.2])]
    feelers = [
        brush("16,43 10,34 3,33", [1.4, 1.2, 1]),
        brush("22,41 20,31 13,27", [1.4, 1.2, 1]),
        circle(2.6, 33, 1.8),
        circle(12.6, 26.6, 1.8),
    ]
    legs = [brush([(x, 74), (x - 2, 83), (x + 2, 87)], [1.6, 1.4, 0.8]) for x in (38, 50, 60)]
    dots = [circle(94 + 9 * k, 56 + 13 * math.sin(0.9 * k + tilt), 1.5) for k in range(5)]
    parts = [
        lines(sting, *legs, *feelers),
        accent(coat),
        body(*(within(s, coat) for s in stripes)),
        shade(within(coat, minus(coat, move(coat, 0, -7)))),
        body(head),
        light(*wings),
        accent(*ribs),
        light(circle(17.4, 51, 3.4)),
        lines(circle(16.8, 51, 2)),
        lines(brush("12,59 17,62 22,60", [0, 1.1, 0])),
    ]
    return compose([*(Part(turn(p.path, tilt, 50, 55), p.tone) for p in parts), lines(*dots)], focus=(20, 52))
