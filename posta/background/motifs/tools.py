"""Tools and furniture: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, light, lines, shade, tilted
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    flipped,
    line,
    minus,
    move,
    oval,
    poly,
    rect,
    ring,
    sector,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def _hammer_parts() -> list[Part]:
    handle = curve("46.4,24! 53.6,24! 53,50 55.6,74 55,98! 50,100.4 45,98! 44.4,74 47,50")
    head = curve("40,12! 62,12! 66,10 74,10! 75,26! 66,26 62,25! 40,25! 30,25 18,36! 15,32 22,18 32,12")
    grip = within(handle, rect(30, 66, 40, 40))
    return [
        accent(handle),
        shade(within(handle, rect(51, 0, 20, 110))),
        lines(grip),
        body(head),
        light(rect(66, 11.6, 3, 13, 1)),
        light(brush("24,19 34,15 56,15", [0, 1.8, 0])),
        body(rect(45, 6, 10, 8, 1.4)),
    ]


def hammer(rng: Rng) -> Drawing:
    """A claw hammer."""
    return compose(tilted(_hammer_parts(), float(rng.uniform(12, 48))), focus=(55, 25))


def _wrench_parts() -> list[Part]:
    shank = curve("44.6,24! 55.4,24! 54,50 55.6,78! 44.4,78! 46,50")
    jaw = minus(circle(50, 15, 15), turn(poly("44,16 44,-8 56,-8 56,16 50,20"), 14, 50, 15))
    eye = minus(circle(50, 86, 12), star(50, 86, 6.8, 6.0, 6))
    slot = rect(48.2, 34, 3.6, 34, 1.8)
    whole = union(shank, jaw, eye)
    return [body(whole), shade(within(whole, minus(whole, move(whole, -3, 0)))), light(slot)]


def wrench(rng: Rng) -> Drawing:
    """A spanner."""
    return compose(tilted(_wrench_parts(), float(rng.uniform(20, 60))), focus=(50, 20))


def crossed_tools(rng: Rng) -> Drawing:
    """A hammer and a spanner crossed."""
    a = float(rng.uniform(36, 50))
    return compose(tilted(_wrench_parts(), -a) + tilted(_hammer_parts(), a), focus=(50, 45))


def gear(rng: Rng, *, teeth: int | None = None) -> Drawing:
    """A cog wheel, on some seeds with a small one in mesh."""
    n = teeth or int(rng.choice([10, 12, 14]))

    def wheel(x: float, y: float, r: float, count: int, phase: float) -> list[Part]:
        w = 3.14 * r / count
        tooth = poly(
            [(x - w * 0.62, y - r * 0.78), (x - w * 0.4, y - r), (x + w * 0.4, y - r), (x + w * 0.62, y - r * 0.78)]
        )
        rim = union(circle(x, y, r * 0.8), *(turn(tooth, phase + 360 / count * k, x, y) for k in range(count)))
        spokes = 5 if r > 20 else 4
        holes = (
            [
                turn(sector(x, y, r * 0.62, -90 - 26, 52, r * 0.34), phase + 360 / spokes * k, x, y)
                for k in range(spokes)
            ]
            if r > 16
            else []
        )
        solid = minus(rim, circle(x, y, r * 0.12), *holes)
        return [
            body(solid),
            shade(within(solid, minus(rim, move(rim, -r * 0.07, -r * 0.05)))),
            accent(ring(x, y, r * 0.26, r * 0.13)),
        ]

    phase = float(rng.uniform(0, 36))
    parts = wheel(50, 50, 48, n, phase)
    if rng.random() < 0.5:
        small = 8
        parts += wheel(112, 88, 28, small, phase)
    return compose(parts, focus=(50, 50))


def scissors(rng: Rng) -> Drawing:
    """Tailor's scissors, half open."""
    gape = float(rng.uniform(12, 20))
    blade_ = curve("47.6,58! 47,30 50.6,0! 54,30 54,58!")
    arm = brush("51,56 49,66 42,76", [7, 5.6, 5])
    loop = minus(oval(35, 85, 12, 14.6, 22), oval(35, 85, 7.2, 9.6, 22))
    cut = union(blade_, arm)
    edge_ = within(blade_, rect(50.4, 0, 10, 60))

    def leg(path: skia.Path, a: float) -> skia.Path:
        return turn(path, a, 50.6, 52)

    other = [flipped(p) for p in (cut, loop, edge_)]
    return compose(
        [
            body(leg(other[0], -gape)),
            accent(leg(other[1], -gape)),
            shade(leg(other[2], -gape)),
            body(leg(cut, gape)),
            light(leg(edge_, gape)),
            accent(leg(loop, gape)),
            light(circle(50.4, 52, 2.4)),
            lines(rect(48.6, 51.6, 3.6, 0.9)),
        ],
        focus=(50, 50),
    )


def chair(rng: Rng, *, kind: str = "") -> Drawing:
    """A chair; `kind` is "bentwood" or "lounge"."""
    kind = kind or str(rng.choice(["bentwood", "lounge"]))
    if kind == "lounge":
        r = float(rng.uniform(-4, 4))
        shell = curve(
            [
                (8, 14),
                (15, 8),
                (22, 16),
                (30, 44),
                (38, 58),
                (60, 62),
                (84, 56 + r / 2),
                (92, 60),
                (86, 68),
                (60, 74),
                (34, 72),
                (22, 58),
                (12, 34),
            ]
        )
        pad = curve(
            [
                (14, 14),
                (21, 12),
                (29, 18),
                (35, 38),
                (44, 50),
                (60, 54),
                (78, 50),
                (84, 56 + r / 2),
                (60, 66),
                (34, 62),
                (22, 44),
            ]
        )
        legs = [brush("46,72 36,86 28,100", [5, 3.6, 2.2]), brush("60,73 72,86 82,100", [5, 3.6, 2.2])]
        far = [brush("50,72 48,86 46,98", [4, 3, 2]), brush("56,72 62,86 66,98", [4, 3, 2])]
        arm = brush("30,42 50,39 68,43", [3.4, 4.6, 3])
        post = brush("62,42 62,52 60,64", [2.6, 2.2, 2.6])
        buttons = [circle(x, y, 1.1) for x, y in ((27, 28), (34, 44), (52, 56.6), (66, 56))]
        return compose(
            [shade(*far), lines(*legs), accent(pad), light(*buttons), body(shell), lines(arm, post)],
            anchor="ground",
            focus=(45, 50),
        )
    seat = oval(52, 56, 27, 6)
    apron = union(move(seat, 0, 4.4), rect(25, 56, 54, 4.4))
    back_legs = [brush("27,58 25,80 19,102", [3.6, 3.4, 2.6]), brush("62,60 66,82 68,98", [3.4, 3, 2.4])]
    front_legs = [brush("34,60 33,82 31,104", [3.8, 3.4, 2.6]), brush("77,58 80,80 86,102", [3.8, 3.4, 2.6])]
    hoop = line("28,58 22,34 20,12 32,0 48,4 56,22 58,54", 3.6)
    inner = line("36,55 31,34 30,20 36,12 44,16 48,30 49,54", 2.6)
    brace = line("31,80 52,85 80,80", 1.8)
    woven = [within(seat, line([(x, 48), (x + 10, 66)], 0.7)) for x in range(24, 78, 5)] + [
        within(seat, line([(x, 48), (x - 10, 66)], 0.7)) for x in range(30, 92, 5)
    ]
    return compose(
        [shade(*back_legs, brace), body(hoop, inner), body(*front_legs), shade(apron), accent(seat), light(*woven)],
        anchor="ground",
        focus=(50, 45),
    )


def ladder(rng: Rng) -> Drawing:
    """A ladder into the sky, sometimes with a cloud or a star at its top."""
    lean = float(rng.uniform(4, 22))
    rails = [line([(30, 104), (30 + lean, -4)], 3.4), line([(62, 104), (52 + lean, -4)], 3.4)]
    rungs, lit = [], []
    for k in range(9):
        t = 0.06 + 0.105 * k
        a, b = 30 + lean * t, 62 + (lean - 10) * t
        y = 104 - 108 * t
        rungs.append(rect(a, y - 1.3, b - a, 2.6))
        lit.append(rect(a + 1, y - 1.3, b - a - 2, 1))
    parts = [shade(*rungs), light(*lit), body(*rails)]
    if rng.random() < 0.6:
        parts.insert(0, accent(star(41 + lean, -14, 11, 4.6, 5)))
    else:
        parts.append(
            accent(
                union(
                    circle(30 + lean, -4, 9),
                    circle(44 + lean, -10, 12),
                    circle(57 + lean, -4, 8.4),
                    rect(22 + lean, -5, 42, 9, 4.5),
                )
            )
        )
    return compose(parts, anchor="ground", focus=(45, 20))
