"""One thing the theme names, large on a plain ground: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.motifs import MOTIFS, Drawing
from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, distance, lighter, mix
from posta.background.painters.shapes import circle, rect, ring, wedge
from posta.background.painters.sheet import Composition, Sheet
from posta.geometry import Rect

STANDING = ("flower", "star", "bird", "leaf", "heart", "sun", "butterfly")


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("emblem"), sheet.width, sheet.height, sheet.inks
    wished = heroes.named(sheet)
    name = wished[0] if wished else str(rng.choice(STANDING))
    grounds = (
        [inks.dark, mix(inks.dark, inks.mid, 0.5)]
        if inks.night
        else [inks.light, mix(inks.light, inks.second, 0.45), inks.accent, inks.mid]
    )
    if sheet.wishes.get("ground") == "named":
        grounds = grounds[:1]
    ground = grounds[int(rng.integers(len(grounds)))]
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    x, y = w * 0.5, h * rng.uniform(0.54, 0.6)
    back = _backing(sheet, (x, y), ground)
    other = heroes.companion(sheet, name)
    size = min(float(rng.uniform(0.66, 0.82)), h * 0.54)
    x -= 0.08 if other else 0.0
    box = Rect(x - size / 2, y - size / 2, size, size)
    placed = heroes.hero(sheet, name, box, flip=bool(rng.random() < 0.3))
    body, second = heroes.dress(sheet, name, (back, ground) if back != ground else (ground,))
    if MOTIFS[name].anchor == "ground":
        foot = placed.bounds().bottom
        sheet.fill(
            rect(-0.1, foot, w + 0.1, h + 0.1),
            mix(ground, inks.dark, 0.35) if distance(ground, inks.dark) > 0.2 else lighter(ground, 0.08),
        )
    offset = 0.009
    silhouette = placed.silhouette()

    def shadow(canvas: skia.Canvas) -> None:
        canvas.translate(offset, offset)
        canvas.drawPath(silhouette, brush(mix(inks.dark, ground, 0.1)))

    if rng.random() < 0.6:
        sheet.draw(shadow, subject=True)
    sheet.draw(lambda c: heroes.stamp(c, placed, heroes.colored(sheet, body, second, name)))
    sheet.subject(lambda c: c.drawPath(silhouette, skia.Paint(AntiAlias=True)))
    mask = sheet.stencil(lambda c: c.drawPath(silhouette, skia.Paint(AntiAlias=True)))
    under = np.clip(mask - sheet.warp(sheet.blur(mask, 0.03), 0.035, 0.045), 0, 1)
    sheet.shade(
        mix(body, inks.dark, 0.75),
        under * np.float32(0.55),
        lambda c: c.drawPath(silhouette, skia.Paint(AntiAlias=True)),
        grain=0.95,
    )
    if other:
        _beside(sheet, other, placed, (body, back))
    sheet.finish(2.0, tooth=2.0, specks=0.012, speck_ink=inks.light)
    bounds = placed.bounds()
    return Composition(
        (placed.focus[0] / w, placed.focus[1] / h),
        ((0.0, 0.0, 1.0, max(0.12, bounds.y / h - 0.03)), (0.0, min(0.92, bounds.bottom / h + 0.04), 1.0, 1.0)),
        (-0.6, -0.6),
        heroes.frame(sheet, placed),
    )


def _beside(sheet: Sheet, name: str, lead: Drawing, behind: tuple[Ink, ...]) -> None:
    """A second thing, about half as large, before the lower right corner of the first."""
    bounds = lead.bounds()
    size = max(bounds.width, bounds.height) * (0.4 + 0.16 * min(heroes.stature(name), 1.0))
    left = float(np.clip(bounds.right - size * 0.3, 0.04, sheet.width - size - 0.04))
    placed = heroes.hero(sheet, name, Rect(left, bounds.bottom - size + 0.012, size, size))
    body, accent = heroes.dress(sheet, name, behind)
    sheet.draw(lambda c: heroes.stamp(c, placed, heroes.colored(sheet, body, accent, name)))
    heroes.model(sheet, placed, body, -1)
    outline = placed.silhouette()
    sheet.subject(lambda c: c.drawPath(outline, skia.Paint(AntiAlias=True)))


def _backing(sheet: Sheet, at: tuple[float, float], ground: Ink) -> Ink:
    """What lies behind the thing: a disc, rings, rays or an arch; its ink."""
    rng, inks = sheet.rng("backing"), sheet.inks
    x, y = at
    others = [ink for ink in (inks.second, inks.accent, inks.light, inks.mid) if distance(ink, ground) > 0.1] or [
        inks.light
    ]
    ink = others[int(rng.integers(len(others)))]
    kind = str(rng.choice(["disc", "rings", "rays", "arch", "half", "scallops", "frame"]))
    if kind == "rays":
        count = int(rng.choice([16, 20, 24]))
        pale = mix(ground, ink, 0.3)
        sheet.fill([wedge(x, y, sheet.diagonal, k * 360 / count, 180 / count) for k in range(count)], pale)
        sheet.fill(circle(x, y, 0.33), ink)
    elif kind == "rings":
        for k in range(5, -1, -1):
            sheet.fill(ring(x, y, 0.3 + 0.062 * k, 0.3 + 0.062 * k - 0.02), mix(ink, ground, 0.12 * k))
        sheet.fill(circle(x, y, 0.27), ink)
    elif kind == "half":
        sheet.fill(rect(-0.1, y - 0.02, sheet.width + 0.1, sheet.height + 0.1), ink)
        sheet.fill(circle(x, y - 0.02, 0.36), mix(ink, ground, 0.35))
        sheet.fill(rect(-0.1, y - 0.02, sheet.width + 0.1, y + 0.4), ink)
        return mix(ink, ground, 0.2)
    elif kind == "scallops":
        pale, step = mix(ground, ink, 0.32), 0.16
        rows = int(sheet.height / (step * 0.5)) + 2
        for k in range(rows):
            shift = step / 2 * (k % 2)
            arcs = [
                ring(shift + step * j, step * 0.5 * k, r, r - 0.007)
                for j in range(-1, int(sheet.width / step) + 2)
                for r in (0.076, 0.05)
            ]
            sheet.fill(arcs, pale)
        sheet.fill(circle(x, y, 0.38), ink)
    elif kind == "frame":
        sheet.fill(rect(0.05, 0.05, sheet.width - 0.05, sheet.height - 0.05), mix(ground, ink, 0.2))
        sheet.fill(rect(0.065, 0.065, sheet.width - 0.065, sheet.height - 0.065), ground)
        sheet.fill(circle(x, y, 0.37), ink)
    elif kind == "arch":
        sheet.fill(rect(x - 0.33, y - 0.46, x + 0.33, sheet.height + 0.5, 0.33), ink)
    else:
        sheet.fill(circle(x, y, rng.uniform(0.34, 0.42)), ink)
    return ink
