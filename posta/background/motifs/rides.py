"""More things that roll, float and lift: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade, tilted
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    flipped,
    line,
    minus,
    oval,
    polar,
    poly,
    rect,
    ring,
    sector,
    union,
    within,
)

Rng = np.random.Generator


def _wheel(x: float, y: float, r: float, spokes: int, turn: float) -> list[Part]:
    rays = [
        line([polar(x, y, 2, turn + 360 * k / spokes), polar(x, y, r - 3, turn + 360 * k / spokes)], 0.8)
        for k in range(spokes)
    ]
    return [lines(ring(x, y, r, r - 4.2)), light(*rays), lines(ring(x, y, r - 4.2, r - 5.4)), accent(circle(x, y, 3.4))]


def motorcycle(rng: Rng) -> Drawing:
    """A long low motorcycle seen from its right side."""
    turn, bar = float(rng.uniform(0, 40)), float(rng.uniform(-2, 3))
    back, front = _wheel(20, 72, 19, 12, turn), _wheel(98, 72, 19, 12, turn + 9)
    fender_back = sector(20, 72, 23, 195, 120, 20.4)
    fender_front = sector(98, 72, 23, 215, 105, 20.4)
    fork = union(brush([(98, 72), (84, 34)], [3.4, 3.0]), brush([(101, 70), (87, 33)], [1.6, 1.6]))
    handle = brush([(84, 36), (80, 25 + bar), (70, 22 + bar), (64, 24 + bar)], [2.6, 2.4, 2.2, 3.4])
    lamp = circle(90, 36, 6.2)
    frame = union(
        brush([(82, 42), (64, 60), (58, 80)], [4, 3.4, 3.4]),
        brush([(36, 56), (58, 80), (76, 80), (84, 46)], [3, 3, 3, 3]),
    )
    tank = curve("52,46! 56,38 68,36 80,41 81,45! 74,52 60,54 53,52!")
    seat = curve("14,50! 20,44 30,48 38,50 48,46 54,49! 52,56 40,58 24,57")
    engine = union(rect(54, 56, 18, 22, 4), rect(50, 70, 26, 11, 5))
    fins = [rect(54.5, 58 + 4 * k, 17, 1.5, 0.7) for k in range(4)]
    pipe = brush([(68, 78), (52, 86), (30, 85), (2, 80)], [4.2, 4.6, 4.8, 6.4])
    shine = brush([(58, 41), (66, 38.6), (75, 41)], [0, 1.8, 0])
    stripe = within(tank, rect(40, 47, 60, 2.4))
    tail = curve("4,52! 12,49 18,52! 16,56 6,56!")
    return compose(
        [
            *back,
            *front,
            body(fender_back, fender_front),
            lines(frame),
            shade(fork),
            body(engine),
            light(*fins),
            shade(within(engine, rect(66, 50, 14, 40))),
            light(pipe),
            shade(brush([(60, 84), (30, 87), (4, 83)], [0, 1.8, 1.8])),
            accent(tank),
            light(stripe, shine),
            shade(within(tank, curve("50,52! 64,54 82,46! 82,60! 50,60!"))),
            lines(seat),
            accent(tail),
            lines(handle),
            body(lamp),
            glow(circle(93, 36, 3.8)),
        ],
        anchor="ground",
        focus=(66, 46),
    )


def canoe(rng: Rng) -> Drawing:
    """An open canoe and its paddle."""
    t = float(rng.uniform(-2, 2))
    hull = curve(
        [
            (0, 30 + t, 1),
            (8, 33),
            (26, 38),
            (50, 39.4),
            (74, 38),
            (92, 33),
            (100, 30 - t, 1),
            (96, 44),
            (84, 52, 1),
            (50, 54.4),
            (16, 52, 1),
            (4, 44),
        ]
    )
    rim = brush([(0, 31 + t), (26, 38.4), (50, 39.8), (74, 38.4), (100, 31 - t)], [1.2, 2.4, 2.6, 2.4, 1.2])
    band = within(hull, union(poly("12,30 20,30 18,60 10,60"), poly("88,30 80,30 82,60 90,60")))
    keel = minus(hull, curve("-5,20! -5,44 20,48.5 50,49.5 80,48.5 105,44 105,20!"))
    paddle = union(brush([(30, 14), (72, 45)], [1.8, 1.8]), curve("66,44! 74,40 84,50 88,58! 78,58 68,51"))
    ripples = [brush([(a, 57), (a + 9, 55.4), (a + 18, 57), (a + 27, 55.6)], [0, 1.3, 1.3, 0]) for a in (-4, 40, 76)]
    return compose(
        [lines(paddle), body(hull), accent(band), shade(keel), light(rim), light(*ripples)],
        anchor="ground",
        focus=(50, 42),
    )


def gondola(rng: Rng) -> Drawing:
    """A Venetian gondola with its oarsman."""
    t = float(rng.uniform(-2, 2))
    hull = curve(
        [
            (0, 62, 1),
            (4, 60),
            (14, 70),
            (40, 76),
            (66, 74),
            (88, 66),
            (94, 52, 1),
            (97, 52, 1),
            (98, 66),
            (88, 80),
            (60, 87),
            (34, 86),
            (12, 78),
        ]
    )
    comb = union(
        *(rect(90.5, 45.6 + 2.3 * k, 6, 1.3) for k in range(4)),
        brush([(95, 56), (97, 46), (94, 41), (91, 42)], [2, 2.2, 2, 1]),
    )
    seat = curve("40,76! 42,64 50,62! 54,64 54,75!")
    torso = curve("16,44! 22,40 27,43! 26,56 24,60! 17,60! 16,52")
    legs = union(brush([(19, 58), (17, 72)], [5, 3.6]), brush([(23, 58), (26, 73)], [5, 3.6]))
    stripes = [within(torso, rect(10, 43 + 4.4 * k, 20, 2)) for k in range(4)]
    arm = brush([(24, 45), (31, 50 + t), (37, 49 + t)], [4, 3.2, 2.6])
    head, hat = circle(22, 35, 4.4), union(oval(22, 32.4, 8, 1.8), rect(18.4, 28, 7.2, 4.4, 1))
    oar = brush([(33, 22), (40, 56 + t), (48, 90)], [1.2, 1.4, 2.8])
    ripple = [brush([(a, 91), (a + 10, 89.4), (a + 22, 91)], [0, 1.4, 0]) for a in (4, 36, 70)]
    return compose(
        [
            lines(oar),
            lines(legs),
            light(torso),
            accent(*stripes),
            light(arm),
            light(head),
            lines(hat),
            accent(rect(18.4, 31, 7.2, 1.6)),
            accent(seat),
            body(hull),
            shade(within(hull, curve("0,78! 40,84 70,82 100,66! 100,95! 0,95!"))),
            light(brush([(8, 68), (40, 77.4), (66, 75.6), (88, 68)], [0, 1.4, 1.4, 0])),
            body(comb),
            light(*ripple),
        ],
        anchor="ground",
        focus=(40, 62),
    )


def food_truck(rng: Rng) -> Drawing:
    """A food truck with its hatch open and a string of lamps."""
    shut = int(rng.integers(5, 8))
    box = rect(0, 22, 74, 54, 4)
    cab = curve("72,36! 84,36 90,40 95,54! 99,58! 100,76! 72,76!")
    pane = curve("77,40! 84,40 88,43 91,54! 77,54!")
    hatch = rect(10, 36, 44, 21)
    counter = rect(8, 57, 48, 3.2, 1)
    awning: list[skia.Path] = []
    scallops: list[skia.Path] = []
    wide = 48 / shut
    for k in range(shut):
        x = 8 + wide * k
        piece = union(
            poly([(x + 1.4, 28), (x + wide + 1.4 - 0.6 * k / shut, 28), (x + wide, 39), (x, 39)]),
            sector(x + wide / 2, 39, wide / 2, 0, 180),
        )
        (awning if k % 2 else scallops).append(piece)
    cook = union(circle(26, 44, 4.2), curve("19,57! 20,49 26,48 32,49 33,57!"))
    toque = union(circle(24, 39, 2.6), circle(28, 39, 2.6), rect(22.6, 39, 6.8, 3))
    jars = [rect(40 + 4.4 * k, 51 - k % 2 * 2, 3, 6 + k % 2 * 2, 0.8) for k in range(3)]
    wheels = [circle(18, 77, 9.4), circle(84, 77, 9.4)]
    lamps = [circle(6 + 11 * k, 16 + 2.4 * (k % 2), 1.8) for k in range(7)]
    return compose(
        [
            lines(line([(2, 22), (4, 14), (20, 17), (37, 14), (54, 17), (72, 14), (74, 22)], 0.7)),
            glow(*lamps),
            body(box, cab),
            accent(within(union(box, cab), rect(-2, 62, 110, 5))),
            shade(within(union(box, cab), rect(-2, 71, 110, 9))),
            lines(hatch),
            light(cook, toque),
            accent(*jars),
            light(counter),
            accent(*scallops),
            light(*awning),
            light(pane),
            lines(line([(74, 36), (74, 76)], 0.9)),
            glow(circle(97.6, 63, 2.2)),
            lines(*wheels),
            light(*(circle(x, 77, 4) for x in (18, 84))),
            lines(rect(94, 70, 8, 3.4, 1)),
        ],
        anchor="ground",
        focus=(32, 46),
    )


def skateboard(rng: Rng) -> Drawing:
    """A skateboard caught in the air, its underside painted."""
    deck = curve("4,42! 10,40 18,48 30,50 70,50 82,48 90,40 96,42! 97,46 86,54 72,56 28,56 14,54 3,46")
    face = curve("4,44! 14,53 28,56 72,56 86,53 96,44! 88,60 74,65 26,65 12,60")
    trucks = [poly("22,64 34,64 31,70 25,70"), poly("66,64 78,64 75,70 69,70")]
    wheels = [circle(x, 74, 6.2) for x in (22, 34, 66, 78)]
    star = [
        within(face, poly([(38 + 6 * k, 52), (42 + 6 * k, 52), (38 + 6 * k, 68), (34 + 6 * k, 68)])) for k in range(5)
    ]
    marks = [brush([(2 + 9 * k, 82 + 3 * (k % 2)), (12 + 9 * k, 92 + 3 * (k % 2))], [0, 1.6]) for k in range(3)]
    parts = [
        shade(*trucks),
        accent(face),
        light(*star),
        lines(deck),
        light(brush([(20, 48.6), (50, 51.4), (80, 48.6)], [0, 1.0, 0])),
        body(*wheels),
        light(*(circle(x, 74, 2.4) for x in (22, 34, 66, 78))),
        accent(*marks),
    ]
    return compose(tilted(parts, float(rng.uniform(-34, -18))), focus=(50, 56))


def crane(rng: Rng) -> Drawing:
    """A tower crane with a load on its hook."""
    reach = float(rng.uniform(72, 88))

    def truss(x0: float, y0: float, x1: float, y1: float, thick: float, count: int) -> skia.Path:
        along = np.array([x1 - x0, y1 - y0]) / count
        side = np.array([-(y1 - y0), x1 - x0]) / np.hypot(x1 - x0, y1 - y0) * thick / 2
        at = [np.array([x0, y0]) + along * k for k in range(count + 1)]
        rails = [line([tuple(at[0] + s * side), tuple(at[-1] + s * side)], 1.3) for s in (-1, 1)]
        cross = [
            line([tuple(at[k] + (1 if k % 2 else -1) * side), tuple(at[k + 1] - (1 if k % 2 else -1) * side)], 0.9)
            for k in range(count)
        ]
        return union(*rails, *cross)

    mast = truss(34, 100, 34, 24, 7, 14)
    jib, counter = truss(34, 21, 100, 21, 5, 14), truss(34, 21, 8, 21, 5, 6)
    peak = union(
        line([(31, 21, 1), (34, 6, 1), (37, 21, 1)], 1.5),
        line([(34, 6, 1), (80, 18.4, 1)], 0.8),
        line([(34, 6), (10, 18.4)], 0.8),
    )
    cab, block = rect(36, 23, 9, 9, 1.4), rect(5, 20, 10, 10, 1)
    rope = line([(reach, 23), (reach, 56)], 0.8)
    load = [rect(reach - 11, 62, 22, 5), rect(reach - 9, 67, 18, 4)]
    slings = line([(reach - 9, 62), (reach, 55), (reach + 9, 62)], 0.7)
    return compose(
        [
            body(mast, jib, counter, peak),
            body(rect(24, 96, 20, 4, 1)),
            shade(block),
            accent(cab),
            light(rect(40, 25, 4, 4)),
            lines(rope, slings),
            accent(load[0]),
            shade(load[1]),
            lines(rect(reach - 2.4, 21, 4.8, 3)),
        ],
        anchor="ground",
        focus=(44, 26),
    )


def surfboard(rng: Rng) -> Drawing:
    """A surfboard upright in the sand."""
    board = curve("50,0! 62,14 69,40 67,72 60,96 50,100 40,96 33,72 31,40 38,14")
    t = float(rng.uniform(30, 44))
    stripe = within(board, union(rect(20, t, 60, 9), rect(20, t + 12, 60, 3.4)))
    sun = within(board, sector(50, 78, 17, 180, 180))
    parts = [
        body(board),
        accent(stripe, sun),
        light(within(board, rect(49.2, -5, 1.6, 110))),
        shade(minus(board, oval(46, 48, 17, 58))),
        light(brush([(40, 22), (36.5, 40), (36, 62)], [0, 1.8, 0])),
    ]
    return compose(tilted(parts, float(rng.uniform(6, 14))), anchor="ground", focus=(50, 40))


def skis(rng: Rng) -> Drawing:
    """Two skis crossed over two poles."""
    lean = float(rng.uniform(-3, 3))
    ski = curve("46,100! 46,10 47,2 52,0 53,6! 53,100!")
    pole = union(rect(49, 12, 1.8, 84), rect(47.6, 8, 4.6, 9, 2), ring(50, 88, 4.6, 3))
    parts: list[Part] = []
    for s in (-1, 1):
        flip = (lambda p: p) if s < 0 else flipped
        one = [lines(flip(pole))]
        parts += tilted(one, s * (32 + lean))
    for s, tone in ((-1, body), (1, accent)):
        flip = (lambda p: p) if s < 0 else flipped
        one = [
            tone(flip(ski)),
            light(flip(rect(46, 30, 7, 3)), flip(rect(46, 74, 7, 3))),
            shade(flip(rect(51.4, 12, 1.6, 88))),
        ]
        parts += tilted([*one, lines(flip(rect(45, 52, 9, 12, 2)))], s * (18 + lean))
    return compose(parts, anchor="ground", focus=(50, 40))
