"""Torn and cut papers laid over each other: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, lighter, mix
from posta.background.painters.riso import dots
from posta.background.painters.shapes import circle, polygon, rect
from posta.background.painters.sheet import Composition, Drawing, Sheet
from posta.geometry import Rect


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("collage"), sheet.width, sheet.height, sheet.inks
    ground = mix(inks.light, inks.second, 0.15) if not inks.night else mix(inks.dark, inks.mid, 0.2)
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    x, y = w * rng.uniform(0.4, 0.6), h * rng.uniform(0.5, 0.6)
    tones = [inks.accent, inks.mid, mix(inks.second, inks.light, 0.2), inks.dark, mix(inks.light, inks.accent, 0.15)]
    order = [tones[int(k)] for k in rng.permutation(5)]
    for k in range(int(rng.integers(3, 6))):
        cx, cy = x + rng.normal(0, 0.2 * w), y + rng.normal(0, 0.15) + 0.05
        sheet_of = _torn(sheet, k, cx, cy, rng.uniform(0.22, 0.42) * w, rng.uniform(0.14, 0.3), rng.uniform(-28, 28))
        _lay(sheet, sheet_of, order[k], f"sheet {k}", printed=k % 3)
    disc = circle(x, y - 0.04, rng.uniform(0.19, 0.28))
    _lay(
        sheet,
        lambda c: c.drawPath(disc, skia.Paint(AntiAlias=True)),
        inks.accent if order[0] != inks.accent else inks.second,
        "disc",
        printed=1,
    )
    wished = heroes.named(sheet)
    name = (
        wished[0] if wished else str(rng.choice(["eye", "hand", "bird", "flower", "face profile", "butterfly", "leaf"]))
    )
    size = min(0.52, h * 0.42)
    placed = heroes.hero(sheet, name, Rect(x - size / 2, y - size / 2, size, size), flip=bool(rng.random() < 0.4))
    body = inks.dark if not inks.night else inks.light
    silhouette = placed.silhouette()
    pen = brush(inks.light, stroke=0.022)
    sheet.draw(lambda c: c.drawPath(silhouette, pen), subject=True)
    _lay(sheet, lambda c: c.drawPath(silhouette, skia.Paint(AntiAlias=True)), body, "hero", printed=0)
    body, accent = heroes.dress(sheet, name, (inks.light,))
    palette = heroes.colored(sheet, body, accent, name)
    sheet.draw(lambda c: heroes.stamp(c, placed, palette), subject=True)
    other = heroes.companion(sheet, name)
    if other:  # a smaller cut-out laid over its corner
        bounds, small = placed.bounds(), size * 0.56
        left = float(np.clip(bounds.right - small * 0.42, 0.03, w - small - 0.03))
        beside = heroes.hero(sheet, other, Rect(left, bounds.bottom - small * 0.8, small, small))
        edge = beside.silhouette()
        sheet.draw(lambda c: c.drawPath(edge, pen))
        _lay(sheet, lambda c: c.drawPath(edge, skia.Paint(AntiAlias=True)), inks.accent, "beside", printed=0)
        body, accent = heroes.dress(sheet, other, (inks.light,))
        hue = heroes.colored(sheet, body, accent, other)
        sheet.draw(lambda c: heroes.stamp(c, beside, hue))
    _tape(sheet, x, y)
    sheet.finish(2.6, tooth=2.8, specks=0.01, speck_ink=inks.light)
    return Composition(
        (placed.focus[0] / w, placed.focus[1] / h),
        ((0.0, 0.0, 1.0, 0.24), (0.0, 0.86, 1.0, 1.0)),
        (-0.5, -0.7),
        heroes.frame(sheet, placed),
    )


def _torn(sheet: Sheet, number: int, x: float, y: float, half_w: float, half_h: float, turn: float) -> Drawing:
    """A paper with two straight edges and two torn ones, its white core showing along the tear."""
    rng = sheet.rng(f"torn {number}")
    edge = []
    for k, (a, b) in enumerate((((-1, -1), (1, -1)), ((1, -1), (1, 1)), ((1, 1), (-1, 1)), ((-1, 1), (-1, -1)))):
        t = np.linspace(0, 1, 60, endpoint=False)
        line = np.outer(1 - t, a) + np.outer(t, b)
        line = line * (half_w, half_h)
        if k % 2 == number % 2:
            rough = np.cumsum(rng.normal(0, 0.004, 60))
            rough -= np.linspace(rough[0], rough[-1], 60)
            line[:, 1 if k % 2 == 0 else 0] += rough + rng.normal(0, 0.0014, 60)
        edge.append(line)
    path = polygon(np.add(np.vstack(edge), (x, y)))
    matrix = skia.Matrix.RotateDeg(float(turn), skia.Point(float(x), float(y)))
    path.transform(matrix)
    return lambda canvas: canvas.drawPath(path, skia.Paint(AntiAlias=True))


def _lay(sheet: Sheet, shape: Drawing, tone: Ink, name: str, *, printed: int) -> None:
    """Glue a paper down: shadow, white core, colour a little inside it, and what is printed on it."""
    rng, inks = sheet.rng(name), sheet.inks
    mask = sheet.stencil(shape)
    sheet.shade(inks.dark, sheet.warp(sheet.blur(mask, 0.009), -0.005, -0.01) * np.float32(0.42), blend="multiply")
    sheet.shade(mix(inks.light, Ink(1, 1, 1), 0.4), 1.0, shape)
    inner = np.clip(sheet.blur(mask, 0.0035) + 0.5 * sheet.noise(0.012, 2, "tear " + name) * np.float32(0.25), 0, 1)
    sheet.shade(tone, np.clip((inner - 0.62) * 9, 0, 1), shape)
    if printed == 1:
        sheet.shade(
            lighter(tone, -0.12),
            dots(np.clip(sheet.y / np.float32(sheet.height), 0.1, 0.75) * mask, 0.0125, 30),
            shape,
        )
    elif printed == 2:
        pitch, angle = rng.uniform(0.016, 0.026), rng.choice([0, 45, 90, -45])

        def lines(canvas: skia.Canvas) -> None:
            canvas.rotate(float(angle), sheet.width / 2, sheet.height / 2)
            for k in range(-90, 90):
                at = sheet.height / 2 + k * pitch
                canvas.drawRect(skia.Rect.MakeLTRB(-2, at, 4, at + pitch * 0.34), skia.Paint(AntiAlias=True))

        stripes = sheet.stencil(lines)
        sheet.shade(lighter(tone, 0.1), stripes * np.clip((inner - 0.62) * 9, 0, 1), shape)
    crease = np.clip(sheet.noise((0.25, 0.25), 4, "crease " + name), 0, 1)
    sheet.shade(mix(tone, inks.dark, 0.6), crease * np.float32(0.18), shape, grain=0.7)


def _tape(sheet: Sheet, x: float, y: float) -> None:
    """Two strips of tape."""
    rng = sheet.rng("tape")
    for side in (-1, 1):
        cx, cy, turn = x + side * rng.uniform(0.18, 0.3), y - rng.uniform(0.12, 0.26), rng.uniform(-50, 50)
        strip = rect(cx - 0.055, cy - 0.017, cx + 0.055, cy + 0.017)
        strip.transform(skia.Matrix.RotateDeg(float(turn), skia.Point(float(cx), float(cy))))
        sheet.fill(strip, mix(sheet.inks.light, sheet.inks.second, 0.35), 0.62)
