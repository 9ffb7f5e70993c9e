"""Places for a scene: a sheet, a kind of place and where its ground lies in units in; sky, land and weather recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import skia

from posta.background.motifs import tones
from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, cool, distance, gradient, lighter, mix
from posta.background.painters.mountains import birds, firs
from posta.background.painters.shapes import circle, ellipse, leaf, polygon, rect, ridge, rolling, smooth, under
from posta.background.painters.sheet import Sheet
from posta.background.painters.skies import Sky, sky
from posta.geometry import Rect

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
        _stars(sheet, ground, heaven)
    lamp = mix(heaven.lamp, inks.accent, 0.0 if heaven.time == "night" else rng.uniform(0.25, 0.75))
    radius = rng.uniform(0.17, 0.27) * (0.45 if kind == "space" else 1)
    if not wet:
        for grow, share in ((1.5, 0.12), (1.24, 0.2)):
            sheet.fill(circle(*sun, radius * grow), lamp, share)
        sheet.fill(circle(*sun, radius), lamp)
        body = circle(*sun, radius)
        down = np.clip((sheet.y - np.float32(sun[1])) / np.float32(radius) * 0.5 + 0.3, 0, 1) + sheet.x * 0
        sheet.shade(
            heaven.low, down * np.float32(0.5), lambda c: c.drawPath(body, skia.Paint(AntiAlias=True)), grain=0.8
        )
    near = PLACES[kind](sheet, heaven, ground)
    seen = (lamp if not wet else heaven.low, near)
    return Place(kind, heaven.time, seen, mix(mix(near, inks.dark, 0.75), Ink(0, 0, 0), 0.1), lamp, side)


def before(sheet: Sheet, place: Place, ground: float) -> None:
    """What lies in front of the figures: growth at the foot, and the weather."""
    inks, kind = sheet.inks, place.kind
    near = mix(inks.dark, Ink(0, 0, 0), 0.15)
    if kind in ("hills", "forest", "mountains"):
        _growth(sheet, near)
    elif kind == "water":
        for k in range(3):
            _swell(sheet, ground + 0.05 + 0.055 * k, mix(place.behind[1], inks.dark, 0.25 + 0.22 * k), f"front {k}")
    elif kind == "sky":
        _cloud(sheet, sheet.width * 0.12, sheet.height * 0.93, 0.3, lighter(place.behind[1], 0.05), "near left")
        _cloud(sheet, sheet.width * 0.86, sheet.height * 0.97, 0.34, place.behind[1], "near right")
    if kind == "snow" or sheet.wishes.get("weather") == "snow" or "snowflake" in heroes.named(sheet):
        _snowfall(sheet)
    if sheet.wishes.get("weather") in ("rain", "storm") and kind not in ("room", "stage", "space"):
        _rainfall(sheet, place)
    if (
        place.time in ("dawn", "day")
        and kind in ("hills", "water", "beach", "mountains")
        and "bird" not in str(sheet.wishes)
    ):
        birds(sheet, sheet.width * (0.5 - place.toward * 0.25), sheet.height * 0.36, mix(inks.dark, place.lamp, 0.3))


def _band(sheet: Sheet, xs: np.ndarray, ys: np.ndarray, ink: Ink, lit: Ink, *, fall: float = 0.3) -> None:
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


def _layers(sheet: Sheet, heaven: Sky, ground: float, tones: tuple[Ink, ...], rough: float = 0.05) -> np.ndarray:
    """Rolling bands of land, far to near, the last crest about `ground`; the crest of the last."""
    crest = np.zeros(2)
    count = len(tones)
    for k, tone in enumerate(tones):
        rng = sheet.rng(f"band {k}")
        xs, ys = rolling(rng, sheet.width, rng.uniform(0.5, 1.1))
        depth = (k + 1) / count
        crest = ground - (1 - depth) * 0.26 + ys * rough * (1.1 - 0.75 * depth)
        _band(sheet, xs, crest, tone, mix(tone, heaven.lamp, 0.35))
    return crest


def _hills(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    near = mix(inks.mid, inks.dark, 0.35 if heaven.time in ("dawn", "day") else 0.6)
    far = mix(heaven.low, near, 0.35)
    _layers(sheet, heaven, ground, (far, mix(far, near, 0.45), near))
    _dotted(sheet, heaven, ground - 0.1, mix(far, near, 0.7), ("tree", "tree", "pine"), 0.12)
    return near


def _forest(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    near = mix(inks.mid, inks.dark, 0.6)
    for k, share in enumerate((0.25, 0.5, 0.78)):
        tone = mix(mix(heaven.low, inks.mid, 0.4), near, share)
        xs, ys = rolling(sheet.rng(f"wood {k}"), sheet.width, 0.8)
        crest = ground - 0.13 + 0.055 * k + ys * 0.015
        firs(sheet, xs, crest, 0.46 - 0.03 * k, tone, f"wood {k}")
        _band(sheet, xs, crest, tone, mix(tone, heaven.lamp, 0.2))
    xs, ys = rolling(sheet.rng("clearing"), sheet.width, 0.7)
    _band(sheet, xs, ground + ys * 0.012, near, mix(near, heaven.lamp, 0.35))
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
    _band(sheet, xs, ground - 0.16 + ys * 0.02, far, inks.light)
    _dotted(sheet, heaven, ground - 0.1, wood, ("pine", "pine", "bare tree"), 0.24)
    _layers(sheet, heaven, ground, (mix(far, near, 0.6), near), 0.035)
    return near


def _water(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks, w = sheet.inks, sheet.width
    sea = mix(cool(inks), inks.dark, 0.3 if heaven.time in ("dawn", "day") else 0.6)
    horizon = ground - 0.13
    if sheet.wishes.get("place") != "sea" and sheet.rng("shore").random() < 0.75:
        xs, ys = ridge(sheet.rng("shore"), w, 7, 0.42)
        far = mix(heaven.low, sea, 0.5)
        _band(sheet, xs, horizon - 0.05 - ys * 0.045, far, mix(far, heaven.lamp, 0.3))
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
        _band(sheet, xs, ground - 0.27 + 0.11 * k - ys * 0.1, tone, mix(tone, heaven.lamp, 0.5), fall=0.4)
    xs, ys = rolling(sheet.rng("foot"), sheet.width, 0.7)
    firs(sheet, xs, ground - 0.045 + ys * 0.02, 0.15, mix(near, inks.dark, 0.4), "foot")
    _band(sheet, xs, ground - 0.03 + ys * 0.015, near, mix(near, heaven.lamp, 0.3))
    return near


def _desert(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks = sheet.inks
    sand = mix(mix(inks.accent, inks.mid, 0.45), inks.light, 0.25 if heaven.time in ("dawn", "day") else 0.0)
    xs, ys = ridge(sheet.rng("mesa"), sheet.width, 8, 0.35)
    steps = np.round(ys * 2.2) / 2.2  # tables of rock
    far = mix(heaven.low, mix(sand, inks.dark, 0.3), 0.55)
    _band(sheet, xs, ground - 0.12 - np.maximum(steps, -0.2) * 0.07, far, mix(far, heaven.lamp, 0.4))
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
        _cloud(sheet, x, y, rng.uniform(0.16, 0.26), mix(heaven.low, pale, 0.3 + 0.15 * k), f"cloud {k}")
    _cloud(sheet, w * 0.5, ground + 0.16, 0.5, pale, "bed")
    return pale


def _space(sheet: Sheet, heaven: Sky, ground: float) -> Ink:
    inks, w = sheet.inks, sheet.width
    soil = mix(inks.accent, inks.dark, 0.25)
    xs, ys = rolling(sheet.rng("crater rim"), w, 1.3)
    far = mix(soil, heaven.top, 0.5)
    _band(sheet, xs, ground - 0.07 + ys * 0.02, far, mix(far, inks.light, 0.3))
    bow = (xs / w - 0.5) ** 2 * 0.2
    _band(sheet, xs, ground + bow, soil, mix(soil, inks.light, 0.4), fall=0.5)
    rng = sheet.rng("craters")
    for _ in range(9):
        x, y, r = rng.uniform(0, w), ground + rng.uniform(0.07, 0.3), rng.uniform(0.02, 0.07)
        sheet.fill(ellipse(x, y, r, r * 0.3), mix(soil, inks.dark, 0.35))
        sheet.fill(ellipse(x, y + r * 0.07, r * 0.9, r * 0.22), mix(soil, inks.dark, 0.15))
    return soil


def _room(sheet: Sheet, ground: float, side: int) -> Ink:
    """A wall, the light of a window on it, and a table across."""
    inks, w, h = sheet.inks, sheet.width, sheet.height
    wall = mix(inks.dark, inks.mid, 0.45) if inks.night else mix(inks.light, inks.second, 0.45)
    fall = sheet.glow(w * (0.5 + side * 0.3), h * 0.3, 0.9, 1.2)[..., None]
    sheet.wash(np.asarray(wall, np.float32) * (0.8 + 0.25 * fall) + np.asarray(inks.accent, np.float32) * 0.06 * fall)
    lamp = mix(inks.light, inks.accent, 0.35)
    x, y = w * (0.5 + side * 0.06), ground - 0.36
    sheet.fill(circle(x, y, 0.33), lamp, 0.28 if inks.night else 0.5)
    sheet.fill(circle(x, y, 0.26), lamp, 0.5 if inks.night else 0.8)
    table = mix(inks.mid, inks.dark, 0.35 if inks.night else 0.1)
    tint = gradient(
        (0, ground - 0.03),
        (0, h),
        [(0.0, lighter(table, 0.06), 1), (0.12, table, 1), (1.0, mix(table, inks.dark, 0.5), 1)],
    )
    sheet.draw(lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, ground - 0.03, w + 1, h + 1), tint))
    return mix(wall, lamp, 0.6)


def _stage(sheet: Sheet, ground: float, side: int) -> Ink:
    """Curtains at both sides, boards, and one beam of light."""
    inks, w, h = sheet.inks, sheet.width, sheet.height
    back = mix(inks.dark, Ink(0, 0, 0), 0.25)
    sheet.wash(np.broadcast_to(np.asarray(back, np.float32), (*sheet.shape, 3)))
    lamp = mix(inks.light, inks.accent, 0.25)
    floor = mix(inks.dark, inks.accent, 0.18)
    sheet.fill(rect(-1, ground - 0.04, w + 1, h + 1), floor)
    top = (w * (0.5 + side * 0.42), -0.1)
    beam = polygon(
        [
            (top[0] - 0.03, top[1]),
            (top[0] + 0.03, top[1]),
            (w * 0.5 + 0.36, ground + 0.02),
            (w * 0.5 - 0.36, ground + 0.02),
        ]
    )
    soft = sheet.blur(sheet.stencil(lambda c: c.drawPath(beam, skia.Paint(AntiAlias=True))), 0.012)
    sheet.shade(lamp, (soft * (0.12 + 0.4 * sheet.y / np.float32(h))).astype(np.float32), blend="screen")
    pool = ellipse(w * 0.5, ground + 0.035, 0.4, 0.075)
    spot = sheet.blur(sheet.stencil(lambda c: c.drawPath(pool, skia.Paint(AntiAlias=True))), 0.01)
    sheet.shade(lamp, spot * np.float32(0.75))
    velvet = mix(inks.accent, inks.dark, 0.42)
    for edge in (0, 1):
        for k in range(5):
            reach = 0.2 - 0.035 * k
            x0 = edge * w
            x1 = x0 + (1 if edge == 0 else -1) * reach
            cloth = polygon(
                [
                    (x0, -0.1),
                    (x1, -0.1),
                    (x1 - (0.02 if edge == 0 else -0.02), ground + 0.03 - 0.01 * k),
                    (x0, ground + 0.05),
                ]
            )
            sheet.fill(cloth, mix(velvet, inks.dark, 0.55 * (k % 2)))
    return back


PLACES: Mapping[str, Callable[[Sheet, Sky, float], Ink]] = {
    "hills": _hills, "forest": _forest, "snow": _snow, "water": _water, "sea": _water, "beach": _beach,
    "mountains": _mountains, "desert": _desert, "street": _street, "sky": _sky, "space": _space,
}  # fmt: skip
"""Open places; each paints its land and answers the ink of its near ground."""
_ROOMS: Mapping[str, Callable[[Sheet, float, int], Ink]] = {"room": _room, "stage": _stage}
KINDS = frozenset((*PLACES, *_ROOMS))


def _dotted(sheet: Sheet, heaven: Sky, y: float, ink: Ink, kinds: tuple[str, ...], size: float) -> None:
    """Trees in the middle distance, away from the middle."""
    rng = sheet.rng("dotted")
    for k in range(int(rng.integers(4, 7))):
        side = -1 if k % 2 else 1
        x = sheet.width * (0.5 + side * rng.uniform(0.28, 0.52))
        high = size * rng.uniform(0.7, 1.25)
        tree = heroes.hero(sheet, kinds[k % len(kinds)], Rect(x - high / 2, y + 0.05 - high, high, high))
        palette = tones(ink, mix(ink, heaven.lamp, 0.3), mix(ink, heaven.lamp, 0.25), mix(ink, sheet.inks.dark, 0.5))
        sheet.draw(lambda c, t=tree, p=palette: heroes.stamp(c, t, p))


def _cloud(sheet: Sheet, x: float, y: float, half: float, ink: Ink, name: str) -> None:
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


def _swell(sheet: Sheet, y: float, ink: Ink, name: str) -> None:
    xs, ys = rolling(sheet.rng("swell " + name), sheet.width, 2.4)
    _band(sheet, xs, y + ys * 0.008, ink, mix(ink, sheet.inks.light, 0.45), fall=0.12)


def _growth(sheet: Sheet, ink: Ink) -> None:
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


def _stars(sheet: Sheet, ground: float, heaven: Sky) -> None:
    rng = sheet.rng("stars")
    share = 1.0 if heaven.time == "night" else 0.4
    dots = [
        circle(x, y * ground * 0.85, r)
        for x, y, r in zip(
            rng.uniform(0, sheet.width, 110), rng.random(110) ** 1.2, rng.uniform(0.0008, 0.0028, 110), strict=True
        )
    ]
    sheet.fill(dots, mix(heaven.lamp, sheet.inks.light, 0.5), 0.85 * share)


def _snowfall(sheet: Sheet) -> None:
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


def _rainfall(sheet: Sheet, place: Place) -> None:
    rng = sheet.rng("rainfall")
    light = sheet.inks.light if distance(sheet.inks.light, place.behind[0]) > 0.2 else sheet.inks.mid
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
