"""Waves cut as for a woodblock print: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, mix
from posta.background.painters.mountains import birds
from posta.background.painters.shapes import circle, polygon, tapered
from posta.background.painters.sheet import Composition, Share, Sheet

SCENES = ("rows", "breaker", "scales", "rows")


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("waves"), sheet.width, sheet.height
    scene = str(rng.choice(SCENES))
    thing, hero = heroes.subject(sheet, "waves"), None
    scene = "rows" if thing else scene
    inks = sheet.inks
    paper = inks.light if not inks.night else mix(inks.dark, inks.mid, 0.25)
    sheet.wash(np.broadcast_to(np.asarray(paper, np.float32), (*sheet.shape, 3)))
    side = int(rng.choice([-1, 1]))
    sun = (w * (0.5 - side * rng.uniform(0.05, 0.25)), h * rng.uniform(0.24, 0.36))
    radius = rng.uniform(0.14, 0.22)
    sheet.fill(circle(*sun, radius), inks.accent)
    _sky_lines(sheet, mix(paper, inks.mid, 0.55))
    if thing:
        hero = _rows(sheet, side, paper, thing)
        focus = (hero[0] + hero[2] / 2) * w, (hero[1] + hero[3] / 2) * h
    else:
        focus = {"rows": _rows, "breaker": _breaker, "scales": _scales}[scene](sheet, side, paper)
    if rng.random() < 0.5:
        birds(sheet, w * (0.5 + side * 0.25), sun[1] + 0.05, inks.dark, 0.02)
    _fibres(sheet, paper)
    sheet.finish(1.6, tooth=2.2, specks=0.03, speck_ink=paper)
    focus = sun if focus is None else focus
    return Composition((focus[0] / w, focus[1] / h), ((0.0, 0.0, 1.0, 0.4),), (-side * 0.5, -0.7), hero)


def _sky_lines(sheet: Sheet, ink: Ink) -> None:
    """Thin cut lines of wind that pass behind the sun's edge."""
    rng, w = sheet.rng("sky lines"), sheet.width
    strokes = []
    for _ in range(int(rng.integers(5, 10))):
        x, y, length = rng.uniform(-0.1, w), rng.uniform(0.06, 0.46) * sheet.height, rng.uniform(0.15, 0.5)
        t = np.linspace(0, 1, 7)
        strokes.append(
            tapered(
                np.stack([x + length * t, y + 0.004 * np.sin(t * 5 + rng.uniform(0, 6))], 1),
                0.006 * np.sin(np.pi * t) ** 0.7 + 0.0004,
            )
        )
    sheet.fill(strokes, ink)


def _crest(rng: np.random.Generator, w: float, length: float, height: float, way: int) -> tuple[np.ndarray, np.ndarray]:
    """Leaning, sharp-crested waves across the sheet: x, and how far the water stands above its trough."""
    xs = np.linspace(-0.12, w + 0.12, 300)
    phase = xs / length + rng.uniform(0, 1) + 0.12 * np.sin(xs * 2.3 + rng.uniform(0, 6))
    saw = phase % 1.0
    saw = saw if way > 0 else 1 - saw
    shape = np.where(saw < 0.72, (saw / 0.72) ** 2.1, ((1 - saw) / 0.28) ** 1.5)
    return xs, height * shape * (0.82 + 0.18 * np.sin(phase.astype(int) * 2.4 + rng.uniform(0, 6)))


def _rows(sheet: Sheet, side: int, paper: Ink, thing: str = "") -> Share | None:
    """Rank on rank of swell, each cut with lines that follow its back; the box of a thing afloat between two of them."""
    rng, w, h, inks = sheet.rng("rows"), sheet.width, sheet.height, sheet.inks
    count = int(rng.integers(5, 8))
    tones = (
        [inks.dark, inks.accent, inks.dark, mix(inks.dark, inks.mid, 0.55)]
        if rng.random() < 0.5
        else [inks.dark, mix(inks.dark, inks.mid, 0.6), inks.dark, inks.accent]
    )
    top = h * rng.uniform(0.46, 0.54)
    hero = None
    for k in range(count):
        share = k / (count - 1)
        base = top + (h * 1.02 - top) * share**1.1
        length, height = 0.2 + 0.38 * share + rng.uniform(0, 0.08), 0.05 + 0.13 * share
        xs, up = _crest(rng, w, length, height, side)
        ink = tones[k % len(tones)]
        body = polygon([*np.stack([xs, base - up], 1), (w + 0.2, h + 0.1), (-0.2, h + 0.1)])
        lines = []
        step = 0.011 + 0.009 * share
        cuts = int(0.05 + (0.12 + 0.2 * share) / step)
        for j in range(1, cuts):
            fade = (1 - j / cuts) ** 0.8
            down = base - up * (1 - 0.42 * j / cuts) + step * j * (0.75 + 0.5 * (1 - up / height))
            thick = step * 0.52 * fade * np.clip(up / height + 0.25 + 0.35 * np.sin(xs * 9 + j * 1.7), 0, 1)
            lines.append(tapered(np.stack([xs, down], 1), thick))
        rim = tapered(np.stack([xs, base - up + 0.002], 1), (0.006 + 0.01 * share) * np.clip(up / height, 0.12, 1))

        def wave(canvas: skia.Canvas, parts: tuple = (body, lines, rim, ink)) -> None:
            body, lines, rim, ink = parts
            canvas.drawPath(body, brush(ink))
            canvas.save()
            canvas.clipPath(body, True)
            for line in lines:
                canvas.drawPath(line, brush(paper))
            canvas.restore()
            canvas.drawPath(rim, brush(paper))

        sheet.draw(wave, subject=True)
        if thing and k == 0:
            after = top + (h * 1.02 - top) * ((k + 1) / (count - 1)) ** 1.1
            spot = heroes.Spot((w * (0.5 + side * 0.06), after - 0.03), (paper, inks.accent), -side, 0.0, 0.3)
            hero = heroes.enter(sheet, thing, spot)
    return hero


def _breaker(sheet: Sheet, side: int, paper: Ink) -> tuple[float, float]:
    """One great wave that curls over, its back cut with flowing lines, foam at its lip."""
    rng, w, h, inks = sheet.rng("breaker"), sheet.width, sheet.height, sheet.inks
    size = min(0.42, h * 0.3) * rng.uniform(0.9, 1.1)
    cx, cy = w * 0.5 + side * rng.uniform(-0.02, 0.08), h * rng.uniform(0.56, 0.62)

    def at(points: np.ndarray) -> np.ndarray:
        return np.stack([cx - side * points[:, 0] * size, cy + points[:, 1] * size], axis=1)

    # Both curves run from the trough behind the wave to the tip of its lip; lines between them are blends of the two.
    t = np.linspace(0, 1, 90)
    turn = np.radians(np.interp(t, [0.42, 1], [168, -62]))
    curl = np.stack([0.62 * np.cos(turn), -0.66 * np.sin(turn)], 1) * np.interp(t, [0.4, 1], [1.0, 0.62])[:, None]
    back = np.stack([np.interp(t, [0, 0.42], [-2.6, -0.607]), np.interp(t, [0, 0.42], [1.25, -0.137])], 1)
    back[:, 1] += 0.26 * np.sin(np.clip(t / 0.42, 0, 1) * np.pi)
    outer = np.where(t[:, None] < 0.42, back, curl)
    tip = outer[-1]
    inner_turn = np.radians(np.interp(t, [0.3, 1], [265, -48]))
    hollow = np.stack([0.1 + 0.4 * np.cos(inner_turn), -0.4 * np.sin(inner_turn) + 0.02], 1)
    face = np.stack([np.interp(t, [0, 0.3], [2.6, 0.065]), np.interp(t, [0, 0.3], [0.98, 0.42])], 1)
    inner = np.where(t[:, None] < 0.3, face, hollow)
    inner += (tip - inner[-1]) * (t**6)[:, None]
    kernel = np.ones(7) / 7
    for curve in (outer, inner):
        for axis in (0, 1):
            curve[3:-3, axis] = np.convolve(curve[:, axis], kernel, "same")[3:-3]
    _far_swell(sheet, side, cy + size * 0.55, paper)
    body = polygon([*at(outer), *at(inner)[::-1], (cx - side * 2.7 * size, h + 0.2), (cx + side * 2.7 * size, h + 0.2)])
    sheet.fill(body, inks.dark, subject=True)
    lines = []
    count = 13
    for k in range(1, count):
        s = k / count
        line = outer * (1 - s) + inner * s
        part = line[: int(88 - 14 * abs(s - 0.4))]
        u = np.linspace(0, 1, len(part))
        thick = (
            size
            * 0.034
            * np.sin(np.pi * np.clip(u * 0.96 + 0.02, 0, 1)) ** 0.8
            * (0.55 + 0.45 * np.sin(k * 2.1 + u * 9))
        )
        lines.append(tapered(at(part), np.maximum(thick, 0.0006)))
    sheet.fill(lines[::3] + lines[1::3], paper)
    sheet.fill(lines[2::3], mix(inks.mid, paper, 0.25))
    froth = []
    for s in np.linspace(0.44, 1.0, 30):
        here = outer[int(s * 89)]
        froth.append(circle(*at((here + rng.normal(0, 0.014, 2))[None])[0], size * rng.uniform(0.03, 0.075)))
        for k in range(2):
            froth.append(
                circle(
                    *at((here * (0.84 - 0.16 * k) + rng.normal(0, 0.05, 2) + (0, 0.05))[None])[0],
                    size * rng.uniform(0.008, 0.026),
                )
            )
    sheet.fill(froth, paper)
    drops = [
        circle(
            cx - side * rng.normal(0.5, 0.35) * size, cy - abs(rng.normal(0.2, 0.5)) * size, rng.uniform(0.0015, 0.006)
        )
        for _ in range(60)
    ]
    sheet.fill(drops, mix(inks.dark, paper, 0.1))
    _front(sheet, side, h * 0.86, paper)
    return cx - side * 0.3 * size, cy - size * 0.3


def _far_swell(sheet: Sheet, side: int, base: float, paper: Ink) -> None:
    rng, w, h, inks = sheet.rng("far swell"), sheet.width, sheet.height, sheet.inks
    for k in range(3):
        xs, up = _crest(rng, w, 0.22 + 0.08 * k, 0.05 + 0.015 * k, side)
        sheet.fill(
            polygon([*np.stack([xs, base - 0.09 + 0.05 * k - up], 1), (w + 0.2, h + 0.1), (-0.2, h + 0.1)]),
            mix(inks.mid, paper, 0.5 - 0.2 * k),
        )
        sheet.fill(tapered(np.stack([xs, base - 0.09 + 0.05 * k - up], 1), 0.005 * np.clip(up / 0.05, 0.1, 1)), paper)


def _front(sheet: Sheet, side: int, base: float, paper: Ink) -> None:
    """Low water before the great wave."""
    rng, w, h, inks = sheet.rng("front"), sheet.width, sheet.height, sheet.inks
    for k, ink in enumerate((inks.accent, inks.dark)):
        xs, up = _crest(rng, w, 0.4 + 0.1 * k, 0.07, side)
        y = base + 0.07 * k - up
        sheet.fill(polygon([*np.stack([xs, y], 1), (w + 0.2, h + 0.1), (-0.2, h + 0.1)]), ink)
        for j in range(4):
            sheet.fill(
                tapered(
                    np.stack([xs, y + 0.006 + 0.017 * j], 1),
                    0.007 * (1 - j / 5) * np.clip(up / 0.07 + 0.3 * np.sin(xs * 11 + j), 0.05, 1),
                ),
                paper,
            )


def _scales(sheet: Sheet, _side: int, paper: Ink) -> None:
    """The blue-ocean-wave pattern: fans of concentric arcs in overlapping rows, larger towards the viewer."""
    rng, w, h, inks = sheet.rng("scales"), sheet.width, sheet.height, sheet.inks
    top = h * rng.uniform(0.44, 0.54)
    pairs = [(inks.dark, paper), (inks.dark, paper), (inks.accent, paper), (mix(inks.dark, inks.mid, 0.6), paper)]
    arcs = int(rng.integers(4, 6))

    def fans(canvas: skia.Canvas) -> None:
        y, row, radius = top, 0, rng.uniform(0.075, 0.1)
        while y < h + radius:
            ink, line = pairs[int(rng.choice([0, 0, 1, 2, 3]))] if row % 3 == 2 else pairs[0]
            x = -radius * (1 if row % 2 else 2)
            while x < w + radius * 2:
                lift = 0.018 * np.sin(x * 3.1 + row * 0.9)
                for k in range(arcs * 2):
                    canvas.drawCircle(
                        float(x),
                        float(y + radius * 0.6 + lift),
                        float(radius * (1.0 - k / (arcs * 2))),
                        brush(line if k % 2 == 0 else ink),
                    )
                x += radius * 2
            y += radius * 0.52
            radius *= 1.045
            row += 1

    sheet.draw(fans)


def _fibres(sheet: Sheet, paper: Ink) -> None:
    """Where the block took too little ink."""
    bare = np.clip(sheet.noise((0.5, 0.06), 4, "dry") - 0.55, 0, 1)
    sheet.shade(paper, bare * np.float32(0.5), grain=1.0)
