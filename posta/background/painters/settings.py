"""Places for a scene: a sheet, a kind of place and where its ground lies in units in; sky, land and weather recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import skia

from posta.background.painters import heroes, land, rooms
from posta.background.painters.inks import Ink, brush, cool, gradient, lighter, mix
from posta.background.painters.mountains import birds, firs
from posta.background.painters.shapes import circle, ellipse, leaf, polygon, rect, ridge, rolling, smooth, wedge
from posta.background.painters.sheet import Sheet
from posta.background.painters.skies import Sky, sky

ALONE = ("tree", "pine", "bare tree", "house", "city skyline", "fireworks", "rainbow", "flower", "lantern", "mountain")
"""Things of a setting that may stand for the scene when nothing else is named."""


@dataclass(frozen=True)
class Place:
    """A setting once painted, and what its figures need to know of it."""

    kind: str
    time: str
    behind: tuple[Ink, ...]
    """What the figures are seen against."""
    shadow: Ink
    lamp: Ink
    toward: int
    """The side of the light: -1 left, 1 right."""


def behind(sheet: Sheet, kind: str, ground: float, side: int) -> Place:
    """Paint sky, lamp and land of a place, its ground crest at `ground`."""
    inks, w, h = sheet.inks, sheet.width, sheet.height
    if kind == "space":
        sheet.wishes = {**sheet.wishes, "time": "night"}
    rng = sheet.rng("setting")
    sun = w * (0.5 + side * rng.uniform(0.0, 0.16)), ground - min(0.46, h * 0.34) * rng.uniform(0.8, 1.1)
    if kind in ("room", "stage"):
        wall = _ROOMS[kind](sheet, ground, side)
        floor = mix(wall, inks.dark, 0.35)
        return Place(
            kind, "dusk" if kind == "stage" else "day", (wall, floor), mix(inks.dark, floor, 0.2), inks.light, side
        )
    heaven = sky(sheet, ground, sun, haze=0.7, clouds=0.25)
    sheet.wash(heaven.colors)
    wet = sheet.wishes.get("weather") in ("rain", "storm")
    if (heaven.time in ("night", "dusk") and not wet) or kind == "space":
        land.stars(sheet, ground, heaven)
    lamp = mix(heaven.lamp, inks.accent, 0.0 if heaven.time == "night" else rng.uniform(0.25, 0.75))
    radius = rng.uniform(0.17, 0.27) * (0.45 if kind == "space" else 1)
    if not wet:
        _lamp(sheet, heaven, sun, radius, lamp)
    near = PLACES[kind](sheet, heaven, ground)
    seen = (lamp if not wet else heaven.low, near)
    return Place(kind, heaven.time, seen, mix(mix(near, inks.dark, 0.75), Ink(0, 0, 0), 0.1), lamp, side)


def _lamp(sheet: Sheet, heaven: Sky, sun: tuple[float, float], radius: float, ink: Ink) -> None:
    """The sun or the moon behind the figures: in haloes, in rays, or as one great disc that sinks."""
    rng = sheet.rng("lamp")
    kind = str(rng.choice(["haloes", "haloes", "rays", "great"])) if heaven.time != "night" else "haloes"
    if kind == "great":
        radius, sun = radius * 1.5, (sun[0], sun[1] + radius * 0.5)
    elif kind == "rays":
        count = int(rng.choice([18, 24, 30]))
        rays = [wedge(*sun, sheet.diagonal, k * 360 / count, 180 / count) for k in range(count)]
        fall = sheet.glow(*sun, 0.6, 1.2) * np.float32(0.5)
        sheet.shade(ink, fall, lambda c: [c.drawPath(ray, skia.Paint(AntiAlias=True)) for ray in rays])
    else:
        for grow, share in ((1.5, 0.12), (1.24, 0.2)):
            sheet.fill(circle(*sun, radius * grow), ink, share)
    disc = circle(*sun, radius)
    sheet.fill(disc, ink)
    down = np.clip((sheet.y - np.float32(sun[1])) / np.float32(radius) * 0.5 + 0.3, 0, 1) + sheet.x * 0
    sheet.shade(heaven.low, down * np.float32(0.5), lambda c: c.drawPath(disc, skia.Paint(AntiAlias=True)), grain=0.8)


def before(sheet: Sheet, place: Place, ground: float) -> None:
    """What lies in front of the figures: growth at the foot, and the weather."""
    inks, kind = sheet.inks, place.kind
    near = mix(inks.dark, Ink(0, 0, 0), 0.15)
    if kind in ("hills", "forest", "mountains"):
        land.growth(sheet, near)
    elif kind == "water":
        for k in range(3):
            land.swell(sheet, ground + 0.05 + 0.055 * k, mix(place.behind[1], inks.dark, 0.25 + 0.22 * k), f"front {k}")
    elif kind == "sky":
        land.cloud(sheet, sheet.width * 0.12, sheet.height * 0.93, 0.3, lighter(place.behind[1], 0.05), "near left")
        land.cloud(sheet, sheet.width * 0.86, sheet.height * 0.97, 0.34, place.behind[1], "near right")
    if kind == "snow" or sheet.wishes.get("weather") == "snow" or "snowflake" in heroes.named(sheet):
        land.snowfall(sheet)
    if sheet.wishes.get("weather") in ("rain", "storm") and kind not in ("room", "stage", "space"):
        land.rainfall(sheet, place.behind[0])
    if (
        place.time in ("dawn", "day")
        and kind in ("hills", "water", "beach", "mountains")
        and "bird" not in str(sheet.wishes)
    ):
        birds(sheet, sheet.width * (0.5 - place.toward * 0.25), sheet.height * 0.36, mix(inks.dark, place.lamp, 0.3))


def _layers(sheet: Sheet, heaven: Sky, ground: float, tones: tuple[Ink, ...], rough: float = 0.05) -> np.ndarray:
    """Rolling bands of land, far to near, the last crest about `ground`; the crest of the last."""
    crest = np.zeros(2)
    count = len(tones)
    for k, tone in enumerate(tones):
        rng = sheet.rng(f"band {k}")
        xs, ys = rolling(rng, sheet.width, rng.uniform(0.5, 1.1))
        depth = (k + 1) / count
        crest = ground - (1 - depth) * 0.26 + ys * rough * (1.1 - 0.75 * depth)
        land.band(sheet, xs, crest, tone, mix(tone, heaven.lamp, 0.35))
    return crest


def _hills(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    near = mix(inks.mid, inks.dark, 0.35 if heaven.time in ("dawn", "day") else 0.6)
    far = mix(heaven.low, near, 0.35)
    _layers(sheet, heaven, ground, (far, mix(far, near, 0.45), near))
    land.dotted(sheet, heaven, ground - 0.1, mix(far, near, 0.7), ("tree", "tree", "pine"), 0.12)
    return near


def _forest(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    near = mix(inks.mid, inks.dark, 0.6)
    for k, share in enumerate((0.25, 0.5, 0.78)):
        tone = mix(mix(heaven.low, inks.mid, 0.4), near, share)
        xs, ys = rolling(sheet.rng(f"wood {k}"), sheet.width, 0.8)
        crest = ground - 0.13 + 0.055 * k + ys * 0.015
        firs(sheet, xs, crest, 0.46 - 0.03 * k, tone, f"wood {k}")
        land.band(sheet, xs, crest, tone, mix(tone, heaven.lamp, 0.2))
    xs, ys = rolling(sheet.rng("clearing"), sheet.width, 0.7)
    land.band(sheet, xs, ground + ys * 0.012, near, mix(near, heaven.lamp, 0.35))
    bark = mix(near, Ink(0, 0, 0), 0.45)
    for edge, shift in ((0, 1), (1, -1)):  # two great dark trunks frame the clearing
        rng = sheet.rng(f"trunk {edge}")
        x, half = edge * sheet.width - shift * rng.uniform(0.0, 0.03), rng.uniform(0.05, 0.075)
        ys = np.array([-0.1, ground * 0.4, ground * 0.8, ground + 0.02, ground + 0.1])
        flare = np.array([0.9, 1.0, 1.08, 1.3, 2.4]) * half
        sway = np.array([0.02, -0.01, 0.0, 0.0, 0.0]) * shift
        sheet.fill(
            smooth(
                np.vstack([np.stack([x + sway - flare, ys], 1), np.stack([x + sway + flare, ys], 1)[::-1]]), closed=True
            ),
            bark,
        )
        limbs = [
            leaf(
                x + shift * half * 0.6,
                ground * at,
                rng.uniform(0.16, 0.3),
                0.03,
                (0.0 if shift > 0 else np.pi) - shift * 0.5,
                0.4,
            )
            for at in rng.uniform(0.08, 0.4, 2)
        ]
        sheet.fill(limbs, bark)
    return near


def _snow(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    near = mix(inks.light, cool(inks), 0.12 if heaven.time in ("dawn", "day") else 0.3)
    far = mix(heaven.low, inks.light, 0.4)
    wood = mix(inks.dark, heaven.low, 0.35)
    xs, ys = rolling(sheet.rng("far wood"), sheet.width, 0.7)
    firs(sheet, xs, ground - 0.16 + ys * 0.02, 0.2, mix(wood, heaven.low, 0.35), "far wood")
    land.band(sheet, xs, ground - 0.16 + ys * 0.02, far, inks.light)
    land.dotted(sheet, heaven, ground - 0.1, wood, ("pine", "pine", "bare tree"), 0.24)
    _layers(sheet, heaven, ground, (mix(far, near, 0.6), near), 0.035)
    return near


def _water(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks, w = sheet.inks, sheet.width
    sea = mix(cool(inks), inks.dark, 0.3 if heaven.time in ("dawn", "day") else 0.6)
    horizon = ground - 0.13
    if sheet.wishes.get("place") != "sea" and sheet.rng("shore").random() < 0.75:
        xs, ys = ridge(sheet.rng("shore"), w, 7, 0.42)
        far = mix(heaven.low, sea, 0.5)
        land.band(sheet, xs, horizon - 0.05 - ys * 0.045, far, mix(far, heaven.lamp, 0.3))
        firs(sheet, xs, np.full_like(xs, horizon), 0.055, mix(far, inks.dark, 0.45), "shore wood")
    tint = gradient(
        (0, horizon),
        (0, sheet.height),
        [(0.0, mix(sea, heaven.low, 0.6), 1), (0.45, sea, 1), (1, mix(sea, inks.dark, 0.6), 1)],
    )
    sheet.draw(lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, horizon, w + 1, sheet.height + 1), tint))
    rng = sheet.rng("glitter")
    strokes = []
    for _ in range(90):
        y = horizon + (sheet.height - horizon) * rng.random() ** 1.5
        near = (y - horizon) / (sheet.height - horizon)
        x = w * 0.5 + rng.normal(0, 0.12 + 0.3 * near)
        strokes.append(ellipse(x, y, rng.uniform(0.015, 0.06) * (0.5 + near), 0.0012 + 0.0022 * near))
    sheet.fill(strokes, mix(heaven.lamp, inks.accent, 0.2), 0.65)
    return sea


def _beach(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks, w = sheet.inks, sheet.width
    sand = mix(mix(inks.light, inks.accent, 0.22), inks.dark, 0.04 if heaven.time in ("dawn", "day") else 0.3)
    sea = mix(cool(inks), heaven.low, 0.25)
    top = ground - 0.15
    tint = gradient((0, top), (0, ground), [(0.0, mix(sea, heaven.low, 0.35), 1), (1.0, sea, 1)])
    sheet.draw(lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, top, w + 1, sheet.height + 1), tint))
    for k in range(3):
        xs, ys = rolling(sheet.rng(f"foam {k}"), w, 1.2)
        line = smooth(np.stack([xs, ground - 0.1 + 0.03 * k + ys * 0.006], 1))
        ink = brush(inks.light, 0.8, 0.004 + 0.002 * k)
        sheet.draw(lambda c, p=line, i=ink: c.drawPath(p, i))
    _layers(sheet, heaven, ground, (lighter(sand, 0.05), sand), 0.02)
    return sand


def _mountains(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    near = mix(inks.mid, inks.dark, 0.55)
    for k, share in enumerate((0.3, 0.6)):
        rng = sheet.rng(f"range {k}")
        xs, ys = ridge(rng, sheet.width, 8, 0.46)
        tone = mix(mix(heaven.low, inks.mid, 0.5), near, share)
        land.band(sheet, xs, ground - 0.27 + 0.11 * k - ys * 0.1, tone, mix(tone, heaven.lamp, 0.5), fall=0.4)
    xs, ys = rolling(sheet.rng("foot"), sheet.width, 0.7)
    firs(sheet, xs, ground - 0.045 + ys * 0.02, 0.15, mix(near, inks.dark, 0.4), "foot")
    land.band(sheet, xs, ground - 0.03 + ys * 0.015, near, mix(near, heaven.lamp, 0.3))
    return near


def _desert(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    sand = mix(mix(inks.accent, inks.mid, 0.45), inks.light, 0.25 if heaven.time in ("dawn", "day") else 0.0)
    xs, ys = ridge(sheet.rng("mesa"), sheet.width, 8, 0.35)
    steps = np.round(ys * 2.2) / 2.2  # tables of rock
    far = mix(heaven.low, mix(sand, inks.dark, 0.3), 0.55)
    land.band(sheet, xs, ground - 0.12 - np.maximum(steps, -0.2) * 0.07, far, mix(far, heaven.lamp, 0.4))
    _layers(sheet, heaven, ground, (mix(far, sand, 0.6), sand, mix(sand, inks.dark, 0.2)), 0.04)
    return mix(sand, inks.dark, 0.2)


def _street(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks, w = sheet.inks, sheet.width
    dark = heaven.time in ("night", "dusk")
    lit = mix(inks.accent, inks.light, 0.45)
    for row in range(3):
        rng = sheet.rng(f"houses {row}")
        tone = mix(
            mix(heaven.low, inks.mid, 0.5), inks.dark, (0.15, 0.4, 0.68)[row] if dark else (0.05, 0.18, 0.36)[row]
        )
        x, houses, panes = -0.06, skia.Path(), skia.Path()
        while x < w + 0.05:
            wide = rng.uniform(0.1, 0.2)
            gap = abs(x + wide / 2 - w / 2) / (w / 2)  # the street opens in the middle
            high = (0.2 + 0.34 * gap**1.3) * rng.uniform(0.75, 1.1) * (1.12 - 0.28 * row)
            top = ground - 0.02 - high
            houses.addPath(rect(x, top, x + wide - 0.004, ground + 0.05))
            if rng.random() < 0.5:
                houses.addPath(polygon([(x, top), (x + wide / 2, top - wide * 0.42), (x + wide - 0.004, top)]))
            cell = 0.03 + 0.006 * row
            for i in range(1, int(wide / cell)):
                for j in range(1, int(high / (cell * 1.35))):
                    if rng.random() < (0.42 if dark else 0.7):
                        px, py = x + i * cell - cell * 0.3, top + j * cell * 1.35
                        panes.addPath(rect(px, py, px + cell * 0.5, py + cell * 0.72))
            x += wide
        sheet.fill(houses, tone)
        sheet.fill(panes, lit if dark else mix(tone, inks.light, 0.45), 0.4 + 0.25 * row if dark else 0.8)
    snowy = sheet.wishes.get("season") == "winter"
    floor = mix(inks.light, cool(inks), 0.3) if snowy else mix(inks.dark, inks.mid, 0.3 if dark else 0.55)
    tint = gradient(
        (0, ground - 0.02),
        (0, sheet.height),
        [(0.0, mix(floor, lit, 0.25), 1), (0.5, floor, 1), (1.0, mix(floor, inks.dark, 0.6), 1)],
    )
    sheet.draw(lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, ground - 0.02, w + 1, sheet.height + 1), tint))
    if dark and not snowy:
        rng = sheet.rng("puddles")
        streaks = [
            rect(x, ground, x + rng.uniform(0.006, 0.02), ground + rng.uniform(0.05, 0.2))
            for x in rng.uniform(0, w, 16)
        ]
        glow = sheet.blur(sheet.stencil(lambda c: [c.drawPath(s, skia.Paint(AntiAlias=True)) for s in streaks]), 0.008)
        sheet.shade(lit, glow * np.float32(0.4), blend="screen")
    return floor


def _sky(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    w, h = sheet.width, sheet.height
    pale = mix(heaven.low, sheet.inks.light, 0.6 if heaven.time in ("dawn", "day") else 0.25)
    rng = sheet.rng("clouds")
    for k in range(5):
        x = w * (0.08 + 0.84 * (k % 2)) + rng.normal(0, 0.06)
        y = h * (0.5 + 0.11 * k) + rng.normal(0, 0.01)
        land.cloud(sheet, x, y, rng.uniform(0.16, 0.26), mix(heaven.low, pale, 0.3 + 0.15 * k), f"cloud {k}")
    land.cloud(sheet, w * 0.5, ground + 0.16, 0.5, pale, "bed")
    return pale


def _space(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks, w = sheet.inks, sheet.width
    soil = mix(inks.accent, inks.dark, 0.25)
    xs, ys = rolling(sheet.rng("crater rim"), w, 1.3)
    far = mix(soil, heaven.top, 0.5)
    land.band(sheet, xs, ground - 0.07 + ys * 0.02, far, mix(far, inks.light, 0.3))
    bow = (xs / w - 0.5) ** 2 * 0.2
    land.band(sheet, xs, ground + bow, soil, mix(soil, inks.light, 0.4), fall=0.5)
    rng = sheet.rng("craters")
    for _ in range(9):
        x, y, r = rng.uniform(0, w), ground + rng.uniform(0.07, 0.3), rng.uniform(0.02, 0.07)
        sheet.fill(ellipse(x, y, r, r * 0.3), mix(soil, inks.dark, 0.35))
        sheet.fill(ellipse(x, y + r * 0.07, r * 0.9, r * 0.22), mix(soil, inks.dark, 0.15))
    return soil


PLACES: Mapping[str, Callable[[Sheet, Sky, float], Ink]] = {
    "hills": _hills, "forest": _forest, "snow": _snow, "water": _water, "sea": _water, "beach": _beach,
    "mountains": _mountains, "desert": _desert, "street": _street, "sky": _sky, "space": _space,
}  # fmt: skip
"""Open places; each paints its land and answers the ink of its near ground."""
_ROOMS: Mapping[str, Callable[[Sheet, float, int], Ink]] = {"room": rooms.room, "stage": rooms.stage}
KINDS = frozenset((*PLACES, *_ROOMS))
