"""Things of the studio, the street and the laboratory: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs import sport
from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade, tilted
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    flipped,
    line,
    minus,
    move,
    oval,
    polar,
    poly,
    rect,
    ring,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def football(rng: Rng) -> Drawing:
    """A football."""
    return sport.ball(rng, kind="football")


def basketball(rng: Rng) -> Drawing:
    """A basketball."""
    return sport.ball(rng, kind="basketball")


def tennis_ball(rng: Rng) -> Drawing:
    """A tennis ball before its racket."""
    k = float(rng.uniform(-6, 6))
    head = oval(56, 30, 23, 29)
    strings = [line([(30 + 6 * j, 0), (30 + 6 * j, 62)], 0.7) for j in range(1, 9)] + [
        line([(28, 4 + 6 * j), (84, 4 + 6 * j)], 0.7) for j in range(9)
    ]
    throat = union(brush([(44, 54), (55, 72)], [3, 3.4]), brush([(68, 54), (57, 72)], [3, 3.4]))
    handle = rect(52, 70, 8, 30, 2)
    ball = circle(22, 80, 14)
    seams = [
        within(line([(10, 70), (22, 76), (20, 94)], 2), ball),
        within(line([(24, 64), (30, 74), (40, 76)], 2), ball),
    ]
    parts = [
        *(light(within(s, head)) for s in strings),
        body(minus(head, oval(56, 30, 20, 26))),
        shade(throat),
        lines(handle),
        light(*(line([(52, 76 + 5 * j), (60, 79 + 5 * j)], 0.9) for j in range(4))),
    ]
    return compose(
        [*tilted(parts, 28 + k), accent(ball), shade(minus(ball, move(ball, -4, -4))), light(*seams)], focus=(48, 40)
    )


def projector(rng: Rng) -> Drawing:
    """A film projector with two reels and its beam."""
    spin = float(rng.uniform(0, 40))
    reels, holes = [], []
    for x, y, r in ((30, 24, 20), (66, 20, 16)):
        reels.append(circle(x, y, r))
        holes += [circle(*polar(x, y, r * 0.58, spin + 72 * k), r * 0.23) for k in range(5)] + [circle(x, y, r * 0.13)]
    case = union(rect(22, 44, 44, 32, 4), rect(28, 74, 32, 5))
    lens = union(rect(64, 52, 9, 13, 1), rect(72, 49.6, 8, 18, 1.6))
    beam = poly("80,51 112,34 112,86 80,66")
    legs = union(brush([(34, 78), (28, 100)], [4, 3]), brush([(56, 78), (64, 100)], [4, 3]))
    arm = union(brush([(30, 24), (36, 46)], [4, 5]), brush([(66, 20), (58, 46)], [4, 5]))
    vents = [rect(28 + 5 * k, 50, 2, 12, 1) for k in range(3)]
    return compose(
        [
            glow(beam),
            lines(legs, arm),
            body(*reels),
            light(*holes),
            shade(*(minus(r, move(r, -4, -3)) for r in reels)),
            body(case),
            shade(within(case, rect(52, 40, 30, 50))),
            accent(within(case, rect(20, 67, 60, 4))),
            light(*vents),
            lines(lens),
            accent(circle(54, 57, 4.4)),
            light(rect(77.4, 51, 1.8, 15)),
        ],
        anchor="ground",
        focus=(56, 50),
    )


def film_reel(rng: Rng) -> Drawing:
    """A reel with its film running off."""
    spin = float(rng.uniform(0, 60))
    disc = circle(42, 42, 40)
    holes = [circle(*polar(42, 42, 22, spin + 72 * k), 9) for k in range(5)]
    strip = curve("42,82! 62,80 76,72 86,76 98,88 100,88! 100,98! 92,96 80,86 66,88 42,92!")
    perf = [
        turn(rect(x, y, 2.6, 2.6, 0.5), a, x, y)
        for x, y, a in (
            (52, 87, -4),
            (60, 85.4, -8),
            (68, 82.6, -16),
            (76, 79.6, 0),
            (83, 81, 28),
            (89, 86, 40),
            (94, 91, 40),
        )
    ]
    return compose(
        [
            body(strip),
            light(*perf),
            body(disc),
            shade(minus(disc, move(disc, -7, -5))),
            accent(ring(42, 42, 36.5, 34.4)),
            light(*holes),
            light(circle(42, 42, 5.4)),
            lines(circle(42, 42, 2.2)),
        ],
        focus=(42, 42),
    )


def yarn(rng: Rng) -> Drawing:
    """A ball of wool with two needles through it."""
    lean = float(rng.uniform(-5, 5))
    ball = circle(46, 60, 33)
    needles = [turn(union(rect(45, 2, 2.6, 84, 1.3), circle(46.3, 3, 4)), a + lean, 46, 60) for a in (34, -30)]
    strands = []
    for a, n in ((20, 4), (95, 4), (150, 3)):
        for k in range(n):
            off = -20 + 12 * k
            strands.append(
                within(
                    turn(line([(8, 62 + off), (30, 50 + off), (60, 50 + off), (86, 64 + off)], 1.5), a, 46, 60),
                    circle(46, 60, 31.4),
                )
            )
    tail = brush([(70, 84), (84, 92), (96, 88), (104, 94), (112, 90)], [2.6, 2.6, 2.6, 2.6, 1.6])
    return compose(
        [
            light(needles[0]),
            lines(needles[1]),
            body(tail),
            body(ball),
            shade(minus(ball, move(ball, -8, -6))),
            light(*strands[:4]),
            accent(*strands[4:8]),
            light(*strands[8:]),
        ],
        anchor="ground",
        focus=(46, 60),
    )


def hockey(rng: Rng) -> Drawing:
    """Two crossed ice-hockey sticks and a puck."""
    lean = float(rng.uniform(-2, 2))
    stick = union(rect(48, 0, 5, 84, 1), curve("48,80! 53,80! 54,88 62,91 78,90 79,96! 62,99 50,97 47.4,90"))
    tape = union(rect(47.6, 4, 5.8, 12, 1), within(stick, rect(60, 80, 16, 24)))
    edge = rect(51.4, 16, 1.6, 66)
    far = tilted([accent(flipped(stick)), shade(flipped(edge)), light(flipped(tape))], 28 + lean)
    near = tilted([body(stick), shade(edge), light(tape)], -28 - lean)
    puck = union(oval(50, 96, 15, 5), rect(35, 96, 30, 7), oval(50, 103, 15, 5))
    gleam = brush([(38, 102), (44, 105.4), (50, 106.2)], [0, 1.2, 0])
    return compose(
        [*far, *near, lines(puck), shade(oval(50, 96, 15, 5)), light(gleam)], anchor="ground", focus=(50, 60)
    )


def microscope(rng: Rng) -> Drawing:
    """A microscope."""
    k = float(rng.uniform(-3, 3))
    arm = curve("50,26! 72,30 86,50 82,72 74,90! 58,90! 70,74 72,56 64,44 50,42!")
    tube = turn(union(rect(36, 4, 14, 40, 2), rect(39, -4, 8, 9, 1), rect(38, 43, 10, 9, 1)), -18 + k / 2, 44, 30)
    ring_ = turn(rect(35, 14, 16, 4, 1), -18 + k / 2, 44, 30)
    tip = turn(rect(40.6, 52, 5, 6, 1), -18 + k / 2, 44, 30)
    stage, base = rect(28, 70, 44, 4.4, 1), curve("22,100! 22,94 30,89 46,89! 84,89! 88,94 88,100!")
    slide, knob = rect(36, 67.4, 22, 2.8, 0.8), circle(73, 62, 6)
    return compose(
        [
            body(arm),
            shade(within(arm, curve("80,30! 100,30! 100,100! 70,100! 78,74 78,54"))),
            light(tip),
            body(tube),
            accent(ring_),
            lines(stage),
            glow(slide),
            body(base),
            shade(within(base, rect(20, 96, 80, 8))),
            accent(knob),
            light(circle(73, 62, 2.4)),
            light(turn(rect(39, 20, 2, 20, 1), -18 + k / 2, 44, 30)),
        ],
        anchor="ground",
        focus=(50, 40),
    )


def accordion(rng: Rng) -> Drawing:
    """An accordion drawn open."""
    n = int(rng.choice([7, 8, 9]))
    left, right = poly("2,30 24,24 24,80 2,74"), poly("76,24 98,30 98,74 76,80")
    folds, edges = [], []
    for k in range(n):
        x0, x1 = 24 + 52 * k / n, 24 + 52 * (k + 1) / n
        y0, y1 = 22 - 8 * np.sin(np.pi * k / n), 22 - 8 * np.sin(np.pi * (k + 1) / n)
        mid = (x0 + x1) / 2
        folds.append(poly([(x0, y0 + 4), (mid, y0 - 1), (mid, 105 - y0), (x0, 100 - y0)]))
        edges.append(poly([(mid, y1 - 1), (x1, y1 + 4), (x1, 100 - y1), (mid, 105 - y1)]))
    keys = [rect(81, 33.4 + 5 * k, 13, 3.6, 0.6) for k in range(8)]
    buttons = [circle(8 + 5 * (k % 3), 38 + 6 * (k // 3), 1.6) for k in range(15)]
    strap = brush([(4, 30), (12, 10), (24, 24)], [2, 2.4, 2])
    return compose(
        [
            lines(strap),
            accent(*folds),
            shade(*edges),
            body(left, right),
            shade(within(right, rect(94, 20, 10, 70))),
            light(*keys),
            light(*buttons),
            accent(rect(24, 25, 2, 54), rect(74, 25, 2, 54)),
        ],
        focus=(50, 50),
    )
