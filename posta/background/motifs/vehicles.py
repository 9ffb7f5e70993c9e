"""What people travel in: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade
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
    union,
    within,
)

Rng = np.random.Generator


def sailboat(rng: Rng, *, striped: bool | None = None) -> Drawing:
    """A yacht under main and jib."""
    belly = float(rng.uniform(4, 11))
    hull = curve("8,74! 50,78 97,70! 90,82 78,91! 26,91! 14,84")
    mast = rect(47.4, 2, 1.6, 74)
    main = curve([(50.4, 6, 1), (66 + belly, 34), (86 + belly, 66, 1), (68, 68.5), (50.4, 69, 1)])
    jib = curve([(45.6, 12, 1), (34 - belly * 0.5, 40), (14, 68, 1), (32, 69.5), (45.6, 68, 1), (43.4, 42)])
    flag = curve("49,1! 41,0.4 34,3.4! 41,5 49,6!")
    stripe = within(hull, curve("0,77! 50,81.4 104,74! 104,77.6! 50,85 0,80.4!"))
    parts = [lines(mast), accent(flag), light(main), body(jib)]
    if striped if striped is not None else rng.random() < 0.6:
        bands = [
            curve([(20, y, 1), (70, y - 3), (120, y - 8, 1), (120, y + 1, 1), (70, y + 5), (20, y + 7, 1)])
            for y in (30, 50)
        ]
        parts.append(accent(*(within(b, main) for b in bands)))
    parts.append(shade(within(jib, move(jib, 6, -3))))
    waves = [
        brush([(x, y), (x + 9, y - 2.6), (x + 18, y), (x + 27, y - 2.2)], [0, 2, 1.6, 0])
        for x, y in ((-2, 95), (34, 97), (70, 95), (14, 101), (56, 102))
    ]
    return compose(
        [
            *parts,
            body(hull),
            shade(within(hull, curve("0,88! 50,84 100,78! 100,99! 0,99!"))),
            accent(stripe),
            light(*waves),
        ],
        anchor="ground",
        focus=(55, 45),
    )


def ship(rng: Rng, *, view: str = "") -> Drawing:
    """An ocean liner; `view` is "bow" (head on, towering) or "side"."""
    view = view or str(rng.choice(["bow", "side"]))
    if view == "bow":
        flare = float(rng.uniform(35, 41))
        hull = mirrored(
            [
                (50, 30),
                (50 + flare * 0.8, 26, 1),
                (50 + flare * 0.78, 50),
                (50 + flare * 0.5, 78),
                (50 + flare * 0.34, 100, 1),
                (50, 100),
            ]
        )
        dark = within(hull, rect(50, 0, 60, 110))
        red = within(hull, rect(0, 90, 100, 20))
        house = union(rect(31, 20, 38, 9, 1), rect(36, 12, 28, 9, 1), rect(42, 5, 16, 8, 1))
        wings = rect(25, 15.6, 50, 2.6, 0.8)
        panes = [rect(38 + 5.1 * k, 14.6, 3.4, 3.6, 0.6) for k in range(5)]
        funnel = mirrored("50,-16 57,-15! 58.4,6! 50,6")
        band = within(funnel, rect(0, -15, 100, 8))
        smoke = curve("44,-18! 38,-27 44,-35 60,-35 78,-39 98,-36! 84,-28 66,-25 56,-17!")
        stem = mirrored("50,27 51.2,27! 50.7,100! 50,100")
        portholes = [
            circle(50 + s * d, y, 1.2) for s in (-1, 1) for d, y in ((8, 40), (13, 40.4), (18, 41), (9, 50), (14, 50.6))
        ]
        anchors = [rect(50 + s * 13 - 1.4, 58, 2.8, 5, 1) for s in (-1, 1)]
        foam = [
            brush([(50, 99), (50 + s * 14, 93), (50 + s * 30, 97), (50 + s * 48, 102)], [2, 6, 4, 0]) for s in (-1, 1)
        ]
        rim = minus(hull, move(hull, 0, 2.4))
        return compose(
            [
                shade(smoke),
                accent(funnel),
                lines(band),
                light(house, wings),
                lines(*panes),
                body(hull),
                shade(dark),
                light(within(rim, rect(0, 0, 100, 34)), stem),
                accent(red),
                light(*portholes),
                lines(*anchors),
                light(*foam),
            ],
            anchor="ground",
            focus=(50, 40),
        )
    n = int(rng.integers(2, 4))
    hull = curve("0,58! 60,64 140,60! 134,74 128,84! 16,84! 8,74")
    red = within(hull, rect(0, 79, 150, 9))
    decks = [
        curve("20,60! 22,53! 112,53! 120,62!"),
        curve("28,53! 30,46! 102,46! 108,53!"),
        curve("38,46! 39,40! 94,40! 98,46!"),
    ]
    funnels, bands, smokes = [], [], []
    for k in range(n):
        x = 48 + 44 * k / max(1, n - 1)
        f = poly([(x - 5.6, 40), (x - 8.4, 18), (x + 2.4, 17), (x + 5.4, 40)])
        funnels.append(f)
        bands.append(within(f, rect(x - 20, 10, 40, 12)))
        smokes.append(brush([(x - 3, 15), (x - 8, 8), (x - 22, 7), (x - 36, 0)], [6, 8, 9, 0]))
    holes = [circle(18 + 6 * k, 69, 1.3) for k in range(18)]
    panes = [rect(26 + 5 * k, 55.4, 2.6, 2.6, 0.5) for k in range(17)] + [
        rect(34 + 5 * k, 48.4, 2.6, 2.6, 0.5) for k in range(13)
    ]
    masts = [rect(23, 22, 0.9, 36), rect(118, 26, 0.9, 34)]
    rope = [line("23.4,23 70,15 118.4,27", 0.35)]
    foam = [brush("136,84 120,82 100,85.4", [1, 3.4, 0]), brush("92,85.6 60,83.4 20,86", [0, 2.4, 0])]
    return compose(
        [
            shade(*smokes),
            lines(*masts, *rope),
            accent(*funnels),
            lines(*bands),
            light(*decks),
            lines(*panes),
            body(hull),
            accent(red),
            light(*holes, *foam),
        ],
        anchor="ground",
        focus=(75, 40),
    )


def bicycle(rng: Rng, *, style: str = "") -> Drawing:
    """A bicycle; `style` is "racer" or "town" (with a basket of flowers)."""
    style = style or str(rng.choice(["racer", "town"]))
    r = 22.0
    back, front = (24.0, 76.0), (98.0, 76.0)
    phase = float(rng.uniform(0, 30))
    wheels = [union(ring(*c, r, r - 2.1), ring(*c, r - 3, r - 3.7)) for c in (back, front)]
    spokes = [
        line([polar(*c, 2.5, phase + 25.7 * k), polar(*c, r - 2, phase + 25.7 * k)], 0.35)
        for c in (back, front)
        for k in range(14)
    ]
    hub, seat, head, crown = (56.0, 77.0), (47.0, 42.0), (85.0, 36.0), (87.6, 46.0)
    if style == "town":
        tubes = [
            line([seat, hub], 2.6),
            line([crown, (72, 62), (60, 68), (52, 62)], 2.6),
            line([back, hub], 2),
            line([back, (48.6, 48)], 1.7),
        ]
    else:
        tubes = [
            line([(45.6, 38), hub], 2.6),
            line([(48, 44), head], 2.6),
            line([hub, crown], 2.8),
            line([back, hub], 2),
            line([back, (48.4, 46)], 1.7),
        ]
    fork = [line([(83.6, 31), crown], 3), line([crown, (91.6, 62), front], 2)]
    saddle = curve("36,35! 44,34 58,35.4! 52,38.4 46,39 40,41.4")
    if style == "town":
        bars = [line("84,32 82,24 74,22.4 68,25", 2.2), line("72,23 66,26", 3.4)]
    else:
        bars = [line("84,32 83.4,27 92,26", 2.2), line("91,26 99,28 99,37 91,38", 2.4)]
    crank = [
        ring(*hub, 6.4, 4.6),
        circle(*hub, 2),
        line([(hub[0] - 5, hub[1] + 9), (hub[0] + 5, hub[1] - 9)], 1.7),
        rect(hub[0] - 9, hub[1] + 8.4, 8, 2, 1),
        rect(hub[0] + 1, hub[1] - 10.4, 8, 2, 1),
    ]
    chain = [
        line([(hub[0], hub[1] - 5.6), (back[0], back[1] - 2.6)], 0.7),
        line([(hub[0], hub[1] + 5.6), (back[0], back[1] + 2.6)], 0.7),
    ]
    parts = [
        lines(*wheels),
        shade(*spokes),
        lines(*chain),
        body(*tubes, *fork),
        lines(*crank),
        accent(saddle),
        lines(*bars, circle(*back, 2.6), circle(*front, 2.6)),
    ]
    if style == "town":
        basket = curve("88,28! 108,28! 105,43 91,43")
        weave = [line([(86, y), (110, y)], 0.7) for y in (32, 36, 40)] + [
            line([(x, 26), (x + (98 - x) * 0.3, 45)], 0.7) for x in (92, 98, 104)
        ]
        blooms = [circle(x, y, rr) for x, y, rr in ((91, 25, 4), (98, 22, 5), (105, 25, 4.2))]
        guards = [minus(ring(*c, r + 3.2, r + 1.8), rect(0, 72, 150, 60)) for c in (back,)]
        parts += [
            accent(*blooms),
            light(*(circle(x, y, 1.5) for x, y in ((91, 25), (98, 22), (105, 25)))),
            light(basket),
            shade(*(within(w, basket) for w in weave)),
            body(*guards),
        ]
    return compose(parts, anchor="ground", focus=(60, 50))


def car(rng: Rng, *, luggage: bool | None = None) -> Drawing:
    """A small round motor car of the fifties, often with cases on its roof."""
    h = float(rng.uniform(-3, 3))
    shell = curve(
        [
            (3, 76, 1),
            (2, 64),
            (8, 54),
            (22, 50),
            (34, 46),
            (46, 30 + h),
            (66, 24 + h),
            (88, 28 + h),
            (102, 46),
            (114, 54),
            (120, 66),
            (119, 76, 1),
        ]
    )
    cabin = curve([(39, 47, 1), (48, 34 + h), (64, 29 + h), (67, 29 + h, 1), (67, 47, 1)])
    rear = curve([(71, 29 + h, 1), (84, 31.4 + h), (96, 46.6, 1), (71, 47, 1)])
    wheels = [(28.0, 78.0), (95.0, 78.0)]
    arches = [circle(x, y, 14.6) for x, y in wheels]
    tyres = [circle(x, y, 11.6) for x, y in wheels]
    caps = [circle(x, y, 6.6) for x, y in wheels]
    belt = curve("4,61! 30,55 70,52 118,58! 118.6,60.4! 70,54.8 30,57.8 3,64!")
    lower = within(shell, curve("0,68! 60,66 122,67! 122,90! 0,90!"))
    bumpers = [rect(-2, 71, 10, 4, 2), rect(113, 71, 10, 4, 2)]
    lamp = [oval(8, 60, 3.4, 4.6, 14)]
    door = [line([(69, 29 + h), (69, 74)], 0.7), line("40,47 37,58 42,74", 0.7)]
    handle = rect(61, 57.6, 5, 1.5, 0.7)
    glint = [within(poly("50,26 55,26 47,50 42,50"), cabin), within(poly("76,26 80,26 76,50 72,50"), rear)]
    parts: list[Part] = []
    if luggage if luggage is not None else rng.random() < 0.6:
        y = 24 + h
        rack = union(line([(52, y - 1), (90, y)], 1), rect(56, y - 1, 1, 5), rect(84, y - 1, 1, 6))
        case = [
            rect(54, y - 12, 22, 11, 1.6),
            rect(58, y - 19, 15, 7.6, 1.4),
            curve([(77, y - 1, 1), (77, y - 9), (82, y - 11), (89, y - 8), (90, y - 1, 1)]),
        ]
        straps = [
            rect(59, y - 12, 1.6, 11),
            rect(69, y - 12, 1.6, 11),
            rect(62, y - 19, 1.2, 7.6),
            rect(64, y - 14, 5, 1),
        ]
        parts += [lines(rack), accent(case[0]), light(case[1]), shade(case[2]), lines(*straps)]
    return compose(
        [
            *parts,
            body(minus(shell, *arches)),
            shade(minus(lower, *arches)),
            light(cabin, rear),
            glow(*glint),
            light(belt),
            lines(*door),
            light(handle),
            lines(*tyres),
            light(*caps),
            accent(*(circle(x, y, 2.6) for x, y in wheels)),
            light(*bumpers),
            glow(*lamp),
            accent(oval(117, 62, 2, 3.6)),
        ],
        anchor="ground",
        focus=(60, 45),
    )
