"""Camera, stage, cinema and palette: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, light, lines, shade, tilted
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    minus,
    move,
    oval,
    polar,
    poly,
    rect,
    ring,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def camera(rng: Rng) -> Drawing:
    """A rangefinder camera."""
    w = float(rng.uniform(-2, 4))
    case = union(rect(2, 26, 96, 58, 7), rect(30, 16, 40, 14, 3))
    lower = within(case, rect(0, 40, 100, 34))
    lens = [circle(50, 56, 24 + w / 2), circle(50, 56, 19.6), circle(50, 56, 13.4), circle(50, 56, 7)]
    dials = [rect(10, 19, 14, 8, 1.6), rect(76, 20, 12, 7, 1.6), rect(80, 16, 4, 5, 1)]
    finder = [rect(42, 20, 16, 7.4, 1.4), rect(78, 31, 11, 6, 1.4)]
    ridges = [rect(x, 40, 1, 34) for x in (6, 9.4, 12.8, 16.2, 19.6, 80, 83.4, 86.8, 90.2, 93.6)]
    return compose(
        [
            lines(*dials),
            body(case),
            accent(lower),
            shade(*ridges),
            light(*finder),
            light(lens[0]),
            lines(lens[1]),
            shade(ring(50, 56, 16.6, 15.4)),
            body(lens[2]),
            lines(lens[3]),
            light(circle(45, 51, 2.6), oval(55, 61, 1.4, 1.4)),
            accent(circle(16, 32, 2.6)),
        ],
        focus=(50, 56),
    )


def theatre_masks(rng: Rng) -> Drawing:
    """Comedy and tragedy."""

    def mask(x: float, y: float, a: float, *, merry: bool, tone: str) -> list[Part]:
        shell = curve(
            [
                (x - 26, y - 28, 1),
                (x, y - 24),
                (x + 26, y - 28, 1),
                (x + 27, y - 4),
                (x + 17, y + 22),
                (x, y + 36),
                (x - 17, y + 22),
                (x - 27, y - 4),
            ]
        )
        s = 1 if merry else -1
        eyes = [
            curve(
                [
                    (x + k * 12 - 7, y - 6 + s * 1.5, 1),
                    (x + k * 12, y - 6 - s * 5.4),
                    (x + k * 12 + 7, y - 6 + s * 1.5, 1),
                    (x + k * 12, y - 6 - s * 0.4),
                ]
            )
            for k in (-1, 1)
        ]
        mouth = (
            curve([(x - 15, y + 9, 1), (x, y + 14), (x + 15, y + 9, 1), (x + 9, y + 22), (x, y + 26), (x - 9, y + 22)])
            if merry
            else curve(
                [(x - 13, y + 24, 1), (x - 8, y + 14), (x, y + 11), (x + 8, y + 14), (x + 13, y + 24, 1), (x, y + 18)]
            )
        )
        brow = [
            brush(
                [(x + k * 20, y - 15 - s * 1), (x + k * 12, y - 17 - s * 2), (x + k * 4, y - 14 + s * 2)],
                [0.4, 2.4, 0.6],
            )
            for k in (-1, 1)
        ]
        nose = brush([(x, y - 8), (x + 1.5, y + 1), (x - 2.4, y + 4)], [0.5, 2, 1])
        half = within(shell, rect(x, y - 60, 60, 120))
        front = {"light": light, "body": body}[tone]
        tear = (
            [] if merry else [accent(curve([(x - 14, y + 1, 1), (x - 11, y + 7), (x - 14, y + 10), (x - 17, y + 7)]))]
        )
        cheeks = [accent(circle(x - 17, y + 6, 3.4), circle(x + 17, y + 6, 3.4))] if merry else []
        parts = [
            front(shell),
            *([shade(half)] if tone == "body" else []),
            lines(*eyes, mouth, *brow, nose),
            *tear,
            *cheeks,
        ]
        return [Part(turn(p.path, a, x, y), p.tone) for p in parts]

    a = float(rng.uniform(8, 18))
    ribbons = [
        brush("20,20 6,30 10,46 0,60 4,74", [2, 4, 3.6, 3.4, 0.4]),
        brush("92,30 106,42 102,58 112,70 106,86", [2, 4, 3.6, 3.4, 0.4]),
    ]
    return compose(
        [accent(*ribbons), *mask(68, 58, a, merry=False, tone="body"), *mask(36, 42, -a, merry=True, tone="light")],
        focus=(50, 50),
    )


def film(rng: Rng, *, kind: str = "") -> Drawing:
    """Cinema; `kind` is "reel" or "clapper"."""
    kind = kind or str(rng.choice(["reel", "clapper"]))
    if kind == "clapper":
        gape = float(rng.uniform(-22, -8))
        board = rect(6, 38, 88, 58, 2)
        strip = rect(6, 27, 88, 12, 1)
        bar = rect(6, 14, 88, 12, 1)
        bands = [poly([(10 + 18 * k, 39), (19 + 18 * k, 39), (13 + 18 * k, 27), (4 + 18 * k, 27)]) for k in range(6)]
        upper = [poly([(4 + 18 * k, 26), (13 + 18 * k, 26), (19 + 18 * k, 14), (10 + 18 * k, 14)]) for k in range(6)]
        rows = [rect(14, y, 72, 1.2) for y in (56, 74)] + [rect(x, 74, 1.2, 22) for x in (38, 62)]
        return compose(
            [
                body(board),
                lines(strip),
                light(*(within(b, strip) for b in bands)),
                lines(turn(bar, gape, 8, 26)),
                light(*(turn(within(u, bar), gape, 8, 26) for u in upper)),
                light(*(within(r, board) for r in rows)),
                accent(star(50, 65, 6, 2.6, 5), circle(11, 26.5, 3.4)),
            ],
            focus=(50, 55),
        )
    spin = float(rng.uniform(0, 72))
    holes = [circle(*polar(46, 46, 26, spin + 72 * k), 10.4) for k in range(5)]
    wheel = minus(circle(46, 46, 44), *holes, circle(46, 46, 4))
    tail = curve("46,90! 70,90 88,84 104,88 118,84! 120,98! 106,102 90,98 70,104 46,104! 30,102! 20,84!")
    perforations = [
        turn(rect(x, y, 2.6, 2.2, 0.4), a, x, y)
        for x, y, a in (
            (52, 92, 0),
            (60, 91.6, -4),
            (68, 90.6, -8),
            (76, 88.8, -12),
            (84, 87.4, -4),
            (92, 87.8, 8),
            (100, 89.4, 6),
            (108, 89.4, -6),
            (52, 100, 0),
            (60, 100, -4),
            (68, 100.4, -8),
            (76, 98.8, -12),
            (84, 96.4, -4),
            (92, 96.8, 8),
            (100, 98.4, 6),
            (108, 98.4, -6),
        )
    ]
    return compose(
        [
            lines(tail),
            light(*perforations),
            body(wheel),
            shade(within(wheel, minus(wheel, move(circle(46, 46, 44), -5, -4)))),
            accent(ring(46, 46, 44, 41), ring(46, 46, 8, 4)),
        ],
        focus=(46, 46),
    )


def palette(rng: Rng) -> Drawing:
    """A painter's palette and brush."""
    angle = float(rng.uniform(-14, 14))
    board = curve("50,12 80,18 97,42 90,66 72,70 64,78 62,90 46,92 18,80 5,52 18,24")
    hole = oval(70, 55, 6, 5)
    board = minus(board, hole)
    blobs = [(28, 34, 7.4), (50, 25, 7), (73, 33, 7), (20, 55, 7), (32, 73, 7.4)]
    paint = [
        curve([polar(x, y, r * float(rng.uniform(0.72, 1.2)), 60 * k + float(rng.uniform(-12, 12))) for k in range(6)])
        for x, y, r in blobs
    ]
    stick = turn(union(brush("50,46 50,80 50,116", [3, 4.4, 1.6])), -42, 50, 60)
    ferrule = turn(rect(47.6, 34, 4.8, 13, 1), -42, 50, 60)
    tuft = turn(curve("47.4,35! 46,27 50,16! 54,27 52.6,35!"), -42, 50, 60)
    parts = [
        light(board),
        shade(minus(board, move(board, -3, -3.4))),
        accent(*paint[::2]),
        body(*paint[1::2]),
        lines(stick),
        body(ferrule),
        accent(tuft),
    ]
    return compose(tilted(parts, angle), focus=(45, 50))
