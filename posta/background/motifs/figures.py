"""More figures: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np

from posta.background.motifs import people
from posta.background.motifs.drawing import Drawing, Part, accent, body, compose, glow, light, lines, shade
from posta.background.motifs.forms import limb
from posta.background.motifs.pen import brush, circle, curve, line, minus, move, oval, poly, rect, ring, union, within

Rng = np.random.Generator


def ballerina(rng: Rng) -> Drawing:
    """A dancer in arabesque."""
    return people.dancer(rng, style="ballet")


def flamenco(rng: Rng) -> Drawing:
    """A dancer in a turning skirt."""
    return people.dancer(rng, style="flamenco")


def child(rng: Rng) -> Drawing:
    """A child in a coat, one arm raised."""
    k = rng.uniform(-3, 3, 3)
    head = circle(50, 20, 13)
    hair = union(
        within(head, curve("34,20! 40,15 52,12 66,18! 66,0! 34,0!")),
        curve("37,18! 34,10 44,3 56,4 65,12 63,20! 58,12 46,11"),
    )
    tuft = [curve("37,16! 28,20 26,32 31,36! 34,30 38,26"), curve("63,16! 72,20 74,32 69,36! 66,30 62,26")]
    coat = curve([(42, 32, 1), (58, 32, 1), (64, 50), (72, 74, 1), (50, 78), (28, 74, 1), (36, 50)])
    arm_up = limb((59, 37), (72, 30 + k[0]), (82, 16 + k[1]), (8, 7, 5.4))
    arm_down = limb((41, 37), (31, 48), (28, 59 + k[2]), (8, 7, 5.4))
    hands = circle(83.4, 14 + k[1], 3.6), circle(27.6, 61.6 + k[2], 3.6)
    legs = union(rect(40, 74, 6.6, 18), rect(53.4, 74, 6.6, 18))
    boots = union(curve("38,90! 47,90! 47,100! 33,100! 34,95"), curve("53,90! 62,90! 66,95 67,100! 53,100!"))
    scarf = union(rect(40, 30, 20, 6, 3), curve("54,34! 60,34! 63,50! 56,50!"))
    return compose(
        [
            lines(*tuft) if rng.random() < 0.5 else lines(hair),
            body(arm_down),
            light(hands[0], hands[1]),
            body(arm_up),
            shade(legs),
            lines(boots),
            body(coat),
            shade(within(coat, curve("58,30! 90,30! 90,90! 60,80! 62,56"))),
            light(head),
            lines(hair),
            accent(scarf),
            light(*(circle(50, 46 + 8 * j, 1.5) for j in range(3))),
            lines(circle(45.6, 22, 1.4), circle(54.4, 22, 1.4)),
            accent(oval(42.4, 25.4, 2, 1.3), oval(57.6, 25.4, 2, 1.3)),
            lines(brush([(47, 26.6), (50, 28), (53, 26.6)], [0, 0.9, 0])),
        ],
        anchor="ground",
        focus=(50, 22),
    )


def detective(rng: Rng) -> Drawing:
    """A man in a hat and a long coat, his collar turned up."""
    t = float(rng.uniform(-1.5, 1.5))
    coat = curve([(38, 30, 1), (62, 30, 1), (65, 46), (64, 62), (71, 90, 1), (50, 92), (29, 90, 1), (36, 62), (35, 46)])
    sleeves = [curve("39,31! 31,36 29,52 31,66! 37.6,66! 40,50"), curve("61,31! 69,36 71,52 69,66! 62.4,66! 60,50")]
    collar = [poly([(37, 31), (45, 22), (50, 38), (42, 42)]), poly([(63, 31), (55, 22), (50, 38), (58, 42)])]
    face = curve("43,13! 57,13! 57,22 50,29 43,22")
    hat_brim = curve([(28, 14 + t, 1), (38, 10), (62, 10), (73, 15 - t, 1), (60, 17), (40, 17)])
    crown = curve("38,12! 39,2 45,0 50,3 55,0 61,2 62,12!")
    belt = within(coat, rect(20, 57, 60, 5))
    legs = union(rect(37, 90, 9, 8), rect(54, 90, 9, 8))
    shoes = union(curve("31,97! 46,95! 46,100! 30,100!"), curve("54,95! 69,97! 70,100! 54,100!"))
    smoke = [brush([(74, 62), (79, 52), (74, 44), (80, 34)], [0, 1.6, 1.2, 0])]
    return compose(
        [
            light(*smoke),
            lines(legs, shoes),
            shade(sleeves[1]),
            body(sleeves[0], coat),
            shade(within(coat, curve("56,28! 90,28! 90,96! 52,96! 54,60"))),
            lines(rect(49.4, 40, 1.2, 50)),
            light(face),
            shade(within(face, rect(50, 10, 20, 20))),
            lines(within(face, rect(40, 12, 20, 6))),
            body(collar[0]),
            shade(collar[1]),
            accent(belt),
            light(rect(46.4, 56.6, 7.2, 6)),
            body(crown),
            shade(within(crown, rect(51, -2, 20, 20))),
            accent(within(crown, rect(30, 7.4, 40, 4))),
            lines(hat_brim),
            lines(circle(34.2, 67, 3), circle(65.8, 67, 3)),
        ],
        anchor="ground",
        focus=(50, 20),
    )


def cyclist(rng: Rng) -> Drawing:
    """A racing cyclist, low over the bars."""
    k = float(rng.uniform(-2, 2))
    wheels = [union(ring(20, 78, 20, 17.6)), union(ring(84, 78, 20, 17.6))]
    spokes = [
        line([(x + 17 * np.cos(a), 78 + 17 * np.sin(a)), (x - 17 * np.cos(a), 78 - 17 * np.sin(a))], 0.4)
        for x in (20, 84)
        for a in np.arange(5) * 0.63 + k
    ]
    frame = union(
        *(
            line(p, 2.2)
            for p in (
                [(20, 78, 1), (36, 50, 1)],
                [(36, 50, 1), (72, 50, 1)],
                [(72, 50, 1), (48, 78, 1)],
                [(36, 50, 1), (48, 78, 1)],
                [(20, 78, 1), (48, 78, 1)],
                [(71, 46, 1), (84, 78, 1)],
            )
        )
    )
    bars = brush([(70, 46), (80, 44), (84, 50), (80, 54)], [2.4, 2.2, 2.2, 2.2])
    saddle = brush([(28, 46), (34, 45.4), (42, 47)], [2, 3.6, 2])
    hip, knee, foot = (36, 42), (58, 56 + k), (50, 84)
    far = limb(hip, (52, 64 - k), (44, 72), (12, 8, 5))
    near = limb(hip, knee, foot, (13, 8.6, 5))
    back = curve("30,44! 30,34 44,20 62,14 72,18! 74,26 64,30 54,36 46,46! 38,48")
    arm = limb((67, 22), (72, 38), (81, 45), (8, 6, 4.4))
    head, helmet = circle(78, 14, 7), curve("68,13! 70,4 80,1 88,8 88,12! 78,12")
    shoe = curve("46,83! 54,82! 62,88 61,90! 46,89!")
    speed = [
        brush([(x, y), (x + 16, y - 0.4), (x + wide, y)], [0, 1.5, 0])
        for x, y, wide in ((-12, 30, 30), (-18, 44, 34), (-14, 58, 22))
    ]
    return compose(
        [
            accent(*speed),
            lines(*wheels),
            light(*spokes),
            shade(far),
            accent(frame),
            lines(bars, saddle),
            light(near),
            shade(within(near, rect(30, 60, 40, 40))),
            lines(within(near, curve("20,30! 50,36 54,50 46,62! 24,60!"))),
            lines(shoe),
            body(back),
            shade(within(back, curve("30,46! 46,40 60,30 76,26! 70,50! 30,60!"))),
            light(head),
            accent(helmet),
            lines(brush([(70, 9), (80, 6), (87, 10)], [0, 1, 0])),
            light(arm),
            lines(circle(81.6, 14.6, 1.1)),
        ],
        anchor="ground",
        focus=(70, 20),
    )


def couple(rng: Rng) -> Drawing:
    """Two dancers in a close hold, she leaning back."""
    k = float(rng.uniform(-2, 2))
    his_head, her_head = circle(43, 12, 6.4), circle(59, 17 + k, 6)
    his_hair = within(move(his_head, 0, 0), curve("34,14! 40,7 50,9 52,2! 34,0!"))
    her_hair = union(within(her_head, curve("56,8! 62,14 60,24 68,26! 70,4!")), circle(67, 19 + k, 3.4))
    suit = curve("36,22! 44,19 51,22! 53,34 51,52! 37,54! 35,38")
    his_leg = limb((41, 52), (38, 72), (31, 95), (11, 8, 5))
    his_far = limb((47, 52), (57, 70), (64, 93), (11, 8, 5))
    shoes = union(curve("25,94! 34,93! 37,98! 22,98!"), curve("61,92! 68,91! 74,97! 60,97!"))
    dress = curve(
        [
            (54, 27, 1),
            (62, 26, 1),
            (64, 38),
            (61, 46),
            (72, 60),
            (84, 84, 1),
            (70, 80),
            (60, 86, 1),
            (55, 70),
            (50, 54),
            (53, 44),
        ]
    )
    her_leg = union(
        limb((62, 58), (78, 66), (90, 58 + k), (7.4, 5.6, 3.6)),
        curve([(88, 59 + k, 1), (92, 52 + k, 1), (95, 53 + k), (92, 61 + k, 1)]),
    )
    her_stand = limb((58, 74), (58, 84), (55, 97), (6, 4.6, 3))
    hold = limb((37, 26), (24, 24 + k), (16, 16 + k), (7, 5.6, 4))
    her_arm = limb((55, 29), (36, 27), (17, 15 + k), (5, 4.2, 3.2))
    embrace = limb((49, 27), (58, 36), (64, 32), (7, 6, 4.4))
    rose = circle(63.4, 11 + k, 2.6)
    return compose(
        [
            lines(his_far),
            light(her_stand),
            accent(her_leg),
            light(her_arm),
            lines(his_leg),
            lines(shoes),
            body(suit),
            shade(within(suit, rect(45, 15, 20, 50))),
            accent(dress),
            shade(within(dress, curve("62,24! 90,30! 92,90! 72,86! 64,60 58,46"))),
            light(her_head),
            lines(her_hair),
            accent(rose),
            light(his_head),
            lines(his_hair),
            body(hold),
            body(embrace),
            light(circle(65, 31, 2.4), circle(15.4, 15 + k, 2.8)),
            light(poly("44,20 48,20 47,30")),
        ],
        anchor="ground",
        focus=(50, 20),
    )


def swimmer(rng: Rng) -> Drawing:
    """A swimmer in front crawl, seen over the water."""
    k = float(rng.uniform(-2, 2))
    arm = limb((44, 46), (58, 20 + k), (80, 34), (12, 9, 6))
    hand = curve("78,31! 86,32 94,42! 88,43 78,37!")
    head = circle(56, 46, 12)
    cap = within(head, curve("40,46! 50,42 66,40 72,44! 72,30! 40,30!"))
    back = curve("4,56! 14,46 34,41 50,46 60,60! 40,64 14,62")
    suit = within(back, rect(0, 30, 30, 40))
    goggle = rect(58, 45, 9, 5, 2.4)
    rows = []
    for j in range(4):
        y = 60 + 8.6 * j
        rows.append(
            brush(
                [(x, y + (1.8 if i % 2 else -1.8)) for i, x in enumerate(range(-6 - 3 * j, 112, 12))],
                [0, 4.2 - 0.4 * j, 4.2 - 0.4 * j, 0],
            )
        )
    drops = [
        circle(x, y, r)
        for x, y, r in ((90, 26, 1.8), (96, 32, 1.3), (72, 16 + k, 1.5), (64, 10 + k, 1.1), (84, 20, 1.1))
    ]
    return compose(
        [
            accent(suit),
            light(minus(back, suit)),
            light(arm, hand),
            shade(within(arm, rect(52, 10, 50, 40))),
            light(head),
            accent(cap),
            lines(goggle),
            body(rows[0], rows[2]),
            shade(rows[1], rows[3]),
            light(*drops),
        ],
        focus=(58, 44),
    )


def astronaut(rng: Rng) -> Drawing:
    """An astronaut standing, one hand raised."""
    k = rng.uniform(-3, 3, 2)
    pack = rect(26, 34, 48, 34, 8)
    helmet = circle(50, 22, 20)
    visor = curve("36,14! 50,9 64,14! 68,22 64,31! 50,36 36,31! 32,22")
    trunk = curve("33,40! 50,36 67,40! 70,56 67,72! 50,76 33,72! 30,56")
    arm = limb((67, 46), (82, 42 + k[0]), (88, 24 + k[1]), (12, 10.4, 8.4))
    other = limb((33, 46), (20, 56), (22, 70), (12, 10.4, 8.4))
    gloves = circle(88.4, 21 + k[1], 5), circle(22, 73, 5)
    legs = union(limb((42, 70), (40, 84), (39, 93), (14, 12, 11)), limb((58, 70), (60, 84), (61, 93), (14, 12, 11)))
    boots = union(rect(30, 92, 17, 8, 3), rect(53, 92, 17, 8, 3))
    bands = [within(legs, rect(20, 84, 60, 3)), within(trunk, rect(20, 66, 60, 3))]
    panel = rect(42, 50, 16, 11, 2)
    return compose(
        [
            shade(pack),
            body(other, arm),
            accent(*gloves),
            body(legs),
            lines(boots),
            body(trunk),
            shade(within(trunk, rect(58, 30, 20, 50)), within(legs, rect(61, 60, 20, 40))),
            accent(*bands),
            light(panel),
            accent(circle(46, 54, 1.8)),
            lines(rect(50, 53, 6, 1.4), rect(50, 56.4, 4, 1.4)),
            body(helmet),
            shade(within(helmet, minus(helmet, move(helmet, -5, -2)))),
            lines(visor),
            light(brush([(38, 25), (38, 18), (44, 13.6)], [0, 2.6, 0])),
            glow(circle(58, 28, 1.6)),
            accent(rect(67, 16, 5, 11, 2)),
        ],
        anchor="ground",
        focus=(50, 22),
    )


def boxing_gloves(rng: Rng) -> Drawing:
    """A pair of boxing gloves hung by their laces."""
    t = float(rng.uniform(-3, 3))

    def glove(dx: float, dy: float, *, back: bool) -> list[Part]:
        mitt = move(curve("22,44! 18,58 12,66 14,80 26,92 42,92 52,82 54,66 52,56 48,44!"), dx, dy)
        thumb = move(curve("50,56! 60,54 64,64 60,74 52,80 47,74 48,64"), dx, dy)
        cuff = move(rect(21, 30, 28, 15, 2), dx, dy)
        stripe = move(rect(21, 35, 28, 4), dx, dy)
        shine = move(brush([(19, 74), (20, 62), (25, 53)], [0, 2.6, 0]), dx, dy)
        tone = accent if not back else body
        return [
            light(cuff),
            tone(stripe),
            tone(mitt),
            shade(minus(mitt, move(mitt, -9, -5))),
            tone(thumb),
            lines(move(brush([(49, 60), (46, 70), (51, 79)], [0, 1, 0]), dx, dy)),
            light(shine),
        ]

    lace = [
        brush([(34, 31), (44, 12), (50, 0)], [1.2, 1.2, 1.2]),
        brush([(66, 22), (58, 10), (50, 0)], [1.2, 1.2, 1.2]),
    ]
    return compose(
        [lines(*lace), *glove(32 + t, -9, back=True), *glove(-6, 2, back=False)], anchor="top", focus=(48, 62)
    )


def _grown(rng: Rng, *, skirt: bool) -> Drawing:
    """A grown figure in an apron, one hand held out."""
    k = rng.uniform(-2, 2, 3)
    head = circle(50, 13, 9.4)
    if skirt:
        hair = union(within(head, curve("38,14! 42,8 54,6 62,14! 62,0! 38,0!")), circle(50 + k[0], 3, 4.6))
        coat = curve(
            [(41, 25, 1), (59, 25, 1), (62, 40), (60, 50), (72, 84, 1), (50, 87), (28, 84, 1), (40, 50), (38, 40)]
        )
        apron = curve("44,36! 56,36! 58,50 64,78! 36,78! 42,50")
    else:
        hair = within(head, curve("38,13! 44,7 56,7 62,13! 62,0! 38,0!"))
        coat = curve([(36, 25, 1), (64, 25, 1), (66, 40), (65, 62, 1), (50, 64), (35, 62, 1), (34, 40)])
        apron = curve("43,34! 57,34! 59,46 63,76! 37,76! 41,46")
    legs = union(limb((43, 58), (42, 76), (42, 95), (12, 9, 7)), limb((57, 58), (58, 76), (58, 95), (12, 9, 7)))
    shoes = union(curve("36,94! 47,94! 47,100! 32,100!"), curve("53,94! 64,94! 68,100! 53,100!"))
    near = limb((61, 30), (73, 40), (85, 36 + k[1]), (9, 7.4, 5.4))
    far = limb((39, 30), (31, 44), (36, 57 + k[2]), (9, 7.4, 5.4))
    hands = circle(88, 35 + k[1], 3.2), circle(37, 60 + k[2], 3.2)
    smile = brush([(47.4, 17), (50, 18.4), (52.6, 17)], [0, 0.8, 0])
    neck = rect(46.4, 20, 7.2, 8, 2)
    return compose(
        [
            shade(legs),
            lines(shoes),
            light(neck),
            body(coat),
            shade(within(coat, curve("56,24! 90,24! 90,90! 58,90! 58,50"))),
            accent(apron),
            body(far, near),
            light(*hands, head),
            lines(hair, circle(46.6, 13, 1.1), circle(53.4, 13, 1.1), smile),
            accent(rect(44, 26, 12, 2.6, 1)),
        ],
        anchor="ground",
        focus=(50, 14),
    )


def woman(rng: Rng) -> Drawing:
    """A woman in an apron, her hair pinned up."""
    return _grown(rng, skirt=True)


def man(rng: Rng) -> Drawing:
    """A man in an apron."""
    return _grown(rng, skirt=False)
