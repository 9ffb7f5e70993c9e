"""Curtains of light over a dark land, or soft fields of colour with grain: a Sheet in, a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.bands import Field
from posta.background.painters.cosmos import stars
from posta.background.painters.inks import Ink, lay, lit, mix, ramp
from posta.background.painters.mountains import firs
from posta.background.painters.shapes import circle, ridge, under
from posta.background.painters.sheet import Composition, Sheet


def paint(sheet: Sheet) -> Composition:
    if sheet.inks.night and sheet.rng("kind").random() < (0.85 if sheet.wishes.get("time") == "night" else 0.55):
        return _curtains(sheet)
    return _fields(sheet)


def _curtains(sheet: Sheet) -> Composition:
    """Folded curtains: each hangs from a wandering line, sharp below and fading upwards, its rays upright."""
    rng, w, h, inks = sheet.rng("curtains"), sheet.width, sheet.height, sheet.inks
    deep = mix(inks.dark, Ink(0, 0, 0), 0.35)
    base = ramp(
        [deep, inks.dark, mix(inks.dark, inks.mid, 0.6)],
        np.clip(sheet.y / np.float32(h) + 0.08 * sheet.noise(0.6, 3, "sky"), 0, 1),
    )
    tones = [inks.accent, mix(inks.accent, inks.second, 0.45), inks.second]
    count = int(rng.integers(3, 5))
    for k in range(count):
        line = h * rng.uniform(0.34, 0.58) + 0.16 * h * np.sin(
            sheet.x / np.float32(w) * np.float32(rng.uniform(2.5, 5)) + np.float32(rng.uniform(0, 6.28))
        )
        line = line + np.float32(0.09) * sheet.noise((0.5, 9.0), 3, f"fold {k}")[:1]
        above = line - sheet.y
        reach = np.float32(h * rng.uniform(0.2, 0.36))
        rays = np.clip(0.55 + 0.65 * sheet.noise((0.035, 2.5), 3, f"rays {k}"), 0.05, 1.5)
        curtain = np.where(above > 0, np.exp(-above / reach), np.exp(above / np.float32(0.028))) * rays
        base = lit(base, tones[k % 3], np.clip(curtain, 0, 1) * np.float32(0.8))
        base = lit(base, mix(tones[(k + 1) % 3], inks.light, 0.2), np.clip(curtain, 0, 1) ** 3 * np.float32(0.45))
        base = lit(base, tones[2], np.exp(-(((above - reach) / (reach * 0.8)) ** 2)) * rays * np.float32(0.22))
    sheet.wash(base)
    stars(sheet, None, 0.8)
    line = h * rng.uniform(0.78, 0.85)
    for k in range(2):
        xs, ys = ridge(sheet.rng(f"land {k}"), w, 8, 0.45)
        tone = mix(deep, inks.mid, 0.22 - 0.22 * k)
        sheet.fill(under(xs, line + 0.05 * k - ys * (0.05 - 0.02 * k), h + 0.1), tone)
        if k:
            firs(sheet, xs, line + 0.05 * k - ys * (0.05 - 0.02 * k), 0.09, deep, "near")
    sheet.finish(3.4)
    return Composition((0.5, 0.42), ((0.0, 0.0, 1.0, 0.16), (0.0, 0.86, 1.0, 1.0)), (0.0, -1.0))


def _fields(sheet: Sheet) -> Composition:
    """Large lobes of colour that melt into each other, folded like cloth, under heavy grain."""
    rng, w, h, inks = sheet.rng("fields"), sheet.width, sheet.height, sheet.inks
    ground = inks.ground
    colors = np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)).copy()
    drift, lift = sheet.noise(0.8, 2, "drift") * np.float32(0.22), sheet.noise(0.8, 2, "lift") * np.float32(0.22)
    picks = [inks.accent, inks.second, inks.mid, mix(inks.accent, inks.second, 0.5), mix(inks.accent, inks.light, 0.35)]
    corner = rng.uniform(0, 6.28)
    for k in range(int(rng.integers(4, 7))):
        a = corner + k * 2.4
        x, y = w * (0.5 + 0.42 * np.cos(a)), h * (0.5 + 0.4 * np.sin(a))
        far = np.hypot(
            (sheet.x + drift - np.float32(x)) / np.float32(w), (sheet.y + lift - np.float32(y)) / np.float32(h)
        )
        lobe = np.exp(-((far / np.float32(rng.uniform(0.24, 0.42))) ** 2))
        colors = lay(colors, picks[k % len(picks)], np.clip(lobe * rng.uniform(0.7, 1.0), 0, 1))
    kind = str(rng.choice(["plain", "fold", "disc"]))
    if kind == "fold":
        colors = _folds(sheet, colors, drift)
    sheet.wash(colors)
    focus = (0.5, 0.45)
    if kind == "disc":
        x, y, r = w * rng.uniform(0.4, 0.6), h * rng.uniform(0.38, 0.5), rng.uniform(0.2, 0.3)
        across = np.clip(((sheet.x - x) * np.float32(0.5) + (sheet.y - y)) / np.float32(r * 2) + np.float32(0.5), 0, 1)
        disc = ramp([mix(inks.light, inks.accent, 0.2), inks.accent, mix(inks.second, inks.accent, 0.4)], across)
        sheet.shade(disc, 1.0, lambda c: c.drawPath(circle(x, y, r), skia.Paint(AntiAlias=True)), rows=(y - r, y + r))
        focus = (x / w, y / h)
    sheet.shade(
        inks.dark,
        np.clip(np.hypot((sheet.x - w / 2) / np.float32(w), (sheet.y - h / 2) / np.float32(h)) - 0.42, 0, 1)
        * np.float32(0.6),
        blend="multiply",
    )
    sheet.finish(6.5)
    return Composition(focus, ((0.0, 0.66, 1.0, 1.0), (0.0, 0.0, 1.0, 0.24)), (-0.5, -0.5))


def _folds(sheet: Sheet, colors: Field, drift: Field) -> Field:
    """Long soft creases of light and shade across the colours, like silk."""
    rng = sheet.rng("folds")
    angle = rng.uniform(-0.9, 0.9)
    along = sheet.x * np.float32(np.sin(angle)) + sheet.y * np.float32(np.cos(angle)) + drift * np.float32(1.3)
    wave = np.sin(along * np.float32(rng.uniform(9, 15)) + np.float32(2.2) * sheet.noise(0.6, 2, "crease"))
    light = np.clip(wave, 0, 1) ** 2.2
    colors = lit(colors, sheet.inks.light, light * np.float32(0.38))
    return colors * (1 - np.clip(-wave, 0, 1) ** 2 * 0.28)[..., None]
