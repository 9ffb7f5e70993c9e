"""Great clouds over hills, with rain on its way: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.bands import GRID
from posta.background.painters.inks import Ink, brush, cool, lit, mix, ramp
from posta.background.painters.mountains import birds
from posta.background.painters.shapes import circle, ellipse, rolling, tapered, under
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.trees import grow


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("monsoon"), sheet.width, sheet.height, sheet.inks
    side = int(rng.choice([-1, 1]))
    horizon = h * rng.uniform(0.68, 0.76)
    storm = mix(cool(inks), inks.dark, 0.35)
    light = mix(inks.light, inks.accent, 0.25)
    down = sheet.y / np.float32(horizon) + 0.05 * sheet.noise(0.7, 3, "air")
    sky = ramp(
        [
            (0, mix(storm, inks.dark, 0.4)),
            (0.5, mix(storm, cool(inks), 0.6)),
            (0.85, mix(cool(inks), light, 0.65)),
            (1, light),
        ],
        np.clip(down, 0, 1),
    )
    sheet.wash(lit(sky, light, sheet.glow(w * (0.5 + side * 0.3), horizon, 0.3, 1.5) * np.float32(0.7)))
    banks = int(rng.integers(3, 5))
    spots = []
    for k in range(banks):
        share = k / (banks - 1)
        spots.append(
            _bank(
                sheet,
                share,
                k,
                horizon,
                side,
                (mix(storm, inks.dark, 0.1 + 0.35 * (1 - share)), mix(mix(storm, light, 0.35), light, 0.55 * share)),
            )
        )
    _rain(sheet, horizon, side, mix(storm, inks.light, 0.5))
    foot = _land(sheet, horizon, side)
    focus = spots[-1] if foot is None else foot
    if rng.random() < 0.6:
        birds(sheet, w * (0.5 + side * 0.18), horizon - 0.1 * h, mix(inks.dark, storm, 0.3), 0.02)
    _drops(sheet, side, mix(inks.light, storm, 0.2))
    sheet.finish(3.0, tooth=1.2)
    return Composition((focus[0] / w, focus[1] / h), ((0.0, 0.0, 1.0, 0.22), (0.0, 0.84, 1.0, 1.0)), (side * 0.6, 0.2))


def _bank(sheet: Sheet, share: float, k: int, horizon: float, side: int, inks: tuple[Ink, Ink]) -> tuple[float, float]:
    """A bank of cumulus: a heap of discs with a flat base, lit on one side with grain; where its top is."""
    rng, w, h = sheet.rng(f"bank {k}"), sheet.width, sheet.height
    shade, bright = inks
    base = horizon * (0.42 + 0.46 * share) + rng.uniform(-0.02, 0.02)
    heart = w * (0.5 - side * rng.uniform(-0.3, 0.4))
    tall, wide = h * rng.uniform(0.17, 0.27), max(0.5, w * 0.55) * rng.uniform(0.8, 1.3)
    path = skia.Path()
    path.setFillType(skia.PathFillType.kWinding)
    discs = []
    for _ in range(int(rng.integers(16, 24))):
        u = float(np.clip(rng.normal(0, 0.5), -1.2, 1.2))
        envelope = np.exp(-(u * u) * 1.5)
        v = rng.random() ** 0.8 * envelope
        x, y, r = (
            heart + u * wide,
            base - v * tall,
            (0.035 + 0.085 * envelope * rng.uniform(0.5, 1.0)) * (1.2 - 0.35 * v),
        )
        discs.append((x, y, r))
        for _ in range(4):  # smaller billows bud from the upper side of each
            a, s = rng.uniform(-np.pi, 0), r * rng.uniform(0.3, 0.62)
            discs.append((x + r * 0.9 * np.cos(a), y + r * 0.8 * np.sin(a), s))
    for x, y, r in discs:
        path.addCircle(float(x), float(y), float(r))
    floor = base + 0.03

    def clip(canvas: skia.Canvas) -> None:
        canvas.drawPath(path, skia.Paint(AntiAlias=True))

    mask = sheet.stencil(clip)
    fade = np.clip((floor - sheet.y) / np.float32(0.1), 0, 1) * np.ones((1, sheet.shape[1]), np.float32)
    sheet.shade(shade, fade * np.float32(0.95), clip)
    if k:
        sheet.subject(clip, fade)
    # Each billow is round: light grows towards its own upper, lit edge.
    relief = sheet.empty()
    for x, y, r in sorted(discs, key=lambda d: d[1] + d[2] * 0.5, reverse=False):
        relief = _billow(sheet, relief, (x, y, r), side)
    relief = sheet.blur(relief, 0.004) * mask
    lift = np.clip((base - sheet.y) / np.float32(tall), 0, 1) ** 0.7
    sheet.shade(bright, np.clip(relief * (0.25 + 0.95 * lift), 0, 1) * fade, clip, grain=0.4)
    rim = np.clip(mask - sheet.warp(sheet.blur(mask, 0.01), side * 0.018, -0.02), 0, 1)
    sheet.shade(mix(bright, sheet.inks.light, 0.6), rim * lift * fade * np.float32(0.9), clip, grain=0.4)
    top = min(discs, key=lambda d: d[1] - d[2])
    return float(np.clip(top[0], 0, w)), float(max(top[1], 0.05))


def _billow(sheet: Sheet, relief: np.ndarray, disc: tuple[float, float, float], side: int) -> np.ndarray:
    """`relief` with one rounded disc laid over it: 0 on its dark side, 1 on its lit side."""
    x, y, r = disc
    rows = slice(max(0, int((y - r) * GRID)), max(0, int((y + r) * GRID) + 2))
    cols = slice(max(0, int((x - r) * GRID)), max(0, int((x + r) * GRID) + 2))
    px, py = sheet.x[:, cols], sheet.y[rows]
    if not px.size or not py.size:
        return relief
    u, v = (px - x) / np.float32(r), (py - y) / np.float32(r)
    far = np.hypot(u, v)
    inside = np.clip((1 - far) * 10, 0, 1) * np.clip(1.0 - (v - 0.1) * 1.5, 0, 1)
    facing = np.clip(0.42 + 0.42 * (side * u) - 0.5 * v, 0, 1)
    relief[rows, cols] += (facing - relief[rows, cols]) * inside
    return relief


def _rain(sheet: Sheet, horizon: float, side: int, ink: Ink) -> None:
    """Slanting veils of rain that hang from the clouds far off."""
    rng, w = sheet.rng("rain"), sheet.width
    slant = np.float32(side * rng.uniform(0.15, 0.4))
    for k in range(int(rng.integers(1, 4))):
        x, wide = w * rng.uniform(0.1, 0.9), rng.uniform(0.06, 0.16)
        across = (sheet.x + (sheet.y - np.float32(horizon)) * slant - np.float32(x)) / np.float32(wide)
        strands = np.clip(
            0.6 + 0.55 * sheet.warp(sheet.noise((0.012, 0.5), 2, f"strands {k}"), sheet.y * slant, 0.0), 0, 1
        )
        reach = np.clip((sheet.y - horizon * 0.55) / np.float32(0.12), 0, 1) * (sheet.y < horizon + 0.05)
        sheet.shade(ink, np.exp(-(across**2)) * reach * strands * np.float32(0.5))


def _land(sheet: Sheet, horizon: float, side: int) -> tuple[float, float] | None:
    """Bare hills, the lit one nearest to the light, with a tree or a walker for scale; where that stands."""
    rng, w, h, inks = sheet.rng("land"), sheet.width, sheet.height, sheet.inks
    ochre = mix(inks.accent, inks.dark, 0.08)
    count = int(rng.integers(4, 6))
    place = None
    for k in range(count):
        depth = k / (count - 1)
        xs, ys = rolling(rng, w, rng.uniform(0.35, 0.8))
        top = horizon - 0.01 + (h * 0.93 - horizon) * depth**1.2
        ys = top + ys * (0.03 + 0.03 * depth)
        tone = mix(mix(ochre, mix(cool(inks), inks.light, 0.35), 0.55 * (1 - depth)), inks.dark, 0.5 * depth**1.5)
        body = under(xs, ys, h + 0.1, curved=True)
        sheet.fill(body, tone, subject=True)
        down = np.clip((sheet.y - np.interp(sheet.x[0], xs, ys).astype(np.float32)[None, :]) / np.float32(0.2), 0, 1)

        def clip(canvas: skia.Canvas, body: skia.Path = body) -> None:
            canvas.drawPath(body, skia.Paint(AntiAlias=True))

        patchy = np.clip(0.4 + 0.9 * sheet.noise((0.6, 0.1), 3, f"cloud shadow {k}"), 0, 1)
        sheet.shade(mix(tone, inks.dark, 0.5), patchy * (0.25 + 0.75 * down) * np.float32(0.6), clip, grain=0.85)
        sheet.shade(
            mix(ochre, inks.light, 0.45),
            (1 - down) ** 3 * np.clip(1.2 - patchy * 1.4, 0, 1) * np.float32(0.6 * (1 - 0.5 * depth)),
            clip,
            grain=0.7,
        )
        if k == count - 2:
            x = w * (0.5 + side * rng.uniform(-0.3, 0.3))
            y = float(np.interp(x, xs, ys)) + 0.008
            place = (x, y - 0.05)
            if rng.random() < 0.6:
                tree = grow(rng, x, y, rng.uniform(0.11, 0.17), spread=0.5, lean=-side * 2.5, levels=6)
                dark = mix(inks.dark, tone, 0.05)
                sheet.fill([tree.wood, tree.roots], dark)
                sheet.fill(
                    [ellipse(px, py, rng.uniform(0.008, 0.016), rng.uniform(0.005, 0.01)) for px, py in tree.tips],
                    mix(dark, mix(inks.mid, inks.second, 0.3), 0.25),
                )
            else:
                _walker(sheet, x, y, 0.075, mix(inks.dark, tone, 0.05), inks.light)
    return place


def _walker(sheet: Sheet, x: float, foot: float, tall: float, dark: Ink, umbrella: Ink) -> None:
    """Somebody under an umbrella."""

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawPath(
            tapered(
                [(x, foot - tall * 0.82), (x, foot - tall * 0.45), (x + tall * 0.02, foot)],
                [tall * 0.12, tall * 0.24, tall * 0.34],
            ),
            brush(dark),
        )
        canvas.drawPath(circle(x, foot - tall * 0.9, tall * 0.085), brush(dark))
        canvas.drawLine(
            x + tall * 0.15, foot - tall * 0.55, x + tall * 0.12, foot - tall * 1.25, brush(dark, stroke=tall * 0.025)
        )
        canopy = skia.Path()
        canopy.addArc(
            skia.Rect.MakeLTRB(x - tall * 0.38, foot - tall * 1.42, x + tall * 0.6, foot - tall * 0.72), 180, 180
        )
        canopy.close()
        canvas.drawPath(canopy, brush(sheet.inks.accent if sheet.rng("umbrella").random() < 0.5 else umbrella))

    sheet.draw(draw)


def _drops(sheet: Sheet, side: int, ink: Ink) -> None:
    """Fine near rain across everything, light enough to read through."""
    rng, w, h = sheet.rng("drops"), sheet.width, sheet.height
    if sheet.wishes.get("weather") is None and rng.random() < 0.45:
        return
    slant = side * -0.2

    def draw(canvas: skia.Canvas) -> None:
        for _ in range(int(210 * w * h)):
            x, y, length = rng.random() * (w + 0.2) - 0.1, rng.random() * h, rng.uniform(0.015, 0.06)
            canvas.drawLine(
                float(x),
                float(y),
                float(x + slant * length),
                float(y + length),
                brush(ink, float(rng.uniform(0.12, 0.4)), stroke=0.0011),
            )

    sheet.draw(draw)
