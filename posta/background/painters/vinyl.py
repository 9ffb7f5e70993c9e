"""Grooves, sound waves and level bars: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, lighter, mix, ramp
from posta.background.painters.shapes import circle, polygon, rect, ring, smooth
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, inks = sheet.rng("vinyl"), sheet.inks
    ground = inks.ground if rng.random() < 0.7 else inks.accent if not inks.night else mix(inks.dark, inks.mid, 0.3)
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    bars = sheet.wishes.get("object") == "bars"
    scene = "bars" if bars else str(rng.choice(["record", "record", "waves", "bars"]))
    composition = {"record": _record, "waves": _waves, "bars": _bars}[scene](sheet, ground)
    sheet.finish(2.8, tooth=1.4)
    return composition


def _record(sheet: Sheet, ground: Ink) -> Composition:
    """A record, often cropped by the edge, its grooves shining in two opposite fans of light."""
    rng, w, h, inks = sheet.rng("record"), sheet.width, sheet.height, sheet.inks
    big = rng.random() < 0.6
    r = rng.uniform(0.5, 0.68) if big else rng.uniform(0.36, 0.42)
    side = int(rng.choice([-1, 0, 1]))
    x = w * 0.5 + side * (0.3 * w if big else 0.0)
    y = h * rng.uniform(0.66, 0.76) if big else h * rng.uniform(0.52, 0.6)
    black = mix(inks.dark, Ink(0, 0, 0), 0.55)
    if black == ground or inks.night:
        sheet.shade(mix(inks.accent, ground, 0.25), np.clip(sheet.glow(x, y, r * 1.1, 2.2), 0, 1) * np.float32(0.55))
    if not big:
        sheet.fill(
            rect(x - r * 1.12, y - r * 1.12, x + r * 1.12, y + r * 1.12, 0.01),
            inks.accent if ground != inks.accent else inks.second,
        )
    shadow = sheet.stencil(lambda c: c.drawCircle(x, y, r, skia.Paint(AntiAlias=True)))
    sheet.shade(inks.dark, sheet.warp(sheet.blur(shadow, 0.02), -0.012, -0.02) * np.float32(0.5), blend="multiply")
    sheet.fill(circle(x, y, r), black, subject=True)
    label = r * 0.34
    rings = sheet.rng("grooves")

    def grooves(canvas: skia.Canvas) -> None:
        at = label * 1.12
        while at < r * 0.97:
            if rings.random() < 0.025:
                at += 0.008
            canvas.drawPath(
                circle(x, y, at), brush(lighter(black, float(rings.uniform(0.03, 0.1))), 0.9, stroke=0.0012)
            )
            at += 0.0034

    sheet.draw(grooves)
    turn = np.float32(rng.uniform(0, 3.14))
    angle = np.arctan2(sheet.y - y, sheet.x - x)
    fan = (
        np.clip(np.cos((angle - turn) * 2), 0, 1) ** 7 * 0.7
        + np.clip(np.cos((angle - turn - 1.2) * 2), 0, 1) ** 26 * 0.5
    )
    grooved = ring(x, y, r * 0.97, label * 1.1)
    sheet.shade(
        mix(inks.light, inks.accent, 0.35),
        (fan * (0.7 + 0.3 * sheet.noise(0.4, 2, "sheen"))).astype(np.float32) * np.float32(0.55),
        lambda c: c.drawPath(grooved, skia.Paint(AntiAlias=True)),
        blend="screen",
        rows=(y - r, y + r),
    )
    tones = [inks.accent, inks.second, inks.light, mix(inks.accent, inks.mid, 0.5)]
    if ground == inks.accent:
        tones = tones[1:] + tones[:1]
    for k, q in enumerate((1.0, 0.78, 0.56, 0.34)):
        sheet.fill(circle(x, y, label * q), tones[k % 4])
    sheet.fill(circle(x, y, label * 0.1), ground)
    if rng.random() < 0.6:
        _arm(sheet, x, y, r, mix(inks.light, inks.second, 0.3))
    focus = (float(np.clip(x / w, 0.1, 0.9)), float(np.clip(y / h, 0.1, 0.9)))
    return Composition(
        focus,
        ((0.0, 0.0, 1.0, max(0.15, (y - r) / h - 0.02)),),
        (-0.6, -0.6),
        heroes.share(sheet, x - r, y - r, x + r, y + r),
    )


def _arm(sheet: Sheet, x: float, y: float, r: float, metal: Ink) -> None:
    """A tone arm from the upper right."""
    w = sheet.width
    pivot = (min(w - 0.08, x + r * 1.02), y - r * 0.98)
    head = (x + r * 0.55, y + r * 0.12)
    elbow = (pivot[0] - 0.01, y - r * 0.1)
    path = skia.Path()
    path.moveTo(*pivot)
    path.quadTo(*elbow, *head)

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.translate(0.012, 0.016)
        canvas.drawPath(path, brush(sheet.inks.dark, 0.4, stroke=0.014))
        canvas.restore()
        canvas.drawPath(circle(*pivot, 0.05), brush(mix(metal, sheet.inks.dark, 0.35)))
        canvas.drawPath(circle(*pivot, 0.032), brush(metal))
        canvas.drawPath(path, brush(metal, stroke=0.012))
        canvas.drawPath(
            polygon(
                [
                    (head[0] - 0.03, head[1] + 0.055),
                    (head[0] - 0.008, head[1] + 0.064),
                    (head[0] + 0.016, head[1]),
                    (head[0] - 0.01, head[1] - 0.008),
                ]
            ),
            brush(mix(metal, sheet.inks.dark, 0.5)),
        )

    sheet.draw(draw)


def _waves(sheet: Sheet, ground: Ink) -> Composition:
    """Stacked lines of sound, each hiding what lies behind it, quiet at the edges and wild in the middle."""
    rng, w, h, inks = sheet.rng("waves"), sheet.width, sheet.height, sheet.inks
    count = int(rng.integers(26, 44))
    top, low = h * rng.uniform(0.34, 0.4), h * rng.uniform(0.84, 0.9)
    xs = np.linspace(w * 0.1, w * 0.9, 150)
    centre, wide = w * rng.uniform(0.44, 0.56), w * rng.uniform(0.15, 0.2)
    shapes = []
    for k in range(count):
        share = k / (count - 1)
        y = top + (low - top) * share
        energy = np.exp(-(((xs - centre) / wide) ** 2)) * (0.35 + 0.65 * np.sin(np.pi * share) ** 0.6)
        wave = np.zeros_like(xs)
        for _ in range(7):
            wave += np.exp(-(((xs - rng.normal(centre, wide * 0.8)) / rng.uniform(0.012, 0.045)) ** 2)) * rng.uniform(
                0.1, 1.0
            )
        wave = wave * energy * h * 0.05 + np.cumsum(rng.normal(0, 0.0007, len(xs))) * 0.6
        line = smooth(np.stack([xs, y - wave], 1), tension=0.8)
        body = skia.Path(line)
        body.lineTo(float(xs[-1]), y + 0.06)
        body.lineTo(float(xs[0]), y + 0.06)
        body.close()
        shapes.append((body, line, share))
    tones = ramp(
        [
            inks.figure if ground != inks.accent else inks.dark,
            inks.accent if ground != inks.accent else inks.light,
            inks.second,
        ],
        np.linspace(0, 1, count, dtype=np.float32),
    )

    def draw(canvas: skia.Canvas) -> None:
        for k, (body, line, _) in enumerate(shapes):
            canvas.drawPath(body, brush(ground))
            canvas.drawPath(line, brush(Ink(*map(float, tones[k])), stroke=0.0042))

    sheet.draw(draw)
    return Composition((centre / w, (top + low) / 2 / h), ((0.0, 0.0, 1.0, top / h - 0.08),))


def _bars(sheet: Sheet, ground: Ink) -> Composition:
    """Level bars of rounded cells, mirrored in a floor, lit to different heights."""
    rng, w, h, inks = sheet.rng("bars"), sheet.width, sheet.height, sheet.inks
    count = int(rng.integers(11, 20))
    base = h * rng.uniform(0.74, 0.8)
    pitch = w * 0.86 / count
    t = np.linspace(0, 1, count)
    level = 0.25 + 0.75 * np.abs(np.sin(t * rng.uniform(3, 9) + rng.uniform(0, 6))) * (0.5 + 0.5 * np.sin(np.pi * t))
    level = np.clip(level * rng.uniform(0.75, 1.1, count), 0.08, 1)
    cell = pitch * 0.42
    rows = int(h * 0.42 / cell)
    tones = ramp(
        [inks.second, inks.accent, mix(inks.accent, inks.light, 0.5)]
        if ground != inks.accent
        else [inks.dark, inks.mid, inks.light],
        np.linspace(0, 1, rows, dtype=np.float32),
    )

    def draw(canvas: skia.Canvas) -> None:
        for k in range(count):
            left = w * 0.07 + k * pitch + pitch * 0.1
            lit = int(rows * level[k])
            for j in range(rows):
                ink = Ink(*map(float, tones[j]))
                y = base - (j + 1) * cell
                if j < lit or j == lit + 2:
                    canvas.drawPath(rect(left, y, left + pitch * 0.8, y + cell * 0.74, cell * 0.16), brush(ink))
                    fade = 0.3 * (1 - j / 14)
                    if fade > 0:
                        canvas.drawPath(
                            rect(
                                left,
                                base + 0.012 + j * cell,
                                left + pitch * 0.8,
                                base + 0.012 + j * cell + cell * 0.74,
                                cell * 0.16,
                            ),
                            brush(ink, fade),
                        )
                elif j < rows * 0.98:
                    canvas.drawPath(
                        rect(left, y, left + pitch * 0.8, y + cell * 0.74, cell * 0.16),
                        brush(mix(ground, inks.mid, 0.14), 0.7),
                    )

    if inks.night:
        glow = sheet.blur(
            sheet.stencil(
                lambda c: [
                    c.drawRect(
                        skia.Rect.MakeLTRB(
                            w * 0.07 + k * pitch,
                            base - rows * cell * float(level[k]),
                            w * 0.07 + (k + 0.8) * pitch,
                            base,
                        ),
                        skia.Paint(),
                    )
                    for k in range(count)
                ]
            ),
            0.03,
        )
        sheet.shade(inks.accent, glow * np.float32(0.32), blend="screen")
    sheet.draw(draw)
    top = int(np.argmax(level))
    return Composition(
        (float((0.07 * w + (top + 0.5) * pitch) / w), (base - rows * cell * 0.6) / h),
        ((0.0, 0.0, 1.0, max(0.1, (base - rows * cell) / h - 0.02)),),
    )
