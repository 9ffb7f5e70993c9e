"""A leaded window: a rose or free cells with light behind them: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import cv2
import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, lighter, mix
from posta.background.painters.shapes import circle, polygon
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("glass"), sheet.width, sheet.height, sheet.inks
    lead = mix(inks.dark, Ink(0, 0, 0), 0.5)
    sheet.wash(np.broadcast_to(np.asarray(lead, np.float32), (*sheet.shape, 3)))
    x, y = w * rng.uniform(0.42, 0.58), h * rng.uniform(0.36, 0.46)
    kind = str(rng.choice(["rose", "cells", "sun"]))
    pieces = _rose(sheet, x, y) if kind == "rose" else _cells(sheet, x, y, sun=kind == "sun")
    tints = [
        inks.mid,
        inks.second,
        mix(inks.mid, inks.dark, 0.35),
        inks.accent,
        mix(inks.accent, inks.light, 0.35),
        mix(inks.second, inks.dark, 0.3),
    ]

    def draw(canvas: skia.Canvas) -> None:
        for path, near, hot in pieces:
            tone = tints[3 + int(rng.integers(2))] if hot else tints[int(rng.choice([0, 0, 1, 2, 5]))]
            tone = mix(mix(tone, inks.light, 0.35 * near), inks.dark, 0.5 * (1 - near))
            canvas.drawPath(path, brush(lighter(tone, float(rng.normal(0, 0.025)))))
        pen = brush(lead, stroke=0.0085)
        for path, _, _ in pieces:
            canvas.drawPath(path, pen)
        shine = brush(mix(lead, inks.light, 0.3), 0.6, stroke=0.0014)
        for path, _, _ in pieces:
            canvas.drawPath(path, shine)

    sheet.draw(draw)
    seeds = np.clip(0.5 + 0.6 * sheet.noise(0.05, 3, "seeds") + 0.4 * sheet.noise((0.02, 0.3), 2, "reams"), 0, 1)
    sheet.shade(inks.light, np.clip(sheet.glow(x, y, 0.42, 1.2), 0, 1) * seeds * np.float32(0.38), blend="screen")
    sheet.shade(
        mix(inks.accent, inks.light, 0.5), np.clip(sheet.glow(x, y, 0.12, 1.5), 0, 1) * np.float32(0.5), blend="screen"
    )
    edge = np.clip(np.hypot((sheet.x - x) / np.float32(w), (sheet.y - y) / np.float32(h)) * 1.5 - 0.45, 0, 1)
    sheet.shade(lead, edge * np.float32(0.8), grain=0.4)
    sheet.finish(2.8, tooth=0.8)
    return Composition((x / w, y / h), ((0.0, 0.76, 1.0, 1.0),), (0.0, -0.2))


Piece = tuple[skia.Path, float, bool]


def _near(sheet: Sheet, px: float, py: float, x: float, y: float) -> float:
    return float(np.clip(1.05 - np.hypot(px - x, py - y) / (0.75 * max(sheet.width, sheet.height * 0.75)), 0, 1))


def _cells(sheet: Sheet, x: float, y: float, *, sun: bool) -> list[Piece]:
    """Voronoi cells, evened out by two rounds of Lloyd's method; a sun's disc and rays among them at times."""
    rng = sheet.rng("cells")
    w, h = sheet.width, sheet.height
    points = np.stack([rng.uniform(-0.1, w + 0.1, int(95 * w * h)), rng.uniform(-0.1, h + 0.1, int(95 * w * h))], 1)
    r = rng.uniform(0.16, 0.22)
    if sun:
        far = np.hypot(points[:, 0] - x, points[:, 1] - y)
        points = points[far > r * 1.15]
        turns = np.arange(14) * 2 * np.pi / 14 + rng.uniform(0, 0.4)
        points = np.vstack(
            [
                points,
                *(
                    np.stack([x + d * np.cos(turns + o), y + d * np.sin(turns + o)], 1)
                    for d, o in ((r * 1.25, 0.0), (r * 1.75, 0.22))
                ),
            ]
        )
        points = np.vstack(
            [points, np.stack([x + r * 0.55 * np.cos(turns[::2]), y + r * 0.55 * np.sin(turns[::2])], 1), [[x, y]]]
        )
    facets: list[np.ndarray] = []
    for _ in range(1 if sun else 3):
        plane = cv2.Subdiv2D((-1000, -1000, int(w * 1000) + 2000, int(h * 1000) + 2000))
        plane.insert([(float(px * 1000), float(py * 1000)) for px, py in points])
        facets, _centres = plane.getVoronoiFacetList([])
        facets = [np.asarray(f, np.float64).reshape(-1, 2) / 1000 for f in facets]
        if not sun:
            points = np.array([np.clip(f.mean(axis=0), -0.15, max(w, h) + 0.15) for f in facets])
    pieces = []
    for facet in facets:
        middle = facet.mean(axis=0)
        if not (-0.2 < middle[0] < w + 0.2 and -0.2 < middle[1] < h + 0.2):
            continue
        away = np.hypot(middle[0] - x, middle[1] - y)
        hot = bool(away < r * 1.05) if sun else bool(rng.random() < 0.16)
        pieces.append((polygon(facet), _near(sheet, *middle, x, y), hot))
    return pieces


def _rose(sheet: Sheet, x: float, y: float) -> list[Piece]:
    """A rose window: rings of petals about a heart, plain quarries outside."""
    rng = sheet.rng("rose")
    w, h = sheet.width, sheet.height
    pieces: list[Piece] = []
    cell = rng.uniform(0.075, 0.1)
    for j in range(-1, int(h / cell / 0.9) + 2):
        for i in range(-1, int(w / cell) + 2):
            cx, cy = (i + (j % 2) / 2) * cell, j * cell * 0.9
            shape = polygon([(cx, cy - cell * 0.9), (cx + cell / 2, cy), (cx, cy + cell * 0.9), (cx - cell / 2, cy)])
            pieces.append((shape, _near(sheet, cx, cy, x, y) * 0.8, bool(rng.random() < 0.04)))
    folds = int(rng.choice([8, 10, 12]))
    reach = min(0.44, 0.44 * w)
    pieces.append((circle(x, y, reach * 1.04), 0.25, False))
    for ring_, (inner, outer, wide) in enumerate(((0.66, 1.0, 1.0), (0.36, 0.66, 0.92), (0.14, 0.36, 1.0))):
        for k in range(folds * (2 if ring_ == 0 else 1)):
            count = folds * (2 if ring_ == 0 else 1)
            a, half = 2 * np.pi * (k + 0.5 * (ring_ % 2)) / count, np.pi / count * wide
            r0, r1 = inner * reach, outer * reach
            path = skia.Path()
            path.moveTo(float(x + r0 * np.cos(a - half * 0.72)), float(y + r0 * np.sin(a - half * 0.72)))
            path.lineTo(float(x + r1 * 0.86 * np.cos(a - half)), float(y + r1 * 0.86 * np.sin(a - half)))
            path.quadTo(
                float(x + r1 * 1.1 * np.cos(a)),
                float(y + r1 * 1.1 * np.sin(a)),
                float(x + r1 * 0.86 * np.cos(a + half)),
                float(y + r1 * 0.86 * np.sin(a + half)),
            )
            path.lineTo(float(x + r0 * np.cos(a + half * 0.72)), float(y + r0 * np.sin(a + half * 0.72)))
            path.close()
            pieces.append((path, 0.65 + 0.12 * ring_, bool((k + ring_) % 2 == 0)))
    pieces += [
        (circle(x + reach * 0.81 * np.cos(a), y + reach * 0.81 * np.sin(a), reach * 0.05), 0.95, True)
        for a in np.arange(folds) * 2 * np.pi / folds
    ]
    pieces.append((circle(x, y, reach * 0.15), 1.0, True))
    return pieces
