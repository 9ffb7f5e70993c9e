"""One circle in mist, over still water or in eclipse: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.bands import Field
from posta.background.painters.inks import Ink, brush, lit, mix, ramp, toned
from posta.background.painters.shapes import circle, ring
from posta.background.painters.sheet import Composition, Share, Sheet
from posta.background.painters.skies import time_of

SETTINGS = ("mist", "mist", "water", "rings")


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("orb"), sheet.width, sheet.height
    thing = heroes.subject(sheet, "orb")
    setting = "eclipse" if sheet.wishes.get("object") == "eclipse" else str(rng.choice(SETTINGS))
    if thing and setting != "eclipse":
        setting = "water" if heroes.kind(thing) == "floats" else "mist"
    dark = time_of(sheet) in ("night", "dusk") or setting == "eclipse"
    inks = sheet.inks
    radius = rng.uniform(0.17, 0.31)
    x = w * (0.5 + rng.choice([0, 0, 0.16, -0.16]))
    y = h * rng.uniform(0.36, 0.46) if setting != "mist" else h * rng.uniform(0.38, 0.62)
    if dark:
        top, low, glow = (
            mix(inks.dark, inks.mid, 0.12),
            mix(inks.dark, inks.mid, 0.75),
            mix(inks.accent, inks.light, 0.35),
        )
    else:
        top, low, glow = (
            mix(inks.light, inks.second, 0.45),
            mix(inks.light, inks.accent, 0.1),
            mix(inks.light, inks.accent, 0.25),
        )
    drift = 0.1 * sheet.noise((1.4, 0.45), 3, "air")
    base = ramp([(0, top), (0.6, mix(top, low, 0.6)), (1, low)], sheet.y / np.float32(h) + drift)
    base = lit(base, glow, sheet.glow(x, y, radius * 2.1, 1.5) * np.float32(0.45 if dark else 0.3))
    sheet.wash(base)
    warm = mix(inks.accent, inks.light, 0.12 if dark else 0.05)
    if setting == "eclipse":
        _eclipse(sheet, x, y, radius)
    else:
        disc = circle(x, y, radius)
        lean = rng.uniform(-0.6, 0.6)
        across = ((sheet.x - x) * np.float32(np.sin(lean)) + (sheet.y - y) * np.float32(np.cos(lean))) / np.float32(
            2 * radius
        ) + 0.5
        tone = ramp(
            [warm, mix(warm, inks.light, 0.25 if dark else 0.4), mix(low, warm, 0.3)],
            np.clip(across, 0, 1) + np.zeros(sheet.shape, np.float32),
        )
        sheet.shade(tone, 1.0, lambda c: c.drawPath(disc, skia.Paint(AntiAlias=True)), rows=(y - radius, y + radius))
        rim = np.clip(np.hypot(sheet.x - x, sheet.y - y) / np.float32(radius), 0, 1) ** 6 * np.clip(
            across * 1.4 - 0.3, 0, 1
        )
        sheet.shade(
            toned(warm, None, 1.15, -8),
            rim * np.float32(0.5),
            lambda c: c.drawPath(disc, skia.Paint(AntiAlias=True)),
            grain=0.9,
        )
    clear, line = np.ones(sheet.shape, np.float32), h
    if setting == "water":
        line = _water(sheet, x, y, radius, (mix(low, top, 0.6), warm))
    elif setting == "rings":
        _rings(sheet, x, y, radius, mix(warm, low, 0.45))
    if setting != "eclipse":
        clear = _veils(sheet, y, radius, low)
    hero = (
        _before(sheet, thing, (x, y, radius), (warm, low))
        if thing
        else heroes.share(sheet, x - radius, y - radius, x + radius, y + radius)
    )
    if not thing:
        above = np.clip((np.float32(line) - sheet.y) * 200, 0, 1)
        sheet.subject(lambda c: c.drawCircle(x, y, radius, skia.Paint(AntiAlias=True)), clear * above)
    sheet.finish(3.0, tooth=1.2)
    room = ((0.0, 0.66, 1.0, 1.0),) if y / h < 0.5 else ((0.0, 0.0, 1.0, 0.3), (0.0, 0.84, 1.0, 1.0))
    return Composition((x / w, y / h), room, (0.0, -1.0), hero)


def _before(sheet: Sheet, thing: str, disc: tuple[float, float, float], inks: tuple[Ink, Ink]) -> Share:
    """A named thing dark against the disc, on a low rise of ground if it stands; the box of both."""
    x, y, radius = disc
    warm, low = inks
    foot = y + radius * 0.98
    ink = mix(sheet.inks.dark, Ink(0, 0, 0), 0.15)
    if heroes.kind(thing) in ("stands", "plays"):
        heroes.bank(sheet, foot - 0.012, mix(low, ink, 0.55), "orb")
    sky = (y + radius * 0.05) / sheet.height
    heroes.enter(sheet, thing, heroes.Spot((x, foot), (warm, low), -1, radius * 1.6, sky, ink))
    return heroes.share(sheet, x - radius, y - radius, x + radius, foot)


def _veils(sheet: Sheet, y: float, radius: float, color: Ink) -> Field:
    """Banks of mist that swallow the lower part of the disc; how much of what lies behind them is still seen."""
    rng, clear = sheet.rng("veils"), np.ones(sheet.shape, np.float32)
    for k in range(int(rng.integers(2, 5))):
        middle = y + radius * rng.uniform(0.05, 1.1)
        thick = radius * rng.uniform(0.1, 0.34)
        bent = sheet.y - middle + np.float32(0.12) * sheet.noise((0.9, 0.6), 2, f"veil {k}")
        veil = np.exp(-((bent / np.float32(thick)) ** 2)) * np.clip(
            0.75 + 0.5 * sheet.noise((0.8, 0.1), 4, f"wisps {k}"), 0, 1
        )
        veil = veil * np.float32(rng.uniform(0.4, 0.8))
        sheet.shade(color, veil, rows=(middle - thick * 4, middle + thick * 4))
        clear *= 1 - veil
    return clear


def _water(sheet: Sheet, x: float, y: float, radius: float, inks: tuple[Ink, Ink]) -> float:
    """A horizon through the disc's lower third, and its light broken on the water below; the horizon's height."""
    rng = sheet.rng("water")
    line = y + radius * rng.uniform(0.35, 0.8)
    deep, warm = inks
    depth = np.clip((sheet.y - line) / np.float32(sheet.height - line), 0, 1)
    tone = ramp(
        [mix(deep, sheet.inks.light, 0.2), deep, mix(deep, sheet.inks.dark, 0.3)],
        depth + np.zeros(sheet.shape, np.float32),
    )
    cut = skia.Rect.MakeLTRB(-1, line, sheet.width + 1, sheet.height + 1)
    sheet.shade(tone, 0.94, lambda c: c.drawRect(cut, skia.Paint(AntiAlias=True)), rows=(line, 1e9))

    def glints(canvas: skia.Canvas) -> None:
        at = line + 0.006
        while at < line + radius * 3.2:
            share = (at - line) / (radius * 3.2)
            half = radius * (0.9 - 0.45 * share) * rng.uniform(0.35, 1.0)
            thick = 0.0016 + 0.007 * share
            middle = x + rng.normal(0, 0.02 + 0.03 * share)
            for cx, part in ((middle, half), (middle + rng.choice([-1, 1]) * half * 1.5, half * 0.2)):
                canvas.drawOval(
                    skia.Rect.MakeLTRB(cx - part, at - thick, cx + part, at + thick),
                    brush(warm, 0.9 * (1 - share) ** 0.8),
                )
            at += thick * rng.uniform(2.2, 3.6)

    sheet.draw(glints)
    return float(line)


def _rings(sheet: Sheet, x: float, y: float, radius: float, color: Ink) -> None:
    """Hairline circles about the disc, like breath or ripples."""
    rng = sheet.rng("rings")
    count, step = int(rng.integers(4, 9)), rng.uniform(0.035, 0.06)
    for k in range(1, count + 1):
        outer = radius + k * step * (1 + 0.08 * k)
        sheet.fill(ring(x, y, outer, outer - 0.0032 * (1 - 0.06 * k)), color, 0.85 * (1 - k / (count + 2)))


def _eclipse(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """A black disc with a corona and one bright bead."""
    rng, inks = sheet.rng("eclipse"), sheet.inks
    away = np.maximum(np.hypot(sheet.x - x, sheet.y - y) / np.float32(radius), 1)
    angle = np.arctan2(sheet.y - y, sheet.x - x)
    rays = sum(
        np.float32(rng.uniform(0.1, 0.3)) * np.cos(angle * n + np.float32(rng.uniform(0, 6.28)))
        for n in (2, 3, 5, 9, 14)
    )
    corona = away ** np.float32(-3.2) * np.clip(0.8 + rays * 0.6, 0.1, 1.5)
    sheet.shade(mix(inks.accent, inks.light, 0.4), np.clip(corona, 0, 1), blend="screen")
    sheet.shade(inks.light, np.clip(away ** np.float32(-14), 0, 1) * 0.9, blend="screen")
    sheet.fill(circle(x, y, radius), inks.dark)
    turn = rng.uniform(-2.6, -0.5)
    bead = x + radius * np.cos(turn), y + radius * np.sin(turn)
    sheet.shade(inks.light, np.clip(sheet.glow(*bead, 0.035, 1.5), 0, 1), blend="screen")
