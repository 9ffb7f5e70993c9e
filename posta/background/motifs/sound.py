"""Horns, drums and what carries sound: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, accent, body, compose, light, lines, shade, tilted
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
    scaled,
    sector,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def trumpet(rng: Rng) -> Drawing:
    """A trumpet, raised."""
    angle = float(rng.uniform(-26, -4))
    bell = curve("58,39! 82,38 98,32 108,16! 111,40 108,64! 98,49 82,43.6 58,43!")
    loop = minus(rect(18, 39, 70, 27, 13.5), rect(22, 43, 62, 19, 9.5))
    upper = rect(28, 39, 34, 4)
    lead = union(rect(2, 46.6, 60, 2.6), curve("-6,43.4! -3,45 2,46.4! 2,49.4! -3,50.6 -6,52.4!"))
    valves = [rect(x, 36, 7, 33, 1.4) for x in (42, 51.4, 60.8)]
    tops = [
        union(rect(x + 1, 31.6, 5, 5, 1), rect(x + 2.8, 26, 1.4, 6), rect(x + 0.8, 24, 5.4, 2.4, 1.2))
        for x in (42, 51.4, 60.8)
    ]
    feet = [union(rect(x + 0.8, 69, 5.4, 2.4, 1), rect(x + 2.4, 71, 2.2, 2, 1)) for x in (42, 51.4, 60.8)]
    slide = minus(rect(72, 48, 22, 13, 6.5), rect(75, 51, 16, 7, 3.5), rect(70, 46, 8, 20))
    gloss = [
        within(bell, brush("60,40 84,39.4 100,31", [0.8, 1.6, 0])),
        *(rect(x + 1.2, 40, 1.2, 25, 0.6) for x in (42, 51.4, 60.8)),
    ]
    mouth = within(curve("108,14! 113,40 108,66! 104,40"), curve("104,12! 116,12! 116,68! 104,68!"))
    ring_ = ring(66, 73, 3.4, 2.2)
    parts = [
        shade(ring_),
        shade(lead),
        body(loop, upper, slide),
        body(bell),
        shade(within(bell, curve("50,41.6! 84,42 112,50! 112,70! 50,60!"))),
        accent(*valves),
        lines(*tops, *feet),
        light(*gloss),
        accent(mouth),
    ]
    return compose(tilted(parts, angle), focus=(95, 40))


def saxophone(rng: Rng) -> Drawing:
    """An alto saxophone."""
    angle = float(rng.uniform(-14, 20))
    tube = brush(
        "46,16 46,34 45,58 46,78 55,92 68,92 76,80 78,66 79,54", [5, 6.6, 9, 12, 15, 16.6, 18, 21, 27], flat=True
    )
    flare = curve("64,58! 64,50 58,40! 79,35 100,40! 94,50 93,58!")
    mouth = oval(79, 40.4, 21, 5)
    crook = brush("46,17 45,7 37,3 28,7 20,14", [4.6, 4.4, 4, 3.6, 3.2])
    piece = brush("24,10.6 17,16 11,21.4", [4.6, 4.4, 1.6])
    pads = [
        circle(46 + d, y, r)
        for d, y, r in ((0.6, 26, 2.1), (0.4, 34, 2.3), (-0.2, 42, 2.5), (-0.6, 52, 2.9), (-0.4, 61, 3.2), (0, 70, 3.5))
    ]
    big = [circle(57.6, 90.6, 4.2), circle(72, 86, 4.6), circle(77.6, 70, 4.4)]
    rods = [line("50.6,22 51.6,48 52,74", 1.1), line("41.4,44 40,60 40.6,78", 1.1)]
    levers = [
        line("50.6,30 57,27", 1.6),
        line("51.4,46 58,43", 1.6),
        line("40,58 34,56", 1.6),
        line("41,70 34.6,70", 1.6),
    ]
    gloss = [within(tube, brush("43.4,30 41.4,58 42,80 52,94", [0, 1.7, 1.9, 0]))]
    dark = within(union(tube, flare), curve("84,42! 85,66 78,86 64,99! 100,100! 104,36!"))
    ring_ = [rect(42.4, 17, 7.4, 2.4, 1), turn(rect(60, 55.4, 38, 2.6, 1), 1, 79, 56)]
    parts = [
        lines(piece),
        body(crook),
        lines(*rods, *levers),
        body(tube, flare),
        shade(dark),
        light(*gloss),
        accent(*pads, *big),
        light(
            *(
                circle(c, d, r)
                for c, d, r in (
                    (46.6, 52, 1.2),
                    (46, 61, 1.3),
                    (46, 70, 1.4),
                    (57.6, 90.6, 1.8),
                    (72, 86, 2),
                    (77.6, 70, 1.8),
                )
            )
        ),
        accent(*ring_),
        lines(mouth),
        shade(minus(mouth, move(mouth, 0, 2))),
    ]
    return compose(tilted(parts, angle), focus=(78, 45))


def drum(rng: Rng, *, kind: str = "") -> Drawing:
    """A drum; `kind` is "snare" (with sticks) or "djembe"."""
    kind = kind or str(rng.choice(["snare", "djembe"]))
    if kind == "djembe":
        t = float(rng.uniform(-2, 2))
        shell = mirrored([(50, 12), (80, 12, 1), (80 + t, 28), (68, 48), (60, 60), (62, 80), (68, 100, 1), (50, 100)])
        skin = oval(50, 12, 30, 8)
        zig = [line([(18 + 6.4 * k, 19 if k % 2 else 36, 1) for k in range(11)], 1.1, square=True)]
        rings = [
            within(shell, curve([(10, y, 1), (50, y + 6), (90, y, 1), (90, y + 3, 1), (50, y + 9), (10, y + 3, 1)]))
            for y in (15, 36, 58)
        ]
        tri = [poly([(34 + 8 * k, 92), (38 + 8 * k, 80), (42 + 8 * k, 92)]) for k in range(4)]
        return compose(
            [
                body(shell),
                shade(within(shell, curve("62,0! 62,30 54,58 56,104! 110,104! 110,0!"))),
                light(*(within(z, shell) for z in zig)),
                accent(*rings),
                light(*(within(p, shell) for p in tri)),
                light(skin),
                accent(minus(skin, oval(50, 11.4, 28, 6.6))),
            ],
            anchor="ground",
            focus=(50, 14),
        )
    h = float(rng.uniform(30, 42))
    top = 38.0
    shell = union(rect(10, top, 80, h), oval(50, top + h, 40, 11))
    hoop_low = union(
        minus(
            union(rect(8, top + h - 3, 84, 5), oval(50, top + h + 2, 42, 11.8)),
            union(rect(0, top - 20, 100, h + 17), oval(50, top + h - 3, 42, 11.4)),
        )
    )
    hoop_top = minus(union(rect(8, top - 1, 84, 5), oval(50, top + 4, 42, 11.6)), oval(50, top - 1, 42, 11.6))
    skin = oval(50, top - 1, 42, 11.6)
    cords = [
        line(
            [
                (10 + 10 * k, (top + 6 if k % 2 else top + h + 4) + 10 * (1 - ((k - 4) / 4) ** 2) * 0.9)
                for k in range(9)
            ],
            1.4,
            square=True,
        )
    ]
    a = float(rng.uniform(-8, 8))
    sticks = [
        turn(union(brush("6,12 40,24 62,32", [2.6, 2.2, 1.4]), oval(63, 32.4, 3, 2, 20)), a, 50, 30),
        turn(union(brush("96,8 66,22 44,33", [2.6, 2.2, 1.4]), oval(43, 33.4, 3, 2, -24)), -a, 50, 30),
    ]
    return compose(
        [
            body(shell),
            shade(within(shell, curve("64,20! 66,60 64,110! 110,110! 110,20!"))),
            light(*(within(c, shell) for c in cords)),
            accent(hoop_low, hoop_top),
            light(skin),
            shade(minus(skin, oval(50, top - 0.4, 39, 9.8))),
            lines(*sticks),
        ],
        anchor="ground",
        focus=(50, 35),
    )


def microphone(rng: Rng, *, kind: str = "") -> Drawing:
    """A microphone; `kind` is "vintage" (on its stand) or "hand"."""
    kind = kind or str(rng.choice(["vintage", "hand"]))
    if kind == "hand":
        angle = float(rng.uniform(24, 48))
        ball = circle(50, 20, 19)
        mesh = [line([(25, 20 + d), (50, 20 + d + 3), (75, 20 + d)], 0.8) for d in (-14, -9, -4, 1, 6, 11)] + [
            line([(50 + d, -2), (50 + d * 1.25, 20), (50 + d, 42)], 0.8) for d in (-12, -6, 0, 6, 12)
        ]
        collar = rect(34, 34, 32, 6, 2)
        grip = curve("36,40! 64,40! 60,70 56,108! 44,108! 40,70")
        switch = rect(47.4, 52, 5.2, 10, 2)
        cable = brush("50,107 50,120 60,128 74,124 84,134", [3, 2.4, 2.2, 2, 1.6])
        parts = [
            lines(cable),
            body(ball),
            light(*(within(m, ball) for m in mesh)),
            shade(within(ball, minus(ball, move(ball, -8, -3)))),
            accent(collar),
            body(grip),
            shade(within(grip, rect(53, 40, 30, 80))),
            light(switch),
            accent(within(grip, rect(30, 101, 40, 4))),
        ]
        return compose(tilted(parts, angle), focus=(60, 20))
    w = float(rng.uniform(19, 23))
    shell = mirrored(
        [(50, 2), (50 + w * 0.7, 6), (50 + w, 20), (50 + w, 40), (50 + w * 0.74, 56), (50 + w * 0.36, 62, 1), (50, 62)]
    )
    inner = within(scaled(shell, 0.82, 0.86, 50, 31), shell)
    slots = [within(rect(50 + (w * 0.17) * k - w * 0.045, 0, w * 0.09, 70), inner) for k in range(-4, 5)]
    band = within(shell, rect(0, 28, 100, 7))
    badge = rect(50 - w * 0.26, 27, w * 0.52, 9, 1.6)
    hinge = union(rect(43, 61, 14, 5, 1.6), circle(50, 70, 5.4), rect(48, 74, 4, 30))
    base = curve("26,108! 30,103 50,99 70,103 74,108!")
    return compose(
        [
            body(shell),
            accent(inner),
            lines(*slots),
            shade(within(shell, minus(shell, move(shell, -6, -1)))),
            body(band),
            light(badge, rect(50 - w, 28.6, 2 * w, 1, 0.4), rect(50 - w, 33.4, 2 * w, 1, 0.4)),
            lines(hinge),
            light(circle(50, 70, 1.8)),
            body(base),
            light(brush([(50 - w * 0.82, 40), (50 - w * 0.86, 20), (50 - w * 0.56, 8)], [0, 2, 0])),
        ],
        anchor="center",
        focus=(50, 30),
    )


def vinyl(rng: Rng, *, sleeve: bool | None = None) -> Drawing:
    """A record, on some seeds half out of its sleeve."""
    disc = circle(50, 50, 48)
    grooves = [ring(50, 50, r + 0.28, r - 0.28) for r in (44, 41.5, 39, 34.5, 32, 29.5, 27, 23)]
    a = float(rng.uniform(20, 70))
    shine = [sector(50, 50, 46, a, 17, 19), sector(50, 50, 46, a + 180, 17, 19)]
    label = circle(50, 50, 17)
    half = within(label, turn(rect(0, 50, 100, 60), a - 45, 50, 50))
    hole = circle(50, 50, 1.9)
    marks = [ring(50, 50, 12.4, 11.6)]
    record = [body(disc), shade(*grooves), light(*shine), accent(label), light(half), lines(*marks), lines(hole)]
    if not (sleeve if sleeve is not None else rng.random() < 0.4):
        return compose(record, focus=(50, 50))
    cover = rect(-50, 0, 100, 100, 1)
    stripes = [within(ring(0, 50, 40 - 9 * k, 35.5 - 9 * k), rect(-50, 0, 100, 100)) for k in range(4)]
    return compose(
        [*record, accent(cover), light(*stripes), shade(rect(47, 0, 3, 100)), body(circle(0, 50, 4))], focus=(20, 50)
    )


def headphones(rng: Rng) -> Drawing:
    """Studio headphones."""
    w = float(rng.uniform(36, 41))
    band = minus(
        mirrored([(50, 2), (50 + w * 0.7, 10), (50 + w * 1.04, 40), (50 + w, 62, 1), (50, 62)]),
        mirrored([(50, 10), (50 + w * 0.62, 17), (50 + w * 0.88, 42), (50 + w * 0.84, 63, 1), (50, 63)]),
    )
    pad = minus(
        mirrored([(50, 2), (50 + w * 0.7, 10), (50 + w * 0.9, 24, 1), (50, 24)]),
        mirrored([(50, 13), (50 + w * 0.58, 20), (50 + w * 0.8, 32, 1), (50, 32)]),
    )
    cup = turn(rect(50 + w - 15, 52, 20, 36, 9), -6, 50 + w, 70)
    cushion = turn(rect(50 + w - 22, 54, 11, 32, 5.4), -6, 50 + w, 70)
    cap = turn(rect(50 + w + 1, 60, 6, 20, 3), -6, 50 + w, 70)
    cable = brush([(50 - w, 87), (50 - w * 0.8, 102), (40, 94), (50, 108), (64, 104)], [2, 1.8, 1.6, 1.5, 1.4])
    glint = turn(rect(50 + w - 11, 57, 3, 22, 1.5), -6, 50 + w, 70)
    return compose(
        [
            lines(cable),
            body(band),
            shade(pad),
            accent(paired(cup)),
            lines(paired(cushion)),
            body(paired(cap)),
            light(paired(glint)),
        ],
        focus=(50, 40),
    )


def megaphone(rng: Rng) -> Drawing:
    """A megaphone and its shout."""
    angle = float(rng.uniform(-24, -8))
    horn = curve("26,40! 50,34 76,14! 80,42 76,84! 50,64 26,58!")
    mouth = oval(77, 49, 6, 36)
    back = union(rect(8, 38, 20, 22, 5), rect(3, 43, 8, 12, 3))
    grip = curve("30,58! 42,61! 46,80 44,88! 34,88! 33,76")
    waves = [brush([polar(70, 49, r, a) for a in (-30, -15, 0, 15, 30)], [0, 3.6, 4.2, 3.6, 0]) for r in (24, 34, 44)]
    stripe = within(horn, curve("60,0! 63,48 60,100! 68,100! 71,48 68,0!"))
    parts = [
        accent(*waves[: int(rng.integers(2, 4))]),
        shade(grip),
        body(horn, back),
        shade(within(union(horn, back), curve("0,52! 40,54 90,64! 90,100! 0,100!"))),
        light(stripe),
        light(mouth),
        lines(oval(77.6, 49, 4, 30)),
        accent(rect(24, 38.6, 4, 21, 1)),
    ]
    return compose(tilted(parts, angle), focus=(77, 45))


def note(rng: Rng, *, pair: bool | None = None) -> Drawing:
    """A music note, single with a flag or two under a beam."""
    if pair if pair is not None else rng.random() < 0.5:
        slope = float(rng.uniform(6, 12))
        heads = [oval(22, 86, 14, 10.4, -20), oval(76, 86 - slope, 14, 10.4, -20)]
        stems = [rect(31, 22, 4.4, 62), rect(85, 22 - slope, 4.4, 62)]
        beams = [
            poly([(31, 16), (89.4, 16 - slope), (89.4, 28 - slope), (31, 28)]),
            poly([(31, 35), (89.4, 35 - slope), (89.4, 42 - slope), (31, 42)]),
        ]
        return compose(
            [
                body(*heads, *stems, beams[0]),
                accent(beams[1]),
                light(
                    *(
                        brush([(x - 8, y + 1), (x - 3, y - 5), (x + 4, y - 6)], [0, 2.2, 0])
                        for x, y in ((22, 86), (76, 86 - slope))
                    )
                ),
            ],
            focus=(50, 60),
        )
    t = float(rng.uniform(-4, 4))
    head = oval(34, 84, 19, 14, -22)
    stem = rect(47, 6, 5, 76)
    flag = curve([(47.6, 4, 1), (53, 20), (68, 30), (76 + t, 46), (70 + t, 66, 1), (71, 50), (62, 42), (52, 38, 1)])
    return compose([body(head, stem), accent(flag), light(brush("22,85 28,77 38,75", [0, 2.8, 0]))], focus=(38, 80))
