"""Sun, moon, stars and weather: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, light, shade
from posta.background.motifs.pen import (
    brush,
    circle,
    curve,
    line,
    minus,
    move,
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


def moon(rng: Rng) -> Drawing:
    """A full moon with its seas."""
    disc = circle(50, 50, 48)
    seas = [
        curve("24,26 34,16 48,18 56,26 54,35 60,40 56,48 47,44 42,50 34,46 32,54 24,56 17,48 19,36"),
        curve("60,20 68,17 74,23 71,31 63,31 58,26"),
        curve("66,38 75,36 82,44 80,54 85,62 76,66 70,58 62,54 61,45"),
        curve("28,64 38,60 46,66 44,74 34,76 26,72"),
        curve("52,58 58,57 60,63 54,67 49,63"),
    ]
    seas = [move(sea, *rng.uniform(-1.6, 1.6, 2)) for sea in seas]
    angle = float(rng.uniform(-40, 40))
    reach = rng.uniform(9, 30, 9)
    rays = [
        brush([polar(56, 82, 3.4, 22 * k - 170), polar(56, 82, r, 22 * k - 170)], [1.3, 0]) for k, r in enumerate(reach)
    ]
    bright = turn(union(circle(56, 82, 3), *rays), angle, 50, 50)
    drawn = within(turn(union(*seas), angle, 50, 50), disc)
    pits = [circle(*polar(50, 50, rng.uniform(34, 43), rng.uniform(0, 360)), rng.uniform(1.4, 3)) for _ in range(6)]
    pits = [pit for pit in pits if within(pit, drawn).isEmpty()]
    rim = minus(disc, move(circle(50, 50, 49.4), -4.4, -3))
    return compose([body(disc), shade(drawn, *pits), light(within(bright, disc)), shade(rim)], focus=(50, 50))


def crescent(rng: Rng, *, thickness: float | None = None) -> Drawing:
    """A waxing moon; `thickness` 0.2 (a sickle) to 0.6, with a star in its arms on some seeds."""
    t = float(rng.uniform(0.28, 0.5)) if thickness is None else thickness
    sickle = minus(circle(50, 50, 48), circle(50 + 96 * t * 0.62, 50 - 8, 48 * (1 - t * 0.42)))
    inner = within(sickle, move(sickle, 96 * t * 0.18, -4))
    angle = float(rng.uniform(-30, 15))
    parts = [body(turn(sickle, angle, 50, 50)), light(turn(minus(sickle, inner), angle, 50, 50))]
    if rng.random() < 0.6:
        parts.append(accent(star(74, 44, 12, 4.8, 5, -90 + angle)))
    return compose(parts, focus=(40, 50))


def sun(rng: Rng, *, rays: str = "") -> Drawing:
    """A sun; `rays` is "tongues", "spikes", "bars" or "rings" (chosen by the generator when empty)."""
    kind = rays or str(rng.choice(["tongues", "spikes", "bars", "rings"]))
    r = 25.0
    parts = []
    if kind == "rings":
        parts += [accent(ring(50, 50, 49, 43)), accent(ring(50, 50, 39.5, 32.5))]
        r = 28
    elif kind == "bars":
        n = int(rng.choice([12, 16, 20]))
        bars = [turn(rect(48.6, 1 if k % 2 else 7, 2.8, 17, 1.4), 360 / n * k, 50, 50) for k in range(n)]
        parts.append(accent(*bars))
    elif kind == "spikes":
        n = int(rng.choice([12, 16]))
        spike = poly([(50 - 60 / n, 22), (50, 1), (50 + 60 / n, 22)])
        small = poly([(50 - 46 / n, 22), (50, 9), (50 + 46 / n, 22)])
        parts.append(accent(*(turn(spike, 360 / n * k, 50, 50) for k in range(n))))
        parts.append(light(*(turn(small, 360 / n * (k + 0.5), 50, 50) for k in range(n))))
    else:
        n = int(rng.choice([9, 11, 13]))
        w = 150 / n
        tongue = curve(
            [(50 - w / 2, 24, 1), (50 - w * 0.42, 15), (50 + w * 0.4, 2, 1), (50 + w * 0.32, 13), (50 + w / 2, 24, 1)]
        )
        parts.append(accent(*(turn(tongue, 360 / n * k, 50, 50) for k in range(n))))
    disc = circle(50, 50, r)
    parts += [
        body(disc),
        light(within(disc, move(circle(50, 50, r * 0.86), -r * 0.2, -r * 0.22))),
        body(circle(49, 49, r * 0.72)),
    ]
    return compose(parts, focus=(50, 50))


def cloud(rng: Rng) -> Drawing:
    """A fair-weather cloud with a flat foot."""
    n = int(rng.integers(3, 6))
    xs = np.linspace(22, 78, n) + rng.uniform(-3, 3, n)
    arch = np.sin(np.linspace(0.35, np.pi - 0.35, n))
    rs = 10 + 15 * arch + rng.uniform(-3, 3, n)
    foot = 62.0
    puffs = [circle(x, foot - r * 0.55 - 6 * a, r) for x, r, a in zip(xs, rs, arch, strict=True)]
    base = rect(xs[0] - rs[0] * 1.25, foot - 17, xs[-1] + rs[-1] * 1.3 - xs[0] + rs[0] * 1.2, 17, 8.5)
    shape = minus(union(base, *puffs), rect(-50, foot, 250, 90))
    low = [circle(x + 5, foot - r * 0.1 + 3, r * 0.8) for x, r in zip(xs, rs, strict=True)]
    curl = [
        brush([polar(x, y, r * 0.62, a) for a in range(190, 331, 28)], [0, 1.8, 0])
        for x, y, r in ((xs[n // 2], foot - rs[n // 2] * 0.55 - 6, rs[n // 2]), (xs[0], foot - rs[0] * 0.5 - 4, rs[0]))
    ]
    return compose([body(shape), shade(within(union(*low), shape)), light(within(union(*curl), shape))])


def five_star(rng: Rng, *, points: int | None = None) -> Drawing:
    """A star cut like a gem: each ray half lit, half shaded."""
    n = points or int(rng.choice([5, 5, 6, 8]))
    inner = {5: 19.1, 6: 22, 8: 17}.get(n, 20) * float(rng.uniform(0.92, 1.08))
    shape = star(50, 50, 48, inner, n)
    step = 180 / n
    dark = [
        poly([(50, 50), polar(50, 50, 48, -90 + 2 * k * step), polar(50, 50, inner, -90 + (2 * k + 1) * step)])
        for k in range(n)
    ]
    return compose([body(shape), light(*dark)], focus=(50, 50))


def eightfold(rng: Rng, *, rings: int | None = None) -> Drawing:
    """The eight-fold star of two squares, interlaced, with a rosette inside."""

    def square(r: float, angle: float) -> skia.Path:
        return poly([polar(50, 50, r, angle + 90 * k) for k in range(4)])

    outer = union(square(49, 45), square(49, 0))
    band = 4.5
    weave = []
    for turned in (0.0, 45.0):
        weave.append(minus(square(49 - band, turned), square(49 - 2 * band, turned)))
    heart = star(50, 50, 25, 25 * float(rng.uniform(0.55, 0.76)), 8, -90 + 22.5 * int(rng.integers(0, 2)))
    parts = [body(outer), light(*weave), accent(heart)]
    if (rings or int(rng.integers(1, 3))) > 1:
        parts.append(light(star(50, 50, 15, 9, 8, -90)))
        parts.append(body(circle(50, 50, 4)))
    else:
        petals = [turn(curve("50,50! 53.4,42 50,34! 46.6,42"), 45 * k, 50, 50) for k in range(8)]
        parts.append(light(*petals))
    return compose(parts, focus=(50, 50))


def comet(rng: Rng) -> Drawing:
    """A star with a train of tapering rays."""
    bend = float(rng.uniform(4, 12))
    rays = []
    for k, reach in enumerate((0.78, 1.0, 0.86, 0.62)):
        y = 66 + 6 * (k - 1.5)
        rays.append(
            brush([(26, y), (26 + 36 * reach, y - 22 - bend), (26 + 72 * reach, y - 34 - 2 * bend)], [7.4, 5, 0])
        )
    return compose(
        [
            accent(rays[0], rays[2]),
            light(rays[1], rays[3]),
            body(star(22, 68, 21, 9, 5, -90 + float(rng.uniform(-15, 15)))),
        ],
        focus=(22, 68),
    )


def lightning(rng: Rng) -> Drawing:
    """A bolt, cut with three strokes of the knife."""
    s = float(rng.uniform(-4, 4))
    bolt = poly([(56, 0), (24 + s, 54), (45, 54), (34 - s, 100), (76, 40 + s), (53, 40 + s), (72, 0)])
    return compose([body(bolt), light(within(bolt, poly([(56, 0), (24 + s, 54), (31 + s, 54), (62, 0)])))])


def snowflake(rng: Rng) -> Drawing:
    """A six-fold snow crystal; no two seeds alike."""
    arm = [rect(48.4, 4, 3.2, 46, 1.4)]
    for at in np.sort(rng.uniform(10, 34, int(rng.integers(2, 4)))):
        reach = float(rng.uniform(7, 13)) * (0.6 + at / 60)
        for side in (-1, 1):
            arm.append(line([(50, at + reach * 0.7), (50 + side * reach, at)], 2.8))
    arm.append(turn(rect(46.4, 3, 7.2, 7.2, 0.8), 45, 50, 6.6) if rng.random() < 0.5 else circle(50, 6, 3.6))
    one = union(*arm)
    whole = union(*(turn(one, 60 * k, 50, 50) for k in range(6)))
    core = star(50, 50, 15, 11, 6, -60)
    return compose([body(whole, core), light(star(50, 50, 9, 5.5, 6))], focus=(50, 50))


def rainbow(rng: Rng) -> Drawing:
    """Four bands and two clouds at their feet."""
    bands = [sector(50, 60, 48 - 7 * k, 180, 180, 40.8 - 7 * k) for k in range(4)]
    d = float(rng.uniform(-2, 2))
    puffs = [
        union(circle(x - 7, 60, 6 + d), circle(x + 1, 56, 8), circle(x + 9, 60, 6 - d), rect(x - 12, 59, 26, 8, 4))
        for x in (13, 87)
    ]
    order = [body, accent, light, shade] if rng.random() < 0.5 else [accent, light, body, shade]
    return compose([*(tone(b) for tone, b in zip(order, bands, strict=True)), light(*puffs)], anchor="ground")
