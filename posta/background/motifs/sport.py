"""Sport and games: a random generator in, drawings in the unit square out."""

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
    sector,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def _football(rng: Rng) -> tuple[list[skia.Path], list[skia.Path]]:
    """The near side of a truncated icosahedron blown up to a sphere: its pentagons, and its seams."""
    g = (1 + 5**0.5) / 2
    corners = np.array([p for a in (-1, 1) for b in (-g, g) for p in ((0, a, b), (a, b, 0), (b, 0, a))], dtype=float)
    spin, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    corners = corners @ spin

    def seen(point: np.ndarray) -> tuple[float, float]:
        x, y, z = point / np.linalg.norm(point)
        flat = 1.0 if z >= 0 else 1 / max(1e-6, float(np.hypot(x, y)))
        return 50 + 48.5 * float(x) * flat, 50 + 48.5 * float(y) * flat

    patches, seams = [], []
    for k, corner in enumerate(corners):
        near = [q for j, q in enumerate(corners) if j != k and np.linalg.norm(corner - q) < 2.1]
        axis = corner / np.linalg.norm(corner)
        first = np.cross(axis, near[0])
        second = np.cross(axis, first)
        near.sort(key=lambda q, u=first, v=second: float(np.arctan2(q @ v, q @ u)))  # type: ignore[misc]
        rim = [(2 * corner + q) / 3 for q in near]
        if max(p[2] for p in rim) > 0:
            patches.append(poly([seen(p) for p in rim]))
        for q in near:
            start, stop = (2 * corner + q) / 3, (corner + 2 * q) / 3
            if min(start[2], stop[2]) > -0.15 and tuple(corner) < tuple(q):
                seams.append(line([seen(start), seen((start + stop) / 2), seen(stop)], 1.5))
    return patches, seams


def ball(rng: Rng, *, kind: str = "") -> Drawing:
    """A ball; `kind` is "football", "basketball", "beach" or "tennis"."""
    kind = kind or str(rng.choice(["football", "basketball", "beach", "tennis"]))
    disc = circle(50, 50, 48)
    spin = float(rng.uniform(-40, 40))
    dark = within(disc, minus(disc, move(disc, -10, -8)))

    def turned(path: skia.Path) -> skia.Path:
        return turn(path, spin, 50, 50)

    if kind == "football":
        patches, seams = _football(rng)
        return compose(
            [
                light(disc),
                lines(*(within(s, disc) for s in seams)),
                body(*(within(p, disc) for p in patches)),
                shade(minus(disc, circle(46.5, 47, 46))),
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


def chess(rng: Rng, *, piece: str = "") -> Drawing:
    """A chess piece; `piece` is "knight", "king" or "pawn"."""
    piece = piece or str(rng.choice(["knight", "knight", "king", "pawn"]))
    base = [mirrored("50,88 72,88! 76,94 76,100! 50,100"), mirrored("50,82 68,82! 71,88! 50,88")]
    foot = within(base[0], rect(0, 95, 100, 9))
    if piece == "knight":
        t = float(rng.uniform(-2, 2))
        horse = curve(
            [
                (32, 82, 1),
                (36, 68),
                (46, 56),
                (48, 48, 1),
                (38, 52),
                (28, 58),
                (20, 57),
                (16, 50),
                (20, 42),
                (30, 30),
                (36, 18),
                (40, 12 + t, 1),
                (42, 4 + t, 1),
                (50, 11),
                (64, 18),
                (74, 36),
                (75, 58),
                (69, 82, 1),
            ]
        )
        mane = within(horse, curve("46,2! 54,15 62,26 66,44 64,64 60,84! 90,84! 90,2!"))
        locks = [
            within(horse, brush([(62 + 1.6 * k, 24 + 11 * k), (68 + k, 27 + 11 * k), (77, 25 + 11 * k)], [0, 1.7, 1]))
            for k in range(5)
        ]
        jaw = brush("48,48 54,42 54,33", [1.8, 1.6, 0])
        return compose(
            [
                body(horse),
                shade(mane),
                light(*locks, jaw),
                light(circle(38, 27, 3)),
                lines(circle(37.4, 27, 1.7), oval(22, 49, 1.7, 1.2, -40)),
                accent(base[1]),
                body(base[0]),
                shade(foot),
            ],
            anchor="ground",
            focus=(40, 30),
        )
    h = float(rng.uniform(0, 6))
    stem = mirrored([(50, 34 - h), (56, 36 - h, 1), (57, 56), (66, 82, 1), (50, 82)])
    dark = within(stem, rect(52, 0, 40, 100))
    if piece == "pawn":
        ball_ = circle(50, 30 - h, 13)
        collar = rect(39, 42 - h, 22, 4.4, 2)
        return compose(
            [
                body(stem),
                shade(dark),
                body(ball_),
                shade(within(ball_, minus(ball_, move(ball_, -5, -2)))),
                light(brush([polar(50, 30 - h, 8.4, a) for a in (185, 220, 255)], [0, 2.2, 0])),
                accent(collar, base[1]),
                body(base[0]),
                shade(foot),
            ],
            anchor="ground",
            focus=(50, 30),
        )
    crown_ = mirrored([(50, 18 - h), (58, 16 - h), (68, 20 - h, 1), (60, 38 - h, 1), (50, 38 - h)])
    cross = union(rect(48, 1 - h, 4, 16, 0.6), rect(43.4, 5 - h, 13.2, 4, 0.6))
    collars = [rect(38, 36 - h, 24, 4, 2), rect(40.6, 42 - h, 18.8, 3, 1.5)]
    return compose(
        [
            accent(cross),
            body(crown_, stem),
            shade(dark, within(crown_, rect(52, 0, 40, 60))),
            light(brush([(42, 34 - h), (37, 24 - h), (40, 20 - h)], [0, 2, 0])),
            accent(*collars, base[1]),
            body(base[0]),
            shade(foot),
        ],
        anchor="ground",
        focus=(50, 25),
    )
