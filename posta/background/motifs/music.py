"""Instruments with strings: a random generator in, drawings in the unit square out."""

from __future__ import annotations

import numpy as np
import skia

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
    turn,
    union,
    within,
)

Rng = np.random.Generator


def guitar(rng: Rng, *, kind: str = "") -> Drawing:
    """A guitar; `kind` is "acoustic" or "electric"."""
    kind = kind or str(rng.choice(["acoustic", "electric"]))
    angle = float(rng.uniform(-32, 32))
    neck = poly("47.7,2 52.3,2 53,50 47,50")
    frets = [rect(46.5, y, 7, 0.6) for y in 48 - 46 * (1 - 0.9439 ** np.arange(1, 13)) * 1.5 if y > 2]
    strings = [line([(50 + 0.9 * k, -8), (50 + 1.1 * k, 84)], 0.25) for k in (-1.5, -0.5, 0.5, 1.5)]
    if kind == "electric":
        shell = curve(
            "44,52 38,42 30,38! 27,48 31,60 28,72 24,86 34,99 52,101 70,97 76,84 70,70 67,58 70,48 66,42! "
            "59,46 55,54 50,56"
        )
        guard = within(curve("44,54! 36,50 35,62 40,76 52,82 64,86 70,74 62,62 57,56!"), shell)
        head = curve("47,3! 45,-8 46,-18 52,-23 58,-20! 55,-12 55,-4 53,3!")
        pegs = [circle(44.6, y, 1.3) for y in (-3, -7, -11, -15)]
        pickups = [rect(44, y, 12, 3.6, 1.6) for y in (60, 68, 76)]
        knobs = [circle(x, y, 1.8) for x, y in ((60, 86), (64, 80))]
        parts = [
            lines(*pegs),
            body(shell),
            shade(within(shell, minus(shell, move(shell, -4, -4)))),
            light(guard),
            lines(*pickups),
            lines(rect(43, 85, 14, 4, 1)),
            accent(*knobs),
            accent(neck, head),
            lines(*frets),
            light(*strings),
        ]
        return compose(tilted(parts, angle), focus=(50, 66))
    w = float(rng.uniform(0.94, 1.06))
    half = [(50, 46.5), (60, 47), (66.5, 54), (63.4, 64), (65, 71), (72.6, 82), (68, 96), (57, 101), (50, 101.4)]
    shell = mirrored([(50 + (x - 50) * w, y) for x, y in half])
    inner = within(scaled(shell, 0.93, 0.94, 50, 75), shell)
    head = curve("46.4,3! 45,-6 45.6,-14! 50,-12.4 54.4,-14! 55,-6 53.6,3!")
    pegs = [rect(50 + s * 6.4 - 1.6, y, 3.2, 2, 1) for s in (-1, 1) for y in (-10, -5.6, -1.2)]
    bridge = rect(42, 87, 16, 2.8, 1)
    rose = [ring(50, 66, 8.4, 7.4), circle(50, 66, 6.2)]
    guard = within(curve("56,60! 62,62 61,72 64,80 57,78 56,70!"), shell)
    parts = [
        lines(*pegs),
        body(shell),
        accent(inner),
        shade(within(inner, minus(inner, move(inner, -5, -3)))),
        light(rose[0]),
        lines(rose[1]),
        lines(minus(guard, circle(50, 66, 8.4))),
        body(neck, head),
        light(*frets),
        lines(bridge),
        light(*strings),
        light(*(circle(50 + 1.65 * k, 88.4, 0.5) for k in (-1, -0.34, 0.34, 1))),
    ]
    return compose(tilted(parts, angle), focus=(50, 66))


def violin(rng: Rng, *, cello: bool | None = None) -> Drawing:
    """A violin with its bow; as a `cello` it stands on its spike."""
    big = cello if cello is not None else rng.random() < 0.4
    angle = 0.0 if big else float(rng.uniform(-30, 30))
    shell = mirrored(
        "50,41.6 58,42.4 65,48 66.4,55 63.6,60! 60.4,61 58.6,66 60.6,72 64.4,74! 69,80 69.4,90 62,98 50,100"
    )
    inner = within(scaled(shell, 0.92, 0.94, 50, 72), shell)
    neck = poly("48.4,6 51.6,6 52.6,66 47.4,66")
    scroll = union(rect(48, -4, 4, 12, 1.4), circle(50, -5.4, 3.4))
    pegs = [rect(50 + s * 5.2 - 3.2, y, 6.4, 1.7, 0.8) for s, y in ((-1, -1.4), (1, 0.6), (-1, 3), (1, 5))]
    holes = paired(
        union(
            brush("57.4,62 56.4,67.6 59.4,72 58,78", [0.6, 1.6, 1.6, 0.6]),
            circle(57, 62.6, 1.15),
            circle(58.6, 77.4, 1.3),
        )
    )
    bridge = curve("44.4,73! 45.4,70.6 54.6,70.6 55.6,73! 53,74 52,75.4! 48,75.4! 47,74")
    tail = curve("47,80! 53,80! 51.6,96! 48.4,96!")
    strings = [line([(50 + 0.8 * k, -1), (50 + 1.5 * k, 71), (50 + 1.1 * k, 81)], 0.28) for k in (-1.5, -0.5, 0.5, 1.5)]
    chin = oval(43, 96, 6, 3.4, -14)
    bow_x = 83.0 if not big else 86.0
    stick = [
        brush([(bow_x, -6), (bow_x - 1.4, 40), (bow_x, 90)], [1.2, 1.5, 1.9]),
        line([(bow_x + 4, -4), (bow_x + 3.4, 88)], 0.6),
        curve([(bow_x - 0.6, -8, 1), (bow_x + 5.4, -5.4, 1), (bow_x + 1, -1, 1)]),
        rect(bow_x - 0.4, 84, 5, 6, 1),
    ]
    bow = [turn(s, 12 if not big else -5, bow_x, 45) for s in stick]
    parts = [
        lines(*pegs),
        body(shell),
        accent(inner),
        shade(within(inner, minus(inner, move(inner, -5, -3)))),
        lines(holes),
        lines(neck, tail),
        body(scroll),
        light(bridge),
        light(*strings),
    ]
    if big:
        parts = [lines(rect(49.3, 98, 1.4, 12)), *parts]
    else:
        parts.append(lines(chin))
    parts += [lines(bow[0], bow[2]), light(bow[1]), accent(bow[3])]
    return compose(tilted(parts, angle), focus=(50, 66), anchor="center")


def oud(rng: Rng) -> Drawing:
    """A lute with a bent neck, roses and a striped back's edge."""
    angle = float(rng.uniform(-34, 20))
    w = float(rng.uniform(23, 26))
    shell = mirrored(
        [(50, 34), (54, 37), (50 + w * 0.74, 56), (50 + w, 76), (50 + w * 0.8, 93), (50 + w * 0.36, 101), (50, 102.6)]
    )
    table = within(scaled(shell, 0.9, 0.935, 50, 76), shell)
    neck = poly("47,6 53,6 54.4,48 50,52 45.6,48")
    box = curve("46.6,8! 53.4,8! 60,3 74,-4! 72,-8! 58,-3 47,3!")
    pegs = [
        turn(rect(x - 0.8, y - 6, 1.6, 12, 0.8), 26, x, y) for x, y in ((57, 1.4), (61, -0.6), (65, -2.4), (69, -4.4))
    ]
    roses = [(50.0, 64.0, 6.6), (50 - w * 0.4, 80.0, 3.2), (50 + w * 0.4, 80.0, 3.2)]
    rose_parts = []
    for x, y, r in roses:
        petals = [circle(*polar(x, y, r * 0.56, 45 * k), r * 0.19) for k in range(8)]
        rose_parts += [lines(circle(x, y, r)), light(*petals, circle(x, y, r * 0.2), ring(x, y, r * 0.92, r * 0.82))]
    bridge = rect(42, 92.4, 16, 2.6, 1)
    strings = [line([(50 + 0.75 * k, 6), (50 + 1.5 * k, 93)], 0.26) for k in (-3, -2, -1, 0, 1, 2, 3)]
    plate = mirrored("50,72 55,76 56.6,82 53,88 50,89")
    parts = [
        lines(*pegs),
        body(shell),
        accent(table),
        shade(within(table, minus(table, move(table, -5, -3)))),
        shade(plate),
        *rose_parts,
        body(neck, box),
        light(*strings),
        lines(bridge),
    ]
    return compose(tilted(parts, angle), focus=(50, 66))


def piano(rng: Rng, *, kind: str = "") -> Drawing:
    """A piano; `kind` is "grand" or "keys" (a ribbon of keys in a wave)."""
    kind = kind or str(rng.choice(["grand", "keys"]))
    if kind == "keys":
        amp, ph = float(rng.uniform(6, 11)), float(rng.uniform(0, 6.28))

        def at(x: float, top: bool) -> tuple[float, float]:
            y = 40 + amp * np.sin(x / 17 + ph)
            return (x, float(y)) if top else (x + 5, float(y + 36 + 0.5 * amp * np.sin(x / 23 + ph + 1)))

        def strip(a: float, b: float, depth: float) -> skia.Path:
            xs = np.linspace(a, b, 4)
            upper = [(*at(x, True), k in (0, 3)) for k, x in enumerate(xs)]
            lower = []
            for k, x in enumerate(xs[::-1]):
                (x0, y0), (x1, y1) = at(x, True), at(x, False)
                lower.append((x0 + (x1 - x0) * depth, y0 + (y1 - y0) * depth, k in (0, 3)))
            return curve(upper + lower)

        white = strip(0, 140, 1.0)
        gaps = [strip(10 * k - 0.35, 10 * k + 0.35, 1.0) for k in range(1, 14)]
        black = [strip(10 * k - 3, 10 * k + 3, 0.6) for k in range(1, 14) if k % 7 not in (3, 0)]
        rim = move(white, 1.5, 6)
        return compose(
            [shade(rim), light(white), lines(*gaps), body(*black), accent(strip(-1, 141, 0.06))], focus=(70, 55)
        )
    case = curve("6,56! 130,56! 131,70! 24,70! 20,68! 8,68!")
    a = float(rng.uniform(-2, 4))
    lid = curve([(34, 55, 1), (56, 30 - a), (84, 10 - a), (104, 4 - a, 1), (120, 18 - a), (128, 38), (130, 55, 1)])
    inside = curve([(44, 55, 1), (62, 35 - a), (86, 17 - a), (101, 12 - a, 1), (114, 24 - a), (120, 40), (121, 55, 1)])
    prop = line([(96, 55), (99, 16 - a)], 1.3)
    desk = curve("18,56! 22,40! 38,40! 40,56!")
    keys = rect(4, 58, 18, 4)
    leg = [curve([(x - 3.4, 70, 1), (x + 3.4, 70, 1), (x + 1.5, 92, 1), (x - 1.5, 92, 1)]) for x in (28, 118, 86)]
    wheels = [circle(x, 94, 2.2) for x in (28, 118, 86)]
    lyre = curve("56,70! 66,70! 63,84 66,92! 56,92! 59,84")
    strings = [line([(48 + 6 * k, 56), (64 + 6 * k, 34 - 4 * k + 0.5 * k * k)], 0.5) for k in range(9)]
    stool = [rect(-30, 68, 24, 5, 2), line("-27,73 -30,95", 2), line("-9,73 -6,95", 2)]
    return compose(
        [
            body(lid),
            accent(inside),
            light(*(within(s, inside) for s in strings)),
            lines(prop),
            body(case),
            shade(rect(24, 66, 107, 4)),
            light(keys),
            lines(*(rect(6 + 3 * k, 58, 1.2, 2.4) for k in range(5))),
            shade(desk),
            light(curve("22,52! 25,42! 36,42! 37,52!")),
            body(leg[0], leg[1], lyre),
            shade(leg[2]),
            accent(*wheels),
            accent(stool[0]),
            body(*stool[1:]),
        ],
        anchor="ground",
        focus=(85, 35),
    )
