"""Beams of light through fog, in a concrete hall or on a stage: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, lighter, lit, mix, ramp, toned
from posta.background.painters.shapes import ellipse, polygon
from posta.background.painters.sheet import Composition, Sheet

SCENES = ("hall", "stage", "shaft")


def paint(sheet: Sheet) -> Composition:
    rng = sheet.rng("beams")
    scene = "hall" if sheet.wishes.get("room") == "hall" and rng.random() < 0.75 else str(rng.choice(SCENES))
    scene = "shaft" if heroes.subject(sheet, "beams") else scene
    composition = {"hall": _hall, "stage": _stage, "shaft": _shaft}[scene](sheet)
    sheet.finish(4.5)
    return composition


def _fog(sheet: Sheet, name: str, scale: float = 0.5) -> np.ndarray:
    """Rolling fog 0..1, stirred so that it looks like smoke, not like noise."""
    stir = sheet.noise(scale, 2, name + " stir") * np.float32(0.16 * scale / 0.5)
    plumes = sheet.warp(
        sheet.noise((scale, scale * 0.6), 5, name, gain=0.55),
        stir,
        sheet.noise(scale, 2, name + " lift") * np.float32(0.2 * scale),
    )
    return np.clip(0.5 + 0.55 * plumes, 0, 1)


def _beam(sheet: Sheet, source: tuple[float, float], angle: float, spread: float, reach: float) -> np.ndarray:
    """A cone of light 0..1: angles in radians from straight down, brightest at its source and along its middle."""
    dx, dy = sheet.x - source[0], sheet.y - source[1]
    along = dx * np.float32(np.sin(angle)) + dy * np.float32(np.cos(angle))
    aside = dx * np.float32(np.cos(angle)) - dy * np.float32(np.sin(angle))
    near = np.maximum(along, 1e-4)
    width = near * np.float32(np.tan(spread)) + np.float32(0.004)
    edge = np.clip(1.15 - np.abs(aside) / width, 0, 1)
    core = np.exp(-((aside / (width * np.float32(0.35))) ** 2))
    return (along > 0) * (0.55 * np.minimum(edge * 2.2, 1) + 0.45 * core) / (1 + (near / np.float32(reach)) ** 2)


def _black(sheet: Sheet) -> tuple[Ink, Ink, Ink]:
    """The dark, the fog and the light of a night scene, whatever the inks' own key."""
    inks = sheet.inks
    deep = mix(inks.dark, Ink(0, 0, 0), 0.55)
    fog = mix(mix(inks.dark, inks.mid, 0.8), toned(inks.accent, 0.4, 1.0), 0.7)
    return deep, fog, toned(inks.accent, None, 1.15)


def _hall(sheet: Sheet) -> Composition:
    """One-point perspective: pillars, ceiling ribs and a wet floor, a strobe at the far end."""
    rng, w, h = sheet.rng("hall"), sheet.width, sheet.height
    deep, grey, lamp = _black(sheet)
    fx, fy = w * (0.5 + rng.choice([-1, 1]) * rng.uniform(0.0, 0.13)), h * rng.uniform(0.46, 0.58)
    far = np.hypot((sheet.x - fx) / np.float32(w), (sheet.y - fy) / np.float32(h))
    fog = _fog(sheet, "fog")
    base = ramp(
        [(0, mix(grey, lamp, 0.4)), (0.22, mix(deep, grey, 0.75)), (0.55, mix(deep, grey, 0.22)), (1, deep)],
        far * 1.6 + (0.5 - fog) * 0.22,
    )
    sheet.wash(base)
    bays, gap = int(rng.integers(4, 7)), rng.uniform(0.52, 0.62)
    half, rise, drop = w * rng.uniform(0.52, 0.66), h * rng.uniform(0.5, 0.62), h * rng.uniform(0.42, 0.5)
    for k in range(bays - 1, -1, -1):
        scale = gap**k * 1.12
        depth = k / max(bays - 1, 1)
        tone = mix(deep, mix(grey, lamp, 0.2), 0.08 + 0.5 * depth**1.5)
        thick = 0.085 * scale
        left, right, top, foot = fx - half * scale, fx + half * scale, fy - rise * scale, fy + drop * scale
        inner = scale * gap**0.28

        def bay(
            canvas: skia.Canvas,
            tone: Ink = tone,
            p: tuple = (left, right, top, foot, thick, inner),
            nearest: bool = k == 0,
        ) -> None:
            left, right, top, foot, thick, inner = p
            lit_side = brush(mix(tone, lamp, 0.22))
            for edge, way in ((left, 1), (right, -1)):
                canvas.drawPath(
                    polygon(
                        [
                            (edge - way * 0.6, top - 0.02),
                            (edge + way * thick, top),
                            (edge + way * thick, foot),
                            (edge - way * 0.6, foot + 0.02),
                        ]
                        if nearest
                        else [(edge, top), (edge + way * thick, top), (edge + way * thick, foot), (edge, foot)]
                    ),
                    brush(tone),
                )
                face = fx - way * half * inner
                canvas.drawPath(
                    polygon(
                        [
                            (edge + way * thick, top),
                            (face + way * thick * 0.85, fy - rise * inner),
                            (face + way * thick * 0.85, fy + drop * inner),
                            (edge + way * thick, foot),
                        ]
                    ),
                    lit_side,
                )
            canvas.drawRect(
                skia.Rect.MakeLTRB(left, top - thick * 0.2, right, top + thick * 0.75), brush(mix(tone, deep, 0.25))
            )

        sheet.draw(bay)
        sheet.shade(
            mix(grey, lamp, 0.35),
            fog * np.clip(1.2 - far / np.float32(0.75 * scale + 0.05), 0, 1) * np.float32(0.34),
            blend="screen",
        )
    total = sheet.empty()
    turn = rng.uniform(0, 6.28)
    for k in range(int(rng.integers(4, 8))):
        total = np.maximum(
            total,
            _beam(
                sheet,
                (fx + rng.normal(0, 0.03), fy - h * 0.05 * rng.random()),
                turn + k * rng.uniform(0.75, 1.15),
                rng.uniform(0.03, 0.13),
                rng.uniform(0.5, 0.9),
            ),
        )
    rays = total * (0.35 + 0.65 * fog)
    sheet.shade(lamp, rays * np.float32(0.85), blend="screen")
    floor = np.clip((sheet.y - fy) / np.float32(h - fy), 0, 1)
    wet = (
        np.exp(-(((sheet.x - fx) / (0.05 + 0.22 * floor)) ** 2))
        * (sheet.y > fy + 0.03)
        * np.clip(0.55 + 0.7 * sheet.noise((0.5, 0.018), 3, "wet"), 0, 1)
    )
    sheet.shade(lamp, wet * (1 - floor) ** 0.6 * np.float32(0.55), blend="screen")
    sheet.shade(lamp, np.clip(sheet.glow(fx, fy, 0.16, 1.4), 0, 1) * np.float32(0.9), blend="screen")
    sheet.shade(mix(lamp, sheet.inks.light, 0.8), np.clip(sheet.glow(fx, fy, 0.05, 1.8), 0, 1), blend="screen")
    if rng.random() < 0.75:
        crowd(sheet, h * rng.uniform(0.9, 0.95), 0.1, mix(deep, Ink(0, 0, 0), 0.3), h)
    return Composition((fx / w, fy / h), ((0.0, 0.0, 1.0, 0.3), (0.0, 0.78, 1.0, 1.0)), (0.0, -0.3))


def _stage(sheet: Sheet) -> Composition:
    """A bridge of lamps above, coloured cones crossing in smoke, the heads of a crowd below."""
    rng, w, h = sheet.rng("stage"), sheet.width, sheet.height
    deep, grey, lamp = _black(sheet)
    lamps, up = int(rng.integers(4, 8)), h * rng.uniform(0.03, 0.12)
    aim = w * rng.uniform(0.35, 0.65), h * rng.uniform(0.62, 0.74)
    fog = _fog(sheet, "smoke", 0.6)
    base = ramp(
        [deep, mix(deep, grey, 0.35), mix(deep, grey, 0.85)],
        np.clip(sheet.y / np.float32(h) * 0.8 + (fog - 0.5) * 0.35, 0, 1),
    )
    base = lit(base, lamp, sheet.glow(*aim, 0.45, 1.5) * (0.25 + 0.4 * fog))
    fan = rng.random() < 0.5
    places = np.linspace(0.08, 0.92, lamps) * w
    tints = [lamp, mix(sheet.inks.second, sheet.inks.light, 0.15), mix(sheet.inks.light, lamp, 0.3)]
    for _k, x in enumerate(places):
        to = aim[0] + (x - w / 2) * (0.9 if fan else -0.25) + rng.normal(0, 0.05)
        cone = _beam(sheet, (x, up), float(np.arctan2(to - x, aim[1] - up)), rng.uniform(0.05, 0.1), h * 0.75)
        base = lit(base, tints[int(rng.choice([0, 0, 0, 1, 2]))], cone * (0.3 + 0.75 * fog) * np.float32(0.8))
    sheet.wash(base)
    black = mix(deep, Ink(0, 0, 0), 0.4)

    def rig(canvas: skia.Canvas) -> None:
        for y in (up - 0.05, up - 0.015):
            canvas.drawRect(skia.Rect.MakeLTRB(-1, y, w + 1, y + 0.005), brush(black))
        for i in range(int(w / 0.035) + 1):
            canvas.drawLine(i * 0.035, up - 0.05, (i + 1) * 0.035, up - 0.012, brush(black, stroke=0.0028))
        for x in places:
            canvas.drawPath(ellipse(x, up - 0.004, 0.019, 0.024), brush(black))
            canvas.drawPath(ellipse(x, up + 0.01, 0.012, 0.0065), brush(mix(lamp, sheet.inks.light, 0.75)))

    sheet.draw(rig)
    flare = sum((sheet.glow(float(x), up + 0.01, 0.018, 1.5) for x in places), sheet.empty())
    sheet.shade(mix(lamp, sheet.inks.light, 0.5), np.clip(flare, 0, 1) * np.float32(0.8), blend="screen")
    crowd(sheet, h * rng.uniform(0.88, 0.93), 0.11, black, h)
    return Composition((aim[0] / w, aim[1] / h), ((0.0, 0.1, 1.0, 0.5),), (0.0, -1.0))


def _shaft(sheet: Sheet) -> Composition:
    """A single hard shaft from a corner through slow smoke, on an empty floor."""
    rng, w, h = sheet.rng("shaft"), sheet.width, sheet.height
    deep, grey, lamp = _black(sheet)
    side = int(rng.choice([-1, 1]))
    source = (w * (0.5 + side * rng.uniform(0.3, 0.62)), -h * 0.06)
    floor = h * rng.uniform(0.78, 0.84)
    aim = w * (0.5 - side * rng.uniform(0.02, 0.18)), floor + h * 0.04
    fog = _fog(sheet, "smoke", 0.7)
    wall = np.clip(sheet.y / np.float32(floor), 0, 1)
    base = ramp([deep, mix(deep, grey, 0.4), mix(deep, grey, 0.7)], np.clip(wall * 0.7 + (fog - 0.5) * 0.25, 0, 1))
    ground = np.clip((sheet.y - floor) / np.float32(0.004), 0, 1)
    base = base * (1 - 0.55 * ground[..., None]) + np.asarray(deep, np.float32) * (0.55 * ground[..., None])
    angle = float(np.arctan2(aim[0] - source[0], aim[1] - source[1]))
    spread = rng.uniform(0.11, 0.17)
    cone = _beam(sheet, source, angle, spread, h * 1.3) * np.clip((floor + h * 0.05 - sheet.y) / np.float32(0.03), 0, 1)
    base = lit(base, lamp, cone * (0.28 + 0.8 * fog) * np.float32(0.9))
    reach = float(np.hypot(aim[0] - source[0], aim[1] - source[1])) * np.tan(spread)
    pool = np.exp(
        -(
            (
                ((sheet.x - aim[0]) / np.float32(reach * 1.15)) ** 2
                + ((sheet.y - aim[1]) / np.float32(reach * 0.26)) ** 2
            )
            ** 2
        )
    )
    base = lit(base, mix(lamp, sheet.inks.light, 0.3), pool * np.float32(0.85))
    sheet.wash(base)
    thing, hero = heroes.subject(sheet, "beams"), None
    if thing:
        black = mix(deep, Ink(0, 0, 0), 0.4)
        spot = heroes.Spot((aim[0], aim[1]), (lamp, grey), side, min(0.42, h * 0.36), 0.6, lighter(black, 0.06))
        hero = heroes.enter(sheet, thing, spot)
    elif rng.random() < 0.8:
        _stand(sheet, aim[0] + rng.uniform(-0.04, 0.04), aim[1], mix(deep, Ink(0, 0, 0), 0.4))
    return Composition((aim[0] / w, (aim[1] - 0.1) / h), ((0.0, 0.06, 1.0, 0.5),), (side * 0.6, -0.8), hero)


def _stand(sheet: Sheet, x: float, foot: float, black: Ink) -> None:
    """A microphone on its stand, or an empty chair, with a long shadow."""
    if sheet.rng("stand").random() < 0.55:
        tall = 0.34

        def draw(canvas: skia.Canvas) -> None:
            canvas.drawPath(ellipse(x, foot, 0.05, 0.01), brush(black))
            canvas.drawLine(x, foot, x, foot - tall, brush(black, stroke=0.0065))
            canvas.drawLine(x, foot - tall, x - 0.035, foot - tall - 0.02, brush(black, stroke=0.0065))
            canvas.drawPath(ellipse(x - 0.048, foot - tall - 0.028, 0.024, 0.0165, 28), brush(black))
            canvas.drawPath(ellipse(x - 0.053, foot - tall - 0.034, 0.01, 0.004, 28), brush(lighter(black, 0.35)))
    else:
        s = 0.1

        def draw(canvas: skia.Canvas) -> None:
            seat = [
                (x - s * 0.5, foot - s),
                (x + s * 0.45, foot - s),
                (x + s * 0.6, foot - s * 0.86),
                (x - s * 0.4, foot - s * 0.86),
            ]
            canvas.drawPath(polygon(seat), brush(black))
            for dx, dy in ((-0.5, -0.02), (0.45, -0.02), (0.58, 0.1), (-0.38, 0.1)):
                canvas.drawLine(
                    x + s * dx, foot - s * 0.95, x + s * dx * 1.06, foot + s * dy, brush(black, stroke=0.009)
                )
            for dx in (-0.5, 0.45):
                canvas.drawLine(x + s * dx, foot - s, x + s * dx * 0.94, foot - s * 2.15, brush(black, stroke=0.009))
            canvas.drawLine(x - s * 0.48, foot - s * 2.1, x + s * 0.43, foot - s * 2.1, brush(black, stroke=0.024))
            canvas.drawLine(x - s * 0.48, foot - s * 1.65, x + s * 0.43, foot - s * 1.65, brush(black, stroke=0.014))

    sheet.draw(draw)


def crowd(sheet: Sheet, line: float, size: float, black: Ink, bottom: float) -> None:
    """Heads, shoulders and some raised hands against the light."""
    rng = sheet.rng("crowd")
    path = skia.Path()
    path.setFillType(skia.PathFillType.kWinding)
    for row in range(3):
        s = size * (0.7 + 0.28 * row)
        x = -s * rng.random()
        while x < sheet.width + s:
            y = line + (row - 1) * size * 0.55 + rng.normal(0, s * 0.12)
            tilt = rng.uniform(-9, 9)
            path.addPath(ellipse(x, y, s * 0.25, s * 0.33, tilt))
            path.addPath(
                polygon(
                    [
                        (x - s * 0.1, y + s * 0.1),
                        (x + s * 0.1, y + s * 0.1),
                        (x + s * 0.14, y + s * 0.6),
                        (x - s * 0.14, y + s * 0.6),
                    ]
                )
            )
            path.addPath(ellipse(x, y + s * 0.86, s * 0.56, s * 0.46, tilt / 2))
            if rng.random() < 0.13:
                way = rng.choice([-1, 1])
                elbow, hand = (
                    (x + way * s * 0.62, y + s * 0.1),
                    (x + way * s * rng.uniform(0.25, 0.6), y - s * rng.uniform(0.6, 1.0)),
                )
                arm = skia.Path()
                arm.moveTo(x + way * s * 0.42, y + s * 0.75)
                arm.lineTo(*elbow)
                arm.lineTo(*hand)
                thick = brush(black, stroke=s * 0.17)
                outline = skia.Path()
                thick.getFillPath(arm, outline)
                path.addPath(outline)
                path.addPath(ellipse(*hand, s * 0.1, s * 0.13))
            x += s * rng.uniform(0.72, 1.15)
    path.addRect(skia.Rect.MakeLTRB(-1, line + size * 1.1, sheet.width + 1, bottom + 1))
    sheet.fill(path, black)
