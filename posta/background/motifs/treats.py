"""More things to eat: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs import food
from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    line,
    minus,
    move,
    oval,
    poly,
    rect,
    ring,
    sector,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def ramen(rng: Rng) -> Drawing:
    """A bowl of noodles."""
    return food.bowl(rng, kind="ramen")


def pretzel(rng: Rng) -> Drawing:
    """A soft pretzel with salt."""
    k = float(rng.uniform(-1.5, 1.5))
    rope = [(34, 84), (20, 66), (10, 44), (20, 24), (38, 22), (50, 40), (58, 58), (72, 84)]
    back = [(66, 84), (80, 66), (90, 44), (80, 24), (62, 22), (50, 40), (42, 58), (28, 84 + k)]
    width = [8, 11, 14, 15, 13, 11, 9, 7]
    one, two = brush(rope, width), brush(back, width)
    gloss = [
        brush([(9, 50), (9, 38), (18, 27)], [0, 2.4, 0]),
        brush([(82, 26), (90, 34), (92, 44)], [0, 2.4, 0]),
        brush([(44, 30), (52, 40), (56, 50)], [0, 1.8, 0]),
    ]
    salt = [
        turn(rect(x, y, 3, 2.2, 0.5), a, x, y)
        for x, y, a in (
            (14, 58, 20),
            (24, 24, 60),
            (38, 27, 10),
            (60, 22, 40),
            (76, 24, 80),
            (88, 56, 30),
            (78, 68, 60),
            (24, 68, 10),
            (50, 46, 20),
            (60, 66, 70),
            (40, 66, 15),
        )
    ]
    return compose(
        [
            body(one),
            shade(minus(one, move(one, -3, -2.4))),
            body(two),
            shade(minus(two, move(two, -2.4, -2.6))),
            accent(*gloss),
            light(*salt),
        ],
        focus=(50, 46),
    )


def taco(rng: Rng) -> Drawing:
    """A full taco."""
    back, shell = sector(52, 78, 46, 180, 180), sector(46, 84, 46, 180, 180)
    greens = union(
        *(circle(10 + 9 * k, 62 - 36 * np.sin(np.pi * (k + 0.7) / 9.6) + rng.uniform(-2, 2), 8.4) for k in range(9))
    )
    reds = [circle(18 + 13 * k, 56 - 32 * np.sin(np.pi * (k + 0.8) / 6.4), 5.4) for k in range(6)]
    cheese = [
        turn(rect(16 + 11 * k, 58 - 30 * np.sin(np.pi * (k + 0.6) / 6.6), 9, 2.4, 1), -40 + 15 * k, 20 + 11 * k, 56)
        for k in range(7)
    ]
    spots = [
        oval(x, y, r, r * 0.7)
        for x, y, r in ((24, 66, 2), (38, 56, 2.6), (56, 60, 2), (68, 70, 2.6), (46, 74, 1.8), (30, 78, 1.6))
    ]
    return compose(
        [
            shade(back),
            body(greens),
            accent(*reds),
            light(*cheese),
            accent(shell),
            shade(within(shell, minus(shell, move(shell, -6, -4)))),
            light(*spots),
            light(brush([(6, 72), (16, 54), (32, 44)], [0, 2, 0])),
        ],
        anchor="ground",
        focus=(46, 56),
    )


def burger(rng: Rng) -> Drawing:
    """A hamburger."""
    top = curve("6,42! 8,22 28,10 50,9 72,10 92,22 94,42!")
    bottom = curve("8,78! 92,78! 92,88 84,94! 16,94! 8,88")
    leaf_ = curve(
        [
            (2, 48, 1),
            (98, 48, 1),
            (96, 55),
            (86, 52),
            (76, 58),
            (64, 53),
            (52, 59),
            (40, 53),
            (28, 58),
            (16, 52),
            (6, 56),
        ]
    )
    patty, melted = rect(5, 61, 90, 14, 7), poly("10,57 90,57 80,62 70,62 62,70 54,62 24,62")
    seeds = [
        oval(x + rng.uniform(-1, 1), y, 2.6, 1.6, a)
        for x, y, a in (
            (30, 22, -30),
            (46, 16, 0),
            (62, 18, 20),
            (40, 28, -10),
            (74, 28, 30),
            (56, 28, 10),
            (22, 32, -30),
        )
    ]
    return compose(
        [
            accent(bottom),
            shade(within(bottom, rect(60, 70, 50, 40))),
            lines(patty),
            light(melted),
            accent(rect(8, 50, 84, 8, 3)),
            body(leaf_),
            accent(top),
            shade(within(top, minus(top, move(top, -10, -3)))),
            light(*seeds),
            light(brush([(14, 34), (20, 22), (34, 15)], [0, 2.4, 0])),
        ],
        anchor="ground",
        focus=(50, 40),
    )


def sushi(rng: Rng) -> Drawing:
    """Two rolls, a piece with fish, and chopsticks."""
    k = float(rng.uniform(-2, 2))
    sticks = [turn(rect(4, 14, 96, 2.4, 1.2), a + k, 50, 20) for a in (-10, -15)]
    rolls = []
    for x in (20, 56):
        rolls += [
            lines(union(oval(x, 56, 17, 9), rect(x - 17, 56, 34, 22), oval(x, 78, 17, 9))),
            light(oval(x, 56, 14.4, 7.2)),
            accent(oval(x - 3, 55, 4.6, 2.6)),
            body(oval(x + 4, 57, 4, 2.2)),
            shade(within(union(rect(x - 17, 56, 34, 22), oval(x, 78, 17, 9)), rect(x + 6, 62, 14, 30))),
        ]
    rice = rect(44, 82, 50, 15, 7)
    fish_ = curve("40,86! 44,76 62,72 82,74 98,84! 96,89 80,84 60,84 44,90")
    stripes = [within(fish_, turn(rect(52 + 11 * j, 68, 2.4, 26), 24, 52 + 11 * j, 80)) for j in range(4)]
    return compose(
        [*rolls, light(rice), shade(within(rice, rect(78, 80, 20, 20))), accent(fish_), light(*stripes), body(*sticks)],
        anchor="ground",
        focus=(46, 62),
    )


def cake(rng: Rng) -> Drawing:
    """A layered cake with candles."""
    n = int(rng.choice([3, 4, 5]))
    top, low = rect(22, 38, 56, 26, 4), rect(8, 62, 84, 30, 4)
    plate = union(oval(50, 94, 50, 4.4), rect(40, 95, 20, 5, 1))
    drips = []
    for x0, x1, y, count in ((22, 78, 40, 5), (8, 92, 64, 7)):
        wide = (x1 - x0) / count
        drips += [rect(x0 + wide * j, y - 4, wide * 0.98, 9 + 5 * ((j * 7 + n) % 3), wide * 0.45) for j in range(count)]
    candles, flames, hearts = [], [], []
    for j in range(n):
        x = 50 + (j - (n - 1) / 2) * 11
        candles.append(rect(x - 1.8, 20, 3.6, 18, 1))
        flames.append(curve([(x, 6, 1), (x + 3, 14), (x, 19, 1), (x - 3, 14)]))
        hearts.append(oval(x, 15.6, 1, 2))
    cherries = [circle(16 + 13.6 * j, 60, 4) for j in range(6)]
    return compose(
        [
            light(plate),
            body(low),
            body(top),
            shade(within(union(low, top), rect(62, 30, 40, 70))),
            light(rect(22, 36, 56, 8, 4), rect(8, 60, 84, 8, 4)),
            light(*drips),
            accent(*(c for j, c in enumerate(cherries) if j in (0, 5))),
            accent(*candles),
            light(
                *(
                    line([(50 + (j - (n - 1) / 2) * 11 - 1.8, 31), (50 + (j - (n - 1) / 2) * 11 + 1.8, 27)], 1.2)
                    for j in range(n)
                )
            ),
            glow(*flames),
            accent(*hearts),
            accent(rect(8, 82, 84, 3)),
        ],
        anchor="ground",
        focus=(50, 46),
    )


def pie(rng: Rng) -> Drawing:
    """A lattice pie, steaming."""
    k = float(rng.uniform(-2, 2))
    dish = curve("4,62! 96,62! 86,90 80,94! 20,94! 14,90")
    fill = oval(50, 60, 44, 15)
    lattice = [
        within(turn(rect(-10, 60 + 8 * j, 120, 4), a, 50, 60), fill)
        for a in (24, -24)
        for j in (-4, -3, -2, -1, 0, 1, 2, 3)
    ]
    crust = minus(oval(50, 60, 49, 18), oval(50, 59.4, 43, 14))
    crimps = [
        circle(50 + 46.4 * np.cos(a), 60 + 16.4 * np.sin(a), 3.3) for a in np.linspace(0, 2 * np.pi, 30, endpoint=False)
    ]
    steam = [brush([(x, 38), (x + 5, 30), (x - 3 + k, 20), (x + 4, 8)], [0, 2.6, 2.2, 0]) for x in (34, 50, 66)]
    ridges = [
        poly([(20 + 7.6 * j, 78), (23 + 7.6 * j, 78), (24 + 6.6 * j, 94), (21.6 + 6.6 * j, 94)]) for j in range(9)
    ]
    return compose(
        [
            light(*steam),
            body(dish),
            shade(*(within(r, dish) for r in ridges)),
            accent(fill),
            light(*lattice),
            light(crust),
            light(*crimps),
            shade(ring(50, 60, 0.2, 0.1)),
        ],
        anchor="ground",
        focus=(50, 60),
    )


def bowl(rng: Rng) -> Drawing:
    """A thrown bowl, empty or full of fruit."""
    if rng.random() < 0.4:
        return food.bowl(rng, kind="fruit")
    k = float(rng.uniform(-3, 5))
    cup = curve([(3, 40, 1), (97, 40, 1), (92, 60 + k), (74, 80), (60, 86, 1), (40, 86, 1), (26, 80), (8, 60 + k)])
    glaze = within(
        cup,
        curve(
            [
                (0, 30, 1),
                (100, 30, 1),
                (100, 56, 1),
                (84, 60 + k),
                (68, 55),
                (52, 62 + k),
                (34, 56),
                (18, 61),
                (0, 56, 1),
            ]
        ),
    )
    rim, hollow = oval(50, 40, 47, 8.6), oval(50, 41, 42, 6.4)
    foot = poly("38,84 62,84 66,94 34,94")
    turned = [within(brush([(0, y), (50, y + 3), (100, y)], [0.9, 0.9, 0.9]), cup) for y in (68, 74)]
    return compose(
        [
            shade(foot),
            body(cup),
            accent(glaze),
            shade(within(cup, minus(cup, move(cup, -14, -4)))),
            light(rim),
            shade(hollow),
            light(*turned),
            light(brush([(12, 52), (17, 62), (25, 72)], [0, 2.4, 0])),
        ],
        anchor="ground",
        focus=(50, 50),
    )
