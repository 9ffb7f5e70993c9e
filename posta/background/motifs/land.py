"""Mountains, sea and the creatures in it: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, light, lines, shade
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
    union,
    within,
)

Rng = np.random.Generator


def mountain(rng: Rng, *, peaks: int | None = None) -> Drawing:
    """Snow-capped peaks, lit from the left."""
    n = peaks or int(rng.integers(2, 4))
    main = float(rng.uniform(60, 90))
    left, right = 34 + float(rng.uniform(-6, 8)), 42 + float(rng.uniform(-8, 8))
    sites = [(main, 6.0, 62.0), (main - 46, left, 44.0), (main + 48, right, 40.0)][:n]
    parts = []
    for x, y, w in sites[::-1]:
        h = 100 - y
        j = rng.uniform(-3, 3, 8)
        west = [(x - w * 0.34 + j[0], y + h * 0.36), (x - w * 0.58 + j[1], y + h * 0.66), (x - w, 100.0)]
        east = [(x + w * 0.26 + j[2], y + h * 0.3), (x + w * 0.6 + j[3], y + h * 0.62), (x + w, 100.0)]
        mass = poly([(x, y), *east, *west[::-1]])
        ridge = [
            (x, y),
            (x + w * 0.09 + j[4], y + h * 0.24),
            (x - w * 0.03 + j[5], y + h * 0.42),
            (x + w * 0.14 + j[6], y + h * 0.7),
            (x + w * 0.06, 100.0),
        ]
        dark = within(mass, poly([*ridge, (x + w * 1.2, 100), (x + w * 1.2, y), (x, y)]))
        line_y = y + h * 0.3
        teeth = [
            (x - w, y - 9),
            (x - w, line_y + h * 0.1),
            (x - w * 0.3, line_y + h * 0.1),
            (x - w * 0.2, line_y + j[7]),
            (x - w * 0.1, line_y + h * 0.13),
            (x + w * 0.01, line_y + 1),
            (x + w * 0.09, line_y + h * 0.12),
            (x + w * 0.17, line_y - 1),
            (x + w * 0.3, line_y + h * 0.06),
            (x + w, line_y - 2),
            (x + w, y - 9),
        ]
        snow = within(mass, poly(teeth))
        parts += [body(mass), shade(minus(dark, snow)), light(minus(snow, dark)), body(within(snow, dark))]
    return compose(parts, anchor="ground", focus=(main, 20))


def wave(rng: Rng) -> Drawing:
    """A breaker with foam fingers, as a woodcutter would see it."""
    lift = float(rng.uniform(-4, 4))
    sea = curve(
        [
            (0, 104, 1),
            (0, 84, 1),
            (16, 88),
            (36, 85),
            (53, 72),
            (62, 52),
            (60, 34 + lift / 2),
            (49, 25 + lift),
            (37, 29 + lift),
            (28, 41 + lift, 1),
            (27, 27 + lift),
            (38, 12 + lift),
            (58, 6 + lift),
            (82, 15 + lift / 2),
            (102, 40),
            (120, 64),
            (140, 80),
            (150, 88, 1),
            (150, 104, 1),
        ]
    )
    ribs = []
    for k, (a, b, c) in enumerate(
        (
            ((69, 84), (76, 52), (64, 20)),
            ((84, 90), (89, 58), (76, 22)),
            ((100, 92), (102, 66), (89, 32)),
            ((116, 94), (116, 74), (104, 50)),
        )
    ):
        ribs.append(brush([a, b, (c[0], c[1] + lift / 2)], [0, 3.4 - 0.4 * k, 0]))
    lip = curve(
        [
            (62, 4, 1),
            (70, 20 + lift),
            (58, 17 + lift),
            (46, 19 + lift),
            (36, 27 + lift),
            (28, 43 + lift, 1),
            (16, 43 + lift, 1),
            (20, 4, 1),
        ]
    )
    foam = [within(lip, sea)]
    rim = [(28, 40), (27.5, 33), (30, 26), (35, 20), (42, 14), (50, 9.6), (59, 7.6), (68, 9)]
    for (x, y), r in zip(rim, (2.4, 3.4, 4.2, 4.8, 5, 4.8, 4, 2.8), strict=True):
        foam.append(circle(x, y + lift, r * float(rng.uniform(0.85, 1.12))))
    inner = [(32.5, 34), (37, 29.5), (43, 26), (49, 24.6), (55, 27)]
    for (x, y), r in zip(inner, (2.6, 3.2, 3.4, 3, 2.2), strict=True):
        foam.append(circle(x, y + lift, r * float(rng.uniform(0.8, 1.15))))
    claws = [
        brush([(x, y + lift), (x - 3.6, y + 5 + lift), (x - 2.4, y + 10.5 + lift)], [3.8, 2.6, 0])
        for x, y in ((31, 36), (37, 32), (44, 28), (51, 27))
    ]
    spray = [
        circle(float(x), float(y) + lift, float(r))
        for x, y, r in zip(rng.uniform(12, 34, 9), rng.uniform(4, 34, 9), rng.uniform(0.6, 1.7, 9), strict=True)
    ]
    swell = curve("-2,106! -2,94! 20,91 48,97 84,89 118,96 152,86! 152,106!")
    crest = [brush("4,92.5 22,90.6 44,95.6", [0, 2, 0]), brush("66,93 86,88.6 108,94", [0, 2, 0])]
    hollow = within(
        sea,
        curve([(53, 74, 1), (62.5, 54), (60.5, 34 + lift / 2), (51, 26 + lift, 1), (66, 28), (73, 50), (66, 80, 1)]),
    )
    return compose(
        [
            body(sea),
            shade(hollow),
            light(*(within(r, sea) for r in ribs)),
            shade(swell),
            light(*crest),
            light(*foam, *claws, *(minus(s, sea) for s in spray)),
        ],
        anchor="ground",
        focus=(45, 28),
    )


def whale(rng: Rng, *, spout: bool | None = None) -> Drawing:
    """A whale with a pleated belly and a raised tail."""
    t = float(rng.uniform(-5, 4))
    hide = curve(
        [
            (3, 57),
            (8, 40),
            (26, 27),
            (50, 28),
            (72, 40),
            (86, 40),
            (93, 30 + t),
            (93, 21 + t, 1),
            (85, 20 + t),
            (76, 9 + t, 1),
            (88, 6 + t),
            (97, 14 + t, 1),
            (103, 4 + t),
            (114, 1 + t, 1),
            (112, 14 + t),
            (101, 23 + t, 1),
            (103, 36 + t / 2),
            (96, 54),
            (80, 69),
            (54, 77),
            (26, 76),
            (8, 69),
        ]
    )
    throat = curve("-4,58! 4,59 22,61 38,57 60,60 84,64! 80,90! -4,90!")
    belly = within(hide, throat)
    pleats = [line([(-4, y), (20, y + 2.4), (42, y), (74, y - 3)], 1.3) for y in (64.5, 68.5, 72.4)]
    fin = curve("46,62! 58,66 66,82 68,94! 52,88 40,72")
    parts = []
    if spout if spout is not None else rng.random() < 0.75:
        parts.append(
            light(
                brush("27,27 27,14 20,4 9,4 5,11", [1.4, 3.4, 4.4, 3.4, 1.4]),
                brush("29,27 30,13 37,3 48,4 51,12", [1.4, 3.4, 4.4, 3.4, 1.4]),
                *(
                    circle(float(x), float(y), 1.4)
                    for x, y in zip(rng.uniform(8, 46, 3), rng.uniform(-8, -2, 3), strict=True)
                ),
            )
        )
    back = within(hide, minus(hide, move(hide, -2, 5)))
    parts += [
        body(hide),
        shade(within(back, rect(34, 0, 100, 80))),
        light(belly),
        shade(*(within(p, belly) for p in pleats)),
        shade(fin),
        light(circle(27, 53, 2.6)),
        lines(circle(26.6, 53, 1.5)),
    ]
    return compose(parts, focus=(27, 53))


def fish(rng: Rng, *, pattern: str = "") -> Drawing:
    """A fish in profile; `pattern` is "scales", "stripes" or "bones"."""
    kind = pattern or str(rng.choice(["scales", "stripes", "bones"]))
    d = float(rng.uniform(18, 27))
    flesh = curve(
        [
            (4, 50, 1),
            (20, 50 - d * 0.78),
            (44, 50 - d),
            (68, 50 - d * 0.55),
            (88, 46, 1),
            (88, 54, 1),
            (68, 50 + d * 0.55),
            (44, 50 + d),
            (20, 50 + d * 0.78),
        ]
    )
    tail = curve("86,50! 92,38 108,26! 103,50 108,74! 92,62")
    top = curve([(30, 54 - d, 1), (40, 40 - d), (58, 38 - d, 1), (66, 54 - d * 0.6), (72, 52 - d * 0.4, 1)])
    under = curve([(44, 46 + d, 1), (54, 62 + d), (66, 62 + d, 1), (66, 46 + d * 0.6)])
    gill = curve(
        [
            (27, 50 - d * 1.2, 1),
            (34, 50 - d * 0.5),
            (34, 50 + d * 0.5),
            (27, 50 + d * 1.2, 1),
            (-9, 50 + d * 1.2, 1),
            (-9, 50 - d * 1.2, 1),
        ]
    )
    face = within(flesh, gill)
    coat = minus(flesh, gill)
    marks: list[skia.Path] = []
    if kind == "scales":
        for row in range(-5, 6):
            for k in range(9):
                x, y = 40 + 6.6 * k + (3.3 if row % 2 else 0), 50 + 5.4 * row
                marks.append(brush([polar(x, y, 3.3, a) for a in (90, 135, 180, 225, 270)], [0, 1.0, 1.5, 1.0, 0]))
    elif kind == "stripes":
        for x in (44, 55, 66, 76):
            marks.append(brush([(x + 2, 20), (x - 2, 50), (x + 2, 80)], [2, 5.2, 2]))
    else:
        marks.append(brush("36,50 60,50 90,50", [2.6, 2, 1.2]))
        for k in range(7):
            x = 42 + 6.4 * k
            for s in (-1, 1):
                marks.append(brush([(x, 50), (x + 3, 50 + s * d * 0.36), (x + 8, 50 + s * d * 0.7)], [1.8, 1.6, 0.6]))
    inside = minus(flesh, move(scaled(flesh, 0.93, 0.86, 44, 50), 0, 0)) if kind == "bones" else rect(0, 0, 0, 0)
    pattern_shape = minus(within(union(*marks), coat), inside) if kind == "bones" else within(union(*marks), coat)
    dark = within(coat, minus(flesh, move(flesh, 0, -d * 0.34)))
    side_fin = curve("38,54! 50,52 58,60! 48,64")
    return compose(
        [
            accent(tail, top, under),
            shade(
                *(
                    within(tail, brush([(88, 50), polar(88, 50, 12, a), polar(88, 50, 26, a)], [0.4, 1.2, 0.4]))
                    for a in (-38, -18, 0, 18, 38)
                )
            ),
            body(flesh),
            shade(dark),
            light(pattern_shape),
            accent(face),
            accent(side_fin),
            light(circle(18, 45, 4.4)),
            lines(circle(17.6, 45, 2.5)),
            lines(brush("4.5,51.5 9,53.6 13,53", [0, 1.1, 0])),
        ],
        focus=(18, 45),
    )


def octopus(rng: Rng) -> Drawing:
    """An octopus with curling arms."""
    head = mirrored("50,2 66,8 74,26 68,42 64,54 50,58")
    arms, suckers = [], []
    for k, (x, ex, ey, c) in enumerate(((60, 74, 92, 1), (56, 60, 98, -1), (64, 92, 82, 1), (66, 98, 58, 1))):
        j = float(rng.uniform(-4, 4))
        path = [
            (x - 4, 46),
            (x + (ex - x) * 0.5, 62 + 4 * k % 7),
            (ex - 2 * c, ey - 14 + j),
            (ex + 5 * c, ey + j),
            (ex + 12 * c, ey - 6 + j),
            (ex + 8 * c, ey - 12 + j),
        ]
        arm = brush(path, [13, 10, 8, 6, 4, 1.4])
        other = scaled(brush([(px, py - j * 1.6) for px, py in path], [13, 10, 8, 6, 4, 1.4]), -1, 1, 50, 0)
        arms += [arm, other]
        dots = [
            circle(*p, r)
            for p, r in (
                ((path[1][0], path[1][1] + 1), 1.5),
                ((path[2][0], path[2][1]), 1.4),
                ((path[3][0] - 1, path[3][1] - 1), 1.2),
            )
        ]
        suckers += [*dots, *(scaled(move(d, 0, -j * 1.6), -1, 1, 50, 0) for d in dots)]
    spots = [circle(60, 14, 3), circle(53, 9, 1.8), circle(66, 22, 1.8)]
    eyes = [oval(50 + s * 8.4, 38, 4.8, 6) for s in (-1, 1)]
    pupils = [oval(50 + s * 8.4 + 0.8, 39.4, 2.4, 3.4) for s in (-1, 1)]
    return compose(
        [
            shade(*arms[4:]),
            body(*arms[:4]),
            body(head),
            shade(within(head, minus(head, move(head, -6, -1)))),
            accent(*suckers),
            light(*spots),
            light(*eyes),
            lines(*pupils),
            lines(brush("46,49 50,51.6 54,49", [0, 1.4, 0])),
            accent(ring(30, 8, 2.4, 1.6), ring(24, -1, 1.7, 1.1)),
        ],
        focus=(50, 38),
    )
