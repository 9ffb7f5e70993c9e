"""Things met out of doors: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    line,
    minus,
    mirrored,
    move,
    oval,
    poly,
    rect,
    sector,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def street_lamp(rng: Rng) -> Drawing:
    """An old street lamp, lit."""
    k = float(rng.uniform(-1, 2))
    glass = poly("41,13 59,13 55.6,31 44.4,31")
    roof = curve([(38, 13.6, 1), (46, 6 - k), (50, 2 - k), (54, 6 - k), (62, 13.6, 1)])
    bars = union(line([(44.6, 13), (47, 31)], 0.8), line([(55.4, 13), (53, 31)], 0.8), rect(43.4, 30.4, 13.2, 2.4, 0.8))
    post = mirrored("50,32 51.6,32! 51.8,80! 53,84! 54.6,96! 50,96")
    scroll = union(
        brush([(50, 40), (42, 37), (38, 39), (40, 42)], [1.6, 1.5, 1.4, 0]),
        brush([(50, 40), (58, 37), (62, 39), (60, 42)], [1.6, 1.5, 1.4, 0]),
    )
    base = union(rect(43, 95, 14, 2.6, 0.8), rect(40.6, 97.2, 18.8, 2.8, 0.8))
    rings = [rect(46.8, 58, 6.4, 2, 1), rect(46.2, 82, 7.6, 2.2, 1)]
    return compose(
        [
            glow(glass),
            lines(roof, circle(50, 1.6 - k, 1.7), bars),
            body(post, base),
            body(scroll),
            shade(within(union(post, base), rect(50.4, 30, 30, 80))),
            accent(*rings),
            light(circle(50, 23, 2.6)),
        ],
        anchor="ground",
        focus=(50, 22),
    )


def beehive(rng: Rng) -> Drawing:
    """A straw hive and its bees."""
    rows = [(50, 14, 15), (50, 27, 24), (50, 41, 31), (50, 55, 35), (50, 69, 36), (50, 83, 34)]
    coils = [rect(x - w, y - 7.6, 2 * w, 15.2, 7.6) for x, y, w in rows]
    seams = [rect(x - w + 6, y + 6.4, 2 * w - 12, 1.5, 0.7) for x, y, w in rows[:-1]]
    door = union(circle(50, 80, 8), rect(42, 80, 16, 11))
    plank = union(rect(8, 91, 84, 5, 1), rect(16, 96, 6, 4), rect(78, 96, 6, 4))
    hive = union(*coils)
    bees = []
    for x, y in ((8 + rng.uniform(-2, 2), 34), (92, 22 + rng.uniform(-3, 3)), (88, 62), (14, 66)):
        bees += [
            light(oval(x - 1.4, y - 4, 2, 3.4, -24), oval(x + 2, y - 4, 2, 3.4, 24)),
            accent(oval(x, y, 4.6, 3)),
            lines(rect(x - 0.6, y - 2.8, 1.5, 5.6), rect(x + 2, y - 2.2, 1.3, 4.4)),
        ]
    return compose(
        [
            body(hive),
            shade(within(hive, minus(hive, move(hive, -12, 0)))),
            lines(*seams),
            lines(door),
            light(brush([(30, 30), (26, 44), (25, 58)], [0, 2, 0])),
            accent(plank),
            *bees,
        ],
        anchor="ground",
        focus=(50, 56),
    )


def dinosaur(rng: Rng, *, kind: str = "") -> Drawing:
    """A dinosaur; `kind` is "long" (a long-necked one) or "rex" (a tyrant on two legs)."""
    kind = kind or str(rng.choice(["long", "rex"]))
    k = float(rng.uniform(-2, 2))
    if kind == "long":
        beast = curve(
            [
                (0, 58, 1),
                (16, 62),
                (32, 50),
                (50, 44),
                (66, 46),
                (78, 34),
                (82, 16),
                (88, 5 + k),
                (98, 6 + k),
                (104, 12 + k, 1),
                (102, 16 + k),
                (93, 17 + k),
                (90, 28),
                (86, 48),
                (78, 64),
                (62, 72),
                (40, 72),
                (24, 70),
                (10, 66),
            ]
        )
        near = union(curve("30,62! 44,60! 44,92 46,97! 31,97! 33,84"), curve("64,62! 77,58! 76,90 78,97! 63,97! 66,84"))
        far = union(curve("44,66! 54,66! 52,90 54,95! 42,95! 43,84"), curve("54,66! 62,66! 62,90 64,95! 53,95! 54,84"))
        belly = within(beast, curve("20,78! 30,66 60,67 78,58! 88,40! 100,80! 40,100!"))
        spots = [
            oval(x, y, r, r * 0.7)
            for x, y, r in ((40, 51, 3.2), (50, 48.6, 3.6), (60, 50, 3), (33, 56, 2.4), (69, 52, 2.4))
        ]
        plates = [
            poly([(x - 3, y + 1), (x, y - 5.4), (x + 3, y + 1)])
            for x, y in ((22, 56.6), (31, 50.4), (41, 46), (52, 44), (63, 45))
        ]
        return compose(
            [
                shade(far),
                accent(*plates),
                body(beast, near),
                shade(belly),
                accent(*spots),
                light(circle(95, 10 + k, 1.7)),
                lines(circle(95.4, 10 + k, 0.9), brush([(95, 14 + k), (103, 13.6 + k)], [0, 0.8])),
                light(*(oval(x, 96, 1.4, 1) for x in (34, 38, 42, 67, 71, 75))),
            ],
            anchor="ground",
            focus=(92, 12),
        )
    beast = curve(
        [
            (0, 50, 1),
            (14, 60),
            (30, 58),
            (42, 44),
            (52, 30),
            (58, 16),
            (66, 8 + k),
            (80, 7 + k),
            (96, 13 + k),
            (98, 22 + k, 1),
            (84, 24 + k),
            (76, 26 + k, 1),
            (94, 29 + k, 1),
            (90, 34 + k),
            (78, 35 + k),
            (72, 44),
            (70, 58),
            (60, 68),
            (44, 72),
            (26, 70),
            (10, 62),
        ]
    )
    leg = union(curve("38,58! 60,56! 60,72 52,80! 54,92! 64,95 65,100! 44,100! 43,82 36,72"))
    far = curve("52,62! 66,60! 66,74 62,82! 66,93! 76,96 76,100! 57,100! 55,84")
    arm = brush([(66, 46), (76, 51), (80, 47)], [4.4, 3.2, 1.6])
    teeth = union(*(poly([(78 + 4 * j, 23.6 + k), (81 + 4 * j, 23.4 + k), (79.6 + 4 * j, 28 + k)]) for j in range(5)))
    stripes = [
        within(beast, turn(curve([(x - 2, y - 6, 1), (x + 2.4, y - 6, 1), (x + 0.6, y + 9, 1)]), a, x, y))
        for x, y, a in ((24, 58, 20), (33, 54, 24), (42, 46, 30), (49, 37, 36), (55, 26, 40))
    ]
    return compose(
        [
            shade(far),
            light(teeth),
            body(beast),
            body(leg),
            shade(within(beast, curve("20,80! 40,70 62,64 70,44 76,34! 100,34! 90,90!"))),
            body(leg),
            accent(*stripes),
            body(arm),
            light(circle(76, 14 + k, 2.4)),
            lines(circle(76.6, 14 + k, 1.2), circle(93.6, 15.6 + k, 0.9)),
            light(*(poly([(x, 98), (x + 3, 98), (x + 3, 100.2), (x, 100.2)]) for x in (54, 59))),
        ],
        anchor="ground",
        focus=(80, 16),
    )


def basket(rng: Rng) -> Drawing:
    """A wicker basket of mushrooms or fruit under a high handle."""
    fruit = rng.random() < 0.5
    tub = curve("10,52! 90,52! 86,82 80,98! 20,98! 14,82")
    rim = rect(6, 48, 88, 8, 4)
    handle = minus(oval(50, 50, 39, 48), oval(50, 50, 34.6, 43.6), rect(0, 50, 100, 60))
    weave = []
    for j in range(5):
        for i in range(10):
            weave.append(rect(12 + 8.2 * i + 4.1 * (j % 2), 59 + 8 * j, 5, 4.6, 2))
    heads = []
    for x, y, r in ((28, 44, 13), (50, 38, 16), (72, 45, 13)):
        if fruit:
            heads += [
                accent(circle(x, y, r)),
                shade(minus(circle(x, y, r), circle(x - 3, y - 2.6, r))),
                lines(brush([(x, y - r + 1), (x + 2, y - r - 4)], [1.4, 1])),
            ]
        else:
            cap = sector(x, y, r * 1.15, 180, 180)
            heads += [
                light(rect(x - r * 0.34, y - 1, r * 0.68, 14, 2)),
                accent(cap),
                light(
                    *(circle(x + dx * r, y - dy * r, r * 0.13) for dx, dy in ((-0.5, 0.35), (0.1, 0.7), (0.55, 0.3)))
                ),
            ]
    return compose(
        [
            shade(handle),
            *heads,
            body(tub),
            light(*(within(w, tub) for w in weave)),
            shade(within(tub, curve("66,50! 100,50! 100,100! 60,100! 70,80"))),
            body(rim),
            light(brush([(12, 51), (50, 50.4), (70, 51)], [0, 1.4, 0])),
        ],
        anchor="ground",
        focus=(50, 50),
    )
