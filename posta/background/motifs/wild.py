"""Animals of forest, plain and tale: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

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
    paired,
    poly,
    rect,
    scaled,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def elephant(rng: Rng, *, trunk: str = "") -> Drawing:
    """An elephant; `trunk` is "up" or "down"."""
    way = trunk or str(rng.choice(["up", "down"]))
    t = float(rng.uniform(-3, 3))
    coat = curve("40,18 56,10 78,11 98,22 106,42 105,66 98,74 76,74 52,76 38,70 32,50 32,30")
    legs = [curve("36,58! 37,78 35,98! 53,98! 54,82 58,70!"), curve("84,66! 87,80 86,98! 104,98! 105,80 106,54!")]
    far = [curve("56,66! 58,80 57,96! 72,96! 72,80 74,66!"), curve("70,66! 76,82 74,96! 89,96! 90,80 90,66!")]
    head = curve("44,12 32,10 21,17 16,32 18,46 28,54 40,54 50,42 52,24")
    ear = curve("38,16! 50,10 66,14 72,30 68,48 58,60 48,56 42,44 37,34!")
    inner = scaled(ear, 0.66, 0.66, 53, 34)
    if way == "up":
        nose = brush(
            [(24, 40), (14, 54), (0, 54), (-8, 42), (-8, 26), (-1 + t, 16), (7 + t, 14)], [22, 15, 11.5, 9.6, 8, 6.6, 5]
        )
    else:
        nose = brush([(22, 38), (13, 54), (10, 70), (9, 84), (2 + t, 91), (-6 + t, 86)], [20, 14.5, 11, 9, 7.4, 5])
    tusk = brush("26,50 18,60 8,61", [4.6, 3.8, 0]) if way == "down" else brush("26,51 16,64 5,66", [4.8, 4, 0])
    tail = union(brush("105,40 112,50 113,64", [3, 2, 1.4]), curve("112,62! 116,70 113,77! 110,70"))
    toes = [circle(x, 98, 2.2) for x in (38.5, 44, 49.5, 89.5, 95, 100.5)]
    blanket = within(coat, curve("62,0! 61,22 64,50! 78,54 92,48! 93,24 88,4!"))
    trim = within(coat, curve("63.4,44! 78,48 92,42! 92,48! 78,54 64,50!"))
    dots = [circle(x, y, 1.7) for x, y in ((70, 22), (78, 26), (86, 22), (71, 34), (79, 38), (86, 34))]
    parts = [shade(*far), body(tail, coat, *legs), light(*(minus(c, rect(0, 98, 200, 9)) for c in toes))]
    if rng.random() < 0.5:
        parts += [accent(blanket), light(trim, *dots)]
    return compose(
        [
            *parts,
            body(head, nose),
            shade(ear),
            accent(inner),
            light(tusk),
            light(circle(27, 31, 2.4)),
            lines(circle(26.6, 31.2, 1.5)),
            shade(
                *(
                    brush([(x0, y0), (x0 + 5, y0 + 2), (x0 + 9, y0 + 0.4)], [0, 1.1, 0])
                    for x0, y0 in (
                        ((8, 62), (7, 69), (6, 76)) if way == "down" else ((-13, 40), (-12.6, 34), (-12, 28))
                    )
                )
            ),
        ],
        anchor="ground",
        focus=(27, 31),
    )


def fox(rng: Rng) -> Drawing:
    """A sitting fox with its brush laid round its feet."""
    t = float(rng.uniform(-5, 5))
    coat = mirrored("50,34 60,42 66,58 70,76 66,94 60,98! 50,98!")
    tail = curve(
        [
            (58, 96, 1),
            (70, 100),
            (88, 96),
            (101, 80),
            (103, 58 + t),
            (96, 42 + t, 1),
            (90, 54 + t),
            (84, 64),
            (72, 74),
            (62, 84),
        ]
    )
    tip = within(
        tail,
        curve([(80, 50 + t, 1), (88, 60 + t), (93, 56 + t), (99, 66 + t), (110, 60, 1), (110, 30, 1), (80, 30, 1)]),
    )
    chest = mirrored("50,40 58,44 60,56! 56,56 57,64! 53.6,62 50,72!")
    legs = paired(curve("51,64! 58,68 59,84 58,92 59,98! 50.8,98!"))
    socks = within(legs, rect(0, 84, 100, 20))
    haunch = paired(curve("60,66 71,76 71,92 66,98! 56,98! 58,84"))
    head = mirrored("50,16 58,15! 70,-4! 74,12 74,20 80,30! 70,36 58,44 53,50 50,51.4")
    cheek = paired(curve("50,51.4! 53,50 58,44 70,36 80,30! 66,29 57,33 53.4,42 50,45!"))
    ears = paired(curve("61,15! 68.6,2.6! 71.4,18!"))
    eyes = paired(turn(curve("56,27! 60,24.4 64,26.4! 60,28.8"), 10, 60, 26))
    nose = oval(50, 49, 3.4, 2.8)
    return compose(
        [
            body(tail),
            light(tip),
            body(coat),
            shade(haunch),
            body(legs),
            lines(socks),
            light(chest),
            body(head),
            shade(within(head, poly("50,10 54,22 52,42 50,48 46,22"))),
            light(within(cheek, head)),
            accent(ears),
            lines(eyes, nose),
        ],
        anchor="ground",
        focus=(50, 30),
    )


def deer(rng: Rng) -> Drawing:
    """A stag with spreading antlers."""
    s = float(rng.uniform(0.88, 1.15))
    coat = curve("46,34 42,46 48,54 64,55 82,53 92,58 95,68 90,76 76,74 58,77 44,76 35,66 32,50 30,40 31,32 38,28")
    head = curve("42,24 34,20 26,22 18,30 12,36 12,40 17,42.6 26,41 36,39 43,33")
    ear = curve("42,27! 50,20 60,18! 56,27 45,32!")
    tail = curve("92,58! 99,58 102,66! 97,69 93,67!")
    near = [
        union(brush("42,66 42,80 41,92", [14, 6.4, 4]), brush("41,90 42,104 41,114", [4.2, 3.2, 3.2])),
        union(brush("84,64 89,80 92,90", [19, 9.6, 5]), brush("92,88 88,102 89,114", [5, 3.4, 3.2])),
    ]
    far = [
        union(brush("48,66 54,82 53,92", [12, 6, 3.8]), brush("53,90 57,103 56,113", [4, 3, 3])),
        union(brush("78,66 79,80 83,90", [16, 8, 4.4]), brush("83,89 77,103 78,113", [4.4, 3.2, 3])),
    ]

    def antler(x: float, y: float, way: float) -> skia.Path:
        beam = [(x, y), (x + way * 8, y - 10), (x + way * 19 * s, y - 24), (x + way * 17 * s, y - 44)]
        tines = [
            ([(x + way * 5, y - 7), (x - way * 3, y - 14), (x - way * 5, y - 22)]),
            ([(x + way * 13 * s, y - 17), (x + way * 7 * s, y - 28), (x + way * 6 * s, y - 38)]),
            ([(x + way * 19 * s, y - 27), (x + way * 27 * s, y - 35), (x + way * 28 * s, y - 46)]),
        ]
        return union(brush(beam, [3.6, 3.2, 2.6, 0.4]), *(brush(tine, [2.6, 2.2, 0.4]) for tine in tines))

    hoofs = [rect(x - 2.2, y, 4.6, 4.4, 1) for x, y in ((41, 112), (89, 112))]
    spots = [
        oval(float(x), float(y), 2, 1.5) for x, y in zip(rng.uniform(58, 86, 7), rng.uniform(57, 66, 7), strict=True)
    ]
    throat = within(coat, curve("24,40! 34,44 38,58 46,72 36,80! 20,66!"))
    return compose(
        [
            shade(*far),
            accent(antler(41, 23, 1), antler(35, 21, -1)),
            body(coat, *near),
            light(tail, throat),
            light(*(within(p, coat) for p in spots)),
            body(head),
            shade(ear),
            lines(*hoofs, oval(13.4, 37, 2.6, 2.2)),
            lines(circle(29, 29.4, 1.7)),
        ],
        anchor="ground",
        focus=(30, 28),
    )


def bear(rng: Rng) -> Drawing:
    """A bear walking."""
    t = float(rng.uniform(-3, 3))
    coat = curve(
        [
            (22, 32 + t),
            (30, 25 + t),
            (42, 20),
            (56, 20),
            (78, 20),
            (96, 26),
            (106, 42),
            (107, 60),
            (106, 78),
            (108, 92),
            (107, 98, 1),
            (88, 98, 1),
            (88, 90),
            (86, 78),
            (78, 72),
            (62, 74),
            (54, 80),
            (54, 92),
            (52, 98, 1),
            (34, 98, 1),
            (35, 84),
            (32, 68),
            (24, 58 + t),
        ]
    )
    far = [curve("50,66! 66,68! 66,84 64,97! 50,97!"), curve("74,66! 90,66! 88,82 86,97! 72,97! 75,84")]
    head = curve(
        [
            (36, 20 + t),
            (26, 16 + t),
            (16, 20 + t),
            (10, 30 + t),
            (1, 38 + t),
            (-3, 44 + t),
            (0, 50 + t),
            (10, 53 + t),
            (24, 56 + t),
            (36, 50 + t),
            (40, 36 + t),
        ]
    )
    snout = within(head, curve([(-8, 34 + t, 1), (8, 36 + t), (13, 44 + t), (10, 58 + t, 1), (-8, 60 + t, 1)]))
    ears = [circle(22, 17.4 + t, 5.4), circle(34, 18.4 + t, 6)]
    inner = circle(34, 19 + t, 3.2)
    claws = [curve([(x, 95, 1), (x - 3, 98, 1), (x + 1.4, 98, 1)]) for x in (37, 41.5, 46, 91, 95.5, 100)]
    tail = circle(107, 44, 3.6)
    dark = within(coat, curve("58,62! 72,66 84,66 90,76 90,100! 54,100!"))
    return compose(
        [
            shade(*far),
            body(tail, coat),
            shade(within(dark, rect(50, 60, 50, 15))),
            light(*claws),
            shade(ears[0]),
            body(ears[1]),
            body(head),
            shade(inner),
            light(snout),
            lines(oval(-1.6, 41 + t, 3.8, 3)),
            lines(circle(17, 33 + t, 1.9)),
            lines(brush([(0, 49 + t), (6, 50 + t), (11, 47 + t)], [0, 1, 0])),
            shade(brush("36,60 42,72 42,90", [0, 1.3, 0]), brush("94,58 90,72 92,90", [0, 1.3, 0])),
        ],
        anchor="ground",
        focus=(17, 34),
    )


def lion(rng: Rng) -> Drawing:
    """A lion's head in the sun of its mane."""
    n = int(rng.choice([13, 15, 17]))
    lock = curve("44,30! 42,14 52,-2! 58,14 57,30!")
    mane = union(circle(50, 50, 33), *(turn(lock, 360 / n * k, 50, 50) for k in range(n)))
    inner = union(
        circle(50, 50, 27), *(turn(scaled(lock, 0.8, 0.62, 50, 50), 360 / n * (k + 0.5), 50, 50) for k in range(n))
    )
    ears = paired(circle(71, 30, 6.6))
    face = mirrored("50,26 64,29 71,42 67,56 61,66 56,74 50,77")
    bridge = mirrored("50,26 54,28 54.6,42 58,56! 50,57!")
    muzzle = union(circle(45.4, 63, 6.6), circle(54.6, 63, 6.6))
    nose = curve("43,55! 50,53.6 57,55! 54,60 50,62! 46,60")
    eyes = paired(turn(curve("56,44! 60,40.8 65,43.4! 60,46.4"), -6, 60, 43))
    brow = paired(brush("55,39 60,36 67,38", [0, 2, 0]))
    chin = within(oval(50, 72, 6, 5), face)
    return compose(
        [
            accent(mane),
            shade(inner),
            body(ears),
            accent(paired(circle(71, 30, 3.6))),
            body(face),
            light(bridge),
            light(muzzle, chin),
            lines(nose, eyes),
            lines(
                line("50,61 50,67", 1),
                *(circle(50 + s * x, y, 0.7) for s in (-1, 1) for x, y in ((5, 62), (8, 64), (5.6, 66))),
            ),
            shade(brow),
            light(paired(circle(59.4, 42.6, 0.8))),
        ],
        focus=(50, 48),
    )


def dragon(rng: Rng, *, fire: bool | None = None) -> Drawing:
    """A friendly dragon out of a children's book, sitting on its tail."""
    t = float(rng.uniform(-4, 4))
    torso = curve("47,30 44,44 33,58 28,76 34,93 52,98 70,94 75,78 68,58 60,44 62,30")
    tail = brush([(66, 90), (86, 92), (101, 82), (100, 64), (92, 58 + t)], [17, 11, 7, 4.4, 2])
    arrow = turn(curve("92,47! 101,60! 93,58 85,62!"), -20, 92, 56)
    arrow = move(arrow, 0, t)
    head = curve("62,10 52,6 43,11 35,19 21,22 13,29 17,38 30,41 44,40 57,38 66,26")
    horn = [curve("54,9! 58,-1 66,-6! 65,3 61,11!"), curve("46,10! 48,1 54,-6! 55,3 53,10!")]
    ear = curve("61,16! 70,8 80,9! 76,20 64,24!")
    belly = within(torso, curve("38,34! 50,46 51,64 50,84 40,102! 10,102! 10,40!"))
    bands = [line([(20, y), (38, y + 3), (54, y)], 1.3) for y in range(52, 96, 8)]
    wing = curve(
        [
            (60, 52, 1),
            (70, 34),
            (88, 22 + t),
            (108, 20 + t, 1),
            (104, 32),
            (104, 43, 1),
            (94, 41),
            (90, 53, 1),
            (80, 50),
            (72, 62, 1),
        ]
    )
    ribs = [brush("62,52 80,38 104,43", [0.6, 1.4, 0.3]), brush("63,54 76,46 89,53", [0.6, 1.2, 0.3])]
    spine = [(66, 30), (66.5, 40), (69, 50), (73, 60), (76, 70), (78, 80), (88, 86), (99, 88)]
    spikes = []
    for k, (x, y) in enumerate(spine):
        a = (-12, -8, 0, 6, 4, -14, -60, -30)[k]
        s = (6, 7, 8, 8, 8, 8, 6, 6)[k]
        spikes.append(
            turn(
                curve(
                    [
                        (x - 4, y - s * 0.6, 1),
                        (x + s * 0.4, y - s * 0.45),
                        (x + s, y - 1, 1),
                        (x + s * 0.2, y + s * 0.3),
                        (x - 4, y + s * 0.6, 1),
                    ]
                ),
                a,
                x,
                y,
            )
        )
    foot = [curve("30,88 46,84 52,94 50,100! 22,100! 22,94"), curve("58,88 70,86 75,94 73,100! 48,100! 48,95")]
    claws = [circle(x, 98, 1.9) for x in (25, 30, 35, 52, 57, 62)]
    arm = [brush("46,56 38,66 29,64", [9, 7, 5]), brush("54,57 48,70 39,71", [10, 8, 6])]
    parts: list[Part] = []
    if fire if fire is not None else rng.random() < 0.5:
        flame = curve("13,35! 3,30 -8,32! -5,35 -14,39! -6,41 -8,46! 4,43")
        parts.append(glow(flame))
    else:
        parts.append(light(brush("14,24 8,20 9,13 3,9 4,2", [1, 2.6, 3, 2.6, 0])))
    parts += [
        accent(*spikes),
        body(tail),
        accent(arrow),
        shade(arm[0]),
        body(torso, ear),
        light(belly),
        shade(*(within(b, belly) for b in bands)),
        shade(foot[0]),
        body(foot[1]),
        light(*claws),
        accent(wing),
        shade(*ribs),
        shade(within(ear, scaled(ear, 0.6, 0.6, 70, 16))),
        light(*horn),
        body(head),
        body(arm[1]),
        light(circle(44, 20, 4.6)),
        lines(circle(42.8, 20.4, 2.7)),
        glow(circle(42, 19.4, 0.8)),
        lines(brush("18,33 30,35.4 44,34 49,29", [0, 1.3, 1.3, 0]), oval(19.4, 26, 1.5, 1.1)),
        accent(circle(49, 30, 2.2)),
        shade(within(torso, curve("66,44! 70,64 68,100! 90,100! 90,40!"))),
    ]
    return compose(parts, anchor="ground", focus=(42, 22))
