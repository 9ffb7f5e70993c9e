"""One sweep of a loaded brush on paper, with a seal: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import itertools

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import brush, mix, ramp
from posta.background.painters.shapes import blob, circle, rect, tapered
from posta.background.painters.sheet import Composition, Sheet
from posta.geometry import Rect


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("ink"), sheet.width, sheet.height, sheet.inks
    paper = inks.ground
    ink = inks.figure
    fibres = sheet.noise((0.14, 0.008), 3, "fibres") + 0.7 * sheet.noise((0.008, 0.14), 3, "fibres down")
    sheet.wash(
        ramp(
            [mix(paper, inks.second, 0.28), paper],
            np.clip(0.72 + 0.13 * fibres + 0.12 * sheet.noise(0.6, 3, "tone"), 0, 1),
        )
    )
    scene = (
        str(rng.choice(["circle", "sweep", "bamboo"])) if not heroes.named(sheet) or rng.random() < 0.7 else "circle"
    )
    if scene == "bamboo":
        focus = _bamboo(sheet)
        room = ((0.0, 0.0, 0.5, 1.0),) if focus[0] > w / 2 else ((0.5, 0.0, 1.0, 1.0),)
    else:
        line, width = (_circle if scene == "circle" else _sweep)(sheet)
        _stroke(sheet, line, width)
        focus = (float(line[:, 0].mean()), float(line[:, 1].mean()))
        room = ((0.0, 0.0, 1.0, 0.2), (0.0, 0.8, 1.0, 1.0))
    if rng.random() < 0.55 and scene != "bamboo":
        sun = circle(focus[0] + rng.uniform(-0.1, 0.1), focus[1] + rng.uniform(-0.08, 0.08), rng.uniform(0.07, 0.12))
        sheet.shade(
            inks.accent,
            0.9,
            lambda c: c.drawPath(sun, skia.Paint(AntiAlias=True)),
            grain=0.5,
            blend="multiply" if not inks.night else "normal",
        )
    wished = heroes.named(sheet)
    if wished and scene == "circle":
        size = 0.3
        placed = heroes.hero(sheet, wished[0], Rect(focus[0] - size / 2, focus[1] - size / 2, size, size))
        stencil = placed.stencil()
        sheet.shade(ink, 0.92, lambda c: c.drawPath(stencil, skia.Paint(AntiAlias=True)), grain=0.6)
    _seal(sheet)
    sheet.finish(1.8, tooth=3.0)
    return Composition((focus[0] / w, focus[1] / h), room, (-0.4, -0.7))


Line = np.ndarray


def _circle(sheet: Sheet) -> tuple[Line, Line]:
    """An open circle in one breath: heavy at the start, dry at the end."""
    rng, w, h = sheet.rng("circle"), sheet.width, sheet.height
    t = np.linspace(0, 1, 160)
    start, way = rng.uniform(0.3, 2.6), rng.choice([-1, 1])
    a = start + way * t * rng.uniform(5.5, 6.15)
    r = rng.uniform(0.29, 0.36) * (1 + 0.045 * np.sin(a * 2 + 1) - 0.05 * t)
    line = np.stack([w / 2 + r * np.cos(a), h * 0.48 + r * np.sin(a) * rng.uniform(0.94, 1.04)], 1)
    return line, rng.uniform(0.075, 0.115) * (0.55 + 0.5 * np.exp(-t * 2.5) + 0.15 * np.sin(a)) * np.minimum(
        1, 0.5 + t * 14
    )


def _sweep(sheet: Sheet) -> tuple[Line, Line]:
    """A stroke across the sheet that presses, turns and lifts."""
    rng, w, h = sheet.rng("sweep"), sheet.width, sheet.height
    t = np.linspace(0, 1, 160)
    side = rng.choice([-1, 1])
    x = w * (0.5 + side * (-0.44 + 0.88 * t))
    y = h * (
        rng.uniform(0.42, 0.54)
        + rng.uniform(0.06, 0.13) * np.sin(t * rng.uniform(3.4, 7.2) + rng.uniform(0, 6))
        - 0.06 * t
    )
    return np.stack([x, y], 1), rng.uniform(0.13, 0.21) * (
        0.25 + np.sin(np.pi * np.clip(t * 0.9 + 0.1, 0, 1)) ** 0.8 * 0.8
    )


def _stroke(sheet: Sheet, line: Line, width: Line) -> None:
    """The stroke as its hairs: each a thin line with its own load of ink, running dry at its own place; a soft bleed beneath."""
    rng, inks = sheet.rng("hairs"), sheet.inks
    ink = inks.figure
    run = np.gradient(line, axis=0)
    normal = np.stack([-run[:, 1], run[:, 0]], 1) / np.maximum(np.hypot(run[:, 0], run[:, 1]), 1e-9)[:, None]
    count = 130
    dry = rng.uniform(0.5, 0.8)
    np.linspace(0, 1, len(line))
    core = tapered(line[::4], width[::4] * 0.93)
    body = sheet.stencil(lambda c: c.drawPath(core, skia.Paint(AntiAlias=True)))
    sheet.shade(
        mix(ink, inks.mid, 0.4),
        np.clip(sheet.blur(body, 0.012) - 0.1, 0, 1) * np.float32(0.25),
        grain=0.6,
        blend="multiply" if not inks.night else "normal",
    )

    def draw(canvas: skia.Canvas) -> None:
        for k in range(count):
            u = 2 * (k + rng.uniform(-0.4, 0.4)) / (count - 1) - 1
            load = rng.uniform(0.55, 1.3) * (1.1 - 0.45 * abs(u))
            begin, end = rng.uniform(0, 0.02), np.clip(dry * load + rng.normal(0.15, 0.12), 0.2, 1)
            pieces = [(begin, end)]
            if end < 0.99:  # a drying hair skips
                at = end
                while at < 1:
                    gap, on = rng.exponential(0.025), rng.exponential(0.03) * (1.2 - at)
                    pieces.append((at + gap, min(1.0, at + gap + on)))
                    at += gap + on
            for a, b in pieces:
                i, j = int(a * (len(line) - 1)), int(b * (len(line) - 1))
                if j - i < 2:
                    continue
                path = (
                    line[i : j + 1 : 2]
                    + normal[i : j + 1 : 2]
                    * (u * width[i : j + 1 : 2] * 0.5 + 0.0006 * np.sin(np.arange(len(line[i : j + 1 : 2])) * 0.5 + k))[
                        :, None
                    ]
                )
                if len(path) < 2:
                    continue
                thick = np.maximum(width[i : j + 1 : 2] / count * 1.9 * rng.uniform(0.7, 1.25), 0.0009)
                canvas.drawPath(tapered(path, thick), brush(ink, float(rng.uniform(0.82, 1.0))))

    sheet.draw(draw)
    drops = [
        blob(
            rng, line[0, 0] + rng.normal(0, 0.09), line[0, 1] + rng.normal(0, 0.09), rng.uniform(0.0015, 0.008), 0.3, 7
        )
        for _ in range(int(rng.integers(8, 22)))
    ]
    sheet.fill(drops, ink, 0.92)


def _bamboo(sheet: Sheet) -> tuple[float, float]:
    """Stalks and leaves in three strengths of ink."""
    rng, w, h, inks = sheet.rng("bamboo"), sheet.width, sheet.height, sheet.inks
    side = int(rng.choice([-1, 1]))
    for k in range(3):
        tone = mix(inks.figure, inks.ground, 0.72 - 0.36 * k)
        x = w * (0.5 + side * rng.uniform(0.16, 0.38))
        lean = rng.normal(0, 0.06)
        joints = np.arange(h * 1.05, -0.1, -rng.uniform(0.15, 0.2))
        thick = 0.016 + 0.012 * k
        shapes = []
        for a, b in itertools.pairwise(joints):
            t = np.linspace(0, 1, 7)
            xs = x + lean * (h - (a + (b - a) * t)) / h
            shapes.append(
                tapered(np.stack([xs, a + (b - a) * t * 0.95], 1), thick * (1 + 0.22 * np.abs(2 * t - 1) ** 6))
            )
        sheet.shade(tone, 0.95, lambda c, s=shapes: [c.drawPath(p, skia.Paint(AntiAlias=True)) for p in s], grain=0.45)
        leaves = []
        for _ in range(5 + 3 * k):
            jx, jy = x + lean * 0.5 - side * rng.uniform(0, 0.22), h * rng.uniform(0.1, 0.7)
            for _ in range(int(rng.integers(2, 5))):
                a = (np.pi if side > 0 else 0) + side * -rng.uniform(0.15, 1.2)
                t = np.linspace(0, 1, 9)
                reach = rng.uniform(0.1, 0.19)
                leaves.append(
                    tapered(
                        np.stack([jx + np.cos(a) * reach * t, jy + np.sin(a) * reach * t + 0.03 * t**2], 1),
                        0.026 * np.sin(np.pi * np.clip(t, 0.02, 0.98)) * (1.25 - 0.6 * t) + 0.0004,
                    )
                )
        sheet.shade(tone, 0.95, lambda c, s=leaves: [c.drawPath(p, skia.Paint(AntiAlias=True)) for p in s], grain=0.3)
    return w * (0.5 + side * 0.26), h * 0.42


def _seal(sheet: Sheet) -> None:
    """A red seal without a legend: strokes only."""
    rng, w, h, inks = sheet.rng("seal"), sheet.width, sheet.height, sheet.inks
    s = 0.032
    x, y = w * rng.choice([0.14, 0.86]), h * 0.74
    marks = [rect(x - s * 0.65, y + s * d - 0.0022, x + s * 0.65, y + s * d + 0.0022) for d in (-0.5, 0.0, 0.5)] + [
        rect(x + s * d - 0.0022, y - s * 0.65, x + s * d + 0.0022, y + s * 0.65)
        for d in rng.choice([-0.4, 0.0, 0.4], 2, replace=False)
    ]
    shape = rect(x - s, y - s, x + s, y + s, 0.006)
    sheet.shade(inks.accent, 0.95, lambda c: c.drawPath(shape, skia.Paint(AntiAlias=True)), grain=0.7)
    sheet.fill(marks, mix(inks.ground, inks.accent, 0.1))
