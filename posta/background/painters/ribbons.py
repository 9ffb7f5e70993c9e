"""Ribbons and brush strokes that follow one current: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.bands import GRID
from posta.background.painters.inks import Ink, brush, gradient, lighter, mix, ramp
from posta.background.painters.shapes import polygon, smooth
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, inks = sheet.rng("ribbons"), sheet.inks
    ground = inks.ground
    sheet.wash(
        ramp(
            [ground, mix(ground, inks.mid, 0.16)],
            np.clip(sheet.y / np.float32(sheet.height) + 0.15 * sheet.noise(0.7, 2, "ground"), 0, 1),
        )
    )
    composition = _bundle(sheet) if rng.random() < 0.55 else _strokes(sheet)
    sheet.finish(2.6, tooth=1.6)
    return composition


def _bundle(sheet: Sheet) -> Composition:
    """A bundle of parallel bands that twists as it crosses the sheet: broad where it turns to us, narrow where it turns away."""
    rng, w, h, inks = sheet.rng("bundle"), sheet.width, sheet.height, sheet.inks
    t = np.linspace(0, 1, 90)
    rising = rng.random() < 0.6
    side = int(rng.choice([-1, 1]))
    if rising:
        y = h * (1.12 - 1.24 * t)
        x = w * 0.5 + side * w * (
            0.3 * np.sin(t * rng.uniform(4.5, 6.5) + rng.uniform(0, 1.2)) * (1 - 0.2 * t) + 0.1 * (t - 0.5)
        )
    else:
        x = w * (-0.15 + 1.3 * t)
        y = h * (0.6 + 0.14 * np.sin(t * rng.uniform(4.5, 7) + rng.uniform(0, 6.28)) - side * 0.12 * (t - 0.5))
    spine = np.stack([x, y], 1)
    run = np.gradient(spine, axis=0)
    normal = np.stack([-run[:, 1], run[:, 0]], 1) / np.hypot(run[:, 0], run[:, 1])[:, None]
    half = rng.uniform(0.17, 0.26) * np.cos(t * rng.uniform(3.5, 6) + rng.uniform(0, 6.28))
    tones = [
        inks.accent,
        mix(inks.accent, inks.light, 0.35),
        inks.second,
        mix(inks.second, inks.mid, 0.5),
        inks.mid,
        mix(inks.accent, inks.second, 0.5),
        mix(inks.dark, inks.mid, 0.35),
    ]
    count = int(rng.integers(7, 13))
    shadow = sheet.stencil(
        lambda c: c.drawPath(
            polygon([*(spine + normal * half[:, None]), *(spine - normal * half[:, None])[::-1]]),
            skia.Paint(AntiAlias=True),
        )
    )
    sheet.shade(inks.dark, sheet.warp(sheet.blur(shadow, 0.03), -0.015, -0.04) * np.float32(0.28), blend="multiply")
    order = np.arange(count)

    def draw(canvas: skia.Canvas) -> None:
        # Short pieces from one end to the other, so that where the bundle crosses over itself later pieces lie on top.
        for a in range(0, 88, 2):
            b = min(a + 3, 89)
            back = half[a] < 0
            shade = 0.16 * (1 - abs(half[a]) / 0.26) + (0.12 if back else 0.0)
            for k in order:
                u0, u1 = (2 * k / count - 1), (2 * (k + 1) / count - 1)
                piece = np.vstack(
                    [
                        spine[a : b + 1] + normal[a : b + 1] * (half[a : b + 1] * u0)[:, None],
                        (spine[a : b + 1] + normal[a : b + 1] * (half[a : b + 1] * u1)[:, None])[::-1],
                    ]
                )
                canvas.drawPath(
                    polygon(piece), brush(mix(tones[k % len(tones)], inks.dark, float(np.clip(shade, 0, 0.5))))
                )

    sheet.draw(draw)
    at = int(np.argmax(np.abs(half[25:65]))) + 25
    spot = float(np.clip(spine[at, 0] / w, 0.05, 0.95)), float(np.clip(spine[at, 1] / h, 0.05, 0.95))
    room = (
        ((0.0, 0.0, 0.42, 1.0) if spot[0] > 0.5 else (0.58, 0.0, 1.0, 1.0),)
        if rising
        else ((0.0, 0.0, 1.0, 0.3), (0.0, 0.84, 1.0, 1.0))
    )
    return Composition(spot, room, (-0.6, -0.6))


def _strokes(sheet: Sheet) -> Composition:
    """Hundreds of tapering strokes along the lines of one slow current, thick in the middle of the stream."""
    rng, w, h, inks = sheet.rng("strokes"), sheet.width, sheet.height, sheet.inks
    cx, cy, spin = w * rng.uniform(0.35, 0.65), h * rng.uniform(0.48, 0.62), rng.choice([-1, 1])
    lean = rng.uniform(-0.5, 0.5)
    tones = [
        inks.accent,
        inks.accent,
        inks.second,
        inks.mid,
        mix(inks.dark, inks.mid, 0.3),
        mix(inks.accent, inks.light, 0.4),
    ]
    drift = sheet.noise(0.5, 2, "current")

    def flow(p: np.ndarray) -> np.ndarray:
        dx, dy = p[:, 0] - cx, p[:, 1] - cy
        far = np.hypot(dx, dy) + 0.05
        pull = np.exp(-far * 2.2)
        gy = np.clip((p[:, 1] * GRID).astype(int), 0, sheet.shape[0] - 1)
        gx = np.clip((p[:, 0] * GRID).astype(int), 0, sheet.shape[1] - 1)
        angle = lean + 1.3 * drift[gy, gx]
        vx = np.cos(angle) * (1 - pull) - spin * dy / far * pull * 2.4
        vy = np.sin(angle) * (1 - pull) + spin * dx / far * pull * 2.4
        return np.stack([vx, vy], 1) / np.hypot(vx, vy)[:, None]

    count = 420
    points = np.stack([rng.normal(cx, 0.34 * w, count), rng.normal(cy, 0.2 * h, count)], 1)
    paths = [points]
    for _ in range(22):
        points = points + flow(points) * 0.017
        paths.append(points)
    lines = np.stack(paths, 1)
    width = rng.uniform(0.003, 0.016, count) * np.exp(-(((lines[:, 11, 1] - cy) / (0.3 * h)) ** 2))
    order = np.argsort(rng.random(count))
    taper = np.sin(np.linspace(0.06, np.pi - 0.02, 23)) ** 0.7

    def draw(canvas: skia.Canvas) -> None:
        for k in order:
            line, wide = lines[k], max(float(width[k]), 0.0014)
            run = np.gradient(line, axis=0)
            normal = np.stack([-run[:, 1], run[:, 0]], 1) / np.maximum(np.hypot(run[:, 0], run[:, 1]), 1e-9)[:, None]
            side = normal * (wide * taper)[:, None]
            outline = smooth(np.vstack([line + side, (line - side)[::-1]]))
            tone: Ink = tones[int(rng.integers(len(tones)))]
            canvas.drawPath(
                outline,
                gradient(
                    (float(line[0, 0]), float(line[0, 1])),
                    (float(line[-1, 0]), float(line[-1, 1])),
                    [(0, tone, 0.95), (1, lighter(tone, 0.07), 0.9)],
                ),
            )

    sheet.draw(draw)
    return Composition((cx / w, cy / h), ((0.0, 0.0, 1.0, 0.2), (0.0, 0.84, 1.0, 1.0)), (-0.6, -0.6))
