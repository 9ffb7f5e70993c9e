"""Animals of house and field: a random generator in, drawings that stand on the ground out."""

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
    paired,
    poly,
    rect,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def cat(rng: Rng, *, pose: str = "") -> Drawing:
    """A cat; `pose` is "front" (sitting, face on) or "back" (sitting, looking away, tail curled)."""
    pose = pose or str(rng.choice(["front", "back"]))
    t = float(rng.uniform(-5, 5))
    head = mirrored("50,12.5 59,11.5! 68,-2! 71.5,14 73,26 66,37 50,41")
    coat = mirrored("50,30 62,36 68,52 74,72 74,90 66,98! 50,98!")
    if pose == "back":
        tail = brush([(60, 93), (82, 94), (96, 84), (94, 68 + t), (84, 66 + t), (84, 74 + t)], [10, 9, 8, 7, 6, 3])
        stripes = [
            brush([(50 + s, y), (50 + s + 7, y + 2.4), (50 + s + 14, y)], [0, 2.2, 0])
            for y, s in ((50, -7), (60, -7), (70, -7))
        ]
        ears = paired(curve("61,13! 67,3! 69.4,15!"))
        return compose(
            [
                body(tail),
                body(coat, head),
                shade(within(coat, minus(coat, move(coat, -9, 0)))),
                accent(rect(39, 38, 22, 3.6, 1.8)),
                shade(ears),
                light(*stripes),
                accent(circle(50, 43.4, 2.6)),
            ],
            anchor="ground",
            focus=(50, 24),
        )
    tail = brush([(66, 92), (86, 92), (94, 78), (86, 64 + t), (91, 50 + t)], [9, 8, 7, 6, 3])
    chest = mirrored("50,38 57,41 59,54 55,66 50,74!")
    legs = paired(curve("51,66! 57,68 59,84 60,94 58,98! 50.6,98!"))
    haunch = paired(curve("62,70 75,76 76,92 70,98! 57,98! 61,86"))
    ears = paired(curve("61.5,13! 67,3.4! 69.4,15!"))
    eyes = paired(turn(curve("55,24! 59.4,20.6 64.6,23.4! 60,27.4"), -8, 60, 24))
    pupils = paired(oval(60, 24, 1.3, 2.9))
    muzzle = union(circle(46.6, 33, 4.4), circle(53.4, 33, 4.4))
    nose = curve("46.8,29! 53.2,29! 50,32.6!")
    whiskers = paired(
        union(
            *(
                brush([(56, y), (66, y - 1 + d), (79, y - 3 + 2 * d)], [0.7, 0.6, 0.2])
                for y, d in ((31, -1), (33, 1), (35, 3))
            )
        )
    )
    brow = [brush("50,13 50,17 50,20", [0, 2, 0]), paired(brush("55,13 55,16 54.4,18.6", [0, 1.8, 0]))]
    return compose(
        [
            body(tail),
            body(coat),
            shade(haunch),
            body(legs),
            light(chest),
            shade(line("50,74 50,98", 1.1)),
            body(head),
            accent(ears),
            light(muzzle),
            accent(nose),
            light(eyes),
            lines(pupils, whiskers),
            shade(*brow),
        ],
        anchor="ground",
        focus=(50, 26),
    )


def dog(rng: Rng, *, breed: str = "") -> Drawing:
    """A dog in profile; `breed` is "dachshund" or "terrier"."""
    breed = breed or str(rng.choice(["dachshund", "terrier"]))
    t = float(rng.uniform(-6, 6))
    if breed == "dachshund":
        long = float(rng.uniform(-6, 14))
        r = 96 + long
        coat = curve(
            [
                (20, 33),
                (27, 36),
                (32, 46),
                (42, 51),
                (64, 51.5),
                (r - 8, 50),
                (r, 58),
                (r - 2, 71),
                (r - 12, 74),
                (64, 73),
                (44, 78),
                (31, 76),
                (24, 64),
                (20, 50),
            ]
        )
        head = curve("32,24 24,18 15,22 6,30 -5,33 -8,37 -5,41 6,43 18,44 30,42")
        ear = curve("22,22 31,24 37,36 37,50 31,55 25,48 22,36")
        tail = brush([(r - 3, 57), (r + 8, 52), (r + 15, 42), (r + 16 + t / 2, 30)], [7, 5, 3, 0.8])
        near = [
            curve("32,66 42,68 42,80 41,86 44,90! 30,90! 32,80"),
            curve(
                [
                    (r - 18, 60),
                    (r - 4, 58),
                    (r, 68),
                    (r - 6, 78),
                    (r - 4, 86),
                    (r - 3, 90, 1),
                    (r - 17, 90, 1),
                    (r - 15, 82),
                ]
            ),
        ]
        far = [move(near[0], 9, 0), move(near[1], -10, 0)]
        vest = within(
            coat,
            curve([(33, 40, 1), (44, 48), (56, 52), (r - 26, 48, 1), (r - 26, 90, 1), (50, 90, 1), (46, 70), (38, 56)]),
        )
        bands = [
            curve([(x, 40, 1), (x + 2, 62), (x, 90, 1), (x + 4.5, 90, 1), (x + 6.5, 62), (x + 4.5, 40, 1)])
            for x in np.arange(50, r - 28, 10)
        ]
        return compose(
            [
                shade(*far),
                body(tail, coat, *near),
                accent(vest),
                light(*(within(b, vest) for b in bands)),
                accent(curve("20,43! 28,45 34,42! 35,46! 28,49.4 20,47!")),
                body(head),
                shade(ear),
                lines(oval(-6, 34, 3, 2.5)),
                light(circle(14, 28.4, 2.2)),
                lines(circle(13.6, 28.6, 1.3)),
                lines(brush("-4,40 4,41 12,38.6", [0, 0.9, 0])),
            ],
            anchor="ground",
            focus=(14, 30),
        )
    coat = curve("26,30 37,26 41,42 50,49 64,49 76,50 83,60 80,72 66,72 48,74 36,72 27,60 22,44")
    head = curve("34,10 24,9 17,15 13,20! 3,22 0,28 1,38! 10,42 22,40 33,36 38,24")
    ear = curve("25,11! 29,1 38,3! 42,12 41,25! 34,22")
    beard = curve("1,30! 10,29 16,33 15,41 11,50! 9,45! 6,51! 4,45! 1,48!")
    tail = brush([(79, 56), (86, 46), (88, 34), (84 + t, 24)], [8, 6.4, 5, 1.5])
    near = [
        curve("29,62 40,64 39,80 38,96 38,100! 26,100! 28,95 29,80"),
        curve("64,60 80,56 84,68 78,78 80,90 81,100! 68,100! 70,92 68,80"),
    ]
    far = [move(near[0], 10, -1), move(near[1], -9, -1)]
    saddle = within(coat, curve("46,40! 46,56 56,64 70,62 76,52 80,40!"))
    return compose(
        [
            shade(*far),
            body(tail, coat, *near),
            shade(saddle),
            accent(within(coat, curve("16,42! 30,41 46,33! 46,38! 31,46 16,47!"))),
            body(head),
            shade(ear),
            light(beard),
            lines(oval(1.6, 25.6, 3.4, 2.9)),
            light(circle(20, 20, 2.6)),
            lines(circle(19.4, 20.4, 1.6)),
        ],
        anchor="ground",
        focus=(18, 24),
    )


def horse(rng: Rng) -> Drawing:
    """A trotting horse with a flying mane and tail."""
    f = rng.uniform(-3, 3, 4)
    trunk = curve(
        "76,33 64,41 48,41.5 32,37 20,44 18,56 27,64 44,64 60,67 76,65 87,56 92,40 95,30 104,24 100,8 92,4 84,16"
    )
    head = curve("92,3 99,3 106,9 113,20 121,29 122,34 117,38.4 111,36 104,30 96,29 91,22")
    ear = [curve("93,6! 91,-2 94,-8! 99,-1 98.6,5!")]
    crest = [
        ((94, 4), (84, 4), (76, 12)),
        ((91, 8), (80, 10), (70, 18)),
        ((88, 13), (78, 18), (68, 26)),
        ((85, 19), (77, 25), (66, 33)),
        ((82, 25), (76, 31), (69, 39)),
    ]
    neck_mane = union(*(brush([p, (m[0], m[1] + f[2] / 2), (e[0], e[1] + f[3])], [7, 7.5, 0]) for p, m, e in crest))
    lock = curve("96,0! 104,3 107,14! 100,10")
    locks = [
        ((22, 44), (10, 38), (-2, 44), (-14, 56)),
        ((21, 46), (8, 45), (-4, 54), (-12, 68)),
        ((21, 48), (10, 51), (2, 62), (-2, 78)),
        ((20, 49), (13, 55), (8, 66), (8, 80)),
    ]
    tail = union(
        *(brush([p, q, (r[0] + f[0], r[1]), (e[0] + f[0], e[1] + f[1])], [6, 8.4, 7, 0]) for p, q, r, e in locks)
    )
    near_hind = [brush("29,52 27,66 20,76 22,86 21,95", [24, 16, 7, 4.8, 4.4])]
    far_hind = [brush("36,54 41,67 36,77 43,86 50,93", [20, 12, 6.2, 4.4, 4])]
    near_fore = [brush("80,54 83,68 82,79 82,88 80.8,95", [15, 9, 5.6, 4.2, 4.2])]
    far_fore = [brush("84,54 95,59 102.4,65 98.6,73 91,79", [14, 9, 6.4, 4.4, 4])]

    def hoof(x: float, y: float, a: float) -> skia.Path:
        return turn(poly([(x - 2.4, y - 3), (x + 2.2, y - 3), (x + 4.2, y + 3), (x - 3.4, y + 3)]), a, x, y)

    hoofs = [hoof(21, 97, 0), hoof(81, 97, 0)]
    far_hoofs = [hoof(51, 94.6, -40), hoof(90, 80, 50)]
    belly = within(trunk, brush("30,64 46,66.5 62,69 79,64", [0, 6, 6, 0]))
    strands = [
        brush([(18, 46), (6, 46), (-6, 57 + f[1])], [0.4, 1.5, 0]),
        brush([(17, 50), (8, 55), (1, 68 + f[1])], [0.4, 1.4, 0]),
    ]
    return compose(
        [
            shade(*far_hind, *far_fore),
            lines(*far_hoofs),
            accent(tail),
            light(*strands),
            body(trunk, *near_hind, *near_fore),
            shade(belly),
            accent(neck_mane),
            body(head, *ear),
            accent(lock),
            lines(*hoofs),
            light(circle(104.4, 15.4, 1.9)),
            lines(circle(104.8, 15.6, 1.2), oval(118.6, 31, 1.3, 0.9, 40)),
        ],
        anchor="ground",
        focus=(104, 16),
    )


def rabbit(rng: Rng) -> Drawing:
    """A hare at rest, ears up."""
    t = float(rng.uniform(-8, 6))
    coat = curve("36,46 50,50 68,52 84,64 88,82 82,94 66,98 40,98 30,92 28,76 26,60")
    haunch = curve("60,64 76,66 85,80 80,93 64,98! 46,98! 44,94 56,90 54,76")
    head = curve("42,32 34,27 24,30 16,38 10,46 12,52 22,57 34,58 44,52 47,42")
    ear = curve("36,31! 34,16 41,-2 47,-6 51,4 48,20 42,33!")
    near = turn(ear, 10 + t, 39, 32)
    inner = turn(curve("39,28! 39,14 44,1 47.4,4 46,16 42,29!"), 10 + t, 39, 32)
    behind = turn(ear, -14 + t * 0.6, 39, 32)
    tail = circle(89, 84, 7)
    foreleg = curve("32,70 40,70 40,84 39,94 36,98! 24,98! 26,94 31,90")
    whiskers = [brush([(17, 50), (9, 49 + d), (0, 48 + 2.4 * d)], [0.7, 0.6, 0.1]) for d in (-1, 1, 3)]
    return compose(
        [
            shade(behind),
            light(tail),
            body(coat),
            light(within(coat, curve("22,60! 32,64 36,76 33,96! 20,96!"))),
            shade(haunch),
            body(foreleg),
            body(head, near),
            accent(inner),
            light(within(head, curve("4,52! 18,50 30,53 42,60! 10,64!"))),
            lines(curve("27.4,40 31,38 33.4,41 30.4,44")),
            light(circle(30, 40, 0.9)),
            accent(curve("9.6,44! 13,43.4 14,47 10.4,48.6!")),
            lines(*whiskers),
        ],
        anchor="ground",
        focus=(30, 40),
    )


def turtle(rng: Rng) -> Drawing:
    """A tortoise under its patterned shell."""
    h = float(rng.uniform(-4, 6))
    shell = curve(
        [(12, 74, 1), (16, 52), (34, 36 - h), (58, 33 - h), (80, 44 - h / 2), (92, 64), (95, 74, 1), (54, 79)]
    )
    rim = curve("9,74 14,70 54,74 92,70 98,74 92,79 54,83 14,79")
    head = curve("6,58 -4,50 -15,52 -20,61 -15,69 -4,71 4,76 14,78 16,70")
    legs = [curve("18,76! 40,78! 38,92 38,97! 18,97! 20,88"), curve("68,78! 90,76! 88,88 91,97! 71,97! 72,88")]
    tail = curve("92,74! 104,78 110,84! 98,83")
    plates = [
        poly([(40, 46 - h), (56, 42 - h), (66, 52 - h / 2), (58, 63), (42, 63), (34, 55)]),
        poly([(62, 44 - h), (76, 50 - h / 2), (82, 60), (70, 63), (63, 62.6), (70, 53 - h / 2)]),
        poly([(35, 48 - h / 2), (30, 55), (37.6, 64), (24, 64), (20, 62), (24, 52)]),
        poly("22,67 34,68 32,72 17,70"),
        poly("40,67 60,67 58,74 42,74"),
        poly("65,67 84,65 88,70 66,73"),
    ]
    eye = circle(-10, 58, 2)
    return compose(
        [
            shade(*(move(leg, 9, -2) for leg in legs)),
            body(tail, head, *legs),
            accent(shell),
            shade(within(shell, minus(shell, move(shell, -8, -3)))),
            light(*(within(p, shell) for p in plates)),
            body(rim),
            light(eye),
            lines(circle(-10.4, 58, 1.2), brush("-19,64.6 -13,66 -8,64", [0, 1, 0])),
            light(*(circle(x, 96, 1.5) for x in (22, 28, 34, 75, 81, 87))),
        ],
        anchor="ground",
        focus=(-8, 60),
    )
