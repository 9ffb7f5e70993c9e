"""Play, sport and parties: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, glow, light, lines, shade
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
    ring,
    sector,
    star,
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


def ball(rng: Rng, *, kind: str = "") -> Drawing:
    """A ball; `kind` is "football", "basketball", "beach" or "tennis"."""
    kind = kind or str(rng.choice(["football", "basketball", "beach", "tennis"]))
    disc = circle(50, 50, 48)
    spin = float(rng.uniform(-40, 40))
    dark = within(disc, minus(disc, move(disc, -10, -8)))

    def turned(path: skia.Path) -> skia.Path:
        return turn(path, spin, 50, 50)

    if kind == "football":
        mid = poly([polar(50, 50, 16, -90 + 72 * k) for k in range(5)])
        patches, seams = [mid], []
        for k in range(5):
            a = -90 + 72 * k
            seams.append(line([polar(50, 50, 15, a), polar(50, 50, 31, a)], 1.5))
            outer = poly(
                [
                    polar(50, 50, 31, a),
                    polar(50, 50, 38, a + 19),
                    polar(50, 50, 50, a + 15),
                    polar(50, 50, 50, a - 15),
                    polar(50, 50, 38, a - 19),
                ]
            )
            patches.append(within(outer, disc))
            seams += [line([polar(50, 50, 38, a + 19), polar(50, 50, 38, a + 53)], 1.5)]
            seams.append(line([polar(50, 50, 37, a + 36), polar(50, 50, 48, a + 36)], 1.5))
        return compose(
            [
                light(disc),
                lines(*(turned(s) for s in seams)),
                body(*(turned(p) for p in patches)),
                shade(minus(dark, circle(46, 47, 44))),
            ],
            focus=(50, 50),
        )
    if kind == "basketball":
        seams = [
            line("50,0 50,100", 1.8),
            line("0,50 100,50", 1.8),
            line("16,10 32,34 32,66 16,90", 1.8),
            line("84,10 68,34 68,66 84,90", 1.8),
        ]
        return compose(
            [
                accent(disc),
                shade(dark),
                lines(*(within(turned(s), disc) for s in seams)),
                light(brush("12,46 16,28 30,14", [0, 3, 0])),
            ],
            focus=(50, 50),
        )
    if kind == "beach":
        tone_row = (body, light, accent)
        gores = [turned(within(sector(40, 38, 90, 60 * k, 60), disc)) for k in range(6)]
        parts = [tone_row[k % 3](g) for k, g in enumerate(gores)]
        return compose(
            [
                *parts,
                shade(within(turned(within(disc, minus(disc, move(disc, -6, -6)))), disc)),
                light(turned(circle(40, 38, 6))),
            ],
            focus=(50, 50),
        )
    curves = [line("10,8 36,30 34,66 6,88", 3.4), line("94,8 66,32 66,66 94,92", 3.4)]
    return compose([accent(disc), shade(dark), light(*(within(turned(c), disc) for c in curves))], focus=(50, 50))


def medal(rng: Rng) -> Drawing:
    """A medal on its ribbon."""
    n = int(rng.choice([5, 6, 8]))
    ribbon = [poly("26,0 44,0 60,46 46,52"), poly("74,0 56,0 40,46 54,52")]
    stripe = [poly("32,0 38,0 55,47 51,49"), poly("68,0 62,0 45,47 49,49")]
    disc = union(circle(50, 70, 27), *(circle(*polar(50, 70, 27, 18 * k), 3.4) for k in range(20)))
    wreath = []
    for s in (-1, 1):
        for k in range(6):
            x, y = polar(50, 70, 17.6, 90 - s * (24 + 22 * k))
            leaf = curve([(x, y, 1), (x + 2.4, y - 4), (x, y - 8.6, 1), (x - 2.4, y - 4)])
            wreath.append(turn(leaf, -s * (22 * k - 40) - s * 20 if s > 0 else 22 * k - 40 + 20, x, y))
    return compose(
        [
            body(ribbon[0]),
            light(stripe[0]),
            shade(ribbon[1]),
            light(stripe[1]),
            accent(disc),
            shade(ring(50, 70, 23.6, 22.4)),
            light(*wreath),
            body(star(50, 70, 11, 5, n)),
            lines(rect(44, 42, 12, 3, 1)),
        ],
        anchor="top",
        focus=(50, 70),
    )


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
