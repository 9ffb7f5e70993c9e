"""A lighthouse, house, castle or chapel on a cliff above the sea: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, cool, gradient, lighter, lit, mix, ramp
from posta.background.painters.mountains import birds
from posta.background.painters.shapes import circle, ellipse, polygon, rect, tapered
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.skies import time_of

Place = tuple[float, float]


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("coast"), sheet.width, sheet.height
    side = int(rng.choice([-1, 1]))
    horizon = h * rng.uniform(0.6, 0.67)
    stormy = sheet.wishes.get("weather") == "storm" or rng.random() < 0.35
    dark = time_of(sheet) in ("night", "dusk")
    low = _heaven(sheet, horizon, side, dark, stormy)
    _water(sheet, horizon, low, stormy)
    top = horizon - h * rng.uniform(0.06, 0.16)
    edge = w * (0.5 + side * rng.uniform(-0.02, 0.12))
    rock = mix(sheet.inks.dark, Ink(0, 0, 0), 0.2 if dark else 0.0)
    stand = _cliff(sheet, edge, top, side, rock, low)
    focus = _house(sheet, stand, side, rock, dark)
    hero = heroes.share(
        sheet,
        min(stand[0], focus[0]) - 0.13,
        focus[1] - 0.08,
        max(stand[0], focus[0]) + 0.13,
        max(stand[1], focus[1] + 0.1),
    )
    _spray(sheet, edge, side, stormy)
    if not stormy:
        birds(sheet, w * (0.5 - side * 0.2), horizon - 0.3 * h, mix(sheet.inks.dark, low, 0.25), 0.014)
    sheet.finish(3.0, tooth=1.0)
    return Composition(
        (focus[0] / w, focus[1] / h), ((0.0, 0.0, 1.0, 0.3), (0.0, 0.84, 1.0, 1.0)), (-side * 0.6, -0.5), hero
    )


def _heaven(sheet: Sheet, horizon: float, side: int, dark: bool, stormy: bool) -> Ink:
    """The sky, heavy with rolled clouds when it storms; its colour at the horizon."""
    rng, inks, w = sheet.rng("heaven"), sheet.inks, sheet.width
    if dark:
        stops = [mix(inks.dark, Ink(0, 0, 0), 0.15), mix(inks.dark, inks.mid, 0.7), mix(inks.mid, inks.light, 0.42)]
        glow = mix(inks.accent, inks.light, 0.3)
    else:
        stops = [mix(cool(inks), inks.light, 0.1), mix(cool(inks), inks.light, 0.6), mix(inks.light, inks.accent, 0.12)]
        glow = mix(inks.light, inks.accent, 0.2)
    down = sheet.y / np.float32(horizon)
    stir = sheet.noise(0.4, 3, "stir")
    sky = ramp(stops, np.clip(down ** np.float32(1.3) + 0.1 * stir, 0, 1))
    sky = lit(sky, glow, sheet.glow(w * (0.5 - side * rng.uniform(0.15, 0.4)), horizon, 0.4, 1.4) * np.float32(0.55))
    clouds = sheet.warp(
        sheet.noise((0.75, 0.24), 5, "clouds", gain=0.52), stir * np.float32(0.12), stir * np.float32(-0.07)
    )
    lift = sheet.warp(clouds, 0.02 * side, 0.035)
    cover = np.clip((clouds + (0.25 if stormy else -0.3)) * 2.2, 0, 1) * np.clip(1.25 - down, 0, 1)
    belly = mix(stops[0], stops[1], 0.35 if stormy else 0.7)
    sky = sky + (np.asarray(belly, np.float32) - sky) * (cover * np.float32(0.85 if stormy else 0.5))[..., None]
    edge = np.clip((clouds - lift) * 2.6, 0, 1) * cover
    sky = lit(sky, mix(stops[2], glow, 0.5), edge * np.float32(0.5))
    sheet.wash(sky)
    return stops[2]


def _water(sheet: Sheet, horizon: float, low: Ink, stormy: bool) -> None:
    """Rows of swell that grow towards the viewer, each a crisp crest with a paler lip."""
    rng, inks, w, h = sheet.rng("swell"), sheet.inks, sheet.width, sheet.height
    far, near = mix(mix(inks.mid, low, 0.35), inks.dark, 0.15), mix(inks.dark, Ink(0, 0, 0), 0.12)
    sheet.draw(
        lambda c: c.drawRect(
            skia.Rect.MakeLTRB(-1, horizon, w + 1, h + 1), gradient((0, horizon), (0, h), [(0, far, 1), (1, near, 1)])
        )
    )
    rows = int(rng.integers(11, 16))
    xs = np.linspace(-0.1, w + 0.1, 140)
    for k in range(rows):
        share = (k + 0.6) / rows
        y = horizon + (h * 1.02 - horizon) * share**1.6
        high = (0.003 + 0.055 * share**1.5) * (1.0 if stormy else 0.4)
        length = 0.05 + 0.42 * share
        phase = rng.uniform(0, 6.28, 3)
        wave = np.abs(np.sin(xs / length * np.pi + phase[0] + 0.6 * np.sin(xs * 3 + phase[1]))) ** 0.7
        ys = y - high * (1.5 * wave * (0.65 + 0.35 * np.sin(xs * 2.1 + phase[2])) - 0.4)
        tone = mix(mix(far, near, min(1.0, share * 1.15)), low, 0.05 + 0.1 * rng.random())
        points = np.stack([xs, ys], axis=1)
        body = polygon([*points, (w + 0.2, h + 0.1), (-0.2, h + 0.1)])
        lip = tapered(points, (0.0012 + 0.005 * share) * np.clip(wave - 0.45, 0.02, 1) * rng.uniform(0.5, 1.4))
        foam = mix(mix(tone, inks.light, 0.75), low, 0.2)

        def row(canvas: skia.Canvas, parts: tuple = (body, lip, tone, foam, y, high)) -> None:
            body, lip, tone, foam, y, high = parts
            canvas.drawPath(
                body, gradient((0, y - high), (0, y + high * 3 + 0.05), [(0, mix(tone, foam, 0.22), 1), (1, tone, 1)])
            )
            canvas.drawPath(lip, brush(foam, 0.85 if stormy else 0.5))

        sheet.draw(row)


def _cliff(sheet: Sheet, edge: float, top: float, side: int, rock: Ink, low: Ink) -> Place:
    """A headland from one side: strata, a lit edge, grass on top; where a house may stand."""
    rng, w, h = sheet.rng("cliff"), sheet.width, sheet.height
    out = w * (1.1 if side > 0 else -0.1)
    run = np.linspace(0, 1, 40)
    crest_x = edge + (out - edge) * run
    crest_y = top - 0.03 * np.sin(run * 2.2) + np.cumsum(rng.normal(0, 0.0035, 40)) + 0.03 * run
    fall = np.linspace(0, 1, 22)
    lean = -side * rng.uniform(0.0, 0.16)
    foot = h * rng.uniform(0.86, 0.97)
    face_x = (
        edge
        + lean * fall**1.5
        + np.cumsum(rng.choice([-1, 0, 0, 1], 22) * rng.uniform(0.004, 0.02, 22))
        - side * 0.045 * np.sin(fall * rng.uniform(3, 6))
    )
    face_y = top + (foot - top) * fall
    outline = polygon(
        [
            *zip(face_x[::-1], face_y[::-1], strict=True),
            *zip(crest_x, crest_y, strict=True),
            (out, h + 0.1),
            (face_x[-1], h + 0.1),
        ]
    )
    ground = gradient((0, top), (0, h), [(0, lighter(rock, 0.035), 1), (1, rock, 1)])
    sheet.draw(lambda c: c.drawPath(outline, ground), subject=True)
    inner = np.clip(1 - np.abs(sheet.x - edge - side * 0.02) / np.float32(0.3), 0, 1) * np.clip(
        1 - (sheet.y - top) / np.float32(foot - top), 0, 1
    )
    strata = np.clip(0.5 + 1.2 * sheet.noise((0.35, 0.035), 4, "strata"), 0, 1)
    sheet.shade(
        mix(rock, low, 0.55),
        inner * strata * np.float32(0.75),
        lambda c: c.drawPath(outline, skia.Paint(AntiAlias=True)),
        grain=0.85,
    )
    rim = tapered(np.stack([crest_x, crest_y + 0.002], axis=1), np.full(40, 0.006))
    sheet.fill(rim, mix(rock, low, 0.4))
    at = int(rng.integers(5, 11))
    return float(crest_x[at]), float(crest_y[at]) + 0.012


def _house(sheet: Sheet, stand: Place, side: int, rock: Ink, dark: bool) -> Place:
    """What stands on the cliff, with one warm window; the window's or lamp's place."""
    kind = sheet.wishes.get("object")
    builders = {"castle": _castle, "house": _cottage, "chapel": _chapel}
    return builders.get(str(kind), _lighthouse)(sheet, stand, side, rock, dark)


def _warm(sheet: Sheet) -> Ink:
    return mix(sheet.inks.accent, sheet.inks.light, 0.25)


def _lighthouse(sheet: Sheet, stand: Place, side: int, rock: Ink, dark: bool) -> Place:
    rng = sheet.rng("lighthouse")
    x, y = stand
    tall = min(0.46, max(0.3, (y - 0.16 * sheet.height) * 0.62)) * rng.uniform(0.85, 1.05)
    base, neck = tall * 0.115, tall * 0.068
    deck = y - tall * 0.8
    lamp = (x, deck - tall * 0.075)
    wall = mix(sheet.inks.light, rock, 0.35 if dark else 0.05)
    shade = mix(wall, rock, 0.75)
    if dark:
        for way in (-side, side):
            beam = _ray(sheet, lamp, way, rng.uniform(-0.1, 0.04))
            sheet.shade(_warm(sheet), beam * np.float32(0.7 if way == -side else 0.35), blend="screen")
    tower = polygon([(x - base, y + 0.02), (x - neck, deck), (x + neck, deck), (x + base, y + 0.02)])
    light_x = -side
    stops = [(0.0, wall, 1), (0.35, mix(wall, shade, 0.25), 1), (1.0, shade, 1)]
    ends = ((x + light_x * base, 0), (x - light_x * base, 0))
    striped = rng.random() < 0.55

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawPath(tower, gradient(*ends, stops))
        if striped:
            canvas.save()
            canvas.clipPath(tower, True)
            for k in range(3):
                t = y - tall * 0.8 * (0.12 + 0.3 * k)
                band = polygon([(x - 0.2, t), (x + 0.2, t), (x + 0.2, t - tall * 0.12), (x - 0.2, t - tall * 0.12)])
                canvas.drawPath(
                    band,
                    gradient(
                        *ends, [(0, mix(sheet.inks.accent, rock, 0.2), 1), (1, mix(sheet.inks.accent, rock, 0.8), 1)]
                    ),
                )
            canvas.restore()
        for k in (0.3, 0.62):
            canvas.drawPath(
                rect(x - tall * 0.009, deck + tall * k, x + tall * 0.009, deck + tall * k + tall * 0.04, 0.003),
                brush(rock),
            )
        canvas.drawPath(rect(x - neck * 1.55, deck - tall * 0.018, x + neck * 1.55, deck + tall * 0.006), brush(rock))
        for k in range(9):
            at = x + neck * 1.45 * (k / 4 - 1)
            canvas.drawLine(at, deck - tall * 0.018, at, deck - tall * 0.06, brush(rock, stroke=0.0016))
        canvas.drawLine(
            x - neck * 1.5, deck - tall * 0.06, x + neck * 1.5, deck - tall * 0.06, brush(rock, stroke=0.002)
        )
        canvas.drawPath(
            rect(x - neck * 0.75, deck - tall * 0.125, x + neck * 0.75, deck - tall * 0.018), brush(_warm(sheet))
        )
        for k in (-0.75, -0.25, 0.25, 0.75):
            canvas.drawLine(
                x + neck * k, deck - tall * 0.125, x + neck * k, deck - tall * 0.018, brush(rock, stroke=0.0022)
            )
        dome = polygon(
            [
                (x - neck * 0.95, deck - tall * 0.12),
                (x - neck * 0.5, deck - tall * 0.17),
                (x, deck - tall * 0.2),
                (x + neck * 0.5, deck - tall * 0.17),
                (x + neck * 0.95, deck - tall * 0.12),
            ]
        )
        canvas.drawPath(dome, brush(rock))
        canvas.drawLine(x, deck - tall * 0.2, x, deck - tall * 0.25, brush(rock, stroke=0.003))

    sheet.draw(draw, subject=True)
    _cottage(sheet, (x + side * 0.11, y + 0.004), side, rock, dark)
    halo = np.clip(sheet.glow(*lamp, 0.035, 1.5), 0, 1)
    sheet.shade(_warm(sheet), halo * np.float32(0.9 if dark else 0.45), blend="screen")
    return lamp


def _ray(sheet: Sheet, lamp: Place, way: int, lean: float) -> np.ndarray:
    along = (sheet.x - lamp[0]) * np.float32(way)
    aside = np.abs(sheet.y - lamp[1] - along * np.float32(lean)) / (
        np.float32(0.006) + np.maximum(along, 0) * np.float32(0.085)
    )
    return (along > 0) * np.clip(1.1 - aside, 0, 1) ** 1.3 / (1 + (along / np.float32(0.45)) ** 2)


def _cottage(sheet: Sheet, stand: Place, _side: int, rock: Ink, dark: bool) -> Place:
    rng = sheet.rng("cottage")
    x, y = stand
    s = 0.1 * rng.uniform(0.75, 1.0)
    wall = mix(sheet.inks.light, rock, 0.62 if dark else 0.2)
    window = (x - s * 0.1, y - s * 0.24)

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawPath(rect(x - s * 0.6, y - s * 0.45, x + s * 0.6, y + s * 0.2), brush(wall))
        canvas.drawPath(
            polygon(
                [
                    (x - s * 0.72, y - s * 0.42),
                    (x - s * 0.5, y - s * 0.8),
                    (x + s * 0.5, y - s * 0.8),
                    (x + s * 0.72, y - s * 0.42),
                ]
            ),
            brush(mix(rock, sheet.inks.accent, 0.0 if dark else 0.3)),
        )
        canvas.drawPath(rect(x + s * 0.2, y - s * 1.0, x + s * 0.34, y - s * 0.7), brush(rock))
        canvas.drawPath(
            rect(window[0] - s * 0.1, window[1] - s * 0.11, window[0] + s * 0.1, window[1] + s * 0.11),
            brush(_warm(sheet)),
        )
        canvas.drawLine(window[0], window[1] - s * 0.11, window[0], window[1] + s * 0.11, brush(rock, stroke=0.0015))
        canvas.drawLine(window[0] - s * 0.1, window[1], window[0] + s * 0.1, window[1], brush(rock, stroke=0.0015))

    sheet.draw(draw, subject=True)
    sheet.shade(
        _warm(sheet), np.clip(sheet.glow(*window, 0.03, 1.6), 0, 1) * np.float32(0.6 if dark else 0.15), blend="screen"
    )
    return window


def _castle(sheet: Sheet, stand: Place, side: int, rock: Ink, _dark: bool) -> Place:
    rng = sheet.rng("castle")
    x0, y = stand
    x0 += side * 0.17
    shapes = skia.Path()
    lights = []
    for k, dx in enumerate((-0.13, -0.06, 0.02, 0.1, 0.17)):
        half, tall = rng.uniform(0.024, 0.042), rng.uniform(0.12, 0.24) + (0.08 if k == 2 else 0)
        x = x0 + dx
        shapes.addPath(rect(x - half, y - tall, x + half, y + 0.06))
        if rng.random() < 0.6 or k == 2:
            shapes.addPath(
                polygon(
                    [
                        (x - half * 1.3, y - tall),
                        (x, y - tall - half * rng.uniform(2.6, 3.8)),
                        (x + half * 1.3, y - tall),
                    ]
                )
            )
        else:
            for b in (-1, -0.2, 0.6):
                shapes.addPath(rect(x + half * b, y - tall - 0.014, x + half * (b + 0.45), y - tall + 0.002))
        lights.append((x, y - tall * rng.uniform(0.55, 0.8)))
    shapes.addPath(rect(x0 - 0.15, y - 0.085, x0 + 0.19, y + 0.06))
    sheet.fill(shapes, lighter(rock, 0.04), subject=True)
    chosen = lights[2]
    for spot in (chosen, lights[int(rng.integers(5))]):
        sheet.fill(rect(spot[0] - 0.005, spot[1] - 0.009, spot[0] + 0.005, spot[1] + 0.009, 0.004), _warm(sheet))
    sheet.shade(_warm(sheet), np.clip(sheet.glow(*chosen, 0.04, 1.5), 0, 1) * np.float32(0.7), blend="screen")
    return chosen


def _chapel(sheet: Sheet, stand: Place, side: int, rock: Ink, dark: bool) -> Place:
    x, y = stand[0] + side * 0.08, stand[1]
    wall = mix(sheet.inks.light, rock, 0.6 if dark else 0.15)
    tower = x - side * 0.085
    sheet.fill(
        [rect(x - 0.07, y - 0.07, x + 0.07, y + 0.04), rect(tower - 0.024, y - 0.15, tower + 0.024, y + 0.04)],
        wall,
        subject=True,
    )
    sheet.fill(
        [
            polygon([(x - 0.08, y - 0.068), (x - 0.055, y - 0.12), (x + 0.055, y - 0.12), (x + 0.08, y - 0.068)]),
            polygon([(tower - 0.032, y - 0.148), (tower, y - 0.25), (tower + 0.032, y - 0.148)]),
        ],
        rock,
        subject=True,
    )
    window = (x, y - 0.03)
    sheet.fill(
        [rect(x + d - 0.007, y - 0.048, x + d + 0.007, y - 0.012, 0.007) for d in (-0.035, 0, 0.035)], _warm(sheet)
    )
    sheet.fill(
        [circle(tower, y - 0.115, 0.009), rect(tower - 0.002, y - 0.285, tower + 0.002, y - 0.24)], rock, subject=True
    )
    sheet.shade(_warm(sheet), np.clip(sheet.glow(*window, 0.04, 1.5), 0, 1) * np.float32(0.6), blend="screen")
    return window


def _spray(sheet: Sheet, edge: float, side: int, stormy: bool) -> None:
    """Surf breaking at the foot of the rock."""
    rng, h = sheet.rng("spray"), sheet.height
    foam = mix(sheet.inks.light, sheet.inks.second, 0.12)
    foot = h * rng.uniform(0.86, 0.92)
    puff = sheet.glow(edge - side * 0.04, foot, 0.13 if stormy else 0.08, 1.6) * np.clip(
        0.35 + 1.3 * sheet.noise(0.09, 4, "puff"), 0, 1
    )
    sheet.shade(foam, np.clip(puff * (1.3 if stormy else 0.7), 0, 1), grain=0.9)
    if stormy:
        drops = [
            ellipse(edge - side * rng.normal(0.05, 0.08), foot - abs(rng.normal(0, 0.1)), r, r)
            for r in rng.uniform(0.0012, 0.004, 60)
        ]
        sheet.fill(drops, foam, 0.85)
