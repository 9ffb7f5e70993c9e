"""One tree on open ground with a path, in any season: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, cool, lighter, lit, mix, ramp, toned
from posta.background.painters.mountains import birds, firs
from posta.background.painters.shapes import circle, ellipse, polygon, rolling, smooth, under
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.skies import sky, time_of
from posta.background.painters.trees import Grown, grow

SEASONS = ("winter", "autumn", "spring", "summer")


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("lone tree"), sheet.width, sheet.height
    season = str(sheet.wishes.get("season", ""))
    season = season if season in SEASONS else str(rng.choice(SEASONS[:2] if sheet.inks.night else SEASONS))
    horizon = h * rng.uniform(0.66, 0.75)
    side = int(rng.choice([-1, 1]))
    x = w * (0.5 + side * rng.uniform(0.0, 0.2))
    sun = (w * (0.5 - side * rng.uniform(0.12, 0.3)), horizon - h * rng.uniform(0.08, 0.24))
    heaven = sky(sheet, horizon, sun, haze=0.8, clouds=0.35)
    base = heaven.colors
    if season == "winter" and heaven.time in ("dawn", "day"):
        pale = ramp(
            [
                mix(cool(sheet.inks), sheet.inks.light, 0.32),
                mix(cool(sheet.inks), sheet.inks.light, 0.72),
                mix(sheet.inks.light, sheet.inks.accent, 0.1),
            ],
            sheet.y / np.float32(horizon) + np.zeros(sheet.shape, np.float32),
        )
        base = lit(base * 0.25 + pale * 0.75, sheet.inks.light, sheet.glow(*sun, 0.3, 1.4) * np.float32(0.35))
    sheet.wash(base)
    low_sun = rng.random() < 0.7
    if low_sun:
        sheet.fill(
            circle(*sun, rng.uniform(0.04, 0.075)),
            mix(heaven.lamp, sheet.inks.accent, 0.0 if heaven.time == "night" else 0.45),
        )
    _distance(sheet, horizon, mix(heaven.low, cool(sheet.inks), 0.4))
    ground, shadow = _ground_inks(sheet, season, heaven.low)
    foot = _field(sheet, horizon, x, ground, shadow)
    if sheet.wishes.get("path") == "yes" or rng.random() < 0.55:
        _path(sheet, horizon, x, side, mix(ground, shadow, 0.75))
    tall = min(foot - 0.2 * h, 0.62) * rng.uniform(0.85, 1.0)
    tree = grow(
        rng,
        x,
        foot,
        tall,
        spread=rng.uniform(0.38, 0.56),
        lean=rng.choice([0, 0, -side]) * rng.uniform(0.5, 2.0),
        levels=8,
    )
    _shadow(sheet, tree, x, foot, sun[0], shadow)
    bark = mix(sheet.inks.dark, heaven.low, 0.05)
    if season in ("spring", "summer", "autumn"):
        _crown(sheet, tree, season, foot - tall, tall, back=True)
    sheet.fill([tree.wood, tree.roots], bark, subject=True)
    if season in ("spring", "summer", "autumn"):
        _crown(sheet, tree, season, foot - tall, tall, back=False)
    else:
        _snow(sheet, foot)
    birds(sheet, x - side * 0.15, foot - tall * 0.95, bark, 0.012)
    sheet.finish(2.6, tooth=1.2)
    return Composition(
        (x / w, (foot - tall * 0.5) / h),
        ((0.0, 0.0, 1.0, 0.26), (0.0, 0.84, 1.0, 1.0)),
        (-side * 0.5, -0.6),
        heroes.share(sheet, x - tall * 0.42, foot - tall, x + tall * 0.42, foot),
    )


def _distance(sheet: Sheet, horizon: float, haze: Ink) -> None:
    rng = sheet.rng("distance")
    for k in range(2):
        xs, ys = rolling(rng, sheet.width, rng.uniform(0.6, 1.4))
        ys = horizon - 0.03 + 0.025 * k + ys * (0.022 - 0.008 * k)
        tone = mix(haze, sheet.inks.dark, 0.06 + 0.1 * k)
        sheet.fill(under(xs, ys, sheet.height), tone)
        firs(sheet, xs, ys, 0.02 + 0.016 * k, tone, f"far firs {k}")


def _ground_inks(sheet: Sheet, season: str, low: Ink) -> tuple[Ink, Ink]:
    inks = sheet.inks
    dark = time_of(sheet) in ("night", "dusk")
    if season == "winter":
        snow = mix(inks.light, cool(inks), 0.4 if dark else 0.06)
        return snow, mix(snow, mix(cool(inks), inks.dark, 0.3), 0.5)
    grass = {
        "spring": mix(inks.mid, inks.light, 0.45),
        "summer": mix(inks.mid, inks.second, 0.35),
        "autumn": mix(inks.accent, inks.light, 0.35),
    }[season]
    grass = mix(grass, inks.dark, 0.45 if dark else 0.0)
    return mix(grass, low, 0.15), mix(grass, inks.dark, 0.45)


def _field(sheet: Sheet, horizon: float, x: float, ground: Ink, shadow: Ink) -> float:
    """Two or three swells of ground, grainy in their hollows; the height of the ground under the tree."""
    rng, w, h = sheet.rng("field"), sheet.width, sheet.height
    foot = horizon
    count = int(rng.integers(2, 4))
    for k in range(count):
        xs, ys = rolling(rng, w, rng.uniform(0.4, 0.8))
        top = horizon + (h - horizon) * (0.0 + 0.36 * k)
        ys = top + ys * 0.028
        if k == 0:
            ys -= 0.025 * np.exp(-(((xs - x) / 0.3) ** 2))
            foot = float(np.interp(x, xs, ys)) + 0.02
        body = under(xs, ys, h + 0.1)
        profile = np.interp(sheet.x[0], xs, ys).astype(np.float32)[None, :]
        down = np.clip((sheet.y - profile) / np.float32(0.24), 0, 1)
        sheet.fill(body, lighter(ground, 0.015 - 0.01 * k), subject=True)
        drift = np.clip(0.5 + 0.7 * sheet.noise((0.5, 0.16), 3, f"drift {k}"), 0, 1)
        sheet.shade(
            shadow,
            down**1.5 * drift * np.float32(0.55),
            lambda c, body=body: c.drawPath(body, skia.Paint(AntiAlias=True)),
            grain=0.85,
        )
    return foot


def _path(sheet: Sheet, horizon: float, x: float, side: int, ink: Ink) -> None:
    """A path that winds from the lower edge to the tree and past it."""
    rng, w, h = sheet.rng("path"), sheet.width, sheet.height
    t = np.linspace(0, 1, 40)
    y = h * 1.03 + (horizon + 0.012 - h * 1.03) * t**0.75
    sway = side * rng.uniform(0.1, 0.26) * np.sin(t * np.pi * rng.uniform(1.4, 2.1)) * (1 - t) ** 0.6
    start = w * (0.5 - side * rng.uniform(0.0, 0.22))
    xs = start + (x + side * rng.uniform(0.06, 0.12) - start) * t**1.2 + sway
    half = 0.1 * (1 - t) ** 1.7 + 0.0035
    track = smooth(np.vstack([np.stack([xs - half, y], 1), np.stack([xs + half, y], 1)[::-1]]))
    track.close()
    sheet.shade(ink, 0.5, lambda c: c.drawPath(track, skia.Paint(AntiAlias=True)), grain=0.7, rows=(horizon, h))
    marks = [
        ellipse(
            float(np.interp(s, t, xs)) + (0.35 if k % 2 else -0.35) * float(np.interp(s, t, half)),
            float(np.interp(s, t, y)),
            0.24 * float(np.interp(s, t, half)),
            0.1 * float(np.interp(s, t, half)) + 0.0006,
        )
        for k, s in enumerate(np.linspace(0.02, 0.9, 60) ** 0.8)
    ]
    sheet.fill(marks, mix(ink, sheet.inks.dark, 0.3), 0.55)


def _shadow(sheet: Sheet, tree: Grown, x: float, foot: float, sun: float, ink: Ink) -> None:
    """The tree's shadow on the ground, thrown away from the light."""
    way = 1 if sun < x else -1
    lay = skia.Matrix()
    lay.setAll(1, -way * 1.25, way * 1.25 * foot, 0, -0.22, foot * 1.22, 0, 0, 1)
    fallen = skia.Path(tree.wood)
    fallen.transform(lay)
    mask = sheet.blur(sheet.stencil(lambda c: c.drawPath(fallen, skia.Paint(AntiAlias=True))), 0.004)
    fade = np.clip(1 - (sheet.y - foot) / np.float32(0.2), 0.15, 1)
    sheet.shade(mix(ink, sheet.inks.dark, 0.25), mask * fade * np.float32(0.6))


def _crown(sheet: Sheet, tree: Grown, season: str, top: float, tall: float, *, back: bool) -> None:
    """Foliage at the tips of the twigs: clumps behind the wood, single leaves before it."""
    inks, rng = sheet.inks, sheet.rng(f"crown {back}")
    leafy = {
        "spring": [mix(inks.accent, inks.light, 0.45), mix(inks.accent, inks.light, 0.7), inks.light],
        "summer": [inks.mid, mix(inks.mid, inks.light, 0.25), mix(inks.mid, inks.dark, 0.3)],
        "autumn": [
            inks.accent,
            toned(inks.accent, None, 1, 14),
            mix(inks.accent, inks.dark, 0.2),
            toned(inks.accent, None, 1, 24),
        ],
    }[season]
    dark = time_of(sheet) in ("night", "dusk")
    leafy = [mix(ink, inks.dark, 0.35) for ink in leafy] if dark else leafy
    share = {"spring": 0.7, "summer": 1.0, "autumn": 0.75}[season]

    def draw(canvas: skia.Canvas) -> None:
        for px, py in tree.tips:
            if rng.random() > share:
                continue
            depth = float(np.clip((py - top) / tall * 1.1, 0, 1))
            ink = leafy[int(rng.integers(len(leafy)))]
            if back:
                canvas.drawCircle(
                    px + float(rng.normal(0, 0.008)),
                    py + float(rng.normal(0, 0.008)),
                    tall * float(rng.uniform(0.03, 0.065)),
                    brush(mix(ink, inks.dark, 0.1 + 0.2 * depth), 0.82),
                )
            else:
                for _ in range(3):
                    canvas.drawPath(
                        ellipse(
                            px + rng.normal(0, 0.018),
                            py + rng.normal(0, 0.018),
                            tall * rng.uniform(0.006, 0.012),
                            tall * 0.0055,
                            rng.uniform(0, 180),
                        ),
                        brush(lighter(ink, 0.05 - 0.09 * depth)),
                    )

    sheet.draw(draw, subject=True)
    if not back and season in ("autumn", "spring"):
        foot = top + tall
        fallen = [
            ellipse(
                float(np.mean([t[0] for t in tree.tips])) + rng.normal(0, 0.2),
                foot + abs(rng.normal(0.02, 0.05)),
                rng.uniform(0.003, 0.006),
                0.002,
                rng.uniform(-20, 20),
            )
            for _ in range(90)
        ]
        sheet.fill(fallen, leafy[0], 0.9)


def _snow(sheet: Sheet, foot: float) -> None:
    """A few flakes, and grass blades through the snow."""
    rng, w, h = sheet.rng("snow"), sheet.width, sheet.height
    flakes = [
        circle(rng.random() * w, rng.random() * h, 0.0012 + 0.0007 * rng.pareto(3)) for _ in range(int(170 * w * h))
    ]
    sheet.fill(flakes, sheet.inks.light, 0.85)
    blades = []
    for _ in range(70):
        x, y, tall = rng.random() * w, foot + (h - foot) * rng.random() ** 1.5, 0.0
        tall = 0.012 + 0.03 * (y - foot) / max(h - foot, 0.01)
        bend = rng.normal(0, 0.4) * tall
        blades.append(polygon([(x - 0.0011, y), (x + bend, y - tall), (x + 0.0011, y)]))
    sheet.fill(blades, mix(sheet.inks.dark, sheet.inks.mid, 0.4), 0.8)
