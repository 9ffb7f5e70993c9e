"""Animals on four legs: a random generator in, drawings that stand on the ground out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs.drawing import Drawing, accent, body, compose, light, lines, shade
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
    poly,
    rect,
    scaled,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def both(path: skia.Path) -> skia.Path:
    """The path and its mirror image about x = 50."""
    return union(path, flipped(path))


def cat(rng: Rng, *, pose: str = "") -> Drawing:
    """A cat; `pose` is "front" (sitting, face on) or "back" (sitting, looking away, tail curled)."""
    pose = pose or str(rng.choice(["front", "back"]))
    t = float(rng.uniform(-5, 5))
    head = mirrored([(50, 12.5), (59, 11.5, 1), (68, -2, 1), (71.5, 14), (73, 26), (66, 37), (50, 41)])
    coat = mirrored([(50, 30), (62, 36), (68, 52), (74, 72), (74, 90), (66, 98, 1), (50, 98, 1)])
    if pose == "back":
        tail = brush([(60, 93), (82, 94), (96, 84), (94, 68 + t), (84, 66 + t), (84, 74 + t)], [10, 9, 8, 7, 6, 3])
        stripes = [brush([(50 + s, y), (50 + s + 7, y + 2.4), (50 + s + 14, y)], [0, 2.2, 0]) for y, s in ((50, -7), (60, -7), (70, -7))]
        ears = both(curve([(61, 13, 1), (67, 3, 1), (69.4, 15, 1)]))
        return compose([body(tail), body(coat, head), shade(within(coat, minus(coat, move(coat, -9, 0)))), accent(rect(39, 38, 22, 3.6, 1.8)), shade(ears), light(*stripes), accent(circle(50, 43.4, 2.6))], anchor="ground", focus=(50, 24))
    tail = brush([(66, 92), (86, 92), (94, 78), (86, 64 + t), (91, 50 + t)], [9, 8, 7, 6, 3])
    chest = mirrored([(50, 38), (57, 41), (59, 54), (55, 66), (50, 74, 1)])
    legs = both(curve([(51, 66, 1), (57, 68), (59, 84), (60, 94), (58, 98, 1), (50.6, 98, 1)]))
    haunch = both(curve([(62, 70), (75, 76), (76, 92), (70, 98, 1), (57, 98, 1), (61, 86)]))
    ears = both(curve([(61.5, 13, 1), (67, 3.4, 1), (69.4, 15, 1)]))
    eyes = both(turn(curve([(55, 24, 1), (59.4, 20.6), (64.6, 23.4, 1), (60, 27.4)]), -8, 60, 24))
    pupils = both(oval(60, 24, 1.3, 2.9))
    muzzle = union(circle(46.6, 33, 4.4), circle(53.4, 33, 4.4))
    nose = curve([(46.8, 29, 1), (53.2, 29, 1), (50, 32.6, 1)])
    whiskers = both(union(*(brush([(56, y), (66, y - 1 + d), (79, y - 3 + 2 * d)], [0.7, 0.6, 0.2]) for y, d in ((31, -1), (33, 1), (35, 3)))))
    brow = [brush([(50, 13), (50, 17), (50, 20)], [0, 2, 0]), both(brush([(55, 13), (55, 16), (54.4, 18.6)], [0, 1.8, 0]))]
    return compose([body(tail), body(coat), shade(haunch), body(legs), light(chest), shade(line([(50, 74), (50, 98)], 1.1)), body(head), accent(ears), light(muzzle), accent(nose), light(eyes), lines(pupils, whiskers), shade(*brow)], anchor="ground", focus=(50, 26))


def dog(rng: Rng, *, breed: str = "") -> Drawing:
    """A dog in profile; `breed` is "dachshund" or "terrier"."""
    breed = breed or str(rng.choice(["dachshund", "terrier"]))
    t = float(rng.uniform(-6, 6))
    if breed == "dachshund":
        long = float(rng.uniform(-6, 14))
        r = 96 + long
        coat = curve([(20, 33), (27, 36), (32, 46), (42, 51), (64, 51.5), (r - 8, 50), (r, 58), (r - 2, 71), (r - 12, 74), (64, 73), (44, 78), (31, 76), (24, 64), (20, 50)])
        head = curve([(32, 24), (24, 18), (15, 22), (6, 30), (-5, 33), (-8, 37), (-5, 41), (6, 43), (18, 44), (30, 42)])
        ear = curve([(22, 22), (31, 24), (37, 36), (37, 50), (31, 55), (25, 48), (22, 36)])
        tail = brush([(r - 3, 57), (r + 8, 52), (r + 15, 42), (r + 16 + t / 2, 30)], [7, 5, 3, 0.8])
        near = [curve([(32, 66), (42, 68), (42, 80), (41, 86), (44, 90, 1), (30, 90, 1), (32, 80)]), curve([(r - 18, 60), (r - 4, 58), (r, 68), (r - 6, 78), (r - 4, 86), (r - 3, 90, 1), (r - 17, 90, 1), (r - 15, 82)])]
        far = [move(near[0], 9, 0), move(near[1], -10, 0)]
        vest = within(coat, curve([(33, 40, 1), (44, 48), (56, 52), (r - 26, 48, 1), (r - 26, 90, 1), (50, 90, 1), (46, 70), (38, 56)]))
        bands = [curve([(x, 40, 1), (x + 2, 62), (x, 90, 1), (x + 4.5, 90, 1), (x + 6.5, 62), (x + 4.5, 40, 1)]) for x in np.arange(50, r - 28, 10)]
        return compose([shade(*far), body(tail, coat, *near), accent(vest), light(*(within(b, vest) for b in bands)), accent(curve([(20, 43, 1), (28, 45), (34, 42, 1), (35, 46, 1), (28, 49.4), (20, 47, 1)])), body(head), shade(ear),
                        lines(oval(-6, 34, 3, 2.5)), light(circle(14, 28.4, 2.2)), lines(circle(13.6, 28.6, 1.3)), lines(brush([(-4, 40), (4, 41), (12, 38.6)], [0, 0.9, 0]))], anchor="ground", focus=(14, 30))
    coat = curve([(26, 30), (37, 26), (41, 42), (50, 49), (64, 49), (76, 50), (83, 60), (80, 72), (66, 72), (48, 74), (36, 72), (27, 60), (22, 44)])
    head = curve([(34, 10), (24, 9), (17, 15), (13, 20, 1), (3, 22), (0, 28), (1, 38, 1), (10, 42), (22, 40), (33, 36), (38, 24)])
    ear = curve([(25, 11, 1), (29, 1), (38, 3, 1), (42, 12), (41, 25, 1), (34, 22)])
    beard = curve([(1, 30, 1), (10, 29), (16, 33), (15, 41), (11, 50, 1), (9, 45, 1), (6, 51, 1), (4, 45, 1), (1, 48, 1)])
    tail = brush([(79, 56), (86, 46), (88, 34), (84 + t, 24)], [8, 6.4, 5, 1.5])
    near = [curve([(29, 62), (40, 64), (39, 80), (38, 96), (38, 100, 1), (26, 100, 1), (28, 95), (29, 80)]), curve([(64, 60), (80, 56), (84, 68), (78, 78), (80, 90), (81, 100, 1), (68, 100, 1), (70, 92), (68, 80)])]
    far = [move(near[0], 10, -1), move(near[1], -9, -1)]
    saddle = within(coat, curve([(46, 40, 1), (46, 56), (56, 64), (70, 62), (76, 52), (80, 40, 1)]))
    return compose([shade(*far), body(tail, coat, *near), shade(saddle), accent(within(coat, curve([(16, 42, 1), (30, 41), (46, 33, 1), (46, 38, 1), (31, 46), (16, 47, 1)]))), body(head), shade(ear), light(beard), lines(oval(1.6, 25.6, 3.4, 2.9)), light(circle(20, 20, 2.6)), lines(circle(19.4, 20.4, 1.6))], anchor="ground", focus=(18, 24))


def horse(rng: Rng) -> Drawing:
    """A trotting horse with a flying mane and tail."""
    f = rng.uniform(-3, 3, 4)
    trunk = curve([(76, 33), (64, 41), (48, 41.5), (32, 37), (20, 44), (18, 56), (27, 64), (44, 64), (60, 67), (76, 65), (87, 56), (92, 40), (95, 30), (104, 24), (100, 8), (92, 4), (84, 16)])
    head = curve([(92, 3), (99, 3), (106, 9), (113, 20), (121, 29), (122, 34), (117, 38.4), (111, 36), (104, 30), (96, 29), (91, 22)])
    ear = [curve([(93, 6, 1), (91, -2), (94, -8, 1), (99, -1), (98.6, 5, 1)])]
    crest = [((94, 4), (84, 4), (76, 12)), ((91, 8), (80, 10), (70, 18)), ((88, 13), (78, 18), (68, 26)), ((85, 19), (77, 25), (66, 33)), ((82, 25), (76, 31), (69, 39))]
    neck_mane = union(*(brush([p, (m[0], m[1] + f[2] / 2), (e[0], e[1] + f[3])], [7, 7.5, 0]) for p, m, e in crest))
    lock = curve([(96, 0, 1), (104, 3), (107, 14, 1), (100, 10)])
    locks = [((22, 44), (10, 38), (-2, 44), (-14, 56)), ((21, 46), (8, 45), (-4, 54), (-12, 68)), ((21, 48), (10, 51), (2, 62), (-2, 78)), ((20, 49), (13, 55), (8, 66), (8, 80))]
    tail = union(*(brush([p, q, (r[0] + f[0], r[1]), (e[0] + f[0], e[1] + f[1])], [6, 8.4, 7, 0]) for p, q, r, e in locks))
    near_hind = [brush([(29, 52), (27, 66), (20, 76), (22, 86), (21, 95)], [24, 16, 7, 4.8, 4.4])]
    far_hind = [brush([(36, 54), (41, 67), (36, 77), (43, 86), (50, 93)], [20, 12, 6.2, 4.4, 4])]
    near_fore = [brush([(80, 54), (83, 68), (82, 79), (82, 88), (80.8, 95)], [15, 9, 5.6, 4.2, 4.2])]
    far_fore = [brush([(84, 54), (95, 59), (102.4, 65), (98.6, 73), (91, 79)], [14, 9, 6.4, 4.4, 4])]

    def hoof(x: float, y: float, a: float) -> skia.Path:
        return turn(poly([(x - 2.4, y - 3), (x + 2.2, y - 3), (x + 4.2, y + 3), (x - 3.4, y + 3)]), a, x, y)

    hoofs = [hoof(21, 97, 0), hoof(81, 97, 0)]
    far_hoofs = [hoof(51, 94.6, -40), hoof(90, 80, 50)]
    belly = within(trunk, brush([(30, 64), (46, 66.5), (62, 69), (79, 64)], [0, 6, 6, 0]))
    strands = [brush([(18, 46), (6, 46), (-6, 57 + f[1])], [0.4, 1.5, 0]), brush([(17, 50), (8, 55), (1, 68 + f[1])], [0.4, 1.4, 0])]
    return compose([shade(*far_hind, *far_fore), lines(*far_hoofs), accent(tail), light(*strands), body(trunk, *near_hind, *near_fore), shade(belly), accent(neck_mane), body(head, *ear), accent(lock), lines(*hoofs),
                    light(circle(104.4, 15.4, 1.9)), lines(circle(104.8, 15.6, 1.2), oval(118.6, 31, 1.3, 0.9, 40))], anchor="ground", focus=(104, 16))


def elephant(rng: Rng, *, trunk: str = "") -> Drawing:
    """An elephant; `trunk` is "up" or "down"."""
    way = trunk or str(rng.choice(["up", "down"]))
    t = float(rng.uniform(-3, 3))
    coat = curve([(40, 18), (56, 10), (78, 11), (98, 22), (106, 42), (105, 66), (98, 74), (76, 74), (52, 76), (38, 70), (32, 50), (32, 30)])
    legs = [curve([(36, 58, 1), (37, 78), (35, 98, 1), (53, 98, 1), (54, 82), (58, 70, 1)]), curve([(84, 66, 1), (87, 80), (86, 98, 1), (104, 98, 1), (105, 80), (106, 54, 1)])]
    far = [curve([(56, 66, 1), (58, 80), (57, 96, 1), (72, 96, 1), (72, 80), (74, 66, 1)]), curve([(70, 66, 1), (76, 82), (74, 96, 1), (89, 96, 1), (90, 80), (90, 66, 1)])]
    head = curve([(44, 12), (32, 10), (21, 17), (16, 32), (18, 46), (28, 54), (40, 54), (50, 42), (52, 24)])
    ear = curve([(38, 16, 1), (50, 10), (66, 14), (72, 30), (68, 48), (58, 60), (48, 56), (42, 44), (37, 34, 1)])
    inner = scaled(ear, 0.66, 0.66, 53, 34)
    if way == "up":
        nose = brush([(24, 40), (14, 54), (0, 54), (-8, 42), (-8, 26), (-1 + t, 16), (7 + t, 14)], [22, 15, 11.5, 9.6, 8, 6.6, 5])
    else:
        nose = brush([(22, 38), (13, 54), (10, 70), (9, 84), (2 + t, 91), (-6 + t, 86)], [20, 14.5, 11, 9, 7.4, 5])
    tusk = brush([(26, 50), (18, 60), (8, 61)], [4.6, 3.8, 0]) if way == "down" else brush([(26, 51), (16, 64), (5, 66)], [4.8, 4, 0])
    tail = union(brush([(105, 40), (112, 50), (113, 64)], [3, 2, 1.4]), curve([(112, 62, 1), (116, 70), (113, 77, 1), (110, 70)]))
    toes = [circle(x, 98, 2.2) for x in (38.5, 44, 49.5, 89.5, 95, 100.5)]
    blanket = within(coat, curve([(62, 0, 1), (61, 22), (64, 50, 1), (78, 54), (92, 48, 1), (93, 24), (88, 4, 1)]))
    trim = within(coat, curve([(63.4, 44, 1), (78, 48), (92, 42, 1), (92, 48, 1), (78, 54), (64, 50, 1)]))
    dots = [circle(x, y, 1.7) for x, y in ((70, 22), (78, 26), (86, 22), (71, 34), (79, 38), (86, 34))]
    parts = [shade(*far), body(tail, coat, *legs), light(*(minus(c, rect(0, 98, 200, 9)) for c in toes))]
    if rng.random() < 0.5:
        parts += [accent(blanket), light(trim, *dots)]
    return compose([*parts, body(head, nose), shade(ear), accent(inner), light(tusk), light(circle(27, 31, 2.4)), lines(circle(26.6, 31.2, 1.5)), shade(*(brush([(x0, y0), (x0 + 5, y0 + 2), (x0 + 9, y0 + 0.4)], [0, 1.1, 0]) for x0, y0 in (((8, 62), (7, 69), (6, 76)) if way == "down" else ((-13, 40), (-12.6, 34), (-12, 28)))))], anchor="ground", focus=(27, 31))


def fox(rng: Rng) -> Drawing:
    """A sitting fox with its brush laid round its feet."""
    t = float(rng.uniform(-5, 5))
    coat = mirrored([(50, 34), (60, 42), (66, 58), (70, 76), (66, 94), (60, 98, 1), (50, 98, 1)])
    tail = curve([(58, 96, 1), (70, 100), (88, 96), (101, 80), (103, 58 + t), (96, 42 + t, 1), (90, 54 + t), (84, 64), (72, 74), (62, 84)])
    tip = within(tail, curve([(80, 50 + t, 1), (88, 60 + t), (93, 56 + t), (99, 66 + t), (110, 60, 1), (110, 30, 1), (80, 30, 1)]))
    chest = mirrored([(50, 40), (58, 44), (60, 56, 1), (56, 56), (57, 64, 1), (53.6, 62), (50, 72, 1)])
    legs = both(curve([(51, 64, 1), (58, 68), (59, 84), (58, 92), (59, 98, 1), (50.8, 98, 1)]))
    socks = within(legs, rect(0, 84, 100, 20))
    haunch = both(curve([(60, 66), (71, 76), (71, 92), (66, 98, 1), (56, 98, 1), (58, 84)]))
    head = mirrored([(50, 16), (58, 15, 1), (70, -4, 1), (74, 12), (74, 20), (80, 30, 1), (70, 36), (58, 44), (53, 50), (50, 51.4)])
    cheek = both(curve([(50, 51.4, 1), (53, 50), (58, 44), (70, 36), (80, 30, 1), (66, 29), (57, 33), (53.4, 42), (50, 45, 1)]))
    ears = both(curve([(61, 15, 1), (68.6, 2.6, 1), (71.4, 18, 1)]))
    eyes = both(turn(curve([(56, 27, 1), (60, 24.4), (64, 26.4, 1), (60, 28.8)]), 10, 60, 26))
    nose = oval(50, 49, 3.4, 2.8)
    return compose([body(tail), light(tip), body(coat), shade(haunch), body(legs), lines(socks), light(chest), body(head), shade(within(head, poly([(50, 10), (54, 22), (52, 42), (50, 48), (46, 22)]))), light(within(cheek, head)), accent(ears), lines(eyes, nose)], anchor="ground", focus=(50, 30))


def deer(rng: Rng) -> Drawing:
    """A stag with spreading antlers."""
    s = float(rng.uniform(0.88, 1.15))
    coat = curve([(46, 34), (42, 46), (48, 54), (64, 55), (82, 53), (92, 58), (95, 68), (90, 76), (76, 74), (58, 77), (44, 76), (35, 66), (32, 50), (30, 40), (31, 32), (38, 28)])
    head = curve([(42, 24), (34, 20), (26, 22), (18, 30), (12, 36), (12, 40), (17, 42.6), (26, 41), (36, 39), (43, 33)])
    ear = curve([(42, 27, 1), (50, 20), (60, 18, 1), (56, 27), (45, 32, 1)])
    tail = curve([(92, 58, 1), (99, 58), (102, 66, 1), (97, 69), (93, 67, 1)])
    near = [union(brush([(42, 66), (42, 80), (41, 92)], [14, 6.4, 4]), brush([(41, 90), (42, 104), (41, 114)], [4.2, 3.2, 3.2])), union(brush([(84, 64), (89, 80), (92, 90)], [19, 9.6, 5]), brush([(92, 88), (88, 102), (89, 114)], [5, 3.4, 3.2]))]
    far = [union(brush([(48, 66), (54, 82), (53, 92)], [12, 6, 3.8]), brush([(53, 90), (57, 103), (56, 113)], [4, 3, 3])), union(brush([(78, 66), (79, 80), (83, 90)], [16, 8, 4.4]), brush([(83, 89), (77, 103), (78, 113)], [4.4, 3.2, 3])) ]

    def antler(x: float, y: float, way: float) -> skia.Path:
        beam = [(x, y), (x + way * 8, y - 10), (x + way * 19 * s, y - 24), (x + way * 17 * s, y - 44)]
        tines = [([(x + way * 5, y - 7), (x - way * 3, y - 14), (x - way * 5, y - 22)]), ([(x + way * 13 * s, y - 17), (x + way * 7 * s, y - 28), (x + way * 6 * s, y - 38)]), ([(x + way * 19 * s, y - 27), (x + way * 27 * s, y - 35), (x + way * 28 * s, y - 46)])]
        return union(brush(beam, [3.6, 3.2, 2.6, 0.4]), *(brush(tine, [2.6, 2.2, 0.4]) for tine in tines))

    hoofs = [rect(x - 2.2, y, 4.6, 4.4, 1) for x, y in ((41, 112), (89, 112))]
    spots = [oval(float(x), float(y), 2, 1.5) for x, y in zip(rng.uniform(58, 86, 7), rng.uniform(57, 66, 7), strict=True)]
    throat = within(coat, curve([(24, 40, 1), (34, 44), (38, 58), (46, 72), (36, 80, 1), (20, 66, 1)]))
    return compose([shade(*far), accent(antler(41, 23, 1), antler(35, 21, -1)), body(coat, *near), light(tail, throat), light(*(within(p, coat) for p in spots)), body(head), shade(ear), lines(*hoofs, oval(13.4, 37, 2.6, 2.2)), lines(circle(29, 29.4, 1.7))], anchor="ground", focus=(30, 28))


def bear(rng: Rng) -> Drawing:
    """A bear walking."""
    t = float(rng.uniform(-3, 3))
    coat = curve([(22, 32 + t), (30, 25 + t), (42, 20), (56, 20), (78, 20), (96, 26), (106, 42), (107, 60), (106, 78), (108, 92), (107, 98, 1), (88, 98, 1), (88, 90), (86, 78), (78, 72), (62, 74), (54, 80), (54, 92), (52, 98, 1), (34, 98, 1), (35, 84), (32, 68), (24, 58 + t)])
    far = [curve([(50, 66, 1), (66, 68, 1), (66, 84), (64, 97, 1), (50, 97, 1)]), curve([(74, 66, 1), (90, 66, 1), (88, 82), (86, 97, 1), (72, 97, 1), (75, 84)])]
    head = curve([(36, 20 + t), (26, 16 + t), (16, 20 + t), (10, 30 + t), (1, 38 + t), (-3, 44 + t), (0, 50 + t), (10, 53 + t), (24, 56 + t), (36, 50 + t), (40, 36 + t)])
    snout = within(head, curve([(-8, 34 + t, 1), (8, 36 + t), (13, 44 + t), (10, 58 + t, 1), (-8, 60 + t, 1)]))
    ears = [circle(22, 17.4 + t, 5.4), circle(34, 18.4 + t, 6)]
    inner = circle(34, 19 + t, 3.2)
    claws = [curve([(x, 95, 1), (x - 3, 98, 1), (x + 1.4, 98, 1)]) for x in (37, 41.5, 46, 91, 95.5, 100)]
    tail = circle(107, 44, 3.6)
    dark = within(coat, curve([(58, 62, 1), (72, 66), (84, 66), (90, 76), (90, 100, 1), (54, 100, 1)]))
    return compose([shade(*far), body(tail, coat), shade(within(dark, rect(50, 60, 50, 15))), light(*claws), shade(ears[0]), body(ears[1]), body(head), shade(inner), light(snout), lines(oval(-1.6, 41 + t, 3.8, 3)), lines(circle(17, 33 + t, 1.9)), lines(brush([(0, 49 + t), (6, 50 + t), (11, 47 + t)], [0, 1, 0])),
                    shade(brush([(36, 60), (42, 72), (42, 90)], [0, 1.3, 0]), brush([(94, 58), (90, 72), (92, 90)], [0, 1.3, 0]))], anchor="ground", focus=(17, 34))


def rabbit(rng: Rng) -> Drawing:
    """A hare at rest, ears up."""
    t = float(rng.uniform(-8, 6))
    coat = curve([(36, 46), (50, 50), (68, 52), (84, 64), (88, 82), (82, 94), (66, 98), (40, 98), (30, 92), (28, 76), (26, 60)])
    haunch = curve([(60, 64), (76, 66), (85, 80), (80, 93), (64, 98, 1), (46, 98, 1), (44, 94), (56, 90), (54, 76)])
    head = curve([(42, 32), (34, 27), (24, 30), (16, 38), (10, 46), (12, 52), (22, 57), (34, 58), (44, 52), (47, 42)])
    ear = curve([(36, 31, 1), (34, 16), (41, -2), (47, -6), (51, 4), (48, 20), (42, 33, 1)])
    near = turn(ear, 10 + t, 39, 32)
    inner = turn(curve([(39, 28, 1), (39, 14), (44, 1), (47.4, 4), (46, 16), (42, 29, 1)]), 10 + t, 39, 32)
    behind = turn(ear, -14 + t * 0.6, 39, 32)
    tail = circle(89, 84, 7)
    foreleg = curve([(32, 70), (40, 70), (40, 84), (39, 94), (36, 98, 1), (24, 98, 1), (26, 94), (31, 90)])
    whiskers = [brush([(17, 50), (9, 49 + d), (0, 48 + 2.4 * d)], [0.7, 0.6, 0.1]) for d in (-1, 1, 3)]
    return compose([shade(behind), light(tail), body(coat), light(within(coat, curve([(22, 60, 1), (32, 64), (36, 76), (33, 96, 1), (20, 96, 1)]))), shade(haunch), body(foreleg), body(head, near), accent(inner), light(within(head, curve([(4, 52, 1), (18, 50), (30, 53), (42, 60, 1), (10, 64, 1)]))), lines(curve([(27.4, 40), (31, 38), (33.4, 41), (30.4, 44)])), light(circle(30, 40, 0.9)), accent(curve([(9.6, 44, 1), (13, 43.4), (14, 47), (10.4, 48.6, 1)])), lines(*whiskers)], anchor="ground", focus=(30, 40))


def turtle(rng: Rng) -> Drawing:
    """A tortoise under its patterned shell."""
    h = float(rng.uniform(-4, 6))
    shell = curve([(12, 74, 1), (16, 52), (34, 36 - h), (58, 33 - h), (80, 44 - h / 2), (92, 64), (95, 74, 1), (54, 79)])
    rim = curve([(9, 74), (14, 70), (54, 74), (92, 70), (98, 74), (92, 79), (54, 83), (14, 79)])
    head = curve([(6, 58), (-4, 50), (-15, 52), (-20, 61), (-15, 69), (-4, 71), (4, 76), (14, 78), (16, 70)])
    legs = [curve([(18, 76, 1), (40, 78, 1), (38, 92), (38, 97, 1), (18, 97, 1), (20, 88)]), curve([(68, 78, 1), (90, 76, 1), (88, 88), (91, 97, 1), (71, 97, 1), (72, 88)])]
    tail = curve([(92, 74, 1), (104, 78), (110, 84, 1), (98, 83)])
    plates = [poly([(40, 46 - h), (56, 42 - h), (66, 52 - h / 2), (58, 63), (42, 63), (34, 55)]), poly([(62, 44 - h), (76, 50 - h / 2), (82, 60), (70, 63), (63, 62.6), (70, 53 - h / 2)]), poly([(35, 48 - h / 2), (30, 55), (37.6, 64), (24, 64), (20, 62), (24, 52)]), poly([(22, 67), (34, 68), (32, 72), (17, 70)]), poly([(40, 67), (60, 67), (58, 74), (42, 74)]), poly([(65, 67), (84, 65), (88, 70), (66, 73)])]
    eye = circle(-10, 58, 2)
    return compose([shade(*(move(leg, 9, -2) for leg in legs)), body(tail, head, *legs), accent(shell), shade(within(shell, minus(shell, move(shell, -8, -3)))), light(*(within(p, shell) for p in plates)), body(rim), light(eye), lines(circle(-10.4, 58, 1.2), brush([(-19, 64.6), (-13, 66), (-8, 64)], [0, 1, 0])), light(*(circle(x, 96, 1.5) for x in (22, 28, 34, 75, 81, 87)))], anchor="ground", focus=(-8, 60))


def lion(rng: Rng) -> Drawing:
    """A lion's head in the sun of its mane."""
    n = int(rng.choice([13, 15, 17]))
    lock = curve([(44, 30, 1), (42, 14), (52, -2, 1), (58, 14), (57, 30, 1)])
    mane = union(circle(50, 50, 33), *(turn(lock, 360 / n * k, 50, 50) for k in range(n)))
    inner = union(circle(50, 50, 27), *(turn(scaled(lock, 0.8, 0.62, 50, 50), 360 / n * (k + 0.5), 50, 50) for k in range(n)))
    ears = both(circle(71, 30, 6.6))
    face = mirrored([(50, 26), (64, 29), (71, 42), (67, 56), (61, 66), (56, 74), (50, 77)])
    bridge = mirrored([(50, 26), (54, 28), (54.6, 42), (58, 56, 1), (50, 57, 1)])
    muzzle = union(circle(45.4, 63, 6.6), circle(54.6, 63, 6.6))
    nose = curve([(43, 55, 1), (50, 53.6), (57, 55, 1), (54, 60), (50, 62, 1), (46, 60)])
    eyes = both(turn(curve([(56, 44, 1), (60, 40.8), (65, 43.4, 1), (60, 46.4)]), -6, 60, 43))
    brow = both(brush([(55, 39), (60, 36), (67, 38)], [0, 2, 0]))
    chin = within(oval(50, 72, 6, 5), face)
    return compose([accent(mane), shade(inner), body(ears), accent(both(circle(71, 30, 3.6))), body(face), light(bridge), light(muzzle, chin), lines(nose, eyes), lines(line([(50, 61), (50, 67)], 1), *(circle(50 + s * x, y, 0.7) for s in (-1, 1) for x, y in ((5, 62), (8, 64), (5.6, 66)))), shade(brow), light(both(circle(59.4, 42.6, 0.8)))], focus=(50, 48))


