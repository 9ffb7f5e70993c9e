"""Planets and what is sent to them: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    flipped,
    line,
    minus,
    mirrored,
    move,
    oval,
    paired,
    polar,
    poly,
    rect,
    scaled,
    sector,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def planet(rng: Rng, *, ringed: bool | None = None) -> Drawing:
    """A planet with bands, most often with rings."""
    r = 29.0
    disc = circle(50, 50, r)
    bands = []
    y = 50 - r
    while y < 50 + r:
        h = float(rng.uniform(3, 8))
        bands.append(oval(50, y + 4, r * 1.3, h / 2))
        y += h + float(rng.uniform(4, 9))
    tilt = float(rng.uniform(-28, -12))
    night = minus(disc, circle(50 - 9, 50 - 7, r * 1.04))
    planet_parts = [body(disc), accent(turn(within(union(*bands), disc), tilt, 50, 50)), shade(within(night, disc))]
    if ringed is None:
        ringed = rng.random() < 0.8
    if not ringed:
        moonlet = polar(50, 50, 43, float(rng.uniform(-70, -20)))
        return compose([*planet_parts, light(circle(*moonlet, 4.4))], focus=(50, 50))
    wide = float(rng.uniform(9, 14))
    hoop = union(
        minus(oval(50, 50, 50, wide), oval(50, 50, 45, wide - 1.8)),
        minus(oval(50, 50, 43, wide - 2.6), oval(50, 50, 37, wide - 5)),
    )
    front = minus(hoop, rect(0, 0, 100, 50))
    back = minus(hoop, disc, rect(0, 50, 100, 50))
    return compose([light(turn(back, tilt, 50, 50)), *planet_parts, light(turn(front, tilt, 50, 50))], focus=(50, 50))


def rocket(rng: Rng, *, lean: float | None = None) -> Drawing:
    """A children's-book rocket under way; `lean` in degrees."""
    angle = float(rng.uniform(8, 38)) if lean is None else lean
    belly = float(rng.uniform(15, 19))
    hull = mirrored([(50, 0, 1), (50 + belly * 0.78, 22), (50 + belly, 42), (50 + belly * 0.58, 70, 1)])
    nose = within(hull, rect(0, -5, 100, 23))
    foot = rect(50 - belly * 0.5, 70, belly, 4.5, 1)
    fin = curve(
        [
            (50 + belly * 0.9, 46, 1),
            (50 + belly * 1.9, 60),
            (50 + belly * 2.05, 82, 1),
            (50 + belly * 1.5, 72),
            (50 + belly * 0.6, 69, 1),
        ]
    )
    fins = union(fin, flipped(fin), curve("50,54! 53,66 50,84! 47,66"))
    flame = mirrored([(50, 100, 1), (50 + belly * 0.3, 88), (50 + belly * 0.42, 74, 1), (50, 74, 1)])
    tongue = mirrored([(50, 91, 1), (50 + belly * 0.14, 84), (50 + belly * 0.2, 74, 1), (50, 74, 1)])
    window = circle(50, 37, belly * 0.44)
    parts = [
        glow(flame),
        light(tongue),
        accent(foot),
        body(hull),
        shade(within(hull, move(minus(rect(0, -10, 100, 130), oval(50 - belly * 0.55, 40, belly * 1.02, 52)), 0, 0))),
        accent(nose, fins),
        light(window),
        lines(circle(50, 37, belly * 0.3)),
        glow(oval(48.6, 35.4, 1.6, 1.1, -35)),
    ]
    return compose([type(p)(turn(p.path, angle, 50, 50), p.tone) for p in parts], focus=(50, 40))


def telescope(rng: Rng) -> Drawing:
    """A brass telescope on a tripod, looking up."""
    angle = float(rng.uniform(-42, -24))
    tube = [
        poly("10,43 34,41.5 34,54.5 10,53"),
        poly("34,39.5 64,37.5 64,58.5 34,56.5"),
        poly("64,35 94,32.5 94,63.5 64,61"),
    ]
    rims = [rect(32, 38.5, 4, 19, 1), rect(62, 34.5, 4, 27, 1), rect(91, 30.5, 5, 35, 1.4), rect(5, 44, 6, 8, 1.5)]
    gloss = [poly("12,45 92,37 92,41 12,46.4")]
    under = [poly("10,50 94,54 94,63.5 10,53")]
    whole = union(*tube)

    def aimed(path: skia.Path) -> skia.Path:
        return turn(path, angle, 48, 48)

    legs = [
        brush("48,56 34,84 24,108", [4.4, 3.4, 2.2]),
        brush("50,56 64,84 74,108", [4.4, 3.4, 2.2]),
        brush("49,56 50,86 50,104", [4, 3, 2]),
    ]
    return compose(
        [
            shade(legs[2]),
            body(*legs[:2], line("38,78 62,78", 1.6)),
            accent(circle(49, 56, 5)),
            body(aimed(whole)),
            shade(aimed(within(union(*under), whole))),
            light(aimed(within(gloss[0], whole))),
            accent(*(aimed(rim) for rim in rims)),
        ],
        anchor="ground",
        focus=(70, 35),
    )


def atom(rng: Rng) -> Drawing:
    """A nucleus and three orbits."""
    spin = float(rng.uniform(0, 60))
    orbits, dots = [], []
    for k in range(3):
        loop = minus(oval(50, 50, 48, 17), oval(50, 50, 45.8, 14.8))
        orbits.append(turn(loop, spin + 60 * k, 50, 50))
        a = np.radians(float(rng.uniform(0, 360)))
        px, py = 50 + 46.9 * np.cos(a), 50 + 15.9 * np.sin(a)
        dots.append(turn(circle(float(px), float(py), 4.4), spin + 60 * k, 50, 50))
    core = circle(50, 50, 9)
    shine = brush([polar(50, 50, 5.6, spin + a) for a in (180, 215, 250)], [0, 2, 0])
    return compose([body(*orbits), accent(core, *dots), light(shine)], focus=(50, 50))


def globe(rng: Rng) -> Drawing:
    """A school globe on its stand."""
    spin = float(rng.uniform(-12, 12))
    sea = circle(50, 42, 34)
    lands = [
        curve("30,20 46,14 56,20 52,30 44,32 42,42 34,44 26,34"),
        curve("44,48 56,46 62,56 56,70 50,74 46,62"),
        curve("66,22 82,26 88,40 78,46 68,40 62,30"),
        curve("72,54 82,54 80,64 72,64"),
    ]
    grid = [
        line("16,42 50,48 84,42", 0.7),
        line("20,26 50,31 80,26", 0.7),
        line("20,58 50,64 80,58", 0.7),
        line("50,8 62,42 50,76", 0.7),
        line("50,8 36,42 50,76", 0.7),
    ]
    bow = minus(sector(50, 42, 43, -80, 190), circle(50, 42, 38.6))
    land = within(union(*(move(p, spin * 0.5, 0) for p in lands)), sea)
    parts = [
        body(bow),
        accent(sea),
        light(land),
        shade(*(within(g, sea) for g in grid)),
        shade(within(minus(sea, scaled(move(sea, -9, -3), 1.04, 1.04, 41, 39)), sea)),
        body(circle(50 + 7, 1, 3.2)),
    ]
    stand = [rect(47.6, 82, 4.8, 12), curve("26,104! 30,97 50,92 70,97 74,104!")]
    return compose(
        [
            *(Part(turn(p.path, 16, 50, 42), p.tone) for p in parts),
            body(*stand),
            glow(brush("24,40 26,28 36,18", [0, 2.4, 0])),
        ],
        anchor="ground",
        focus=(50, 42),
    )


def hourglass(rng: Rng) -> Drawing:
    """An hourglass part run."""
    t = float(rng.uniform(0.2, 0.8))
    glass = mirrored("50,10 74,10! 73,26 60,42 53,50! 60,58 73,74 74,90! 50,90")
    top = within(glass, rect(0, 12 + 34 * t, 100, 38 - 34 * t))
    pile = within(glass, curve([(20, 92, 1), (34, 90 - 20 * t), (50, 84 - 26 * t), (66, 90 - 20 * t), (80, 92, 1)]))
    trickle = rect(49.4, 46, 1.2, 40)
    plates = [rect(20, 2, 60, 9, 2), rect(20, 89, 60, 9, 2)]
    posts = paired(union(rect(75.4, 10, 3.4, 80), circle(77, 50, 3.2)))
    return compose(
        [
            shade(posts),
            light(glass),
            accent(top, pile, trickle),
            shade(within(glass, minus(glass, move(glass, -4, 0)))),
            body(*plates),
            light(rect(24, 4, 52, 1.6, 0.8), brush("30,16 31,26 38,36", [0, 2, 0])),
        ],
        anchor="ground",
        focus=(50, 50),
    )


def earth(rng: Rng) -> Drawing:
    """The earth seen from afar: land, cloud, and the night side."""
    spin = float(rng.uniform(-14, 14))
    disc = circle(50, 50, 48)
    lands = [
        curve("22,16 36,8 48,14 44,24 34,30 30,42 22,40 14,30"),
        curve("34,46 46,48 52,58 46,72 38,88 32,80 30,62"),
        curve("58,14 76,12 92,26 94,42 82,46 74,40 66,44 60,34"),
        curve("62,48 74,48 80,58 74,74 66,80 60,66"),
        curve("82,66 92,64 90,76 82,78"),
    ]
    turned = [within(turn(land, spin, 50, 50), disc) for land in lands]
    clouds = [
        within(brush([(8, 44), (26, 40), (44, 43)], [0, 3.4, 0]), disc),
        within(brush([(48, 30), (66, 27), (88, 32)], [0, 3, 0]), disc),
        within(brush([(30, 78), (50, 74), (72, 80)], [0, 3.4, 0]), disc),
    ]
    night = minus(disc, circle(41, 43, 48))
    return compose([body(disc), accent(*turned), light(*clouds), shade(night)], focus=(50, 50))
