"""Birds: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, light, lines, shade
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
    return compose([shade(*(f[0] for f in far)), body(near[0]), light(near[1])], focus=(50, 60))


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


def dove(rng: Rng) -> Drawing:
    """A dove in flight with an olive twig."""
    t = float(rng.uniform(-4, 4))
    coat = curve(
        [
            (14, 46, 1),
            (18, 40),
            (27, 37),
            (36, 42),
            (48, 52),
            (66, 58),
            (84, 60 + t),
            (104, 56 + t, 1),
            (100, 64 + t),
            (106, 70 + t, 1),
            (98, 72 + t),
            (98, 80 + t, 1),
            (80, 74),
            (62, 78),
            (42, 74),
            (30, 62),
            (24, 52),
        ]
    )
    near = curve(
        [
            (38, 54, 1),
            (40, 36),
            (52, 16 + t),
            (74, 2 + t),
            (92, -2 + t, 1),
            (88, 7 + t),
            (91, 12 + t, 1),
            (84, 17),
            (85, 24, 1),
            (77, 28),
            (76, 36, 1),
            (70, 42),
            (68, 56),
            (56, 66),
        ]
    )
    far = curve(
        [
            (32, 46, 1),
            (26, 30),
            (28, 10),
            (36, -8 + t, 1),
            (40, 0),
            (46, -2 + t, 1),
            (47, 10),
            (53, 12, 1),
            (48, 30),
            (46, 50),
        ]
    )
    quills = [
        within(near, brush([(56 + 2 * k, 58 - 4 * k), (64 + 3 * k, 40 - 5 * k), (80 + 2 * k, 22 - 6 * k)], [0, 1.6, 0]))
        for k in range(4)
    ]
    beak = curve("17,40! 5,46.6! 15,48!")
    twig = brush("10,46 4,52 -6,56 -16,55", [1.3, 1.2, 1.1, 0.6])
    leaves = [
        blade(x, y, 9, 4.4, a, 0.6)
        for x, y, a in ((3, 52.6, 120), (1, 53.6, -120), (-5, 55.6, 140), (-7, 55.8, -150), (-15, 55, 180))
    ]
    return compose(
        [
            shade(far),
            lines(twig),
            accent(*leaves),
            body(coat),
            light(near),
            shade(*quills),
            accent(beak),
            lines(circle(22.6, 43, 1.5)),
            shade(within(coat, minus(coat, move(coat, 0, -5)))),
        ],
        focus=(24, 44),
    )


def swan(rng: Rng) -> Drawing:
    """A swan on the water."""
    t = float(rng.uniform(-3, 3))
    hull = curve("24,72 30,60 48,54 70,52 88,46 104,36! 103,56 94,74 76,84! 38,84! 28,80")
    neck = brush(
        [(33, 70), (20, 58), (24, 42), (36, 30), (34, 16 + t), (23, 12 + t), (15, 19 + t)], [17, 12, 9, 8, 8, 8.6, 6.4]
    )
    wing = curve("38,66! 52,52 74,44 98,26! 100,40 92,58 72,72 50,74")
    plumes = [
        within(
            wing,
            brush([(50 + 5 * k, 71 - 2.6 * k), (66 + 5 * k, 61 - 4 * k), (88 + 2.4 * k, 44 - 3.6 * k)], [0, 1.6, 0]),
        )
        for k in range(4)
    ]
    beak = curve([(17, 15 + t, 1), (8, 21 + t), (4, 28 + t, 1), (11, 27 + t), (18, 22.6 + t, 1)])
    patch = curve([(19, 13 + t, 1), (15.6, 17 + t), (17.6, 21.6 + t, 1), (21, 18 + t)])
    waves = [
        brush([(x, y), (x + 10, y - 2), (x + 20, y), (x + 32, y - 1.6)], [0, 1.7, 1.6, 0])
        for x, y in ((4, 88), (44, 90), (78, 87), (20, 95), (62, 96))
    ]
    return compose(
        [
            light(hull, neck),
            shade(within(hull, curve("20,76! 60,78 110,60! 110,90! 20,90!"))),
            body(wing),
            light(*plumes),
            accent(beak),
            lines(patch, circle(22.6, 14.6 + t, 1.1)),
            shade(*waves),
        ],
        anchor="ground",
        focus=(22, 16),
    )


def rooster(rng: Rng) -> Drawing:
    """A crowing cock."""
    t = float(rng.uniform(-4, 4))
    coat = curve("34,22 26,20 20,26 22,36 22,50 30,68 46,76 62,72 74,58 80,40! 66,50 54,48 46,40 42,28")
    plumes = [
        brush(
            [(70, 56), (82 + 3 * k, 36 - 7 * k), (96 + 3 * k, 30 - 6 * k + t), (102 + 3 * k, 50 - 5 * k + t)],
            [10, 8, 6, 0],
        )
        for k in range(4)
    ]
    ruff = curve("38,22! 44,32 52,44! 45,44 44,54! 38,50 34,58! 29,50 22,54! 22,40 20,28!")
    comb = curve("24,22! 18,12 24,10! 26,3 31,8! 36,2 38,10! 44,10 40,22! 32,19")
    wattle = curve("22,32! 27,36 26,44 20,44 19,37")
    beak = curve("21,24! 12,25 6,30! 14,32 21,32!")
    wing = curve("40,54! 52,50 66,54 74,60! 66,61 68,66! 58,65 58,70! 46,66")
    legs = [
        union(
            brush([(x, 72), (x + 1, 84), (x, 97)], [3.4, 2, 1.8]),
            brush([(x, 96), (x - 6, 99), (x - 10, 99)], [1.8, 1.6, 0.4]),
            brush([(x, 96), (x + 4, 99), (x + 8, 99)], [1.8, 1.6, 0.4]),
        )
        for x in (42, 54)
    ]
    return compose(
        [
            accent(*plumes[::2]),
            shade(*plumes[1::2]),
            lines(*legs),
            body(coat),
            accent(comb, wattle),
            light(ruff),
            shade(wing),
            light(
                *(
                    brush([(47 + 3 * k, 60 + k), (56 + 3 * k, 58 + 2 * k), (63 + k, 59 + 3 * k)], [0, 1.1, 0])
                    for k in range(3)
                )
            ),
            lines(beak),
            light(circle(29, 26, 2.7)),
            lines(circle(28.6, 26, 1.5)),
        ],
        anchor="ground",
        focus=(28, 26),
    )


def penguin(rng: Rng) -> Drawing:
    """A penguin, upright, with a scarf on some seeds."""
    t = float(rng.uniform(-3, 3))
    coat = mirrored("50,2 61,5 67,17 70,32 77,54 77,78 68,95 50,98")
    front = mirrored("50,20 56,14 63,18 63,30 68,50 68,76 60,91 50,93")
    flippers = [
        curve([(72, 36, 1), (82, 48), (88 + t, 66), (86 + t, 76, 1), (78, 66), (72, 56)]),
        curve([(28, 36, 1), (18, 48), (12 - t, 64), (13 - t, 75, 1), (22, 66), (28, 56)]),
    ]
    feet = paired(curve("53,94 64,92 73,96 75,100! 53,100!"))
    beak = curve("44.6,27! 50,24.6 55.4,27! 50,34!")
    parts = [
        accent(feet),
        shade(*flippers),
        body(coat),
        light(front),
        accent(beak),
        lines(circle(43.8, 22, 2), circle(56.2, 22, 2)),
        shade(within(front, brush("68,42 69,62 67,80 54,94", [0, 8, 9, 0]))),
    ]
    if rng.random() < 0.5:
        scarf = union(curve("31,34! 50,40 69,34! 70,42! 50,48 30,42!"), curve("58,42! 66,42! 70,64! 61,66!"))
        parts += [accent(scarf), light(*(within(scarf, turn(rect(54, y, 24, 2.6), -8, 60, 54)) for y in (49, 56)))]
    return compose(parts, anchor="ground", focus=(50, 22))
