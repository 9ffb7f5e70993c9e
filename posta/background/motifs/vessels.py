"""Bottles, glasses, jugs and vases: a random generator in, drawings that stand on the ground out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, accent, body, compose, light, lines, shade
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
    poly,
    rect,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def vase(rng: Rng, *, kind: str = "") -> Drawing:
    """A vase; `kind` is "amphora" or "bouquet"."""
    kind = kind or str(rng.choice(["amphora", "bouquet"]))
    if kind == "amphora":
        w = float(rng.uniform(25, 31))
        pot = mirrored(
            [
                (50, 4),
                (61, 4, 1),
                (61.6, 8.6, 1),
                (58, 12),
                (57, 26),
                (50 + w * 0.66, 36),
                (50 + w, 54),
                (50 + w * 0.7, 76),
                (57, 92, 1),
                (50, 92),
            ]
        )
        foot = mirrored("50,91 57,91! 64,100! 50,100")
        ear = paired(minus(line([(57, 11), (68, 12), (74, 24), (50 + w * 0.72, 40)], 4.2), pot))
        zone = [within(pot, rect(0, y, 100, h)) for y, h in ((33, 3), (42, 17), (63, 2.4), (68, 2.4))]
        key = []
        for k in range(9):
            x = 18 + 7.4 * k
            key.append(
                line(
                    [(x, 57, 1), (x, 45, 1), (x + 5.4, 45, 1), (x + 5.4, 53, 1), (x + 2.7, 53, 1), (x + 2.7, 49, 1)],
                    1.3,
                    square=True,
                )
            )
        rays = [poly([(38 + 4.8 * k, 92), (40.4 + 4.8 * k, 78), (42.8 + 4.8 * k, 92)]) for k in range(5)]
        tongues = [
            within(pot, curve([(34.4 + 5.2 * k, 26, 1), (37 + 5.2 * k, 32), (39.6 + 5.2 * k, 26, 1)])) for k in range(6)
        ]
        return compose(
            [
                lines(ear),
                body(pot),
                accent(*zone),
                lines(*(within(k, zone[1]) for k in key)),
                light(*(within(r, pot) for r in rays), *tongues),
                accent(foot),
                shade(within(pot, minus(pot, move(pot, -7, 0)))),
                light(brush([(50 - w * 0.62, 62), (50 - w * 0.78, 52), (50 - w * 0.5, 40)], [0, 2, 0])),
            ],
            anchor="ground",
            focus=(50, 52),
        )
    pot = mirrored("50,56 59,56! 56,63 68,74 70,88 62,100! 50,100")
    stems, heads, hearts, leaves = [], [], [], []
    for k, (x0, y0, r) in enumerate(((50, 14, 12), (27, 24, 10), (73, 22, 10.4), (37, 38, 8), (64, 40, 8.4))):
        x, y = x0 + rng.uniform(-3, 3), y0 + rng.uniform(-3, 3)
        stems.append(brush([(50 + (x - 50) * 0.1, 62), (50 + (x - 50) * 0.5, 48), (x, y)], [1.6, 1.4, 1]))
        n = (8, 6, 7, 6, 8)[k]
        petal = curve([(x, y, 1), (x + r * 0.36, y - r * 0.6), (x, y - r * 1.04), (x - r * 0.36, y - r * 0.6)])
        heads.append(union(*(turn(petal, 360 / n * j + 11 * k, x, y) for j in range(n))))
        hearts.append(circle(x, y, r * 0.3))
    for x, y, a in ((40, 50, -150), (60, 50, -30), (46, 44, -112), (56, 42, -62), (44, 56, 170), (57, 56, 12)):
        leaves.append(blade(x, y, float(rng.uniform(19, 27)), 7.4, a, 2 if a > -90 else -2))
    bands = [within(pot, rect(0, y, 100, 3)) for y in (76, 84)]
    return compose(
        [
            shade(*stems, *leaves),
            accent(heads[0], heads[3]),
            light(heads[1], heads[4]),
            accent(heads[2]),
            lines(*hearts),
            body(pot),
            shade(within(pot, minus(pot, move(pot, -8, 0)))),
            light(*bands),
        ],
        anchor="ground",
        focus=(50, 30),
    )


def bottle(rng: Rng, *, kind: str = "") -> Drawing:
    """A bottle of wine; `kind` is "claret" (shouldered) or "burgundy" (sloping)."""
    kind = kind or str(rng.choice(["claret", "burgundy"]))
    neck = [(50, 2), (54.6, 2, 1), (54.6, 6, 1), (53.8, 6.6, 1)]
    side = (
        [(53.8, 30), (56, 37), (65, 44), (66, 52), (66, 97, 1)]
        if kind == "claret"
        else [(54, 24), (57, 38), (66.4, 54), (68, 64), (68, 97, 1)]
    )
    glass = mirrored([*neck, *side, (63, 100, 1), (50, 100)])
    foil = within(glass, rect(0, 0, 100, float(rng.uniform(17, 23))))
    label = within(glass, rect(0, 60, 100, 27))
    mark = [star(50, 69, 4.6, 2.4, int(rng.choice([6, 8, 12]))), rect(41, 77, 18, 1.3), rect(44, 81, 12, 1.3)]
    gloss = brush("38.6,56 38,74 38.6,94", [0, 2, 0])
    high = brush("47.6,24 47,36 41.4,47", [0, 1.5, 0])
    dark = within(glass, curve("52,0! 52,28 56,42 58,56 58,100! 90,100! 90,0!"))
    return compose(
        [
            body(glass),
            shade(dark),
            light(label),
            shade(within(label, rect(58, 50, 30, 50))),
            accent(*mark, foil),
            light(minus(gloss, label), high),
        ],
        anchor="ground",
        focus=(50, 70),
    )


def wine_glass(rng: Rng, *, kind: str = "") -> Drawing:
    """A glass; `kind` is "wine", "cocktail" or "flute"."""
    kind = kind or str(rng.choice(["wine", "wine", "cocktail", "flute"]))
    stem = mirrored("50,54 51.8,58 51.4,84 54,93 68,97! 68,99! 50,99")
    if kind == "cocktail":
        cup = poly("10,14 90,14 50,60")
        drink = poly("18,22 82,22 50,58.6")
        stick = [line("34,42 70,2", 1), circle(46, 29, 5), circle(53.6, 20.6, 4.4)]
        slice_ = [circle(86, 14, 12), circle(86, 14, 9.6)]
        return compose(
            [
                accent(slice_[0]),
                light(slice_[1]),
                light(cup),
                accent(drink),
                shade(within(drink, poly("52,20 90,20 50,60"))),
                lines(stick[0]),
                body(*stick[1:]),
                body(stem),
            ],
            anchor="ground",
            focus=(50, 30),
        )
    if kind == "flute":
        cup = mirrored("50,2 60,2! 62,22 59,46 51,58! 50,58")
        level = float(rng.uniform(10, 20))
        drink = within(cup, rect(0, level, 100, 60))
        fizz = [
            circle(float(x), float(y), float(r))
            for x, y, r in zip(
                rng.uniform(44, 56, 10), rng.uniform(level + 3, 50, 10), rng.uniform(0.6, 1.4, 10), strict=True
            )
        ]
        return compose(
            [
                light(cup),
                accent(drink),
                light(*(within(f, drink) for f in fizz)),
                shade(within(drink, minus(cup, move(cup, -4, 0)))),
                body(stem),
            ],
            anchor="ground",
            focus=(50, 30),
        )
    cup = mirrored("50,2 67,2! 73,22 72,38 62,52 51.6,57! 50,57")
    level = float(rng.uniform(22, 32))
    drink = within(cup, curve([(0, level, 1), (50, level + 3), (100, level, 1), (100, 70, 1), (0, 70, 1)]))
    top = oval(50, level + 0.6, 23.4, 3.4)
    gloss = brush("31.6,14 30,27 33.6,40", [0, 2, 0])
    return compose(
        [
            light(cup),
            accent(drink),
            shade(within(drink, minus(cup, move(cup, -8, -1)))),
            shade(within(top, cup)),
            light(within(gloss, drink)),
            body(stem),
        ],
        anchor="ground",
        focus=(50, 30),
    )


def beer(rng: Rng) -> Drawing:
    """A mug of beer with a running head."""
    h = float(rng.uniform(-3, 3))
    glass = poly("16,28 72,28 70,100 18,100")
    handle = minus(rect(62, 40, 32, 44, 14), rect(62, 48, 23, 28, 9), rect(0, 0, 70, 120))
    drink = poly("21,34 67,34 65.4,93 22.6,93")
    flutes = [rect(x, 44, 6, 42, 3) for x in (27, 41, 55)]
    foam = union(
        *(circle(x, y + h, r) for x, y, r in ((20, 24, 9), (34, 17, 11), (50, 19, 12), (65, 23, 10))),
        rect(12, 22, 62, 10, 5),
        rect(15, 24, 9, 26 + h, 4.5),
        rect(30, 24, 8, 16, 4),
        rect(58, 24, 8, 20 - h, 4),
    )
    fizz = [
        circle(float(x), float(y), 1.1) for x, y in zip(rng.uniform(24, 64, 9), rng.uniform(52, 88, 9), strict=True)
    ]
    return compose(
        [
            body(handle, glass),
            accent(drink),
            shade(*(within(f, drink) for f in flutes)),
            light(*fizz),
            light(foam),
            shade(within(foam, minus(foam, move(foam, -4, -3)))),
            light(brush("20,24 28,14 40,13", [0, 2, 0])),
        ],
        anchor="ground",
        focus=(45, 45),
    )


def teapot(rng: Rng) -> Drawing:
    """A round teapot."""
    w = float(rng.uniform(29, 33))
    pot = mirrored([(50, 40), (50 + w * 0.62, 41), (50 + w, 62), (50 + w * 0.8, 84), (50 + w * 0.46, 94, 1), (50, 94)])
    lid = mirrored([(50, 27), (60, 30), (50 + w * 0.62, 40, 1), (50, 43)])
    knob = union(circle(50, 23, 4.6), rect(48.4, 25, 3.2, 4))
    spout = curve(
        [
            (50 - w * 0.8, 76, 1),
            (50 - w * 1.2, 70),
            (50 - w * 1.4, 52),
            (50 - w * 1.74, 43, 1),
            (50 - w * 1.46, 40, 1),
            (50 - w * 1.16, 48),
            (50 - w * 0.9, 57, 1),
        ]
    )
    handle = minus(
        line([(50 + w * 0.72, 50), (50 + w * 1.3, 46), (50 + w * 1.5, 62), (50 + w * 1.2, 78), (50 + w * 0.8, 80)], 5),
        pot,
    )
    foot = rect(50 - w * 0.52, 93, w * 1.04, 5, 2)
    petals = [turn(curve("50,68! 54,60 50,52! 46,60"), 45 * k, 50, 68) for k in range(8)]
    steam = brush([(50 - w * 1.66, 36), (50 - w * 1.5, 27), (50 - w * 1.8, 18), (50 - w * 1.6, 7)], [0.4, 2.6, 2.6, 0])
    return compose(
        [
            light(steam),
            body(spout),
            accent(handle),
            body(pot),
            shade(within(pot, minus(pot, move(pot, -8, -3)))),
            body(lid),
            light(line([(50 - w * 0.6, 41), (50, 44), (50 + w * 0.6, 41)], 1)),
            light(*petals),
            accent(circle(50, 68, 4), knob, foot),
            light(*(circle(*polar(50, 68, 21, 45 * k + 22.5), 1.3) for k in range(8))),
        ],
        anchor="ground",
        focus=(50, 65),
    )
