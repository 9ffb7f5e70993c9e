"""Things of feasts and nights out: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade, tilted
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
    ring,
    sector,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def menorah(rng: Rng) -> Drawing:
    """A nine-branched lamp, its flames lit."""
    t = float(rng.uniform(-1, 1))
    arms = [sector(50, 44, 10.5 * k + 1.5, 0, 180, 10.5 * k - 1.5) for k in (1, 2, 3, 4)]
    cups, flames, hearts = [], [], []
    for k in range(-4, 5):
        x, y = 50 + 10.5 * k, 44.0 if k else 32.0
        cups.append(poly([(x - 3.6, y - 6), (x + 3.6, y - 6), (x + 2, y), (x - 2, y)]))
        lean = float(rng.uniform(-0.8, 0.8))
        top = y - 29 + t + abs(k) * 0.3
        flames.append(curve([(x + lean, top, 1), (x + 3.4, y - 18), (x, y - 13.4, 1), (x - 3.4, y - 18)]))
        hearts.append(oval(x + lean * 0.3, y - 17, 1.1, 2.4))
    candles = [rect(50 + 10.5 * k - 1.7, (44 if k else 32) - 14, 3.4, 9) for k in range(-4, 5)]
    stem = union(rect(48, 30, 4, 62), oval(50, 60, 4.4, 3.4), oval(50, 84, 4.8, 4))
    foot = mirrored("50,84 54,86! 58,92 72,96! 74,100! 50,100")
    return compose(
        [
            light(*candles),
            body(*arms, stem, *cups, foot),
            shade(within(union(stem, foot), rect(51, 20, 40, 90))),
            light(
                brush([(41, 45), (42.6, 50), (47, 53.4)], [0, 1, 0]), brush([(20, 46), (25, 60), (36, 70)], [0, 1, 0])
            ),
            accent(star(50, 73, 7, 3.6, 6)),
            glow(*flames),
            accent(*hearts),
        ],
        anchor="ground",
        focus=(50, 30),
    )


def dreidel(rng: Rng) -> Drawing:
    """A spinning top with four faces."""
    stem = rect(46.6, 0, 6.8, 26, 3)
    left, right = poly("14,26 54,34 54,76 14,66"), poly("54,34 88,24 88,64 54,76")
    top = poly("14,26 50,18 88,24 54,34")
    tip_left, tip_right = curve("14,66! 26,88 52,100! 54,76!"), curve("54,76! 52,100! 80,86 88,64!")
    band = [line([(16, 32), (54, 40), (86, 30)], 1.6), line([(16, 62), (54, 71), (86, 60)], 1.6)]
    sign = union(
        line([(26, 42), (42, 59)], 4, square=True),
        line([(40, 45), (34, 51)], 3.6, square=True),
        line([(27, 58), (32, 50)], 3.6, square=True),
    )
    dot = star(71, 52, 9, 4.6, 6)
    parts = [
        lines(stem),
        light(top),
        body(left),
        shade(right),
        body(tip_left),
        shade(tip_right),
        light(*band),
        accent(sign),
        accent(dot),
        light(brush([(20, 30), (20, 60)], [0, 1.4])),
    ]
    return compose(tilted(parts, float(rng.uniform(8, 16))), focus=(50, 50))


def diya(rng: Rng) -> Drawing:
    """A clay oil lamp with a tall flame."""
    lean = float(rng.uniform(-2, 2))
    bowl = curve("2,62! 20,66 50,67 82,64 100,54! 98,72 82,90 62,96! 38,96! 14,84")
    rim = curve("2,62! 24,56 52,55 80,56 100,54! 82,65 50,68.4 20,67")
    foot = rect(36, 93, 28, 7, 2)
    flame = curve([(84 + lean, 4, 1), (94, 24), (97, 40), (88, 52), (78, 44), (77, 28)])
    inner = curve([(85 + lean / 2, 22, 1), (90, 36), (86.6, 49), (81.6, 40)])
    petals = [within(bowl, turn(oval(50, 80, 4, 8), 22 * k, 50, 64)) for k in (-2, -1, 0, 1, 2)]
    dots = [circle(20 + 12 * k, 72.6 + 1.4 * (1 if k in (2, 3) else 0), 1.7) for k in range(6)]
    rays = [brush([polar(87, 32, 31, a), polar(87, 32, 38, a)], [2.0, 0]) for a in (-150, -120, -90, -60, -30)]
    return compose(
        [
            shade(foot),
            body(bowl),
            shade(within(bowl, curve("60,100! 84,84 100,50! 110,100!"))),
            accent(*petals),
            light(*dots),
            light(rim),
            shade(curve("14,62! 50,58 82,59! 50,65.6")),
            lines(brush([(80, 58), (87, 50)], [2.4, 1.6])),
            glow(*rays),
            accent(flame),
            glow(inner),
        ],
        anchor="ground",
        focus=(70, 44),
    )


def rangoli(rng: Rng) -> Drawing:
    """A rangoli or mandala of petals in rings."""
    n = int(rng.choice([8, 10, 12]))
    step = 360 / n
    outer = [turn(curve("50,0! 59,12 57,25 50,32! 43,25 41,12"), step * k, 50, 50) for k in range(n)]
    inner = [turn(curve("50,6! 55,14 54,22 50,27! 46,22 45,14"), step * k, 50, 50) for k in range(n)]
    mid = [turn(curve("50,17! 57,27 54,36 50,40! 46,36 43,27"), step * (k + 0.5), 50, 50) for k in range(n)]
    beads = [circle(*polar(50, 50, 44, -90 + step * (k + 0.5)), 2.6) for k in range(n)]
    ring_ = ring(50, 50, 19, 17)
    heart = [turn(oval(50, 41, 2.6, 7), step * k, 50, 50) for k in range(n)]
    return compose(
        [
            body(*outer),
            light(*inner),
            shade(*mid),
            accent(*beads),
            accent(circle(50, 50, 19)),
            light(ring_),
            body(circle(50, 50, 16)),
            light(*heart),
            accent(circle(50, 50, 4.6)),
        ],
        focus=(50, 50),
    )


def carnival_mask(rng: Rng) -> Drawing:
    """A Venetian half mask with plumes."""
    t = float(rng.uniform(-3, 3))
    half = "50,46 62,40 82,36 97,40! 99,56 90,72 72,80 58,74 50,64"
    face = mirrored(half)
    eyes = paired(curve("60,56! 70,49 82,52 86,58! 78,65 66,65"))
    plumes = []
    for k, a in enumerate((-44, -24, -6, 12, 30)):
        x = 50 + 2 * k - 4
        long = 44 - 3 * abs(k - 2) + t
        plumes.append(
            turn(
                curve(
                    [
                        (x, 46, 1),
                        (x - 7, 46 - long * 0.5),
                        (x - 4, 46 - long),
                        (x + 5, 46 - long * 1.02),
                        (x + 7, 46 - long * 0.45),
                    ]
                ),
                a,
                x,
                46,
            )
        )
    quills = [
        turn(brush([(50 + 2 * k - 4, 44), (50 + 2 * k - 4, 12)], [1.2, 0]), a, 50 + 2 * k - 4, 46)
        for k, a in enumerate((-44, -24, -6, 12, 30))
    ]
    lace = [circle(*p, 1.5) for p in ((56, 71), (64, 75.4), (73, 77), (82, 74), (90, 68.6), (95, 60))]
    edge = union(
        *lace,
        *(circle(100 - p[0], p[1], 1.5) for p in ((56, 71), (64, 75.4), (73, 77), (82, 74), (90, 68.6), (95, 60))),
    )
    swirl = paired(brush([(57, 50), (68, 44), (82, 43), (92, 47)], [0, 2, 1.6, 0]))
    gem = poly("50,40 54.4,46 50,54 45.6,46")
    ribbons = [
        brush([(97, 50), (104, 62), (99, 78), (106, 94)], [3, 4, 3.4, 0]),
        brush([(3, 50), (-4, 62), (1, 78), (-6, 94)], [3, 4, 3.4, 0]),
    ]
    return compose(
        [
            accent(*ribbons),
            body(*plumes[::2]),
            accent(*plumes[1::2]),
            light(*quills),
            body(face),
            shade(within(face, rect(50, 30, 62, 60))),
            light(swirl, edge),
            lines(eyes),
            accent(gem),
            light(circle(49, 44.6, 1)),
        ],
        focus=(50, 56),
    )


def paper_lantern(rng: Rng) -> Drawing:
    """A round ribbed lantern with a tassel."""
    wide = float(rng.uniform(33, 40))
    globe = oval(50, 42, wide, 27)
    caps = [rect(37, 12, 26, 5, 1.4), rect(37, 67, 26, 5, 1.4)]
    ribs = [minus(oval(50, 42, wide * s + 0.5, 27), oval(50, 42, wide * s - 0.5, 27)) for s in (0.3, 0.62, 0.86)]
    lit = oval(50, 44, wide * 0.5, 18)
    tassel = [brush([(50 + dx, 79), (50 + dx * 1.5, 100)], [1.6, 1.2]) for dx in (-4.5, -2.2, 0, 2.2, 4.5)]
    return compose(
        [
            lines(rect(49.4, 0, 1.2, 13)),
            body(globe),
            glow(lit),
            shade(within(globe, minus(globe, move(globe, -9, -3)))),
            accent(*ribs),
            accent(*caps),
            lines(rect(49.3, 72, 1.4, 5)),
            accent(circle(50, 77, 3.2)),
            body(*tassel),
        ],
        anchor="top",
        focus=(50, 42),
    )


def graduation_cap(rng: Rng) -> Drawing:
    """A mortarboard with its tassel flying."""
    swing = float(rng.uniform(-4, 6))
    board = poly("2,32 52,12 98,30 48,52")
    under_ = poly("2,32 48,52 98,30 98,33 48,56 2,35")
    cap = curve("24,42! 48,53 76,41! 77,64 50,76 25,64!")
    cord = brush([(50, 31), (74, 38), (84, 40), (86 + swing, 58)], [1.6, 1.8, 1.8, 1.8])
    tassel = curve(
        [(83 + swing, 58, 1), (89 + swing, 58, 1), (92 + swing, 80, 1), (86 + swing, 83), (80 + swing, 80, 1)]
    )
    parts = [
        body(cap),
        shade(within(cap, curve("54,40! 90,40! 90,80! 50,80! 58,64"))),
        shade(under_),
        body(board),
        light(brush([(14, 31), (50, 17), (80, 27)], [0, 1.2, 0])),
        accent(cord),
        accent(tassel, circle(86 + swing, 57, 3)),
        accent(oval(50, 31, 3.2, 1.9)),
    ]
    return compose(tilted(parts, float(rng.uniform(-14, 4))), focus=(50, 38))


def fan(rng: Rng) -> Drawing:
    """An open folding fan."""
    n = int(rng.choice([9, 11, 13]))
    start, sweep = 196.0, 148.0
    step = sweep / n
    leaf = [sector(50, 74, 58, start + step * k, step, 27) for k in range(n)]
    ribs = [
        brush([polar(50, 74, 2, start + step * (k + 0.5)), polar(50, 74, 30, start + step * (k + 0.5))], [2.6, 1.6])
        for k in range(n)
    ]
    edge = sector(50, 74, 58, start, sweep, 54.6)
    x, y = polar(50, 74, 42, 270)
    petals = [turn(blade(x, y, 12, 8, 0), 72 * k - 90, x, y) for k in range(5)]
    return compose(
        [
            lines(*ribs),
            body(*leaf[::2]),
            shade(*leaf[1::2]),
            accent(edge),
            light(*petals),
            accent(circle(x, y, 3)),
            accent(circle(50, 74, 4)),
            lines(brush([(50, 76), (52, 86), (48, 96)], [1.2, 1.2, 3])),
        ],
        focus=(50, 40),
    )
