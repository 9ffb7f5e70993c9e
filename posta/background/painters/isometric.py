"""Isometric blocks drawn as a blueprint or as solids: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, mix, ramp, toned
from posta.background.painters.shapes import circle, polygon
from posta.background.painters.sheet import Composition, Sheet

COS, SIN = float(np.cos(np.pi / 6)), 0.5
Corner = tuple[float, float]
Place = Callable[[float, float, float], Corner]


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("isometric"), sheet.width, sheet.height, sheet.inks
    lines = inks.night or rng.random() < 0.25
    ground = inks.dark if lines else inks.light
    glow = sheet.glow(w * 0.5, h * 0.62, 0.75, 1.3)
    sheet.wash(
        ramp(
            [
                mix(ground, Ink(0, 0, 0), 0.25) if lines else mix(ground, inks.second, 0.12),
                ground,
                mix(ground, inks.mid, 0.3) if lines else ground,
            ],
            np.clip(glow + 0.08 * sheet.noise(0.8, 3, "paper"), 0, 1),
        )
    )
    _grid(sheet, mix(inks.mid, ground, 0.35) if lines else mix(ground, inks.mid, 0.25))
    cell = rng.uniform(0.062, 0.088)
    size = int(rng.integers(6, 9))
    cell = min(cell, 0.9 * w / (2 * size * COS))
    x, y = w * 0.5, h * rng.uniform(0.52, 0.58)
    heights = _city(sheet, size, str(rng.choice(["hill", "stairs", "ring", "islands"])))
    hero = np.unravel_index(int(np.argmax(heights)), heights.shape)
    shades = _shades(sheet, lines)

    def blocks(canvas: skia.Canvas) -> None:
        for total in range(2 * size - 1):
            for i in range(max(0, total - size + 1), min(size, total + 1)):
                j = total - i
                tall = heights[i, j]
                if tall <= 0:
                    continue
                accent = (i, j) == hero or rng.random() < 0.06
                _block(canvas, _at(x, y, cell, size), (i, j, tall), shades[1 if accent else 0], rng)

    sheet.draw(blocks)
    if lines:
        _notes(sheet, _at(x, y, cell, size), size, heights, mix(inks.accent, inks.light, 0.25))
        sheet.shade(
            inks.accent,
            np.clip(sheet.glow(*_at(x, y, cell, size)(*hero, heights[hero]), 0.2, 1.4), 0, 1) * np.float32(0.22),
            blend="screen",
        )
    sheet.finish(2.6, tooth=1.2)
    top = _at(x, y, cell, size)(*hero, heights[hero])
    return Composition(
        (top[0] / w, float(np.clip(top[1] / h, 0, 1))), ((0.0, 0.0, 1.0, 0.3), (0.0, 0.86, 1.0, 1.0)), (-0.6, -0.6)
    )


def _at(x: float, y: float, cell: float, size: int) -> Place:
    """From block coordinates (i to the lower right, j to the lower left, up) to the sheet."""

    def place(i: float, j: float, up: float) -> Corner:
        return x + (i - j) * cell * COS, y + (i + j - size) * cell * SIN - up * cell

    return place


def _city(sheet: Sheet, size: int, plan: str) -> np.ndarray:
    """Heights of size x size blocks in cells; 0 is an empty place."""
    rng = sheet.rng("city")
    i, j = np.mgrid[0:size, 0:size].astype(float)
    middle = (size - 1) / 2
    away = np.hypot(i - middle, j - middle) / size
    if plan == "hill":
        tall = 4.6 * np.exp(-((away * 2.4) ** 2)) + rng.random((size, size)) * 1.3
    elif plan == "stairs":
        tall = (2 * size - 2 - i - j) * 0.42 + 0.3 + rng.integers(0, 2, (size, size)) * 0.4
    elif plan == "ring":
        tall = 2.6 * np.exp(-(((away - 0.36) * 7) ** 2)) + (away < 0.12) * 4.5
    else:
        tall = rng.choice([0, 0, 0.4, 0.8, 1.6, 3.2], (size, size)).astype(float)
        tall[int(middle), int(middle)] = 4.6
    tall = np.round(tall * 2.5) / 2.5
    tall[rng.random((size, size)) < 0.1] = 0
    return tall


def _shades(sheet: Sheet, lines: bool) -> list[tuple[Ink, Ink, Ink, Ink]]:
    """(top, left, right, line) for an ordinary block and for an accented one."""
    inks = sheet.inks
    if lines:
        plain = (
            mix(inks.dark, inks.mid, 0.55),
            mix(inks.dark, inks.mid, 0.28),
            mix(inks.dark, Ink(0, 0, 0), 0.12),
            mix(inks.accent, inks.light, 0.15),
        )
        strong = (
            mix(inks.accent, inks.light, 0.35),
            mix(inks.accent, inks.dark, 0.3),
            mix(inks.accent, inks.dark, 0.6),
            inks.light,
        )
        return [plain, strong]
    plain = (
        mix(inks.light, inks.second, 0.25),
        mix(inks.mid, inks.light, 0.25),
        mix(inks.mid, inks.dark, 0.45),
        mix(inks.dark, inks.mid, 0.1),
    )
    strong = (toned(inks.accent, 0.8), inks.accent, mix(inks.accent, inks.dark, 0.45), mix(inks.dark, inks.mid, 0.1))
    return [plain, strong]


def _block(
    canvas: skia.Canvas,
    at: Place,
    where: tuple[int, int, float],
    shade: tuple[Ink, Ink, Ink, Ink],
    rng: np.random.Generator,
) -> None:
    """One block: three faces, its edges, and windows, floors or a hatch on them."""
    i, j, tall = where
    gap = 0.07
    a, b, c, d = i + gap, j + gap, i + 1 - gap, j + 1 - gap
    top = [at(a, b, tall), at(c, b, tall), at(c, d, tall), at(a, d, tall)]
    left = [at(a, d, tall), at(c, d, tall), at(c, d, 0), at(a, d, 0)]
    right = [at(c, b, tall), at(c, d, tall), at(c, d, 0), at(c, b, 0)]
    ink_top, ink_left, ink_right, line = shade
    for face, ink in ((left, ink_left), (right, ink_right), (top, ink_top)):
        canvas.drawPath(polygon(face), brush(ink))
    pen, fine = brush(line, 0.95, stroke=0.0024), brush(line, 0.5, stroke=0.0012)
    detail = int(rng.integers(4))
    if detail == 1:  # floors
        for up in np.arange(0.4, tall, 0.4):
            canvas.drawLine(*at(a, d, up), *at(c, d, up), fine)
            canvas.drawLine(*at(c, d, up), *at(c, b, up), fine)
    elif detail == 2 and tall >= 0.8:  # windows
        for up in np.arange(0.25, tall - 0.3, 0.4):
            for k in (0.2, 0.58):
                for face in (0, 1):
                    p = (
                        [(a + k, d, up), (a + k + 0.2, d, up), (a + k + 0.2, d, up + 0.2), (a + k, d, up + 0.2)]
                        if face
                        else [(c, b + k, up), (c, b + k + 0.2, up), (c, b + k + 0.2, up + 0.2), (c, b + k, up + 0.2)]
                    )
                    canvas.drawPath(polygon([at(*q) for q in p]), brush(line, 0.75) if rng.random() < 0.4 else fine)
    elif detail == 3:  # a plan on the roof
        canvas.drawPath(
            polygon(
                [
                    at(a + 0.18, b + 0.18, tall),
                    at(c - 0.18, b + 0.18, tall),
                    at(c - 0.18, d - 0.18, tall),
                    at(a + 0.18, d - 0.18, tall),
                ]
            ),
            fine,
        )
        canvas.drawLine(*at(a + 0.18, b + 0.18, tall), *at(c - 0.18, d - 0.18, tall), fine)
    for face in (left, right, top):
        canvas.drawPath(polygon(face), pen)


def _grid(sheet: Sheet, ink: Ink) -> None:
    """Squared paper, every fifth line stronger."""
    w, h = sheet.width, sheet.height

    def draw(canvas: skia.Canvas) -> None:
        step = 1 / 40
        for k in range(int(w / step) + 2):
            canvas.drawLine(
                k * step,
                -0.1,
                k * step,
                h + 0.1,
                brush(ink, 0.75 if k % 5 == 0 else 0.35, stroke=0.0013 if k % 5 == 0 else 0.0008),
            )
        for k in range(int(h / step) + 2):
            canvas.drawLine(
                -0.1,
                k * step,
                w + 0.1,
                k * step,
                brush(ink, 0.75 if k % 5 == 0 else 0.35, stroke=0.0013 if k % 5 == 0 else 0.0008),
            )

    sheet.draw(draw)


def _notes(sheet: Sheet, at: Place, size: int, heights: np.ndarray, ink: Ink) -> None:
    """What a draughtsman adds: dashed axes, dimension lines with ticks, circles at corners."""
    rng = sheet.rng("notes")
    dash = brush(ink, 0.75, stroke=0.0016)
    dash.setPathEffect(skia.DashPathEffect.Make([0.012, 0.008], 0))
    pen = brush(ink, 0.85, stroke=0.0016)

    def draw(canvas: skia.Canvas) -> None:
        for i, j, di, dj in ((-1.0, size + 0.6, size + 2.0, 0.0), (size + 0.6, -1.0, 0.0, size + 2.0)):
            canvas.drawLine(*at(i, j, 0), *at(i + di, j + dj, 0), dash)
        for k in range(size + 1):
            for p, q in (((k, size + 0.45), (k, size + 0.75)), ((size + 0.45, k), (size + 0.75, k))):
                canvas.drawLine(*at(*p, 0), *at(*q, 0), pen)
        for i, j in ((0, 0), (size, 0), (0, size), (size, size)):
            canvas.drawPath(circle(*at(i, j, 0), 0.007), pen)
        i, j = np.unravel_index(int(np.argmax(heights)), heights.shape)
        top, foot = at(i + 0.5, j + 0.5, heights[i, j] + 1.6), at(i + 0.5, j + 0.5, heights[i, j])
        canvas.drawLine(*foot, *top, dash)
        canvas.drawPath(circle(*top, 0.012), pen)
        canvas.drawPath(circle(*top, 0.004), brush(ink))
        way = int(rng.choice([-1, 1]))
        canvas.drawLine(top[0] + way * 0.012, top[1], top[0] + way * 0.2, top[1], pen)

    sheet.draw(draw)
