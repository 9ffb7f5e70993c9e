"""A picture, or a subject the theme names, as a coarse halftone in two inks: a Sheet in, a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.bands import Field
from posta.background.painters.inks import mix
from posta.background.painters.riso import dots
from posta.background.painters.sheet import Composition, Sheet
from posta.background.saliency import focal_point, saliency
from posta.geometry import Rect


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("halftone"), sheet.width, sheet.height, sheet.inks
    paper, ink = inks.ground, inks.figure
    tone, focus = _picture(sheet) if sheet.picture is not None else _subject(sheet)
    if inks.night:
        tone = 1 - tone
    pitch, angle = rng.uniform(0.0075, 0.0125), rng.choice([15, 30, 45, 75])
    sheet.wash(np.broadcast_to(np.asarray(paper, np.float32), (*sheet.shape, 3)))
    block = str(rng.choice(["disc", "half", "band", "none"]))
    color = inks.accent
    if block == "disc":
        r = rng.uniform(0.26, 0.36)
        sheet.shade(color, 0.96, lambda c: c.drawCircle(focus[0], focus[1], r, skia.Paint(AntiAlias=True)), grain=0.3)
    elif block == "half":
        cut = focus[1] + rng.uniform(-0.05, 0.15)
        sheet.shade(
            color,
            0.96,
            lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, cut, w + 1, h + 1), skia.Paint(AntiAlias=True)),
            grain=0.3,
        )
    elif block == "band":
        lean = float(rng.choice([-18, 18, -30]))
        sheet.shade(
            color,
            0.96,
            lambda c: (
                c.rotate(lean, *focus),
                c.drawRect(skia.Rect.MakeLTRB(-2, focus[1] - 0.19, 4, focus[1] + 0.19), skia.Paint(AntiAlias=True)),
            ),
            grain=0.3,
        )
    if rng.random() < 0.5:
        sheet.shade(
            mix(inks.second, paper, 0.1),
            dots(np.clip(sheet.warp(tone, 0.012, 0.008) * np.float32(0.85), 0, 1), pitch, float(angle) + 30),
            blend="multiply" if not inks.night else "screen",
        )
    sheet.shade(ink, dots(np.clip(tone, 0, 1).astype(np.float32), pitch, float(angle)))
    sheet.finish(2.0, tooth=1.8, specks=0.012, speck_ink=paper)
    return Composition((focus[0] / w, focus[1] / h), ((0.0, 0.0, 1.0, 0.24), (0.0, 0.86, 1.0, 1.0)), (-0.6, -0.6))


def _picture(sheet: Sheet) -> tuple[Field, tuple[float, float]]:
    """The given picture's darkness, its contrast stretched; where the eye goes in it."""
    assert sheet.picture is not None
    grey = sheet.picture @ np.array([0.3, 0.59, 0.11], np.float32)
    low, high = np.percentile(grey, (2, 98))
    dark = 1 - np.clip((grey - low) / max(float(high - low), 0.05), 0, 1)
    dark = dark + 0.6 * (dark - sheet.blur(dark, 0.012))
    x, y = focal_point(saliency((sheet.picture * 255).astype(np.uint8)))
    return np.clip(dark, 0, 1).astype(np.float32), (x * sheet.width, y * sheet.height)


def _subject(sheet: Sheet) -> tuple[Field, tuple[float, float]]:
    """The named motif modelled by light, or a cratered moon."""
    rng, w, h = sheet.rng("subject"), sheet.width, sheet.height
    x, y = w * 0.5, h * rng.uniform(0.5, 0.58)
    wished = heroes.named(sheet)
    floor = np.clip((sheet.y / np.float32(h) - 0.55) * 0.7, 0, 0.35) * np.ones((1, sheet.shape[1]), np.float32)
    if wished or rng.random() < 0.6:
        name = wished[0] if wished else str(rng.choice(["hand", "eye", "face profile", "rose", "lion", "guitar"]))
        size = min(0.82, h * 0.56)
        placed = heroes.hero(sheet, name, Rect(x - size / 2, y - size / 2, size, size))
        whole, fine = placed.silhouette(), placed.stencil()
        mask = sheet.stencil(lambda c: c.drawPath(whole, skia.Paint(AntiAlias=True)))
        lines = sheet.stencil(lambda c: c.drawPath(fine, skia.Paint(AntiAlias=True)))
        round_ = sheet.blur(mask, 0.05) - sheet.warp(sheet.blur(mask, 0.05), 0.05, 0.06)
        tone = mask * np.clip(0.5 - 1.2 * round_ + 0.45 * lines, 0.08, 0.97)
        return np.maximum(tone, floor * (1 - mask)).astype(np.float32), placed.focus
    r = rng.uniform(0.28, 0.36)
    u, v = (sheet.x - x) / np.float32(r), (sheet.y - y) / np.float32(r)
    inside = np.clip((1 - np.hypot(u, v)) * 40, 0, 1)
    ball = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    light = np.clip(-0.55 * u - 0.6 * v + 0.55 * ball, 0, 1)
    craters = np.clip(sheet.noise(0.12, 4, "craters"), -1, 1) * np.float32(0.2)
    return np.maximum(inside * np.clip(1 - light + craters, 0.04, 0.96), floor * (1 - inside)).astype(np.float32), (
        x,
        y,
    )
