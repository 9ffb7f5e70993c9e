"""Things people read, write and keep: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade, tilted
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
    ring,
    scaled,
    sector,
    softened,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def crown(rng: Rng) -> Drawing:
    """A crown with five points."""
    flare = float(rng.uniform(2, 9))
    hoop = curve("50,78 84,73! 86,86! 50,92 14,86! 16,73!")
    top = curve(
        [
            (84, 74, 1),
            (88, 52),
            (92 + flare, 28, 1),
            (80, 44),
            (69, 52, 1),
            (68, 36),
            (71, 18, 1),
            (60, 34),
            (50, 50, 1),
            (40, 34),
            (29, 18, 1),
            (32, 36),
            (31, 52, 1),
            (20, 44),
            (8 - flare, 28, 1),
            (12, 52),
            (16, 74, 1),
            (50, 79),
        ]
    )
    spike = curve("50,8! 57,30 63,52! 50,58 37,52! 43,30")
    balls = [circle(x, y, 4.2) for x, y in ((92 + flare, 25), (8 - flare, 25), (71, 14), (29, 14), (50, 4))]
    gems = [turn(rect(47, 83, 6, 6, 0.6), 45, 50, 86), oval(30, 83.4, 3.6, 2.5, 8), oval(70, 83.4, 3.6, 2.5, -8)]
    rim = [within(hoop, curve("0,76! 50,82 100,75! 100,70! 50,78 0,70!"))]
    inside = minus(top, move(top, -5, 0))
    return compose(
        [
            body(spike),
            body(top),
            shade(within(inside, top)),
            accent(hoop),
            light(*rim),
            light(*gems),
            accent(*balls),
            light(*(star(x, 63, 4.4, 1.7, 4) for x in (32, 50, 68))),
        ],
        focus=(50, 55),
    )


def book(rng: Rng, *, kind: str = "") -> Drawing:
    """A book; `kind` is "open" or "stack"."""
    kind = kind or str(rng.choice(["open", "stack"]))
    if kind == "stack":
        parts: list[Part] = []
        y = 96.0
        order = [body, accent, body, accent]
        for k in range(int(rng.integers(3, 5))):
            h = float(rng.uniform(13, 18))
            w = float(rng.uniform(66, 84))
            x = 50 - w / 2 + float(rng.uniform(-6, 6))
            cover = curve(
                [
                    (x + 3, y, 1),
                    (x + w, y, 1),
                    (x + w, y - 2.6, 1),
                    (x + w - 4, y - 2.6, 1),
                    (x + w - 6, y - h / 2),
                    (x + w - 4, y - h + 2.6, 1),
                    (x + w, y - h + 2.6, 1),
                    (x + w, y - h, 1),
                    (x + 3, y - h, 1),
                    (x - 1, y - h / 2),
                ]
            )
            leaves = curve(
                [
                    (x + 8, y - 2.6, 1),
                    (x + w - 3, y - 2.6, 1),
                    (x + w - 5.4, y - h / 2),
                    (x + w - 3, y - h + 2.6, 1),
                    (x + 8, y - h + 2.6, 1),
                ]
            )
            spine = [rect(x + 8 + d, y - h, 2.4, h) for d in (0, 5)]
            pages = [line([(x + w * 0.45, y - h * f), (x + w - 6, y - h * f)], 0.6) for f in (0.35, 0.52, 0.68)]
            page = within(leaves, rect(x + w * 0.34, 0, 100, 100))
            parts += [order[k](cover), light(page), shade(*(within(p, page) for p in pages)), light(*spine)]
            y -= h
        apple = curve(
            [
                (50, y - 20),
                (57, y - 22),
                (64, y - 15),
                (61, y - 4),
                (54, y),
                (50, y - 1),
                (46, y),
                (39, y - 4),
                (36, y - 15),
                (43, y - 22),
            ]
        )
        stalk = [
            brush([(50, y - 19), (51, y - 26)], [1.4, 2]),
            curve([(51, y - 24, 1), (58, y - 30), (64, y - 28, 1), (58, y - 23)]),
        ]
        return compose(
            [
                *parts,
                accent(apple),
                light(brush([(40, y - 9), (40, y - 14), (44, y - 18)], [0, 2, 0])),
                lines(stalk[0]),
                body(stalk[1]),
            ],
            anchor="ground",
            focus=(50, 70),
        )
    d = float(rng.uniform(-2, 4))
    cover = curve("50,82! 70,76 100,78! 100,26! 50,28! 0,26! 0,78! 30,76")
    page = curve([(50, 30, 1), (64, 20 - d), (94, 19, 1), (94, 70, 1), (66, 70), (50, 79, 1)])
    back = curve([(50, 30, 1), (60, 18 - d), (88, 13, 1), (94, 19, 1), (66, 22)])
    text = [brush([(57, y + 3), (70, y - 1.4), (87, y - 2.4)], [1.6, 1.6, 1.6], flat=True) for y in (36, 43, 50, 57)]
    short = brush("57,67 64,63.6 72,62", [1.6, 1.6, 1.6], flat=True)
    ribbon = curve("52,79! 57,77! 60,100! 56,96! 53,101!")
    picture = flipped(curve("58,40! 70,33 88,31! 88,52! 70,53 58,58!"))
    hill = within(picture, curve("0,52! 20,42 30,49 40,40 50,48! 50,70! 0,70!"))
    return compose(
        [
            body(cover),
            accent(ribbon),
            light(page, flipped(page), back, flipped(back)),
            shade(within(page, curve("50,28! 55,26! 54,60 50,82!"))),
            shade(*text, short),
            accent(picture),
            shade(hill),
            light(within(circle(26, 39, 3.4), picture)),
            shade(*(move(flipped(t), 0, 26) for t in text[:1])),
        ],
        focus=(50, 45),
    )


def pen_nib(rng: Rng, *, kind: str = "") -> Drawing:
    """A pen; `kind` is "nib" (a fountain pen's) or "quill"."""
    kind = kind or str(rng.choice(["nib", "quill"]))
    if kind == "quill":
        bend = float(rng.uniform(-6, 8))
        shaft = [(14, 98), (30, 70), (52, 40), (86, 4)]
        vane_a = curve([(28, 74, 1), (24, 60), (30, 42), (48, 22 - bend / 2), (88, 2, 1), (70, 24), (50, 48)])
        vane_b = curve([(28, 74, 1), (44, 68), (66, 52 + bend / 2), (80, 30), (88, 2, 1), (70, 24), (50, 48)])
        nicks = [poly("24,55 36,54 26,51"), poly("38,29 46,36 42,26"), poly("66,54 58,46 70,48")]
        barbs = [brush([(p, q), (p + 9, q - 10)], [1, 0]) for p, q in ((33, 64), (41, 54), (50, 43), (60, 32))] + [
            brush([(p, q), (p + 12, q - 4)], [1, 0]) for p, q in ((36, 64), (45, 54), (55, 43), (64, 33))
        ]
        ink = curve("12,98! 4,102 -8,100 -22,105 -8,104 6,106")
        return compose(
            [
                body(minus(vane_a, *nicks)),
                accent(minus(vane_b, *nicks)),
                light(*barbs[:4]),
                lines(*barbs[4:]),
                lines(brush(shaft, [0.6, 2.2, 1.8, 0.4])),
                lines(ink),
            ],
            focus=(50, 45),
        )
    angle = float(rng.uniform(20, 45))
    nib = mirrored("50,100! 56,78 67,58 64,42 60,36! 50,36")
    hole = circle(50, 61, 3.4)
    slit = rect(49.5, 62, 1, 36)
    grip = mirrored("50,36 60,36! 62,20 62,8! 50,8")
    band = rect(36.6, 1, 26.8, 8, 1)
    barrel = mirrored("50,1 63,1! 64,-28 61,-60! 50,-61")
    nib_line = minus(nib, scaled(nib, 0.8, 0.84, 50, 62))
    gloss = rect(41, -52, 3.4, 48, 1.7)
    parts = [
        body(barrel),
        shade(within(barrel, rect(54, -70, 30, 80))),
        light(gloss),
        accent(nib),
        light(within(nib_line, nib)),
        lines(hole, slit),
        lines(grip),
        accent(band),
    ]
    return compose([Part(turn(p.path, angle, 50, 50), p.tone) for p in parts], focus=(50, 70))


def letter(rng: Rng, *, opened: bool | None = None) -> Drawing:
    """An envelope with a seal, or open with its letter."""
    if opened if opened is not None else rng.random() < 0.5:
        sheet = rect(14, 1, 72, 70, 1)
        flap = poly("2,40 50,4 98,40")
        back = union(rect(2, 40, 96, 56, 1.5), softened(flap, 0.8))
        front = [poly("2,40 50,74 98,40 98,96 2,96")]
        fold = poly("2,96 50,62 98,96")
        rows = [rect(24, y, w, 2.6, 1.3) for y, w in ((27, 52), (35, 52), (43, 52), (51, 34))]
        mark = mirrored("50,14! 53,10 57,12 56,17 50,23!")
        return compose(
            [
                shade(back),
                light(sheet),
                accent(mark),
                shade(*rows),
                body(*front),
                accent(within(fold, front[0])),
                shade(minus(within(move(fold, 0, -2), front[0]), fold)),
            ],
            focus=(50, 55),
        )
    angle = float(rng.uniform(-14, 14))
    sheet = rect(2, 20, 96, 62, 2)
    flap = poly("2,21 98,21 50,57")
    seam = [line("3,80 38,48", 1.2), line("97,80 62,48", 1.2)]
    seal = union(circle(50, 54, 9), *(circle(*polar(50, 54, 8.6, 40 * k), 3) for k in range(9)))
    crest = star(50, 54, 5.4, 2.4, 5)
    return compose(
        tilted(
            [
                body(sheet),
                shade(*seam),
                light(within(softened(flap, 1.4), sheet)),
                shade(within(minus(move(flap, 0, 3), flap), sheet)),
                accent(seal),
                light(crest),
            ],
            angle,
        ),
        focus=(50, 54),
    )


def key(rng: Rng) -> Drawing:
    """An old key with a worked bow."""
    angle = float(rng.uniform(-60, 60))
    n = int(rng.choice([3, 4, 5]))
    lobes = union(*(ring(*polar(50, 22, 11, 360 / n * k - 90), 10, 5.4) for k in range(n)), circle(50, 22, 6))
    lobes = minus(lobes, *(circle(*polar(50, 22, 11, 360 / n * k - 90), 5.4) for k in range(n)))
    shank = union(rect(47.4, 36, 5.2, 62, 2), rect(44.4, 40, 11.2, 3.6, 1.6), rect(45.4, 46, 9.2, 2.4, 1.2))
    teeth = union(rect(51, 80, 17, 13, 1))
    teeth = minus(teeth, rect(58, 84.4, 4, 9), rect(63.6, 79, 5, 4.6))
    return compose(
        tilted(
            [
                body(lobes, shank, teeth),
                accent(circle(50, 22, 3.2), rect(44.4, 40, 11.2, 3.6, 1.6)),
                shade(rect(50.4, 44, 2.2, 52, 1)),
                light(rect(48.4, 52, 0.9, 40, 0.4)),
            ],
            angle,
        ),
        focus=(50, 25),
    )


def clock(rng: Rng, *, kind: str = "") -> Drawing:
    """A clock; `kind` is "alarm" or "wall"."""
    kind = kind or str(rng.choice(["alarm", "wall"]))
    hour = float(rng.uniform(0, 12))
    face = circle(50, 54, 30)
    ticks = [turn(rect(49, 27, 2, 6 if k % 3 == 0 else 3.4, 0.6), 30 * k, 50, 54) for k in range(12)]
    hands = [
        brush([polar(50, 54, -4, hour * 30 - 90), polar(50, 54, 15, hour * 30 - 90)], [3, 2.2]),
        brush([polar(50, 54, -5, hour * 360 - 90), polar(50, 54, 23, hour * 360 - 90)], [2.2, 1.4]),
    ]
    second = brush([polar(50, 54, -8, hour * 77), polar(50, 54, 24, hour * 77)], [1.6, 0.8])
    core = [light(face), lines(*ticks, *hands), accent(second, circle(50, 54, 2.8))]
    if kind == "wall":
        rays = [turn(poly([(47.8, 22), (50, -8 if k % 2 == 0 else 4), (52.2, 22)]), 15 * k, 50, 54) for k in range(24)]
        balls = [turn(circle(50, -8, 2.6), 30 * k, 50, 54) for k in range(12)]
        return compose([accent(*rays), body(*balls), body(circle(50, 54, 35)), *core], focus=(50, 54))
    case = circle(50, 54, 37)
    bells = [turn(union(sector(50, 14, 14, 180, 180), rect(49, 14, 2, 5)), a, 50, 54) for a in (-34, 34)]
    feet = paired(turn(rect(47, 86, 6, 16, 3), -32, 50, 54))
    clapper = [rect(48.8, 8, 2.4, 12), rect(45, 5, 10, 5, 2)]
    handle = line("30,10 40,0 60,0 70,10", 2.6)
    return compose(
        [
            lines(feet, *clapper),
            lines(handle),
            accent(*bells),
            body(case),
            shade(within(case, minus(case, move(case, -5, -2)))),
            *core,
        ],
        anchor="ground",
        focus=(50, 54),
    )


def bulb(rng: Rng, *, lit: bool | None = None) -> Drawing:
    """A light bulb, its filament glowing, with rays when lit."""
    glass = mirrored("50,8 68,13 79,32 73,52 64,64 60,76! 50,76")
    coil = line("44,76 43,58 36,46 42,40 46,48 50,40 54,48 58,40 64,46 57,58 56,76", 1.6)
    cap = [
        rect(39, 75, 22, 4.6, 2),
        rect(40, 80.4, 20, 4.6, 2),
        rect(41, 85.8, 18, 4.6, 2),
        curve("43,91! 57,91! 54,96 46,96"),
    ]
    gloss = brush("29,42 28,30 37,18", [0, 4, 0])
    parts: list[Part] = []
    if lit if lit is not None else rng.random() < 0.75:
        n = int(rng.choice([9, 11, 13]))
        rays = [
            brush(
                [polar(50, 36, 37, a), polar(50, 36, 43, a), polar(50, 36, 49 + (4 if k % 2 else -2), a)], [1.4, 3, 1.4]
            )
            for k, a in enumerate(np.linspace(-205, 25, n))
        ]
        parts.append(glow(*rays))
    return compose(
        [*parts, accent(glass), light(gloss), lines(coil), body(cap[0], cap[2]), shade(cap[1], cap[3])], focus=(50, 40)
    )


def candle(rng: Rng) -> Drawing:
    """A burning candle in a holder."""
    h = float(rng.uniform(0, 14))
    wax = curve(
        [
            (40, 94, 1),
            (40, 43 - h, 1),
            (41, 39.6 - h),
            (44.6, 38.6 - h, 1),
            (50, 41 - h),
            (55.4, 37.6 - h, 1),
            (59, 39 - h),
            (60, 43 - h, 1),
            (60, 94, 1),
        ]
    )
    drips = [
        brush([(42, 41 - h), (41.6, 52 - h), (42, 62 - h)], [3, 3, 4]),
        brush([(58, 41 - h), (58.4, 50 - h), (58, 55 - h)], [2.4, 2.6, 3.4]),
    ]
    flame = curve([(50, 2 - h, 1), (57, 16 - h), (58, 25 - h), (50, 33 - h), (42, 25 - h), (44, 16 - h)])
    inner = curve([(50, 15 - h, 1), (53.6, 23 - h), (50, 31 - h), (46.4, 23 - h)])
    halo = [brush([polar(50, 20 - h, 22, a), polar(50, 20 - h, 28, a)], [1.8, 1.8]) for a in range(-170, 0, 32)]
    dish = curve("18,88! 82,88! 76,97 64,100! 36,100! 24,97")
    loop = ring(86, 91, 9, 5.8)
    return compose(
        [
            glow(*halo),
            accent(loop),
            light(wax),
            shade(within(wax, rect(53, 0, 20, 120))),
            light(*drips),
            lines(brush([(50, 41 - h), (50.6, 31 - h)], [1.2, 0.8])),
            accent(flame),
            glow(inner),
            body(dish),
            shade(within(dish, rect(0, 94, 100, 9))),
        ],
        anchor="ground",
        focus=(50, 25),
    )
