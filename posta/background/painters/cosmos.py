"""Deep space, with a black hole, a galaxy or a planet: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.bands import GRID, Field, Patch
from posta.background.painters.inks import Ink, brush, lit, mix, ramp
from posta.background.painters.shapes import circle
from posta.background.painters.sheet import Composition, Share, Sheet

SUBJECTS = ("blackhole", "galaxy", "planet", "planet")


def paint(sheet: Sheet) -> Composition:
    rng = sheet.rng("cosmos")
    wished = str(sheet.wishes.get("object", ""))
    subject = wished if wished in SUBJECTS else str(rng.choice(SUBJECTS[1:]))
    composition = {"blackhole": _black_hole, "galaxy": _galaxy, "planet": _planet}[subject](sheet)
    sheet.finish(3.0)
    return composition


def _deep(sheet: Sheet) -> Ink:
    return mix(sheet.inks.dark, Ink(0, 0, 0), 0.5)


def _sky(sheet: Sheet, strength: float) -> Field:
    """Black with a faint drift of coloured dust."""
    inks = sheet.inks
    stir = sheet.noise(0.5, 3, "stir")
    dust = sheet.warp(sheet.noise(0.55, 5, "dust"), stir * np.float32(0.15), stir * np.float32(-0.1))
    base = ramp([_deep(sheet), inks.dark, mix(inks.dark, inks.mid, 0.7)], np.clip(0.25 + 0.45 * dust * strength, 0, 1))
    glow = np.clip(sheet.noise(0.7, 4, "glow") - 0.15, 0, 1)
    return lit(base, mix(inks.second, inks.mid, 0.4), glow * np.float32(0.35 * strength))


def stars(sheet: Sheet, keep: Field | None = None, many: float = 1.0) -> None:
    """Stars of many sizes, most of them faint; `keep` (gh, gw) is the chance that one may stand there."""
    rng = sheet.rng("stars")
    count = int(520 * many * sheet.width * sheet.height)
    xs, ys = rng.random(count) * sheet.width, rng.random(count) * sheet.height
    size = 0.0007 * rng.pareto(2.6, count).clip(0, 5) + 0.0006
    draw, tint = rng.random(count), rng.random(count)
    inks = sheet.inks

    def dots(canvas: skia.Canvas) -> None:
        for x, y, r, d, t in zip(xs, ys, size, draw, tint, strict=True):
            if (
                keep is not None
                and d > keep[min(int(y * GRID), sheet.shape[0] - 1), min(int(x * GRID), sheet.shape[1] - 1)]
            ):
                continue
            color = mix(inks.light, inks.second if t < 0.2 else inks.accent, 0.35) if t < 0.35 else inks.light
            canvas.drawCircle(float(x), float(y), float(r), brush(color, 0.35 + 0.6 * float(d)))
            if r > 0.0034:
                for dx, dy in ((1, 0), (0, 1)):
                    canvas.drawLine(
                        float(x - dx * r * 5),
                        float(y - dy * r * 5),
                        float(x + dx * r * 5),
                        float(y + dy * r * 5),
                        brush(color, 0.4, stroke=0.0007),
                    )

    sheet.draw(dots)


def _black_hole(sheet: Sheet) -> Composition:
    """A shadow, its photon ring, a disk seen almost from the side and the far side of that disk bent over the top."""
    rng, w, h, inks = sheet.rng("hole"), sheet.width, sheet.height, sheet.inks
    x, y = w * rng.uniform(0.4, 0.6), h * rng.uniform(0.42, 0.56)
    radius, tilt, squash = rng.uniform(0.115, 0.165), np.radians(rng.uniform(-24, 24)), rng.uniform(0.1, 0.2)
    dx, dy = sheet.x - np.float32(x), sheet.y - np.float32(y)
    across = (dx * np.float32(np.cos(tilt)) + dy * np.float32(np.sin(tilt))) / np.float32(radius)
    down = (-dx * np.float32(np.sin(tilt)) + dy * np.float32(np.cos(tilt))) / np.float32(radius)
    away = np.hypot(across, down)
    sheet.wash(_sky(sheet, 0.6) * np.clip(0.25 + 0.3 * away, 0, 1)[..., None])
    stars(sheet, np.clip((away - 1.3) * 0.5, 0, 1))
    doppler = np.clip(1 - 0.36 * np.tanh(across * 0.9), 0.3, 2) ** 1.5

    def strands(ring: Field, around: Field, name: str) -> Field:
        """Brightness of the disk at distance `ring`: fine lanes drawn out along the orbit."""
        lanes = sheet.rng(name).standard_normal(220).cumsum()
        lanes = np.interp(np.linspace(0, 219, 4096), np.arange(220), lanes - np.linspace(0, lanes[-1], 220))
        lane = lanes[np.clip((ring - 1.2) / 4.6 * 4095, 0, 4095).astype(np.int32)].astype(np.float32)
        wobble = np.sin(around * 2 + ring * 2.1) * 0.12
        return np.clip(0.62 + 0.05 * lane + wobble, 0.12, 1.2)

    ring = np.hypot(across, down / np.float32(squash))
    around = np.arctan2(down / np.float32(squash), across)
    disk = (
        np.clip((ring - 1.55) * 3, 0, 1)
        * np.exp(-np.maximum(ring - 1.7, 0) * 0.62)
        * strands(ring, around, "lanes")
        * doppler
    )
    # The far half of the disk seems lifted into an arch: light that left it upwards is bent towards us.
    arch = np.hypot(across, down * np.where(down < 0, 1.0, 1.12).astype(np.float32))
    bent = (
        np.clip((arch - 1.12) * 9, 0, 1)
        * np.exp(-np.maximum(arch - 1.2, 0) * 3.1)
        * strands(1.3 + (arch - 1.1) * 2.2, around, "arch")
        * doppler
    )
    bent = bent * np.where(down < 0, 0.95, 0.42).astype(np.float32)
    shadow = np.clip((away - 1.0) * 30, 0, 1)
    near = np.clip(down * 10 + 0.5, 0, 1)
    light = bent * shadow + disk * (near + (1 - near) * np.clip((away - 1.15) * 8, 0, 1))
    halo = np.exp(-np.maximum(away - 1, 0) * 0.9) * 0.3 * shadow
    energy = np.clip(1 - np.exp(-1.75 * (light + 0.25 * halo)), 0, 1)
    flame = ramp(
        [
            (0, _deep(sheet)),
            (0.25, mix(inks.mid, inks.accent, 0.45)),
            (0.55, inks.accent),
            (0.82, mix(inks.accent, inks.light, 0.6)),
            (1, inks.light),
        ],
        energy,
    )
    sheet.shade(_deep(sheet), np.clip((1.1 - away) * 12, 0, 1) * (1 - energy))
    sheet.shade(mix(inks.accent, inks.mid, 0.5), sheet.blur(energy, 0.07) * np.float32(0.4), blend="screen")
    sheet.shade(flame, np.clip(energy * 1.7, 0, 1))
    cx, cy = np.float32(x), np.float32(y)

    def photons(patch: Patch) -> Field:
        far = np.hypot(patch.x - cx, patch.y - cy) / np.float32(radius)
        return np.exp(-(((far - 1.06) / 0.014) ** 2)) * np.clip(
            0.75 - 0.3 * (patch.x - cx) / np.float32(radius), 0.2, 1
        )

    sheet.shade(
        mix(inks.light, inks.accent, 0.15),
        photons,
        blend="screen",
        rows=(y - radius * 1.3, y + radius * (0.12 if squash < 0.16 else 0.2)),
    )
    return Composition(
        (x / w, y / h), ((0.0, 0.0, 1.0, 0.27), (0.0, 0.74, 1.0, 1.0)), (0.0, 0.0), _round(sheet, x, y, radius * 2)
    )


def _galaxy(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("galaxy"), sheet.width, sheet.height, sheet.inks
    x, y, size = w * rng.uniform(0.42, 0.58), h * rng.uniform(0.4, 0.56), rng.uniform(0.3, 0.42)
    tilt, squash = np.radians(rng.uniform(-40, 40)), rng.uniform(0.35, 0.75)
    dx, dy = sheet.x - np.float32(x), sheet.y - np.float32(y)
    across = (dx * np.float32(np.cos(tilt)) + dy * np.float32(np.sin(tilt))) / np.float32(size)
    down = (-dx * np.float32(np.sin(tilt)) + dy * np.float32(np.cos(tilt))) / np.float32(size * squash)
    away, around = np.hypot(across, down) + np.float32(1e-4), np.arctan2(down, across)
    arms, wind = int(rng.choice([2, 2, 3, 4])), rng.uniform(2.2, 3.8) * rng.choice([-1, 1])
    rough = sheet.noise(0.22, 5, "arms") * np.float32(0.7)
    phase = around * arms - np.float32(wind * arms / 2) * np.log(away) + rough
    arm = (0.5 + 0.5 * np.cos(phase)) ** 2.2
    envelope = np.exp(-((away / 0.95) ** 2))
    lane = (0.5 + 0.5 * np.cos(phase + 0.9)) ** 6 * np.exp(-((away - 0.5) ** 2) * 5)
    light = envelope * (0.25 + 0.95 * arm * np.clip(0.8 + 0.5 * sheet.noise(0.05, 3, "knots"), 0, 2)) * (
        1 - 0.65 * lane
    ) + 1.4 * np.exp(-((away / 0.17) ** 1.4))
    energy = 1 - np.exp(-1.3 * light)
    sheet.wash(_sky(sheet, 0.9))
    stars(sheet)
    colors = ramp(
        [
            (0, inks.dark),
            (0.3, mix(inks.mid, inks.second, 0.4)),
            (0.55, mix(inks.accent, inks.second, 0.4)),
            (0.8, mix(inks.accent, inks.light, 0.55)),
            (1, inks.light),
        ],
        energy,
    )
    sheet.shade(colors, np.clip(energy * 1.25, 0, 1), blend="screen")
    many = sheet.rng("arm stars")

    def dots(canvas: skia.Canvas) -> None:
        for _ in range(1400):
            r = abs(many.normal(0, 0.55)) + 0.05
            turn = (wind * arms / 2 * np.log(r) + many.normal(0, 0.5) + 2 * np.pi * many.integers(arms)) / arms
            px, py = r * np.cos(turn) * size, r * np.sin(turn) * size * squash
            canvas.drawCircle(
                float(x + px * np.cos(tilt) - py * np.sin(tilt)),
                float(y + px * np.sin(tilt) + py * np.cos(tilt)),
                float(0.0006 + 0.0005 * many.pareto(3)),
                brush(inks.light, float(many.uniform(0.3, 0.9))),
            )

    sheet.draw(dots)
    return Composition(
        (x / w, y / h), ((0.0, 0.0, 1.0, 0.2), (0.0, 0.8, 1.0, 1.0)), (0.0, 0.0), _round(sheet, x, y, size * 0.5)
    )


def _planet(sheet: Sheet) -> Composition:
    """A huge planet, banded or cratered, lit from one side, perhaps ringed, and a moon."""
    rng, w, h, inks = sheet.rng("planet"), sheet.width, sheet.height, sheet.inks
    side = int(rng.choice([-1, 1]))
    big = rng.random() < 0.45
    radius = rng.uniform(0.55, 0.8) if big else rng.uniform(0.22, 0.3)
    x = w * (0.5 + side * rng.uniform(0.05, 0.3)) if big else w * rng.uniform(0.42, 0.58)
    y = h + radius * rng.uniform(-0.35, 0.1) if big else h * rng.uniform(0.42, 0.58)
    sheet.wash(_sky(sheet, 1.0))
    stars(sheet)
    u, v = (sheet.x - np.float32(x)) / np.float32(radius), (sheet.y - np.float32(y)) / np.float32(radius)
    depth = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    light = np.array([-side * 0.75, -0.55, 0.4])
    light /= np.linalg.norm(light)
    facing = u * np.float32(light[0]) + v * np.float32(light[1]) + depth * np.float32(light[2])
    lean = np.float32(rng.uniform(-0.5, 0.5))
    band = v + lean * u + 0.06 * sheet.noise(0.3 * radius / 0.3, 4, "swirl") * (1 - np.abs(v))
    stripes = sum(
        np.sin(band * np.float32(f) + np.float32(rng.uniform(0, 6.28))) / f**0.55 for f in (5.0, 11.0, 23.0, 41.0)
    )
    warm = [
        mix(inks.accent, inks.dark, 0.35),
        inks.accent,
        mix(inks.accent, inks.light, 0.55),
        mix(inks.second, inks.light, 0.35),
    ]
    skin = ramp(warm, np.clip(0.5 + 0.42 * stripes, 0, 1))
    shade = ramp(
        [(0, _deep(sheet)), (0.5, mix(_deep(sheet), inks.mid, 0.3)), (1, inks.light)],
        np.clip(facing * 0.95 + 0.06, 0, 1),
    )
    lit_part = np.clip(facing * 1.5, 0, 1)[..., None]
    skin = skin * lit_part + np.asarray(_deep(sheet), np.float32) * (1 - lit_part) + 0.05 * shade
    rim = np.clip(1 - np.hypot(u, v), -1, 1)
    glow = np.exp(-np.maximum(-rim, 0) * 14) * np.clip(
        0.25 + 0.75 * (u * np.float32(light[0]) + v * np.float32(light[1])), 0, 1
    )
    sheet.shade(mix(inks.second, inks.light, 0.3), glow * np.float32(0.75), blend="screen")
    ringed = not big and rng.random() < 0.6
    tilt, flat = float(np.degrees(np.arctan(-lean)) + rng.uniform(-4, 4)), rng.uniform(0.16, 0.3)
    if ringed:
        _rings(sheet, (x, y), radius, (tilt, flat), front=False)
    body = circle(x, y, radius)
    rows = (y - radius, y + radius)
    sheet.shade(skin, 1.0, lambda c: c.drawPath(body, skia.Paint(AntiAlias=True)), rows=rows)
    sheet.subject(lambda c: c.drawPath(body, skia.Paint(AntiAlias=True)))
    dusk = np.clip((0.42 - facing) * 2.4, 0, 1)
    sheet.shade(
        _deep(sheet),
        dusk * np.float32(0.9),
        lambda c: c.drawPath(body, skia.Paint(AntiAlias=True)),
        grain=0.85,
        rows=rows,
    )
    if ringed:
        _rings(sheet, (x, y), radius, (tilt, flat), front=True)
    mx, my, small = (
        x - side * radius * rng.uniform(0.9, 1.3),
        y - radius * rng.uniform(0.9, 1.25),
        radius * rng.uniform(0.06, 0.12),
    )
    moon = circle(mx, my, small)
    sheet.fill(moon, mix(inks.light, inks.second, 0.25))
    away = np.clip(0.5 + ((sheet.x - mx) * side + (sheet.y - my) * 0.6) / np.float32(small * 1.4), 0, 1)
    sheet.shade(
        _deep(sheet),
        away * np.float32(0.92),
        lambda c: c.drawPath(moon, skia.Paint(AntiAlias=True)),
        grain=0.7,
        rows=(my - small, my + small),
    )
    focus = (x, y) if not big else (x - side * radius * 0.35, y - radius * 0.75)
    return Composition(
        (float(np.clip(focus[0] / w, 0, 1)), float(np.clip(focus[1] / h, 0, 1))),
        ((0.0, 0.0, 1.0, 0.3), (0.0, 0.8, 1.0, 1.0)) if not big else ((0.0, 0.0, 1.0, 0.5),),
        (-side * 0.75, -0.55),
        _round(sheet, x, y, radius),
    )


def _round(sheet: Sheet, x: float, y: float, radius: float) -> Share:
    return heroes.share(sheet, x - radius, y - radius, x + radius, y + radius)


def _rings(
    sheet: Sheet, middle: tuple[float, float], radius: float, plane: tuple[float, float], *, front: bool
) -> None:
    """Rings as many fine ellipses; the half in front of the planet or the half behind it."""
    rng, inks = sheet.rng("rings"), sheet.inks
    x, y = middle
    tilt, flat = plane

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(tilt)
        canvas.clipRect(skia.Rect.MakeLTRB(-3, 0 if front else -3, 3, 3 if front else 0), skia.ClipOp.kIntersect, True)
        at = 1.3
        while at < 2.15:
            wide = rng.uniform(0.006, 0.05)
            if rng.random() > 0.16:
                mid = (at + wide / 2) * radius
                ink = brush(
                    mix(mix(inks.light, inks.second, rng.uniform(0, 0.7)), inks.dark, rng.uniform(0, 0.35)),
                    rng.uniform(0.45, 0.95),
                )
                ink.setStyle(skia.Paint.kStroke_Style)
                ink.setStrokeWidth(wide * radius * 0.9)
                canvas.save()
                canvas.scale(1, flat)
                canvas.drawCircle(0, 0, mid, ink)
                canvas.restore()
            at += wide
        canvas.restore()

    sheet.draw(draw, subject=front)
