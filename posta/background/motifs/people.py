"""Figures and faces: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, light, lines, shade
from posta.background.motifs.forms import limb
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
    rect,
    sector,
    star,
    turn,
    union,
    within,
)

Rng = np.random.Generator


def runner(rng: Rng) -> Drawing:
    """A runner in full stride."""
    k = rng.uniform(-3, 3, 4)
    head = oval(66, 12, 6.6, 7.8, 14)
    hair = within(head, curve("56,16! 62,11 70,8 76,2! 60,-4!"))
    neck = brush("60,24 64,17", [6.4, 5.6], flat=True)
    shirt = curve("54,21! 62,21 68,26 66,36 61,48 59,54! 44,50! 46,40 49,28")
    shorts = curve("44,49! 60,53! 69,60 68.6,69.4! 58,66 52,62! 48,68 46,73! 36,71! 39,58")
    front_leg = limb((56, 57), (76, 62 + k[0] / 2), (80, 83), (13.4, 9, 5))
    back_leg = limb((48, 57), (40, 78), (17, 74 + k[1] / 2), (13.4, 8.8, 4.6))
    shoe_front = turn(curve("76,81 83,81.4 86,85.4 93,88 93.4,90.6! 76,90.6! 75,86"), -16, 80, 84)
    shoe_back = move(
        turn(curve("76,81 83,81.4 86,85.4 93,88 93.4,90.6! 76,90.6! 75,86"), 84, 80, 84), -64.6, -9.4 + k[1] / 2
    )
    far_arm = limb((63, 27), (78, 40 + k[2]), (92, 29 + k[3]), (7.6, 6, 4))
    near_arm = limb((53, 26), (38, 38 - k[2]), (46, 52 - k[3]), (8.4, 6.4, 4))
    hands = [circle(93.4, 27.6 + k[3], 3.1), circle(47.4, 54 - k[3], 3.1)]
    bib = turn(rect(52.6, 31, 9.6, 9.6, 1), 13, 57, 36)
    band = within(head, turn(rect(50, 6.6, 30, 2.8), -14, 66, 8))
    speed = [
        brush([(x, y), (x + 14, y - 0.4), (x + w, y)], [0, 1.6, 0])
        for x, y, w in ((2, 30, 24), (-6, 46, 28), (4, 62, 22))
    ]
    return compose(
        [
            accent(*speed),
            shade(far_arm, hands[0]),
            shade(back_leg),
            accent(shoe_back),
            body(front_leg),
            accent(shoe_front),
            body(neck, head),
            lines(hair),
            accent(shirt),
            light(bib),
            light(shorts),
            shade(within(shorts, curve("40,60! 50,60 54,64! 46,76! 34,76!"))),
            body(near_arm, hands[1]),
            light(band),
        ],
        anchor="ground",
        focus=(62, 25),
    )


def dancer(rng: Rng, *, style: str = "") -> Drawing:
    """A dancer; `style` is "ballet" (arabesque) or "flamenco" (a turning skirt)."""
    style = style or str(rng.choice(["ballet", "flamenco"]))
    k = rng.uniform(-3, 3, 6)
    if style == "ballet":
        head = oval(47, 17, 5.4, 6.6, -6)
        bun = circle(52.4, 11.6, 3.4)
        hair = within(head, curve("40,8! 45,12 51,18 53,26! 60,10! 48,4!"))
        neck = brush("48,21 50,30", [3.6, 4.6], flat=True)
        torso = curve("45,29! 50,28.4 55.4,30! 56,40 55,50! 47,50! 46.4,40")
        bodice = within(torso, curve("40,33! 47,36 50,34 60,33! 60,60! 40,60!"))
        tutu = curve(
            [
                (46, 47, 1),
                (36, 46 + k[0] / 2),
                (26, 50, 1),
                (31, 53),
                (30, 57, 1),
                (38, 56),
                (40, 60, 1),
                (48, 57),
                (54, 61, 1),
                (60, 55),
                (68, 58, 1),
                (69, 52),
                (77, 50 + k[1] / 2, 1),
                (66, 45),
                (56, 47, 1),
            ]
        )
        frill = within(tutu, move(tutu, 1, 4))
        stand = brush("50,53 50.4,70 49.4,84 50,98", [9.4, 6.6, 5, 1.4])
        lift = brush([(54, 53), (72, 56), (90, 48), (108, 37 + k[2])], [9, 6.8, 4.6, 0.8])
        slipper = [within(stand, rect(40, 89, 20, 12)), within(lift, turn(rect(97, 30, 20, 22), 0, 100, 40))]
        arm_up = brush([(46.6, 30.6), (36, 22), (26, 13 + k[3]), (14, 8 + k[3])], [4.8, 3.8, 3, 0.8])
        arm_back = brush([(54.4, 31), (66, 34), (78, 30 + k[4]), (90, 22 + k[4])], [4.8, 3.8, 3, 0.8])
        ribbons = [brush("50.6,86 54,90 50,94", [0.4, 0.8, 0.4])]
        return compose(
            [
                shade(arm_back),
                body(lift, stand),
                accent(*slipper, *ribbons),
                body(neck, head, torso, arm_up),
                lines(hair, bun),
                accent(bodice),
                light(tutu),
                shade(frill),
            ],
            anchor="ground",
            focus=(48, 25),
        )
    head = oval(52, 16, 5.8, 7, 12)
    hair = union(
        within(head, curve("44,6! 50,12 50,19 46,26! 38,20! 40,6!")),
        circle(45, 19, 4.2),
        within(head, rect(40, 6, 20, 5)),
    )
    bloom = union(*(circle(*polar(46.6, 12, 2.6, 72 * j), 2.2) for j in range(5)))
    neck = brush("51,20 50,30", [4.2, 5], flat=True)
    torso = curve("44,29! 50,28.6 57,30! 58,38 55.4,48 58,56! 43,56! 47,46 44,37")
    skirt = curve(
        [
            (45, 52, 1),
            (57, 52, 1),
            (64, 66),
            (82, 80),
            (104 + k[0], 84, 1),
            (98, 92),
            (88, 93, 1),
            (80, 100),
            (68, 97, 1),
            (56, 103),
            (44, 98, 1),
            (30, 103),
            (20, 96, 1),
            (8, 97),
            (2 + k[1], 88, 1),
            (24, 82),
            (38, 68),
        ]
    )
    tiers = []
    for off, w in ((0.0, 2.4), (9.0, 2.2), (18.0, 2.0)):
        tiers.append(
            within(
                skirt,
                brush(
                    [
                        (0, 84 - off),
                        (20, 90 - off),
                        (32, 86 - off),
                        (46, 91 - off),
                        (58, 87 - off),
                        (72, 90 - off),
                        (84, 85 - off),
                        (106, 78 - off),
                    ],
                    [w, w, w, w, w, w],
                ),
            )
        )
    folds = [
        within(skirt, brush([(50 + d * 0.2, 56), (50 + d * 0.6, 74), (50 + d, 98)], [0, 2.6, 3.4]))
        for d in (-26, 4, 30)
    ]
    arms = [
        brush([(45.6, 31), (34, 26 + k[2]), (33, 13), (43, 1 + k[3])], [5.6, 4.6, 3.6, 1.2]),
        brush([(56.4, 31), (69, 27 + k[4]), (73, 13), (66, 0 + k[5])], [5.6, 4.6, 3.6, 1.2]),
    ]
    fan = sector(67, -1 + k[5], 15, -120, 110)
    fan_ribs = [line([(67, -1 + k[5]), polar(67, -1 + k[5], 14, a)], 0.6) for a in range(-115, -10, 15)]
    return compose(
        [
            accent(skirt),
            shade(*folds),
            light(*tiers),
            accent(fan),
            light(*fan_ribs),
            body(neck, head, *arms),
            accent(torso),
            body(within(torso, circle(50, 26, 6.6))),
            lines(hair),
            accent(bloom),
            light(circle(46.6, 12, 1.2)),
        ],
        anchor="ground",
        focus=(52, 22),
    )


def profile(rng: Rng) -> Drawing:
    """A woman's face in profile, eyes closed, a moon or a flower in her hair."""
    face = curve(
        "30,10 54,8 66,18 70.6,29 70,36! 73,42 80,51! 78,54 72,55! 75.6,58.6 76,61.4 71.4,63.2! "
        "75,65.4 73.6,69 70.4,71! 72,75.4 69.4,80.4 63,82 54,79.6! 53,90 58,104 72,112! 20,112! 28,92 "
        "22,60"
    )
    sweep = float(rng.uniform(-4, 4))
    hair = curve(
        [
            (67, 20, 1),
            (60, 4),
            (40, -3),
            (16, 6),
            (4, 28),
            (4, 56),
            (10, 78 + sweep),
            (4, 98, 1),
            (20, 101),
            (30, 90, 1),
            (31, 98),
            (38, 92),
            (39, 78),
            (35, 66, 1),
            (38, 58),
            (43, 50),
            (44, 40),
            (54, 33),
        ]
    )
    waves = [
        brush("60,17 44,22 32,38 24,60 18,90", [0, 1.8, 2, 1.8, 0]),
        brush("52,8 32,16 18,38 14,60 12,84", [0, 1.7, 2, 1.7, 0]),
        brush("56,25 42,32 36,48 30,66 28,86", [0, 1.6, 1.6, 1.5, 0]),
    ]
    lid = brush("57,42 62,45.4 68.4,44", [0.4, 1.9, 0.6])
    lashes = [
        brush([(x, y), (x + dx, y + 3.4)], [0.9, 0.2])
        for x, y, dx in ((60.4, 45, -0.4), (63.6, 45.6, 0.8), (66.8, 45, 2))
    ]
    brow = brush("55,35.6 61,32 69,34.4", [0.6, 2, 0.5])
    lips = within(curve("66.6,62.6! 72,58.4 80,58! 80,69! 74,69.4 70,66.4"), face)
    ear = curve("43,47 48,45 50,50 47,57 43,58!")
    drop = [circle(45.4, 62, 1.4), curve("45.4,63! 48.6,70 45.4,73.6 42.2,70")]
    cheek = oval(62, 58, 5, 3.4, -16)
    dark = within(face, curve("58,81.4! 47,78 38,69! 30,90! 34,112! 52,112! 51.6,94"))
    parts = [
        light(face),
        shade(dark),
        accent(within(cheek, face), lips),
        lines(lid, *lashes, brow),
        light(ear),
        body(hair),
        accent(*drop),
    ]
    if rng.random() < 0.5:
        petals = [turn(curve("30,24! 35,17 30,9 25,17"), 60 * k, 30, 24) for k in range(6)]
        parts += [light(*waves), accent(*petals), light(circle(30, 24, 4))]
    else:
        sickle = minus(circle(24, 26, 12), circle(29, 23, 10.4))
        parts += [
            shade(*waves),
            light(sickle),
            light(*(star(x, y, 2.4, 1, 4) for x, y in ((40, 12), (13, 52), (34, 32)))),
        ]
    return compose(parts, anchor="ground", focus=(64, 48))


def yoga(rng: Rng) -> Drawing:
    """A figure in the lotus seat, a sun behind the head on some seeds."""
    d = float(rng.uniform(-2, 2))
    head = oval(50, 17, 7, 8.6)
    bun = circle(50, 6.6, 4)
    hair = within(head, rect(40, 5, 20, 8))
    neck = rect(46.6, 23, 6.8, 9)
    torso = mirrored("50,29 57,30.4 65,35! 61,48 60,62 63,76! 50,76")
    top = within(torso, mirrored("50,38 56,36 61,31! 70,40! 70,58! 50,60"))
    arms = paired(brush([(62.4, 37), (71, 50), (79 + d, 62), (82 + d, 74)], [7, 6.4, 5, 3.6]))
    hands = paired(union(circle(82.4 + d, 75, 3), brush([(82 + d, 75), (86 + d, 78), (88 + d, 76)], [2.4, 2, 1])))
    thigh = paired(curve("52,72! 66,70 84,76 95,85 93,92 82,94 66,92 52,88!"))
    shin = paired(curve("92,89 80,86 62,84 44,85 33,88 30,93 40,96.6 62,96 82,97 92,94"))
    foot = paired(curve("34,90 26,88 19,91 21,96 31,97 39,95"))
    mat = rect(-4, 96, 108, 5, 2.5)
    parts: list[Part] = []
    if rng.random() < 0.6:
        parts.append(
            accent(minus(circle(50, 22, 31), circle(50, 22, 24)) if rng.random() < 0.5 else circle(50, 22, 28))
        )
    parts += [
        light(mat),
        lines(bun),
        body(neck, torso),
        light(top),
        body(arms, head),
        lines(hair),
        shade(thigh, rect(44, 74, 12, 17)),
        body(hands),
    ]
    return compose([*parts, shade(shin), body(foot)], anchor="ground", focus=(50, 30))
