"""Places under a roof: a sheet, the height of the ground in units and the side of the light in; the ink behind out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters.inks import Ink, cool, gradient, lighter, mix
from posta.background.painters.shapes import circle, ellipse, polygon, rect
from posta.background.painters.sheet import Sheet


def room(sheet: Sheet, ground: float, side: int) -> Ink:
    """A wall, the light of a window on it, and a table across."""
    inks, w, h = sheet.inks, sheet.width, sheet.height
    wall = mix(inks.dark, inks.mid, 0.45) if inks.night else mix(inks.light, inks.second, 0.45)
    fall = sheet.glow(w * (0.5 + side * 0.3), h * 0.3, 0.9, 1.2)[..., None]
    sheet.wash(np.asarray(wall, np.float32) * (0.8 + 0.25 * fall) + np.asarray(inks.accent, np.float32) * 0.06 * fall)
    lamp = mix(inks.light, inks.accent, 0.35)
    _wall(sheet, wall, lamp, ground, side)
    table = mix(inks.mid, inks.dark, 0.35 if inks.night else 0.1)
    tint = gradient(
        (0, ground - 0.03),
        (0, h),
        [(0.0, lighter(table, 0.06), 1), (0.12, table, 1), (1.0, mix(table, inks.dark, 0.5), 1)],
    )
    sheet.draw(lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, ground - 0.03, w + 1, h + 1), tint))
    return mix(wall, lamp, 0.6)


def _wall(sheet: Sheet, wall: Ink, lamp: Ink, ground: float, side: int) -> None:
    """What a wall has behind the things: a disc of lamplight, a window, an arched niche; tiles or stripes under it."""
    rng, w = sheet.rng("wall"), sheet.width
    soft = 0.3 if sheet.inks.night else 0.55
    paper = str(rng.choice(["tiles", "stripes", "plain"]))
    line_ = mix(wall, sheet.inks.dark, 0.14)
    if paper == "tiles":
        rows = [rect(-1, ground - 0.03 - 0.085 * k, w + 1, ground - 0.0265 - 0.085 * k) for k in range(1, 5)]
        posts = [rect(0.085 * k, ground - 0.37, 0.085 * k + 0.0035, ground) for k in range(1, int(w / 0.085) + 1)]
        sheet.fill([*rows, *posts], line_, 0.5)
    elif paper == "stripes":
        sheet.fill([rect(0.11 * k, -1, 0.11 * k + 0.05, ground) for k in range(int(w / 0.11) + 1)], line_, 0.3)
    x, y = w * (0.5 + side * 0.06), ground - 0.36
    kind = str(rng.choice(["disc", "window", "arch"]))
    if kind == "disc":
        sheet.fill(circle(x, y, 0.33), lamp, soft * 0.8)
        sheet.fill(circle(x, y, 0.26), lamp, soft * 1.5)
    elif kind == "arch":
        sheet.fill(rect(x - 0.33, y - 0.34, x + 0.33, ground + 0.4, 0.33), lamp, soft)
        sheet.fill(rect(x - 0.27, y - 0.28, x + 0.27, ground + 0.4, 0.27), lamp, soft * 1.2)
    else:
        panes = [rect(x + dx, y - 0.3 + dy, x + dx + 0.26, y + dy - 0.02) for dx in (-0.28, 0.02) for dy in (0.0, 0.3)]
        sheet.fill(rect(x - 0.32, y - 0.34, x + 0.32, y + 0.32), mix(wall, sheet.inks.dark, 0.3))
        sheet.fill(panes, mix(lamp, cool(sheet.inks), 0.15))
        glare = [
            polygon(
                [
                    (p.getBounds().left(), p.getBounds().bottom()),
                    (p.getBounds().left(), p.getBounds().bottom() - 0.12),
                    (p.getBounds().left() + 0.16, p.getBounds().top()),
                    (p.getBounds().right(), p.getBounds().top()),
                ]
            )
            for p in panes
        ]
        sheet.fill(glare, sheet.inks.light, 0.3)


def stage(sheet: Sheet, ground: float, side: int) -> Ink:
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
