"""Toys and parties: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    line,
    minus,
    move,
    paired,
    polar,
    poly,
    rect,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def kite(rng: Rng) -> Drawing:
    """A diamond kite and its tail of bows."""
    sway = rng.uniform(-6, 6, 4)
    tip, foot, left, right, mid = (60, 2), (40, 62), (22, 18), (80, 34), (52.6, 24)
    quarters = [poly([tip, right, mid]), poly([right, foot, mid]), poly([foot, left, mid]), poly([left, tip, mid])]
    spars = [line([tip, foot], 1), line([left, right], 1)]
    tail_points = [(40, 62), (34 + sway[0], 72), (44 + sway[1], 82), (34 + sway[2], 92), (44 + sway[3], 102)]
    tail = line(tail_points, 1)
    bows = []
    for k, (x, y) in enumerate(tail_points[1:]):
        a = 30 * (-1) ** k
        bows.append(union(*(turn(poly([(x, y), (x + s * 8, y - 4), (x + s * 8, y + 4)]), a, x, y) for s in (-1, 1))))
    string = line("52.6,24 66,62 98,100", 0.6)
    return compose(
        [
            lines(string, tail),
            body(quarters[0]),
            light(quarters[1]),
            body(quarters[2]),
            accent(quarters[3]),
            lines(*spars),
            accent(*bows[::2]),
            body(*bows[1::2]),
        ],
        focus=(52, 26),
    )


def balloons(rng: Rng, *, count: int | None = None) -> Drawing:
    """A bunch of party balloons."""
    n = count or int(rng.choice([1, 3, 5]))
    spots = {
        1: [(50, 30)],
        3: [(50, 24), (26, 36), (74, 38)],
        5: [(50, 18), (22, 30), (78, 30), (37, 44), (65, 46)],
    }.get(n, [(50, 24), (26, 36), (74, 38)])
    order = [accent, body, light, body, accent]
    strings, bags = [], []
    hold = (50 + float(rng.uniform(-4, 4)), 108)
    for k, (x0, y0) in enumerate(spots):
        x, y = x0 + rng.uniform(-3, 3), y0 + rng.uniform(-3, 3)
        bag = curve(
            [
                (x, y - 21),
                (x + 14, y - 15),
                (x + 17.4, y),
                (x + 9, y + 17),
                (x, y + 22),
                (x - 9, y + 17),
                (x - 17.4, y),
                (x - 14, y - 15),
            ]
        )
        knot = curve([(x, y + 20, 1), (x + 3.4, y + 26, 1), (x, y + 25), (x - 3.4, y + 26, 1)])
        strings.append(line([(x, y + 24), (x + (hold[0] - x) * 0.3, y + 50), hold], 0.7))
        tone = order[k % 5]
        bags += [
            tone(bag, knot),
            shade(within(bag, minus(bag, move(bag, -4.4, -2.4)))),
            glow(brush([(x - 11.6, y + 1), (x - 11, y - 8), (x - 5, y - 14)], [0, 2.8, 0])),
        ]
    return compose([lines(*strings), *bags], focus=(50, 30))


def gift(rng: Rng) -> Drawing:
    """A present with a bow."""
    w = float(rng.uniform(-4, 6))
    box = rect(14 - w / 2, 46, 72 + w, 54, 1.5)
    lid = rect(9 - w / 2, 34, 82 + w, 14, 1.5)
    band = rect(43, 34, 14, 66)
    loops = paired(curve("50,32! 58,12 76,6 84,16 74,29"))
    holes = paired(curve("57,28! 63,17 73,13 77,18 70,25"))
    tails = paired(curve("52,31! 66,33 74,44! 66,43 61,48! 56,40"))
    dots = [circle(x, y, 2.4) for x in (24, 34, 66, 76) for y in (58, 72, 86)]
    return compose(
        [
            body(box),
            light(*dots),
            shade(within(box, rect(0, 48, 120, 4))),
            body(lid),
            accent(band),
            shade(within(band, rect(0, 48, 100, 4))),
            shade(holes),
            accent(minus(loops, holes), tails),
            light(rect(45.4, 26, 9.2, 9, 3)),
        ],
        anchor="ground",
        focus=(50, 45),
    )


def fireworks(rng: Rng, *, bursts: int | None = None) -> Drawing:
    """Rockets bursting into chrysanthemums."""
    n = bursts or int(rng.integers(2, 4))
    sites = [(42.0, 38.0, 36.0), (86.0, 62.0, 24.0), (90.0, 18.0, 17.0)][:n]
    parts: list[Part] = []
    for k, (x0, y0, r) in enumerate(sites):
        x, y = x0 + rng.uniform(-4, 4), y0 + rng.uniform(-4, 4)
        count = int(rng.choice([14, 16, 18]))
        spin = float(rng.uniform(0, 20))
        outer = [
            brush(
                [polar(x, y, r * 0.5, a), polar(x, y, r * 0.76, a), polar(x, y, r * (1 if j % 2 else 0.88), a)],
                [0, r * 0.1, r * 0.03],
            )
            for j, a in enumerate(spin + 360 / count * np.arange(count))
        ]
        inner = [
            brush([polar(x, y, r * 0.12, a), polar(x, y, r * 0.42, a)], [0, r * 0.075])
            for a in spin + 360 / count * (np.arange(count) + 0.5)
        ]
        tips = [circle(*polar(x, y, r * 1.06, a), r * 0.034) for a in spin + 360 / count * np.arange(1, count, 2)]
        trail = (
            brush([(x, y + r * 1.2), (x + 2, y + r * 1.5), (x - 1, 112)], [0, 1.1, 0.3]) if k < 2 else circle(x, y, 0.6)
        )
        front, back = (accent, body) if k % 2 == 0 else (body, accent)
        parts += [lines(trail), front(*outer), back(*inner), light(*tips)]
    return compose(parts, focus=(42, 38))


def robot(rng: Rng) -> Drawing:
    """A tin robot with a dial in its chest."""
    w = float(rng.uniform(17, 22))
    head = rect(50 - w * 0.8, 14, w * 1.6, 25, 4)
    chest = curve([(50 - w * 1.2, 44, 1), (50 + w * 1.2, 44, 1), (50 + w, 80, 1), (50 - w, 80, 1)])
    neck = rect(45, 38, 10, 7)
    eyes = [circle(50 + s * w * 0.36, 25, 4.6) for s in (-1, 1)]
    pupils = [circle(50 + s * w * 0.36 + 0.8, 25, 2) for s in (-1, 1)]
    mouth = [rect(50 - w * 0.44 + w * 0.18 * k, 33, w * 0.12, 3.4, 0.4) for k in range(5)]
    aerial = union(rect(49.3, 5, 1.4, 10), circle(50, 4.4, 3))
    ears = paired(union(rect(50 + w * 0.8, 21, 3, 10, 1), circle(50 + w * 0.8 + 4.6, 26, 3)))
    lift = float(rng.uniform(-12, 16))
    arm = [line([(50 + w * 1.16, 50), (50 + w * 1.7, 60), (50 + w * 1.9, 74 - lift)], 5)]
    claw = minus(circle(50 + w * 1.9, 79 - lift, 6), rect(50 + w * 1.9 - 2, 79 - lift, 4, 9))
    other = [line([(50 - w * 1.16, 50), (50 - w * 1.7, 60), (50 - w * 1.9, 74)], 5)]
    grip = minus(circle(50 - w * 1.9, 79, 6), rect(50 - w * 1.9 - 2, 79, 4, 9))
    legs = paired(rect(50 + w * 0.3, 79, 8, 14))
    feet = paired(
        curve(
            [
                (50 + w * 0.12, 102, 1),
                (50 + w * 0.12, 96),
                (50 + w * 0.5, 92),
                (50 + w * 0.95, 96),
                (50 + w * 0.95, 102, 1),
            ]
        )
    )
    dial = circle(50, 58, w * 0.42)
    hand = brush([(50, 58), polar(50, 58, w * 0.34, float(rng.uniform(190, 350)))], [1.6, 0.8])
    knobs = [circle(50 + w * 0.4 * k, 73, 2) for k in (-1, 0, 1)]
    collar = rect(50 - w * 1.2, 44, w * 2.4, 3)
    return compose(
        [
            lines(aerial),
            shade(*arm, *other, legs, neck),
            accent(claw, grip, ears, feet),
            body(head, chest),
            accent(collar),
            shade(within(chest, rect(50 + w * 0.62, 47, 40, 50)), within(head, rect(50 + w * 0.52, 0, 40, 50))),
            light(*eyes),
            lines(*pupils, *mouth),
            light(dial),
            lines(hand),
            accent(*knobs),
        ],
        anchor="ground",
        focus=(50, 28),
    )


def snowman(rng: Rng) -> Drawing:
    """A snowman in hat and scarf."""
    d = float(rng.uniform(-2, 2))
    balls = [circle(50, 80, 24), circle(50, 49, 17), circle(50, 26, 12.4)]
    whole = list(balls)
    balls[0] = minus(balls[0], rect(0, 100, 100, 20))
    hat = union(rect(36, 12, 28, 4, 1.4), poly("41,13 40,-5 60,-5 59,13"))
    hat = turn(hat, d * 3, 50, 14)
    band = turn(rect(40.4, 8, 19.2, 4.4), d * 3, 50, 14)
    nose = curve("49,26! 49,29.6! 36,31.6!")
    scarf = union(curve("37,35! 50,40 63,35! 64,41! 50,46 36,41!"), curve("57,40! 64,40! 68,58! 60,60!"))
    fringe = [line([(60 + 2.6 * k, 58), (60.6 + 2.7 * k, 62)], 1) for k in range(4)]
    stripes = [within(scarf, turn(rect(55, y, 20, 2.6), -8, 60, 50)) for y in (46, 52)]
    twigs = [
        union(
            brush([(50 + s * 14, 46), (50 + s * 26, 38 + s * d), (50 + s * 36, 30 + s * d)], [2.2, 1.8, 0.8]),
            brush([(50 + s * 29, 36 + s * d), (50 + s * 37, 38 + s * d)], [1.4, 0.5]),
            brush([(50 + s * 30, 35 + s * d), (50 + s * 30, 27 + s * d)], [1.4, 0.5]),
        )
        for s in (-1, 1)
    ]
    coals = [circle(50, y, 1.8) for y in (52, 59, 70, 78)] + [circle(45.4, 22.6, 1.5), circle(54.6, 22.6, 1.5)]
    shadows = [minus(b, move(full, -5, -2)) for b, full in zip(balls, whole, strict=True)]
    flakes = [
        circle(float(x), float(y), 1.3) for x, y in zip(rng.uniform(0, 100, 8), rng.uniform(-8, 60, 8), strict=True)
    ]
    around = union(*balls, scarf, hat, *twigs)
    return compose(
        [
            light(*(minus(f, around) for f in flakes)),
            lines(*twigs),
            light(balls[0]),
            shade(shadows[0]),
            light(balls[1]),
            shade(shadows[1]),
            light(balls[2]),
            shade(shadows[2]),
            accent(scarf, *fringe),
            light(*stripes),
            body(hat),
            accent(band),
            lines(*coals, brush("45,32 50,34 55,32", [0.3, 1, 0.3])),
            accent(nose),
        ],
        anchor="ground",
        focus=(50, 28),
    )
