"""Flowers and mushrooms: a random generator in, drawings that stand on the ground out."""

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
    minus,
    mirrored,
    move,
    oval,
    polar,
    poly,
    rect,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def _stem(rng: Rng, top: float) -> tuple[skia.Path, list[Part]]:
    """A stem from (50, top) to the ground with two leaves."""
    sway = float(rng.uniform(-5, 5))
    stem = brush([(50, top), (50 + sway, (top + 100) / 2), (50, 100)], [2.4, 2.2, 2.8], flat=True)
    y = float(rng.uniform(76, 84))
    one = curve([(50 + sway * 0.6, y, 1), (60, y - 15), (78, y - 22, 1), (74, y - 6)])
    two = curve([(50 + sway * 0.7, y - 8, 1), (41, y - 20), (25, y - 25, 1), (30, y - 9)])
    ribs = [
        brush([(50 + sway * 0.6, y), (64, y - 12), (76, y - 20)], [0.4, 1.2, 0.2]),
        brush([(50 + sway * 0.7, y - 8), (38, y - 17), (27, y - 23)], [0.4, 1.2, 0.2]),
    ]
    return stem, [shade(stem), body(one, two), light(*ribs)]


def flower(rng: Rng, *, kind: str = "") -> Drawing:
    """A flower on its stem; `kind` is "daisy", "tulip" or "poppy"."""
    kind = kind or str(rng.choice(["daisy", "tulip", "poppy"]))
    parts = _stem(rng, 30)[1]
    if kind == "tulip":
        w = float(rng.uniform(15, 19))
        side = curve(
            [(50, 46, 1), (50 + w, 40), (50 + w * 1.1, 20), (50 + w * 0.78, 2, 1), (50 + w * 0.3, 16), (50, 30)]
        )
        front = mirrored([(50, 6, 1), (50 + w * 0.62, 20), (50 + w * 0.66, 36), (50, 47)])
        back = union(curve("38,30! 41,12 44,3! 50,20!"), curve("62,30! 59,12 56,3! 50,20!"))
        parts += [
            shade(back),
            accent(side, flipped(side)),
            light(within(front, rect(0, 0, 100, 100))),
            lines(brush("50,40 50,28 50,16", [0, 1, 0])),
        ]
    elif kind == "poppy":
        d = rng.uniform(-3, 3, 4)
        bowl = curve(
            [
                (50, 46),
                (28, 40),
                (18, 24 + d[0]),
                (27, 9),
                (42, 10 + d[1]),
                (52, 5),
                (66, 9 + d[2]),
                (80, 12),
                (83, 28 + d[3]),
                (72, 41),
            ]
        )
        fold = curve(
            [
                (50, 60, 1),
                (0, 50, 1),
                (6, 20, 1),
                (24, 31 + d[1]),
                (40, 27),
                (52, 31),
                (70, 26 + d[2]),
                (94, 34, 1),
                (94, 50, 1),
            ]
        )
        far = curve("60,-10! 54,8 60,20 57,34! 100,34! 100,-10!")
        heart = circle(50, 23, 6.4)
        rays = [
            brush([(50, 23), polar(50, 23, 9, a), polar(50, 23, 14.5, a)], [1.2, 1, 0.3]) for a in range(-180, 10, 15)
        ]
        rim = within(minus(move(fold, 0, -1.5), fold), bowl)
        parts += [
            accent(bowl),
            light(within(minus(far, move(far, 1.2, 0)), bowl)),
            lines(*(within(r, bowl) for r in rays), heart),
        ]
        parts += [accent(within(fold, bowl)), light(rim)]
    else:
        n = int(rng.choice([11, 13, 16]))
        petal = curve(
            [(50, 30, 1), (50 + 62 / n, 16), (50 + 50 / n, 3), (50, 0.5), (50 - 50 / n, 3), (50 - 62 / n, 16)]
        )
        petals = [turn(petal, 360 / n * k, 50, 30) for k in range(n)]
        seeds = [circle(*polar(50, 30, 1.35 * math.sqrt(k), 137.5 * k), 0.62) for k in range(1, 22)]
        parts += [
            light(*petals),
            shade(*(turn(brush("50,22 50,14 50,8", [0, 1, 0]), 360 / n * k, 50, 30) for k in range(n))),
            accent(circle(50, 30, 8.4)),
            lines(*seeds),
        ]
    return compose(parts, anchor="ground", focus=(50, 26))


def sunflower(rng: Rng) -> Drawing:
    """A sunflower with its spiral of seeds."""
    n = int(rng.choice([15, 17, 19]))
    petal = curve("50,36! 56,20 50,-1! 44,20")
    back = [turn(petal, 360 / n * k, 50, 36) for k in range(n)]
    front = [turn(move(petal, 0, 4), 360 / n * (k + 0.5), 50, 36) for k in range(n)]
    seeds = [circle(*polar(50, 36, 1.62 * math.sqrt(k), 137.508 * k), 0.9) for k in range(1, 62)]
    stem = brush("50,60 51,84 50,116", [3.6, 3.6, 4.2], flat=True)
    y = float(rng.uniform(92, 100))
    broad = curve([(51, y + 4, 1), (60, y - 10), (74, y - 14), (88, y - 8, 1), (80, y + 4), (66, y + 8)])
    other = curve([(50, y - 4, 1), (42, y - 18), (28, y - 22), (14, y - 15, 1), (22, y - 4), (36, y + 1)])
    ribs = [
        brush([(51, y + 4), (68, y - 3), (84, y - 7)], [0.5, 1.4, 0.2]),
        brush([(50, y - 4), (34, y - 11), (18, y - 14)], [0.5, 1.4, 0.2]),
    ]
    return compose(
        [
            body(stem, broad, other),
            light(*ribs),
            light(*back),
            accent(*front),
            lines(circle(50, 36, 14.6)),
            light(*seeds),
        ],
        anchor="ground",
        focus=(50, 36),
    )


def rose(rng: Rng) -> Drawing:
    """A rose in bloom, its petals wound about the heart."""
    spin = float(rng.uniform(0, 360))
    outer = [oval(*polar(50, 28, 12.5, spin + 72 * k), 15, 13, spin + 72 * k + 90) for k in range(5)]
    head = union(*outer)
    wound = []
    for k in range(11):
        a = spin + 137.5 * k
        r = 3.4 + 2.05 * k
        wound.append(
            brush(
                [polar(50, 28, r * (1 + 0.07 * s), a + s * min(64.0, 40 + 3 * k)) for s in (-1, -0.5, 0, 0.5, 1)],
                [0, 1.9, 2.6, 1.5, 0],
            )
        )
    heart = brush([polar(50, 28, 0.6 + 0.0052 * a, a + spin) for a in range(0, 620, 40)], [0.8, 1.5, 1.6, 0])
    dark = within(head, curve("50,54! 76,50 82,22! 72,36 60,45"))
    sway = float(rng.uniform(-4, 4))
    stem = brush([(50, 48), (50 + sway, 74), (50 - sway, 104)], [2.6, 2.4, 2.6], flat=True)
    thorns = [
        poly([(50 + sway * 0.8 + s * 1, y - 1.6), (50 + sway * 0.8 + s * 5, y - 2.6), (50 + sway * 0.8 + s, y + 2)])
        for s, y in ((1, 64), (-1, 84))
    ]
    sepals = [blade(50, 50, 14, 4.6, a, b) for a, b in ((35, -3), (145, 3), (90, 0))]
    leaves = []
    for x, y, a in ((50 + sway * 0.7, 80, -32), (50 + sway, 72, -146)):
        leaves += [blade(x, y, 27, 14, a, 2 if a > -90 else -2)]
    ribs = [
        turn(brush([(x, y), (x + 12, y), (x + 24, y)], [0.4, 1.1, 0.2]), a, x, y)
        for x, y, a in ((50 + sway * 0.7, 80, -30), (50 + sway, 72, -148))
    ]
    return compose(
        [
            body(stem, *thorns, *sepals, *leaves),
            light(*ribs),
            accent(head),
            shade(dark),
            light(*(within(w, head) for w in wound), heart),
        ],
        anchor="ground",
        focus=(50, 28),
    )


def mushroom(rng: Rng) -> Drawing:
    """A toadstool and its child."""

    def one(x: float, foot: float, s: float) -> list[Part]:
        cap = curve(
            [
                (x - 34 * s, foot - 44 * s, 1),
                (x - 28 * s, foot - 66 * s),
                (x, foot - 84 * s),
                (x + 28 * s, foot - 66 * s),
                (x + 34 * s, foot - 44 * s, 1),
                (x, foot - 39 * s),
            ]
        )
        stalk = curve(
            [
                (x - 9 * s, foot - 46 * s, 1),
                (x - 8 * s, foot - 22 * s),
                (x - 13 * s, foot, 1),
                (x + 13 * s, foot, 1),
                (x + 8 * s, foot - 22 * s),
                (x + 9 * s, foot - 46 * s, 1),
            ]
        )
        frill = curve(
            [
                (x - 10 * s, foot - 36 * s, 1),
                (x, foot - 33 * s),
                (x + 10 * s, foot - 36 * s, 1),
                (x + 14 * s, foot - 24 * s, 1),
                (x, foot - 28 * s),
                (x - 14 * s, foot - 24 * s, 1),
            ]
        )
        dots = [
            oval(x + dx * s, foot + dy * s, rx * s, rx * 0.8 * s)
            for dx, dy, rx in ((-14, -56, 6), (6, -70, 6.4), (15, -52, 5), (-4, -49, 3), (28, -50, 3.4), (-26, -50, 3))
        ]
        under = curve(
            [(x - 34 * s, foot - 44 * s, 1), (x, foot - 48 * s), (x + 34 * s, foot - 44 * s, 1), (x, foot - 39 * s)]
        )
        return [
            light(stalk),
            shade(within(stalk, rect(x + 2.5 * s, 0, 40, 200))),
            light(frill),
            body(cap),
            light(*(within(d, cap) for d in dots)),
            shade(under),
        ]

    small = float(rng.uniform(0.34, 0.5))
    parts = one(45, 100, 1.0) + one(float(rng.uniform(74, 82)), 100, small)
    grass = [
        blade(float(x), 101, float(h), 3, -90 + float(a))
        for x, h, a in zip(rng.uniform(22, 92, 7), rng.uniform(8, 17, 7), rng.uniform(-22, 22, 7), strict=True)
    ]
    return compose([*parts, accent(*(minus(g, rect(0, 100, 120, 9)) for g in grass))], anchor="ground", focus=(45, 45))


def wheat(rng: Rng, *, ears: int | None = None) -> Drawing:
    """Ears of ripe wheat, bound when there are several."""
    n = ears or int(rng.choice([1, 3, 5]))
    parts: list[Part] = []
    for k in sorted(range(n), key=lambda k: -abs(k - (n - 1) / 2)):
        spread = (k - (n - 1) / 2) * 15
        bend = spread * 0.12 + float(rng.uniform(-2, 2))
        stalk = brush([(50, 104), (50, 74), (50 + bend * 0.3, 50), (50 + bend, 14)], [1.8, 1.7, 1.5, 1])
        grains: dict[str, list[skia.Path]] = {"left": [], "right": []}
        beards = []
        for g in range(7):
            y = 46 - 5.4 * g
            x = 50 + bend * (0.3 + 0.7 * (50 - y) / 36)
            for s, side in ((-1, "left"), (1, "right")):
                grains[side].append(blade(x, y, 11.5, 5.2, -90 + s * 33, s * 1.2))
                tip = (x + s * 6.2, y - 9.4)
                beards.append(
                    brush([tip, (tip[0] + s * 2.4, tip[1] - 7), (tip[0] + s * 3.6, tip[1] - 14)], [0.7, 0.5, 0.1])
                )
        crown = blade(50 + bend, 10, 11, 5, -90)
        drawn = [lines(*beards), body(stalk), accent(*grains["left"], crown), shade(*grains["right"])]
        drawn.append(
            light(
                *(
                    brush(
                        [
                            (50 + bend * (0.3 + 0.7 * g / 7) - 2, 44 - 5.4 * g),
                            (50 + bend * (0.3 + 0.7 * g / 7) - 4.4, 39 - 5.4 * g),
                        ],
                        [0.9, 0.2],
                    )
                    for g in range(7)
                )
            )
        )
        parts += [Part(turn(part.path, spread, 50, 88), part.tone) for part in drawn]
    if n > 1:
        band = curve("42,80! 50,82 58,80! 58,86! 50,88 42,86!")
        parts += [body(band), body(brush("56,84 64,92 62,102", [2, 3, 0.6]), brush("56,84 68,88 73,96", [2, 3, 0.6]))]
    else:
        parts += [body(blade(50, 86, 30, 7, -140, -4), blade(50, 92, 28, 7, -42, 4))]
    return compose(parts, anchor="ground", focus=(50, 30))
