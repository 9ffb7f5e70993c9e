"""Temples, gates, mosques and lamps: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.forms import gothic, horseshoe, rounded
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
    sector,
    star,
    union,
    within,
)

Rng = np.random.Generator


def arch(rng: Rng, *, kind: str = "") -> Drawing:
    """A gate; `kind` is "moorish" or "triumphal"."""
    kind = kind or str(rng.choice(["moorish", "triumphal"]))
    if kind == "triumphal":
        wide = float(rng.uniform(16, 19))
        block = union(rect(10, 30, 80, 70), rect(6, 24, 88, 7), rect(12, 8, 76, 17), rect(9, 5, 82, 4))
        gate = rounded(50, 100, 2 * wide, 62)
        sides = [rounded(x, 100, 11, 40) for x in (21.5, 78.5)]
        plinth = union(*(rect(x, 92, w, 8) for x, w in ((8, 7), (27, 7), (66, 7), (85, 7))))
        pillars = union(*(union(rect(x, 36, 4, 58), rect(x - 1.2, 33, 6.4, 3.4)) for x in (11, 28.4, 67.6, 85)))
        ring_ = minus(circle(50, 38 + wide, wide + 4), circle(50, 38 + wide, wide), rect(0, 38 + wide, 100, 80))
        panel = rect(24, 12, 52, 9)
        quadriga = [star(50, -3, 7, 3, 8), rect(48, 2, 4, 4)]
        solid = minus(block, gate, *sides)
        depth = [minus(gate, move(gate, -wide * 0.4, 1)), *(minus(s, move(s, -3.4, 1)) for s in sides)]
        discs = [circle(x, 47, 4) for x in (21.5, 78.5)]
        return compose(
            [
                accent(*quadriga),
                body(solid),
                shade(*(within(d, block) for d in depth)),
                light(pillars, ring_, panel),
                accent(*discs, curve("47,34! 53,34! 51.6,43! 48.4,43!")),
                shade(plinth, rect(6, 29, 88, 2)),
            ],
            anchor="ground",
            focus=(50, 60),
        )
    pointed = rng.random() < 0.5
    r = float(rng.uniform(19, 23))
    frame = rect(12, 4, 76, 96)
    spring = 58.0
    hole = horseshoe(50, spring, r, 100, pointed=pointed)
    outer = horseshoe(50, spring, r * 1.44, 100, pointed=pointed)
    collar = minus(within(outer, rect(0, 0, 100, spring + 1)), hole)
    n = 17
    stones = [sector(50, spring - r * 0.45, 60, 150 + 240 / n * k, 240 / n) for k in range(0, n, 2)]
    stones = [within(s, collar) for s in stones]
    border = minus(rect(16, 8, 68, 92), rect(19, 11, 62, 92))
    corners = [star(x, 21, 5.6, 3.2, 8) for x in (27, 73)]
    tiles = [poly([(14 + 4.4 * k, 4), (16.2 + 4.4 * k, -3), (18.4 + 4.4 * k, 4)]) for k in range(17)]
    columns = paired(
        union(
            rect(50 + r * 0.8 - 1, spring + 4, 5, 38),
            rect(50 + r * 0.8 - 3, spring - 1, 9, 5),
            rect(50 + r * 0.8 - 3, 95, 9, 5),
        )
    )
    return compose(
        [
            accent(*tiles),
            body(minus(frame, hole)),
            light(border),
            light(collar),
            accent(*stones),
            light(columns),
            light(*corners),
            shade(minus(hole, move(hole, -4, 2))),
        ],
        anchor="ground",
        focus=(50, 60),
    )


def lantern(rng: Rng, *, kind: str = "") -> Drawing:
    """A hanging lamp; `kind` is "mosque" (blown glass on chains) or "ramadan" (cut tin, six-sided)."""
    kind = kind or str(rng.choice(["mosque", "ramadan"]))
    if kind == "mosque":
        w = float(rng.uniform(26, 31))
        neck = mirrored([(50, 34), (50 + w * 0.9, 33, 1), (50 + w * 0.6, 44), (50 + w * 0.46, 55, 1), (50, 56)])
        belly = mirrored(
            [
                (50, 53),
                (50 + w * 0.5, 54, 1),
                (50 + w, 63),
                (50 + w * 0.96, 74),
                (50 + w * 0.5, 86),
                (50 + w * 0.3, 89, 1),
                (50, 89),
            ]
        )
        foot = mirrored([(50, 88), (50 + w * 0.28, 88, 1), (50 + w * 0.34, 94), (50 + w * 0.56, 100, 1), (50, 100)])
        chain = [line([(50, 3), (50 + w * d, 62 if abs(d) < 1 else 64)], 0.9) for d in (-0.94, 0.94)]
        beads = [circle(50 + s * w * 0.94 * t, 3 + 60 * t, 1.3) for s in (-1, 1) for t in (0.3, 0.5, 0.7)]
        band = [within(neck, rect(0, 38, 100, 8)), within(belly, rect(0, 64, 100, 9))]
        marks = [star(50 + 9.6 * k, 68.5, 3.4, 1.7, 8) for k in range(-3, 4)]
        scallop = [
            brush([(50 + 8 * k - 4, 47.6), (50 + 8 * k, 52), (50 + 8 * k + 4, 47.6)], [0, 1.2, 0]) for k in range(-2, 3)
        ]
        drops = [
            curve([(50 + 9 * k, 74.4, 1), (53 + 9 * k, 78), (50 + 9 * k, 82, 1), (47 + 9 * k, 78)])
            for k in (-2, -1, 0, 1, 2)
        ]
        loops = [minus(circle(50 + s * w * 0.94, 64.5, 3.2), circle(50 + s * w * 0.94, 64.5, 1.5)) for s in (-1, 1)]
        return compose(
            [
                lines(*chain),
                accent(*beads, circle(50, 3, 2.6)),
                body(neck, belly, foot),
                shade(*(within(minus(p, move(p, -7, 0)), p) for p in (neck, belly))),
                accent(*band),
                glow(*(within(m, belly) for m in marks)),
                light(*scallop),
                glow(*drops),
                body(*loops),
                light(within(rect(0, 33, 100, 2.4), neck)),
            ],
            anchor="top",
            focus=(50, 62),
        )
    w = float(rng.uniform(17, 21))
    dome = mirrored([(50, 16, 1), (52, 21), (50 + w * 0.72, 30), (50 + w * 0.9, 40, 1), (50, 40)])
    collar_ = union(rect(50 - w * 1.05, 39, w * 2.1, 4, 1), rect(50 - w * 0.9, 79, w * 1.8, 4, 1))
    glass = poly([(50 - w * 1.0, 43), (50 + w * 1.0, 43), (50 + w * 0.8, 79), (50 - w * 0.8, 79)])
    base = mirrored([(50, 83), (50 + w * 0.84, 83, 1), (50 + w * 0.5, 90), (50 + 2, 93), (50, 100, 1)])
    panes = []
    for a, b in ((-0.9, -0.46), (-0.36, 0.36), (0.46, 0.9)):
        m, h = 50 + w * (a + b) / 2, w * (b - a) / 2
        panes.append(
            curve(
                [
                    (m, 45.5, 1),
                    (m + h * 0.8, 52),
                    (m + h * 0.9, 60, 1),
                    (m + h * 0.78, 76.5, 1),
                    (m - h * 0.78, 76.5, 1),
                    (m - h * 0.9, 60, 1),
                    (m - h * 0.8, 52),
                ]
            )
        )
    ribs = [brush([(50, 19), (50 + w * d * 0.66, 30), (50 + w * d * 0.8, 39)], [0.4, 1.1, 0.8]) for d in (-0.5, 0.5)]
    rose = [star(50, 61, 5, 2.6, 8), *(circle(50 + s * w * 0.68, 61, 1.8) for s in (-1, 1))]
    pierce = [circle(50 + 5 * k, 36, 1.1) for k in (-2, -1, 0, 1, 2)]
    loop = minus(circle(50, 11, 4.2), circle(50, 11, 2.6))
    hang = rect(49.6, 0, 0.8, 8)
    return compose(
        [
            lines(hang),
            accent(loop),
            body(dome, glass, base),
            shade(within(base, rect(50, 80, 40, 30)), within(dome, rect(50, 10, 40, 30))),
            accent(collar_),
            light(*ribs),
            glow(*panes),
            accent(*rose),
            glow(*pierce),
            body(circle(50, 15.6, 2)),
        ],
        anchor="top",
        focus=(50, 61),
    )


def torii(rng: Rng) -> Drawing:
    """A Shinto gate, sometimes with the sun behind it."""
    lift = float(rng.uniform(3, 7))
    top = curve(
        [
            (2, 18 - lift, 1),
            (26, 20.6),
            (50, 21),
            (74, 20.6),
            (98, 18 - lift, 1),
            (95.6, 26, 1),
            (74, 28.4),
            (50, 29),
            (26, 28.4),
            (4.4, 26, 1),
        ]
    )
    cap = curve(
        [
            (0, 13 - lift, 1),
            (26, 16.4),
            (50, 17),
            (74, 16.4),
            (100, 13 - lift, 1),
            (98.6, 19.4 - lift, 1),
            (74, 21.6),
            (50, 22),
            (26, 21.6),
            (1.4, 19.4 - lift, 1),
        ]
    )
    tie = rect(11, 40, 78, 6.4, 0.8)
    posts = paired(poly("73.6,28 80.4,28 83.4,100 75.6,100"))
    feet = paired(poly("75,93 84.2,93 84.8,100 74.6,100"))
    rings = paired(union(rect(71.6, 28, 10.8, 3, 0.6), rect(77.2 - 6, 46.4, 0.1, 0.1)))
    plate = union(rect(45.6, 27, 8.8, 14))
    wedges = paired(union(rect(70, 41, 2.6, 4.4), rect(84.4, 41, 2.6, 4.4)))
    parts = []
    if rng.random() < 0.5:
        parts.append(accent(circle(50, 68, float(rng.uniform(19, 23)))))
    side = within(posts, union(poly("77.6,28 90,28 90,100 80.4,100"), poly("22.6,28 27,28 26,100 19.8,100")))
    return compose(
        [
            *parts,
            body(posts, tie, top),
            shade(side, within(top, rect(0, 25.6, 100, 6))),
            body(tie),
            shade(rect(11, 44, 78, 2.4), rings),
            lines(cap, feet),
            light(plate),
            lines(wedges, rect(49.4, 30, 1.2, 8)),
        ],
        anchor="ground",
        focus=(50, 50),
    )


def temple(rng: Rng, *, columns: int | None = None) -> Drawing:
    """A Greek temple front."""
    n = columns or int(rng.choice([4, 6, 6, 8]))
    pitch = float(rng.uniform(16, 21))
    gable = poly([(4, 34), (50, 34 - pitch), (96, 34)])
    field = poly([(18, 32), (50, 32 - pitch * 0.68), (82, 32)])
    beam = union(rect(6, 34, 88, 4), rect(8, 38, 84, 6))
    steps = [rect(8, 88, 84, 4), rect(4, 92, 92, 4), rect(0, 96, 100, 4)]
    shafts, flutes, caps = [], [], []
    for k in range(n):
        x = 14 + 72 * k / (n - 1)
        w = 19 / n + 1.0
        shafts.append(
            curve(
                [
                    (x - w * 0.86, 48, 1),
                    (x + w * 0.86, 48, 1),
                    (x + w * 1.02, 66),
                    (x + w * 1.06, 88, 1),
                    (x - w * 1.06, 88, 1),
                    (x - w * 1.02, 66),
                ]
            )
        )
        flutes += [rect(x + w * d - 0.4, 49, 0.8, 39) for d in (-0.4, 0.4)]
        caps.append(
            union(
                rect(x - w * 1.3, 44, w * 2.6, 2),
                poly([(x - w * 1.2, 46), (x + w * 1.2, 46), (x + w * 0.86, 48.6), (x - w * 0.86, 48.6)]),
            )
        )
    inside = rect(12, 44, 76, 44)
    triglyphs = [rect(10 + 8.2 * k, 38.8, 2.4, 4.6) for k in range(11)]
    finials = [sector(50, 34 - pitch, 4, 180, 180), *(sector(x, 34, 3.4, 180, 180) for x in (7, 93))]
    disc = star(50, 32 - pitch * 0.26, pitch * 0.22, pitch * 0.12, 8)
    return compose(
        [
            lines(inside),
            accent(*finials),
            body(gable),
            shade(field),
            accent(disc),
            light(beam),
            body(*triglyphs),
            light(*shafts),
            shade(*flutes),
            body(*caps),
            body(steps[0]),
            light(steps[1]),
            body(steps[2]),
        ],
        anchor="ground",
        focus=(50, 60),
    )


def pagoda(rng: Rng, *, tiers: int | None = None) -> Drawing:
    """A pagoda of three or five roofs."""
    n = tiers or int(rng.choice([3, 5]))
    step = 78 / n
    parts = [lines(rect(49.3, -12, 1.4, 24)), accent(*(oval(50, -8 + 4 * k, 2 + 0.5 * k, 1.1) for k in range(4)))]
    for k in range(n):
        y = 10 + step * k
        w = 20 + 22 * (k + 1) / n
        inner = w * 0.56
        wall = rect(50 - inner, y + step * 0.3, 2 * inner, step * 0.74)
        posts = [rect(50 + inner * d - 0.7, y + step * 0.4, 1.4, step * 0.62) for d in (-0.94, -0.4, 0.4, 0.94)]
        door = rect(50 - inner * 0.3, y + step * 0.56, inner * 0.6, step * 0.48)
        roof = curve(
            [
                (50, y - (2 if k else 5), 1),
                (50 + w * 0.3, y + step * 0.1),
                (50 + w * 0.7, y + step * 0.34),
                (50 + w, y + step * 0.3, 1),
                (50 + w * 0.84, y + step * 0.54),
                (50 + w * 0.6, y + step * 0.56, 1),
                (50 - w * 0.6, y + step * 0.56, 1),
                (50 - w * 0.84, y + step * 0.54),
                (50 - w, y + step * 0.3, 1),
                (50 - w * 0.7, y + step * 0.34),
                (50 - w * 0.3, y + step * 0.1),
            ]
        )
        parts += [
            light(wall),
            glow(door),
            lines(*posts),
            body(roof),
            shade(within(roof, rect(0, y + step * 0.45, 100, step))),
        ]
    base = [rect(12, 88 + 2, 76, 5), rect(6, 95, 88, 5)]
    return compose([*parts, accent(base[0]), body(base[1])], anchor="ground", focus=(50, 45))


def mosque(rng: Rng) -> Drawing:
    """Domes between minarets."""
    h = float(rng.uniform(-6, 8))

    def dome(x: float, foot: float, r: float) -> skia.Path:
        return curve(
            [
                (x, foot - r * 1.5, 1),
                (x + r * 0.3, foot - r * 1.16),
                (x + r * 0.86, foot - r * 0.72),
                (x + r, foot - r * 0.3),
                (x + r * 0.9, foot, 1),
                (x - r * 0.9, foot, 1),
                (x - r, foot - r * 0.3),
                (x - r * 0.86, foot - r * 0.72),
                (x - r * 0.3, foot - r * 1.16),
            ]
        )

    def finial(x: float, y: float) -> skia.Path:
        sickle = minus(circle(x, y - 6, 2.4), circle(x + 1, y - 6.8, 2))
        return union(rect(x - 0.35, y - 5, 0.7, 6), sickle)

    hall = union(rect(24, 66, 52, 34), rect(34, 56, 32, 12))
    wings = union(rect(14, 76, 72, 24))
    main, small = dome(50, 56, 19), [dome(29, 66, 7.5), dome(71, 66, 7.5)]
    towers, tops, rails = [], [], []
    for x in (8, 92):
        y = 26 - h
        towers.append(union(rect(x - 2.8, y + 14, 5.6, 86 - y), rect(x - 2, y, 4, 16), rect(x - 4, 96, 8, 4)))
        tops.append(curve([(x, y - 15, 1), (x + 1.6, y - 6), (x + 2.8, y, 1), (x - 2.8, y, 1), (x - 1.6, y - 6)]))
        rails += [
            poly([(x - 4.4, y + 12), (x + 4.4, y + 12), (x + 2.8, y + 16), (x - 2.8, y + 16)]),
            poly([(x - 5, y + 38), (x + 5, y + 38), (x + 2.8, y + 43), (x - 2.8, y + 43)]),
        ]
    doors = [gothic(50, 100, 14, 30), gothic(32, 100, 8, 18), gothic(68, 100, 8, 18)]
    lit = [gothic(x, 65, 3, 7) for x in (39, 44.5, 50, 55.5, 61)]
    return compose(
        [
            body(*towers),
            accent(*tops, *rails),
            lines(finial(50, 28), finial(8, 12 - h), finial(92, 12 - h)),
            body(wings),
            light(hall),
            accent(main, *small),
            shade(within(main, move(main, 12, 0)), *(within(s, move(s, 5, 0)) for s in small)),
            glow(*lit),
            lines(doors[0]),
            glow(*doors[1:]),
            shade(rect(14, 75, 10, 2), rect(76, 75, 10, 2), rect(24, 66, 52, 2.4)),
            light(brush([polar(50, 50, 14, a) for a in (190, 215, 240)], [0, 1.6, 0])),
        ],
        anchor="ground",
        focus=(50, 45),
    )
