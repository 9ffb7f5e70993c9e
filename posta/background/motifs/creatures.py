"""What swims, flies and breathes fire: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import math

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
    polar,
    rect,
    ring,
    scaled,
    turn,
    union,
    within,
)
from posta.background.motifs.trees import blade

Rng = np.random.Generator


def whale(rng: Rng, *, spout: bool | None = None) -> Drawing:
    """A whale with a pleated belly and a raised tail."""
    t = float(rng.uniform(-5, 4))
    hide = curve([(3, 57), (8, 40), (26, 27), (50, 28), (72, 40), (86, 40), (93, 30 + t), (93, 21 + t, 1), (85, 20 + t), (76, 9 + t, 1), (88, 6 + t), (97, 14 + t, 1),
                  (103, 4 + t), (114, 1 + t, 1), (112, 14 + t), (101, 23 + t, 1), (103, 36 + t / 2), (96, 54), (80, 69), (54, 77), (26, 76), (8, 69)])
    throat = curve([(-4, 58, 1), (4, 59), (22, 61), (38, 57), (60, 60), (84, 64, 1), (80, 90, 1), (-4, 90, 1)])
    belly = within(hide, throat)
    pleats = [line([(-4, y), (20, y + 2.4), (42, y), (74, y - 3)], 1.3) for y in (64.5, 68.5, 72.4)]
    fin = curve([(46, 62, 1), (58, 66), (66, 82), (68, 94, 1), (52, 88), (40, 72)])
    parts = []
    if spout if spout is not None else rng.random() < 0.75:
        parts.append(light(brush([(27, 27), (27, 14), (20, 4), (9, 4), (5, 11)], [1.4, 3.4, 4.4, 3.4, 1.4]), brush([(29, 27), (30, 13), (37, 3), (48, 4), (51, 12)], [1.4, 3.4, 4.4, 3.4, 1.4]), *(circle(float(x), float(y), 1.4) for x, y in zip(rng.uniform(8, 46, 3), rng.uniform(-8, -2, 3), strict=True))))
    back = within(hide, minus(hide, move(hide, -2, 5)))
    parts += [body(hide), shade(within(back, rect(34, 0, 100, 80))), light(belly), shade(*(within(p, belly) for p in pleats)), shade(fin), light(circle(27, 53, 2.6)), lines(circle(26.6, 53, 1.5))]
    return compose(parts, focus=(27, 53))


def fish(rng: Rng, *, pattern: str = "") -> Drawing:
    """A fish in profile; `pattern` is "scales", "stripes" or "bones"."""
    kind = pattern or str(rng.choice(["scales", "stripes", "bones"]))
    d = float(rng.uniform(18, 27))
    flesh = curve([(4, 50, 1), (20, 50 - d * 0.78), (44, 50 - d), (68, 50 - d * 0.55), (88, 46, 1), (88, 54, 1), (68, 50 + d * 0.55), (44, 50 + d), (20, 50 + d * 0.78)])
    tail = curve([(86, 50, 1), (92, 38), (108, 26, 1), (103, 50), (108, 74, 1), (92, 62)])
    top = curve([(30, 54 - d, 1), (40, 40 - d), (58, 38 - d, 1), (66, 54 - d * 0.6), (72, 52 - d * 0.4, 1)])
    under = curve([(44, 46 + d, 1), (54, 62 + d), (66, 62 + d, 1), (66, 46 + d * 0.6)])
    gill = curve([(27, 50 - d * 1.2, 1), (34, 50 - d * 0.5), (34, 50 + d * 0.5), (27, 50 + d * 1.2, 1), (-9, 50 + d * 1.2, 1), (-9, 50 - d * 1.2, 1)])
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
        marks.append(brush([(36, 50), (60, 50), (90, 50)], [2.6, 2, 1.2]))
        for k in range(7):
            x = 42 + 6.4 * k
            for s in (-1, 1):
                marks.append(brush([(x, 50), (x + 3, 50 + s * d * 0.36), (x + 8, 50 + s * d * 0.7)], [1.8, 1.6, 0.6]))
    inside = minus(flesh, move(scaled(flesh, 0.93, 0.86, 44, 50), 0, 0)) if kind == "bones" else rect(0, 0, 0, 0)
    pattern_shape = minus(within(union(*marks), coat), inside) if kind == "bones" else within(union(*marks), coat)
    dark = within(coat, minus(flesh, move(flesh, 0, -d * 0.34)))
    side_fin = curve([(38, 54, 1), (50, 52), (58, 60, 1), (48, 64)])
    return compose(
        [accent(tail, top, under), shade(*(within(tail, brush([(88, 50), polar(88, 50, 12, a), polar(88, 50, 26, a)], [0.4, 1.2, 0.4])) for a in (-38, -18, 0, 18, 38))),
         body(flesh), shade(dark), light(pattern_shape), accent(face), accent(side_fin), light(circle(18, 45, 4.4)), lines(circle(17.6, 45, 2.5)), lines(brush([(4.5, 51.5), (9, 53.6), (13, 53)], [0, 1.1, 0]))],
        focus=(18, 45),
    )


def bird(rng: Rng, *, perched: bool | None = None) -> Drawing:
    """A songbird with a long tail, most often on a twig."""
    t = float(rng.uniform(-6, 6))
    coat = curve([(81, 29, 1), (78, 18), (67, 12), (55, 18), (46, 33), (30, 56), (12, 76 + t * 0.6), (-4, 92 + t, 1), (4, 98 + t, 1), (24, 84 + t * 0.3, 1), (42, 83), (60, 75), (72, 58), (76, 42)])
    beak = curve([(79.6, 24, 1), (86, 25), (93, 30, 1), (85, 32), (79, 33, 1)])
    breast = within(coat, curve([(84, 30, 1), (70, 40), (64, 58), (44, 70), (34, 86, 1), (90, 90, 1)]))
    wing = curve([(58, 40), (46, 43), (30, 60), (14, 81 + t * 0.5, 1), (32, 77), (50, 69), (60, 56), (62, 46)])
    plumes = [brush([(56, 46 + 5.4 * k), (44 + k, 56 + 4.4 * k), (27 + 4 * k, 72 + 1.6 * k)], [0, 1.5, 0]) for k in range(4)]
    cap = within(coat, curve([(86, 22, 1), (70, 24), (60, 28), (48, 40, 1), (40, 20, 1), (60, 4, 1), (90, 6, 1)]))
    legs = [line([(52, 78), (50, 92)], 1.4), line([(58, 75), (58, 92)], 1.4)]
    parts = [lines(*legs)]
    if perched if perched is not None else rng.random() < 0.7:
        twig = brush([(14, 103), (40, 94), (66, 93), (104, 84)], [1.4, 3, 3.2, 1])
        leaves = [blade(84, 89, 17, 8, 24, 2), blade(88, 88, 15, 7, -62, 1), blade(26, 98, 14, 7, 112, 1)]
        parts += [lines(twig), shade(*leaves)]
    return compose([*parts, body(coat), accent(breast), shade(cap), shade(wing), light(*(within(p, wing) for p in plumes)), accent(beak), light(circle(70.4, 24, 3)), lines(circle(70.8, 24, 1.8))], focus=(70, 24))


def gulls(rng: Rng, *, count: int | None = None) -> Drawing:
    """A flock of gulls, one near and the others far."""
    n = count or int(rng.integers(4, 8))

    def gull(x: float, y: float, s: float, flap: float, roll: float) -> tuple[skia.Path, skia.Path]:
        wing = [(x, y - 1 * s, 1), (x + 9 * s, y - (9 + flap) * s), (x + 20 * s, y - (10 + flap) * s), (x + 40 * s, y - (1 - flap) * s, 1), (x + 22 * s, y - (5.5 + flap) * s), (x + 11 * s, y - (3 + flap * 0.6) * s), (x + 3.4 * s, y + 3.4 * s), (x, y + 5.4 * s, 1)]
        right = curve(wing)
        left = scaled(right, -1, 1, x, y)
        tip = within(right, curve([(x + 31 * s, y - 30 * s, 1), (x + 60 * s, y - 30 * s, 1), (x + 60 * s, y + 30 * s, 1), (x + 31 * s, y + 30 * s, 1)]))
        tips = union(tip, scaled(tip, -1, 1, x, y))
        torso = oval(x, y + 1.6 * s, 3.1 * s, 4.6 * s)
        return turn(union(right, left, torso), roll, x, y), turn(tips, roll, x, y)

    flock = [gull(50, 60, 1.15, float(rng.uniform(-1, 5)), float(rng.uniform(-14, 14)))]
    slots = [(20, 34), (64, 22), (92, 42), (12, 78), (88, 82), (42, 8)]
    for k in rng.permutation(len(slots))[: n - 1]:
        x, y = slots[int(k)]
        flock.append(gull(x + float(rng.uniform(-4, 4)), y + float(rng.uniform(-4, 4)), float(rng.uniform(0.3, 0.5)), float(rng.uniform(-3, 7)), float(rng.uniform(-18, 18))))
    near, far = flock[0], flock[1:]
    return compose([shade(*(f[0] for f in far)), body(near[0]), light(near[1]), accent(curve([(49, 66.4, 1), (51, 66.4, 1), (50, 70, 1)]))], focus=(50, 60))


def owl(rng: Rng) -> Drawing:
    """An owl face on, on a branch."""
    w = float(rng.uniform(26, 31))
    coat = mirrored([(50, 14), (60, 12), (50 + w * 0.86, 1, 1), (50 + w * 0.92, 22), (50 + w, 44), (50 + w * 0.92, 68), (50 + w * 0.5, 88), (50, 94)])
    wing = curve([(50 + w * 0.86, 34, 1), (50 + w * 1.12, 52), (50 + w * 0.98, 76), (50 + w * 0.52, 96, 1), (50 + w * 0.5, 74), (50 + w * 0.62, 52)])
    wing_lines = [brush([(50 + w * f, 46 + 7 * k), (50 + w * (f + 0.1), 62 + 5 * k), (50 + w * (f - 0.06), 80 + 3 * k)], [0, 1.3, 0]) for k, f in enumerate((0.88, 0.76))]
    breast = mirrored([(50, 44), (50 + w * 0.5, 48), (50 + w * 0.58, 66), (50 + w * 0.36, 86), (50, 91)])
    chest = []
    for row in range(5):
        y = 53 + 8 * row
        m = 2 if row % 2 else 3
        for k in range(m):
            x = 50 + (k - (m - 1) / 2) * 8.6
            chest.append(brush([(x - 3, y - 1.4), (x, y + 2.2), (x + 3, y - 1.4)], [0, 1.9, 0]))
    r = w * float(rng.uniform(0.37, 0.42))
    face = union(circle(50 - r * 0.98, 29, r * 1.24), circle(50 + r * 0.98, 29, r * 1.24))
    eyes = [circle(50 + s * r * 0.98, 29, r * 0.86) for s in (-1, 1)]
    look = float(rng.uniform(-1.6, 1.6))
    pupils = [circle(50 + s * r * 0.98 + look, 29, r * 0.46) for s in (-1, 1)]
    sparks = [circle(50 + s * r * 0.98 + look + 1.3, 27.4, r * 0.13) for s in (-1, 1)]
    brow = curve([(50, 24, 1), (60, 14), (50 + w * 0.88, 1.5, 1), (50 + w * 0.6, 19), (50, 33, 1)])
    brow = union(brow, flipped(brow))
    beak = mirrored([(50, 31), (53.4, 35), (50, 44, 1)])
    twig = brush([(2, 93), (30, 96), (70, 93), (100, 97)], [1.6, 5, 5, 2])
    feet = [rect(50 + x, 89, 3, 9, 1.5) for x in (-15, -11, -7, 4, 8, 12)]
    leaves = [blade(88, 95, 15, 8, -40, 1), blade(10, 94, 14, 7, 150, -1)]
    return compose([lines(twig), accent(*leaves), body(coat), light(breast), shade(*(within(c, breast) for c in chest)), shade(wing, flipped(wing)),
                    body(*(within(union(v, flipped(v)), union(wing, flipped(wing))) for v in wing_lines)), light(within(face, coat)), accent(*eyes), lines(*pupils), light(*sparks), body(within(brow, coat)), accent(beak, *feet)], focus=(50, 29))


def butterfly(rng: Rng) -> Drawing:
    """A butterfly seen from above."""
    a, b = float(rng.uniform(-5, 6)), float(rng.uniform(-4, 5))
    fore = curve([(51, 40, 1), (60, 22), (76, 6 + a), (94, 3 + a), (98, 14 + a), (90, 34), (74, 47), (52, 49, 1)])
    hind = curve([(52, 48, 1), (72, 50), (88, 58 + b), (86, 74 + b), (78, 80 + b), (74, 94 + b, 1), (68, 82 + b), (58, 72), (51, 58, 1)]) if rng.random() < 0.5 else curve([(52, 48, 1), (72, 50), (88, 60 + b), (82, 80 + b), (68, 84 + b), (57, 72), (51, 58, 1)])
    fore_in = within(scaled(fore, 0.76, 0.74, 58, 37), fore)
    hind_in = within(scaled(hind, 0.7, 0.68, 58, 57), hind)
    cells = [brush([(53, 44), (68, 28 + a / 2), (90, 10 + a)], [1.2, 1.6, 1]), brush([(53, 45), (72, 38), (92, 26 + a)], [1.2, 1.6, 1]), brush([(53, 54), (66, 62), (80, 74 + b)], [1.2, 1.6, 1])]
    spots = [circle(90, 10 + a, 2.2), circle(93, 18 + a, 1.7), circle(88, 29 + a * 0.6, 1.6), circle(84, 63 + b, 2), circle(81, 72 + b, 2.4), circle(72, 78 + b, 1.7)]
    wings = union(fore, hind)
    torso = mirrored([(50, 32), (53, 35), (52.4, 42), (54, 50), (52.6, 66), (50, 80, 1)])
    feelers = [brush([(50.6, 34), (55, 22), (63, 14)], [0.8, 0.9, 1]), circle(63.4, 13.6, 1.5)]
    both = lambda p: union(p, flipped(p))  # noqa: E731
    return compose([body(both(wings)), accent(both(fore_in)), light(both(hind_in)), body(*(both(within(c, wings)) for c in cells)), light(*(both(within(s, wings)) for s in spots)), lines(torso, *(both(f) for f in feelers))], focus=(50, 45))


def bee(rng: Rng) -> Drawing:
    """A bumble bee on its way, its path dotted behind it."""
    tilt = float(rng.uniform(-16, 6))
    coat = oval(50, 56, 30, 22)
    head = circle(22, 54, 13)
    stripes = [curve([(x, 20, 1), (x + 4, 56), (x, 92, 1), (x + 10, 92, 1), (x + 14, 56), (x + 10, 20, 1)]) for x in (38, 56)]
    sting = curve([(76, 50, 1), (90, 57, 1), (76, 62, 1)])
    wings = [curve([(44, 38, 1), (30, 20), (36, 2), (52, 2), (58, 20), (50, 38, 1)]), curve([(52, 38, 1), (58, 20), (76, 10), (88, 18), (80, 34), (58, 42, 1)])]
    ribs = [brush([(46, 36), (44, 22), (44, 8)], [0.4, 1.2, 0.2]), brush([(55, 38), (66, 26), (80, 20)], [0.4, 1.2, 0.2])]
    feelers = [brush([(16, 43), (10, 34), (3, 33)], [1.4, 1.2, 1]), brush([(22, 41), (20, 31), (13, 27)], [1.4, 1.2, 1]), circle(2.6, 33, 1.8), circle(12.6, 26.6, 1.8)]
    legs = [brush([(x, 74), (x - 2, 83), (x + 2, 87)], [1.6, 1.4, 0.8]) for x in (38, 50, 60)]
    dots = [circle(94 + 9 * k, 56 + 13 * math.sin(0.9 * k + tilt), 1.5) for k in range(5)]
    parts = [lines(sting, *legs, *feelers), accent(coat), body(*(within(s, coat) for s in stripes)), shade(within(coat, minus(coat, move(coat, 0, -7)))), body(head), light(*wings), accent(*ribs), light(circle(17.4, 51, 3.4)), lines(circle(16.8, 51, 2)), lines(brush([(12, 59), (17, 62), (22, 60)], [0, 1.1, 0]))]
    return compose([*(Part(turn(p.path, tilt, 50, 55), p.tone) for p in parts), lines(*dots)], focus=(20, 52))


def dragon(rng: Rng, *, fire: bool | None = None) -> Drawing:
    """A friendly dragon out of a children's book, sitting on its tail."""
    t = float(rng.uniform(-4, 4))
    torso = curve([(47, 30), (44, 44), (33, 58), (28, 76), (34, 93), (52, 98), (70, 94), (75, 78), (68, 58), (60, 44), (62, 30)])
    tail = brush([(66, 90), (86, 92), (101, 82), (100, 64), (92, 58 + t)], [17, 11, 7, 4.4, 2])
    arrow = turn(curve([(92, 47, 1), (101, 60, 1), (93, 58), (85, 62, 1)]), -20, 92, 56)
    arrow = move(arrow, 0, t)
    head = curve([(62, 10), (52, 6), (43, 11), (35, 19), (21, 22), (13, 29), (17, 38), (30, 41), (44, 40), (57, 38), (66, 26)])
    horn = [curve([(54, 9, 1), (58, -1), (66, -6, 1), (65, 3), (61, 11, 1)]), curve([(46, 10, 1), (48, 1), (54, -6, 1), (55, 3), (53, 10, 1)])]
    ear = curve([(61, 16, 1), (70, 8), (80, 9, 1), (76, 20), (64, 24, 1)])
    belly = within(torso, curve([(38, 34, 1), (50, 46), (51, 64), (50, 84), (40, 102, 1), (10, 102, 1), (10, 40, 1)]))
    bands = [line([(20, y), (38, y + 3), (54, y)], 1.3) for y in range(52, 96, 8)]
    wing = curve([(60, 52, 1), (70, 34), (88, 22 + t), (108, 20 + t, 1), (104, 32), (104, 43, 1), (94, 41), (90, 53, 1), (80, 50), (72, 62, 1)])
    ribs = [brush([(62, 52), (80, 38), (104, 43)], [0.6, 1.4, 0.3]), brush([(63, 54), (76, 46), (89, 53)], [0.6, 1.2, 0.3])]
    spine = [(66, 30), (66.5, 40), (69, 50), (73, 60), (76, 70), (78, 80), (88, 86), (99, 88)]
    spikes = []
    for k, (x, y) in enumerate(spine):
        a = (-12, -8, 0, 6, 4, -14, -60, -30)[k]
        s = (6, 7, 8, 8, 8, 8, 6, 6)[k]
        spikes.append(turn(curve([(x - 4, y - s * 0.6, 1), (x + s * 0.4, y - s * 0.45), (x + s, y - 1, 1), (x + s * 0.2, y + s * 0.3), (x - 4, y + s * 0.6, 1)]), a, x, y))
    foot = [curve([(30, 88), (46, 84), (52, 94), (50, 100, 1), (22, 100, 1), (22, 94)]), curve([(58, 88), (70, 86), (75, 94), (73, 100, 1), (48, 100, 1), (48, 95)])]
    claws = [circle(x, 98, 1.9) for x in (25, 30, 35, 52, 57, 62)]
    arm = [brush([(46, 56), (38, 66), (29, 64)], [9, 7, 5]), brush([(54, 57), (48, 70), (39, 71)], [10, 8, 6])]
    parts: list[Part] = []
    if fire if fire is not None else rng.random() < 0.5:
        flame = curve([(13, 35, 1), (3, 30), (-8, 32, 1), (-5, 35), (-14, 39, 1), (-6, 41), (-8, 46, 1), (4, 43)])
        parts.append(glow(flame))
    else:
        parts.append(light(brush([(14, 24), (8, 20), (9, 13), (3, 9), (4, 2)], [1, 2.6, 3, 2.6, 0])))
    parts += [accent(*spikes), body(tail), accent(arrow), shade(arm[0]), body(torso, ear), light(belly), shade(*(within(b, belly) for b in bands)), shade(foot[0]), body(foot[1]), light(*claws),
              accent(wing), shade(*ribs), shade(within(ear, scaled(ear, 0.6, 0.6, 70, 16))), light(*horn), body(head), body(arm[1]), light(circle(44, 20, 4.6)), lines(circle(42.8, 20.4, 2.7)), glow(circle(42, 19.4, 0.8)),
              lines(brush([(18, 33), (30, 35.4), (44, 34), (49, 29)], [0, 1.3, 1.3, 0]), oval(19.4, 26, 1.5, 1.1)), accent(circle(49, 30, 2.2)), shade(within(torso, curve([(66, 44, 1), (70, 64), (68, 100, 1), (90, 100, 1), (90, 40, 1)])))]
    return compose(parts, anchor="ground", focus=(42, 22))


def octopus(rng: Rng) -> Drawing:
    """An octopus with curling arms."""
    head = mirrored([(50, 2), (66, 8), (74, 26), (68, 42), (64, 54), (50, 58)])
    arms, suckers = [], []
    for k, (x, ex, ey, c) in enumerate(((60, 74, 92, 1), (56, 60, 98, -1), (64, 92, 82, 1), (66, 98, 58, 1))):
        j = float(rng.uniform(-4, 4))
        path = [(x - 4, 46), (x + (ex - x) * 0.5, 62 + 4 * k % 7), (ex - 2 * c, ey - 14 + j), (ex + 5 * c, ey + j), (ex + 12 * c, ey - 6 + j), (ex + 8 * c, ey - 12 + j)]
        arm = brush(path, [13, 10, 8, 6, 4, 1.4])
        other = scaled(brush([(px, py - j * 1.6) for px, py in path], [13, 10, 8, 6, 4, 1.4]), -1, 1, 50, 0)
        arms += [arm, other]
        dots = [circle(*p, r) for p, r in (((path[1][0], path[1][1] + 1), 1.5), ((path[2][0], path[2][1]), 1.4), ((path[3][0] - 1, path[3][1] - 1), 1.2))]
        suckers += [*dots, *(scaled(move(d, 0, -j * 1.6), -1, 1, 50, 0) for d in dots)]
    spots = [circle(60, 14, 3), circle(53, 9, 1.8), circle(66, 22, 1.8)]
    eyes = [oval(50 + s * 8.4, 38, 4.8, 6) for s in (-1, 1)]
    pupils = [oval(50 + s * 8.4 + 0.8, 39.4, 2.4, 3.4) for s in (-1, 1)]
    return compose([shade(*arms[4:]), body(*arms[:4]), body(head), shade(within(head, minus(head, move(head, -6, -1)))), accent(*suckers), light(*spots), light(*eyes), lines(*pupils), lines(brush([(46, 49), (50, 51.6), (54, 49)], [0, 1.4, 0])), accent(ring(30, 8, 2.4, 1.6), ring(24, -1, 1.7, 1.1))], focus=(50, 38))


