"""Butterflies and bees: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import math

import numpy as np

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, light, lines, shade
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    minus,
    mirrored,
    move,
    oval,
    paired,
    scaled,
    turn,
    union,
    within,
)

Rng = np.random.Generator


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
