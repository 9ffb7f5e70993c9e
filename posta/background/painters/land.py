"""Pieces of land and weather that settings share: a sheet, places in units and inks in; steps recorded."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs import tones
from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, cool, distance, gradient, mix
from posta.background.painters.shapes import circle, leaf, rect, rolling, under
from posta.background.painters.sheet import Sheet
from posta.background.painters.skies import Sky
from posta.geometry import Rect


def band(sheet: Sheet, xs: np.ndarray, ys: np.ndarray, ink: Ink, lit: Ink, *, fall: float = 0.3) -> None:
    """Land below a crest: a flat ink, lit in grain along the crest, darker as it falls."""
    body = under(xs, ys, sheet.height + 0.1, curved=len(xs) < 200)
    top = float(ys.min())
    tint = gradient((0, top), (0, top + fall), [(0.0, ink, 1), (1.0, mix(ink, sheet.inks.dark, 0.32), 1)])
    sheet.draw(lambda c: c.drawPath(body, tint))
    rise = np.interp(sheet.x[0], xs, ys).astype(np.float32)[None, :]
    glow = np.clip(1 - (sheet.y - rise) / np.float32(fall * 0.35), 0, 1) * (sheet.y >= rise - 0.02)
    sheet.shade(
        lit, (glow**2 * 0.6).astype(np.float32), lambda c: c.drawPath(body, skia.Paint(AntiAlias=True)), grain=0.9
    )


def dotted(sheet: Sheet, heaven: Sky, y: float, ink: Ink, kinds: tuple[str, ...], size: float) -> None:
    """Trees in the middle distance, away from the middle."""
    rng = sheet.rng("dotted")
    for k in range(int(rng.integers(4, 7))):
        side = -1 if k % 2 else 1
        x = sheet.width * (0.5 + side * rng.uniform(0.28, 0.52))
        high = size * rng.uniform(0.7, 1.25)
        tree = heroes.hero(sheet, kinds[k % len(kinds)], Rect(x - high / 2, y + 0.05 - high, high, high))
        palette = tones(ink, mix(ink, heaven.lamp, 0.3), mix(ink, heaven.lamp, 0.25), mix(ink, sheet.inks.dark, 0.5))
        sheet.draw(lambda c, t=tree, p=palette: heroes.stamp(c, t, p))


def cloud(sheet: Sheet, x: float, y: float, half: float, ink: Ink, name: str) -> None:
    """A flat-footed bank of round lobes, lit from above."""
    rng = sheet.rng("cloud " + name)
    lobes = [
        circle(
            x + half * t,
            y - half * 0.2 * (1 - t * t) - 0.01,
            half * (0.2 + 0.26 * (1 - abs(t)) * rng.uniform(0.7, 1.2)),
        )
        for t in np.linspace(-0.8, 0.8, 7)
    ]
    foot = rect(x - half, y - half * 0.02, x + half, y + half * 0.2, half * 0.11)

    def cut(canvas: skia.Canvas) -> None:
        for lobe in (*lobes, foot):
            canvas.drawPath(lobe, skia.Paint(AntiAlias=True))

    sheet.shade(ink, 1.0, cut)
    mask = sheet.stencil(cut)
    under_ = np.clip(mask - sheet.warp(sheet.blur(mask, 0.02), 0.0, half * 0.16), 0, 1)
    sheet.shade(mix(ink, cool(sheet.inks), 0.45), under_ * np.float32(0.6), cut, grain=0.7)


def swell(sheet: Sheet, y: float, ink: Ink, name: str) -> None:
    xs, ys = rolling(sheet.rng("swell " + name), sheet.width, 2.4)
    band(sheet, xs, y + ys * 0.008, ink, mix(ink, sheet.inks.light, 0.45), fall=0.12)


def growth(sheet: Sheet, ink: Ink) -> None:
    """Blades and leaves that rise at the corners of the foot, near and dark."""
    rng, w, h = sheet.rng("growth"), sheet.width, sheet.height
    blades = skia.Path()
    for _ in range(70):
        t = rng.beta(0.45, 0.45)
        edge = abs(2 * t - 1)
        tall = (0.025 + 0.12 * edge**2) * rng.uniform(0.6, 1.2)
        lean = rng.normal(0, 0.22) + (0.5 - t) * 0.5
        blades.addPath(
            leaf(t * w, h + 0.01, tall, tall * rng.uniform(0.1, 0.22), -np.pi / 2 + lean, rng.normal(0, 0.5))
        )
    sheet.fill(blades, ink)


def stars(sheet: Sheet, ground: float, heaven: Sky) -> None:
    rng = sheet.rng("stars")
    share = 1.0 if heaven.time == "night" else 0.4
    dots = [
        circle(x, y * ground * 0.85, r)
        for x, y, r in zip(
            rng.uniform(0, sheet.width, 110), rng.random(110) ** 1.2, rng.uniform(0.0008, 0.0028, 110), strict=True
        )
    ]
    sheet.fill(dots, mix(heaven.lamp, sheet.inks.light, 0.5), 0.85 * share)


def snowfall(sheet: Sheet) -> None:
    rng = sheet.rng("snowfall")
    white = mix(sheet.inks.light, Ink(1, 1, 1), 0.6)
    for count, low, high, alpha in ((150, 0.0012, 0.003, 0.8), (46, 0.003, 0.0062, 0.75)):
        flakes = [
            circle(x, y, r)
            for x, y, r in zip(
                rng.uniform(0, sheet.width, count),
                rng.uniform(0, sheet.height, count),
                rng.uniform(low, high, count),
                strict=True,
            )
        ]
        sheet.fill(flakes, white, alpha)


def rainfall(sheet: Sheet, behind: Ink) -> None:
    rng = sheet.rng("rainfall")
    light = sheet.inks.light if distance(sheet.inks.light, behind) > 0.2 else sheet.inks.mid
    for count, long, thick, alpha in ((170, 0.035, 0.0011, 0.4), (60, 0.07, 0.0019, 0.5)):
        drops = skia.Path()
        for x, y, s in zip(
            rng.uniform(-0.1, sheet.width + 0.1, count),
            rng.uniform(-0.1, sheet.height, count),
            rng.uniform(0.6, 1.3, count),
            strict=True,
        ):
            drops.moveTo(float(x), float(y))
            drops.lineTo(float(x - 0.22 * long * s), float(y + long * s))
        stroke = brush(light, alpha, thick)
        sheet.draw(lambda c, d=drops, p=stroke: c.drawPath(d, p))
