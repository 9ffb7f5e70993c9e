"""A cup or plate seen from above on a table, with steam: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, lighter, mix, ramp
from posta.background.painters.shapes import blob, circle, ellipse, leaf, polygon, rect, tapered
from posta.background.painters.sheet import Composition, Drawing, Sheet


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("cup"), sheet.width, sheet.height, sheet.inks
    kind = str(sheet.wishes.get("object", ""))
    kind = kind if kind in ("cup", "tea", "plate", "bowl-top") else str(rng.choice(["cup", "cup", "plate"]))
    low = rng.random() < 0.8
    radius = rng.uniform(0.25, 0.33)
    x, y = (
        w * (0.5 + rng.choice([-1, 0, 1]) * rng.uniform(0.0, 0.16)),
        h * (rng.uniform(0.6, 0.68) if low else rng.uniform(0.3, 0.38)),
    )
    table = (
        mix(inks.light, inks.second, 0.3) if not inks.night and rng.random() < 0.7 else mix(inks.dark, inks.mid, 0.45)
    )
    _table(sheet, table)
    _cloth(sheet, x, y, radius, table)
    side = -1
    if kind in ("cup", "tea"):
        _coffee(sheet, x, y, radius, kind == "tea")
    else:
        _dish(sheet, x, y, radius, deep=kind == "bowl-top")
    _scatter(sheet, x, y, radius, kind)
    _window(sheet, table)
    sheet.subject(lambda c: c.drawCircle(x, y, radius, skia.Paint(AntiAlias=True)))
    if kind != "plate":
        _steam(sheet, x, y, radius, low)
    sheet.finish(3.2, tooth=3.0)
    room = (
        ((0.0, 0.02, 1.0, max(0.12, (y - radius * 1.5) / h)),)
        if low
        else ((0.0, min(0.88, (y + radius * 1.5) / h), 1.0, 1.0),)
    )
    return Composition(
        (x / w, y / h), room, (side * 0.7, -0.7), heroes.share(sheet, x - radius, y - radius, x + radius, y + radius)
    )


def _table(sheet: Sheet, table: Ink) -> None:
    """A painted board, plaster or wood, quiet enough for type."""
    rng, w, h = sheet.rng("table"), sheet.width, sheet.height
    grainy = sheet.noise((0.9, 0.012), 4, "wood") if rng.random() < 0.5 else sheet.noise(0.35, 5, "plaster")
    tone = ramp([lighter(table, -0.035), table, lighter(table, 0.03)], np.clip(0.5 + 0.3 * grainy, 0, 1))
    sheet.wash(tone)
    if rng.random() < 0.4:
        line = rng.uniform(0.2, 0.3)
        sheet.fill(
            [rect(-0.1, k * line + 0.07, w + 0.1, k * line + 0.0725) for k in range(int(h / line) + 1)],
            lighter(table, -0.09),
            0.7,
        )


def _cloth(sheet: Sheet, x: float, y: float, radius: float, table: Ink) -> None:
    """A striped napkin under the saucer, at an angle."""
    rng = sheet.rng("cloth")
    if rng.random() < 0.3:
        return
    angle = rng.uniform(-35, 35)
    half_w, half_h = radius * rng.uniform(1.3, 1.6), radius * rng.uniform(1.7, 2.4)
    lift = rng.uniform(-0.1, 0.1)
    shape = rect(x - half_w + lift, y - half_h * 0.7, x + half_w + lift, y + half_h, 0.006)
    cloth = mix(sheet.inks.light, sheet.inks.accent, 0.05)
    stripe = mix(sheet.inks.accent, cloth, 0.2) if rng.random() < 0.6 else mix(sheet.inks.mid, cloth, 0.25)
    count = int(rng.integers(2, 6))

    def draw(canvas: skia.Canvas, flat: bool = False) -> None:
        canvas.save()
        canvas.rotate(float(angle), x, y)
        canvas.drawPath(shape, skia.Paint(AntiAlias=True) if flat else brush(cloth))
        if not flat:
            for k in range(count):
                at = x + lift - half_w * 0.82 + k * 0.03
                for left in (at, 2 * (x + lift) - at - 0.012):
                    canvas.drawRect(skia.Rect.MakeLTRB(left, y - half_h * 0.7, left + 0.012, y + half_h), brush(stripe))
        canvas.restore()

    _drop(sheet, lambda c: draw(c, True), 0.012, 0.4, table)
    sheet.draw(draw)
    folds = np.clip(sheet.noise((0.3, 0.12), 3, "folds"), 0, 1)
    sheet.shade(mix(cloth, sheet.inks.dark, 0.5), folds * np.float32(0.3), lambda c: draw(c, True), grain=0.5)


def _drop(sheet: Sheet, shape: Drawing, far: float, strength: float, ground: Ink) -> None:
    """A soft shadow to the lower right."""
    mask = sheet.stencil(shape)
    cast = sheet.warp(sheet.blur(mask, far * 0.9), -far * 1.3, -far * 1.3)
    near = sheet.warp(sheet.blur(mask, 0.005), -0.005, -0.005)
    sheet.shade(
        mix(ground, sheet.inks.dark, 0.85),
        np.clip(cast * 0.75 + near * 0.35, 0, 1) * np.float32(strength),
        blend="multiply",
    )


def _round(sheet: Sheet, x: float, y: float, radius: float, glaze: Ink, bowl: float) -> None:
    """A glazed round seen from above: lit on its far wall when hollow (`bowl` > 0), on its near rim when domed."""
    shape = circle(x, y, radius)
    u, v = (sheet.x - x) / np.float32(radius), (sheet.y - y) / np.float32(radius)
    slope = (u + v) * np.float32(0.5 * bowl) * np.clip(np.hypot(u, v), 0, 1) ** 2
    tone = ramp([mix(glaze, sheet.inks.dark, 0.3), glaze, lighter(glaze, 0.05)], np.clip(0.6 + slope, 0, 1))
    sheet.shade(tone, 1.0, lambda c: c.drawPath(shape, skia.Paint(AntiAlias=True)), rows=(y - radius, y + radius))
    shade = np.clip(-slope * 1.6 - 0.1, 0, 1)
    sheet.shade(
        mix(glaze, sheet.inks.dark, 0.55),
        shade * np.float32(0.6),
        lambda c: c.drawPath(shape, skia.Paint(AntiAlias=True)),
        grain=0.9,
        rows=(y - radius, y + radius),
    )


def _coffee(sheet: Sheet, x: float, y: float, radius: float, tea: bool) -> None:
    rng, inks = sheet.rng("coffee"), sheet.inks
    glaze = mix(inks.light, inks.accent, 0.03) if rng.random() < 0.65 else mix(inks.accent, inks.light, 0.12)
    saucer = glaze if rng.random() < 0.6 else mix(inks.mid, inks.light, 0.4)
    solid = skia.Paint(AntiAlias=True)
    _drop(sheet, lambda c: c.drawCircle(x, y, radius, solid), 0.026, 0.75, saucer)
    _round(sheet, x, y, radius, saucer, 0.35)
    _round(sheet, x, y, radius * 0.72, saucer, -0.3)
    cup = radius * 0.64
    angle = rng.uniform(-0.7, 0.7) + rng.choice([0, np.pi])

    def handle(canvas: skia.Canvas, ink: Ink | None = None) -> None:
        canvas.save()
        canvas.rotate(float(np.degrees(angle)), x, y)
        path = skia.Path()
        path.moveTo(x + cup * 0.94, y - cup * 0.16)
        path.cubicTo(x + cup * 1.5, y - cup * 0.26, x + cup * 1.5, y + cup * 0.26, x + cup * 0.94, y + cup * 0.16)
        canvas.drawPath(path, brush(ink or Ink(0, 0, 0), stroke=cup * 0.14))
        canvas.restore()

    def outline(canvas: skia.Canvas) -> None:
        canvas.drawCircle(x, y, cup, solid)
        handle(canvas)

    _drop(sheet, outline, 0.03, 0.8, saucer)
    sheet.draw(lambda c: handle(c, mix(glaze, inks.dark, 0.08)))
    sheet.draw(lambda c: (c.translate(-0.002, -0.002), handle(c, glaze)))
    _round(sheet, x, y, cup, lighter(glaze, 0.02), -0.25)
    _round(sheet, x, y, cup * 0.92, mix(glaze, inks.dark, 0.16), 0.9)
    level = cup * 0.85
    brew = mix(inks.dark, inks.mid, 0.35) if not tea else mix(mix(inks.accent, inks.second, 0.4), inks.mid, 0.35)
    lx, ly = x + cup * 0.015, y + cup * 0.02
    _round(sheet, lx, ly, level, brew, 0.4)
    art = str(rng.choice(["crema", "rosetta", "black"])) if not tea else "black"
    milk = mix(inks.light, brew, 0.16)
    crema = mix(mix(inks.mid, inks.accent, 0.45), inks.light, 0.12)
    if art != "black":
        _round(sheet, lx, ly, level * 0.97, crema, 0.35)
    if art == "rosetta":
        _rosetta(sheet, lx, ly, level, milk, crema)
    elif art == "crema":
        away = np.hypot(sheet.x - lx, sheet.y - ly) / np.float32(level)
        swirl = np.sin(away * 22 + 3 * np.arctan2(sheet.y - ly, sheet.x - lx) + 2.2 * sheet.noise(0.12, 3, "swirl"))
        sheet.shade(
            brew,
            np.clip(swirl * 0.8 - 0.1, 0, 1) * np.clip(away * 1.3 - 0.1, 0, 1) * np.float32(0.55),
            lambda c: c.drawCircle(lx, ly, level * 0.97, solid),
        )
    edge = [
        circle(lx + level * 0.95 * np.cos(a), ly + level * 0.95 * np.sin(a), r)
        for a, r in zip(rng.uniform(0, 6.28, 16), rng.uniform(0.0016, 0.0045, 16), strict=True)
    ]
    sheet.fill(edge, mix(crema, inks.light, 0.35), 0.9)
    shine = tapered(
        [(lx + level * 0.8 * np.cos(a), ly + level * 0.8 * np.sin(a)) for a in np.linspace(3.6, 4.5, 9)],
        level * 0.05 * np.sin(np.linspace(0.05, 3.09, 9)),
    )
    sheet.fill(shine, inks.light, 0.5)


def _rosetta(sheet: Sheet, x: float, y: float, r: float, milk: Ink, crema: Ink) -> None:
    """A fern poured in milk."""
    rng = sheet.rng("rosetta")
    turn = float(rng.uniform(-40, 40))
    count = int(rng.integers(4, 7))

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.rotate(turn, x, y)
        for k in range(count):
            s = r * (0.72 - 0.085 * k)
            cy = y + r * 0.34 - k * r * 0.2
            for scale, ink in ((1.0, milk), (0.72, crema)):
                path = skia.Path()
                path.moveTo(x, cy + s * 0.52 * scale)
                path.cubicTo(
                    x + s * 1.15 * scale,
                    cy + s * 0.1,
                    x + s * 0.85 * scale,
                    cy - s * 0.62 * scale,
                    x,
                    cy - s * 0.1 * scale,
                )
                path.cubicTo(
                    x - s * 0.85 * scale,
                    cy - s * 0.62 * scale,
                    x - s * 1.15 * scale,
                    cy + s * 0.1,
                    x,
                    cy + s * 0.52 * scale,
                )
                canvas.drawPath(path, brush(ink))
        heart = skia.Path()
        hy, s = y - r * 0.55, r * 0.2
        heart.moveTo(x, hy + s)
        heart.cubicTo(x + s * 1.5, hy - s * 0.2, x + s * 0.7, hy - s * 1.1, x, hy - s * 0.35)
        heart.cubicTo(x - s * 0.7, hy - s * 1.1, x - s * 1.5, hy - s * 0.2, x, hy + s)
        canvas.drawPath(heart, brush(milk))
        canvas.drawPath(
            tapered([(x, y + r * 0.72), (x, y), (x, y - r * 0.6)], [r * 0.07, r * 0.035, 0.0005]), brush(milk)
        )
        canvas.restore()

    sheet.draw(draw)


def _dish(sheet: Sheet, x: float, y: float, radius: float, *, deep: bool) -> None:
    """A plate with leaves and slices, or a bowl of broth."""
    rng, inks = sheet.rng("dish"), sheet.inks
    glaze = mix(inks.light, inks.second, 0.08)
    _drop(sheet, lambda c: c.drawCircle(x, y, radius, skia.Paint(AntiAlias=True)), 0.028, 0.8, glaze)
    _round(sheet, x, y, radius, glaze, 0.3)
    sheet.draw(lambda c: c.drawCircle(x, y, radius * 0.955, brush(mix(inks.accent, glaze, 0.15), stroke=0.005)))
    _round(sheet, x, y, radius * (0.86 if deep else 0.74), mix(glaze, inks.dark, 0.1), 0.8 if deep else 0.3)
    if deep:
        _round(sheet, x, y, radius * 0.78, mix(inks.accent, inks.second, 0.45), 0.3)
    reach = radius * (0.66 if deep else 0.56)

    def food(canvas: skia.Canvas) -> None:
        for _ in range(26):
            a, d = rng.uniform(0, 6.28), reach * np.sqrt(rng.random())
            canvas.drawPath(
                leaf(
                    x + d * np.cos(a),
                    y + d * np.sin(a),
                    rng.uniform(0.05, 0.11),
                    0.032,
                    rng.uniform(0, 6.28),
                    rng.normal(0, 0.4),
                ),
                brush(mix(inks.mid, inks.dark if rng.random() < 0.4 else inks.light, rng.uniform(0, 0.4))),
            )
        for _ in range(7):
            a, d, s = rng.uniform(0, 6.28), reach * 0.8 * np.sqrt(rng.random()), rng.uniform(0.028, 0.046)
            px, py = x + d * np.cos(a), y + d * np.sin(a)
            canvas.drawPath(circle(px, py, s), brush(inks.accent))
            canvas.drawPath(circle(px, py, s * 0.82), brush(mix(inks.accent, inks.light, 0.3)))
            for k in range(6):
                canvas.drawPath(leaf(px, py, s * 0.72, s * 0.3, k * 1.047), brush(inks.accent))
        for _ in range(40):
            a, d = rng.uniform(0, 6.28), reach * np.sqrt(rng.random())
            canvas.drawPath(
                blob(rng, x + d * np.cos(a), y + d * np.sin(a), rng.uniform(0.003, 0.007)), brush(inks.second)
            )

    sheet.draw(food)


def _scatter(sheet: Sheet, x: float, y: float, radius: float, kind: str) -> None:
    """Beans, a spoon or leaves about the cup."""
    rng, inks, w, h = sheet.rng("scatter"), sheet.inks, sheet.width, sheet.height
    bean = mix(inks.dark, inks.mid, 0.4)
    spots = []
    for _ in range(int(rng.integers(7, 16))):
        a = rng.uniform(0, 6.28)
        d = radius * rng.uniform(1.15, 1.9)
        spots.append((x + d * np.cos(a), y + d * 0.9 * np.sin(a), rng.uniform(0, 180)))
    spots = [s for s in spots if 0 < s[0] < w and 0 < s[1] < h and kind in ("cup", "tea")]
    _drop(
        sheet,
        lambda c: [c.drawPath(ellipse(px, py, 0.019, 0.013, t), skia.Paint(AntiAlias=True)) for px, py, t in spots],
        0.006,
        0.7,
        inks.mid,
    )

    def draw(canvas: skia.Canvas) -> None:
        for px, py, t in spots:
            if kind == "tea":
                canvas.drawPath(leaf(px - 0.02, py, 0.045, 0.016, np.radians(t)), brush(mix(inks.mid, inks.dark, 0.3)))
                continue
            canvas.save()
            canvas.translate(float(px), float(py))
            canvas.rotate(float(t))
            canvas.drawPath(ellipse(0, 0, 0.019, 0.013), brush(bean))
            canvas.drawPath(ellipse(-0.003, -0.004, 0.012, 0.005), brush(lighter(bean, 0.1), 0.7))
            canvas.drawPath(
                tapered(
                    [(-0.018, 0.002), (-0.006, -0.002), (0.006, 0.003), (0.018, 0.0)], [0.001, 0.0035, 0.0035, 0.001]
                ),
                brush(lighter(bean, -0.12)),
            )
            canvas.restore()

    sheet.draw(draw)
    if rng.random() < 0.6:
        angle, metal = rng.uniform(-65, -25), mix(inks.second, inks.light, 0.45)
        sx, sy = x + radius * 0.86, y + radius * 0.62

        def spoon(canvas: skia.Canvas, flat: bool = False) -> None:
            canvas.save()
            canvas.rotate(float(angle), sx, sy)
            ink = skia.Paint(AntiAlias=True) if flat else brush(metal)
            canvas.drawPath(tapered([(sx - 0.2, sy), (sx, sy), (sx + 0.12, sy)], [0.016, 0.009, 0.013]), ink)
            canvas.drawPath(ellipse(sx - 0.225, sy, 0.05, 0.028), ink)
            if not flat:
                canvas.drawPath(ellipse(sx - 0.225, sy, 0.04, 0.02), brush(mix(metal, inks.dark, 0.25)))
                canvas.drawPath(ellipse(sx - 0.235, sy - 0.005, 0.024, 0.009), brush(inks.light, 0.7))
            canvas.restore()

        _drop(sheet, lambda c: spoon(c, True), 0.01, 0.7, inks.mid)
        sheet.draw(spoon)


def _window(sheet: Sheet, table: Ink) -> None:
    """Slanting light across the table, and the corner away from it in shade."""
    rng, w, h = sheet.rng("window"), sheet.width, sheet.height
    slope, start = rng.uniform(0.3, 0.7), rng.uniform(-0.3, 0.1)
    bars = [(start + 0.4 * k, start + 0.4 * k + rng.uniform(0.2, 0.3)) for k in range(3)]
    mask = sheet.stencil(
        lambda c: [
            c.drawPath(
                polygon([(a, -0.1), (b, -0.1), (b + slope * (h + 0.2), h + 0.1), (a + slope * (h + 0.2), h + 0.1)]),
                skia.Paint(AntiAlias=True),
            )
            for a, b in bars
        ]
    )
    sheet.shade(
        mix(sheet.inks.light, sheet.inks.second, 0.2), sheet.blur(mask, 0.012) * np.float32(0.1), blend="screen"
    )
    corner = np.clip((sheet.x / np.float32(w) + sheet.y / np.float32(h)) * 0.5 - 0.4, 0, 1)
    sheet.shade(mix(table, sheet.inks.dark, 0.8), corner**1.3 * np.float32(0.9), blend="multiply")


def _steam(sheet: Sheet, x: float, y: float, radius: float, up: bool) -> None:
    """Wisps that rise from the cup over the table: broad, soft, curling."""
    rng = sheet.rng("steam")
    wisps = []
    for k in range(3):
        t = np.linspace(0, 1, 22)
        reach = min(0.62, y - 0.04) if up else 0.3
        turn = rng.uniform(0, 6.28)
        line = np.stack(
            [
                x + radius * (0.22 * (k - 1)) + (0.05 + 0.1 * t) * np.sin(t * rng.uniform(4, 6) + turn) * (0.3 + t),
                y - radius * 0.1 - reach * t * rng.uniform(0.8, 1.0),
            ],
            1,
        )
        wisps.append(tapered(line, (0.012 + 0.075 * t) * np.sin(np.pi * np.clip(t, 0.02, 0.98)) ** 0.7))
    body = sheet.stencil(lambda c: [c.drawPath(wisp, skia.Paint(AntiAlias=True)) for wisp in wisps])
    stir = sheet.noise(0.16, 3, "stir") * np.float32(0.035)
    body = sheet.blur(sheet.warp(body, stir, sheet.noise(0.16, 2, "stir down") * np.float32(0.035)), 0.008)
    soft = sheet.blur(body, 0.03)
    edge = np.clip(body - soft * 0.55, 0, 1)
    sheet.shade(sheet.inks.light, np.clip(soft * 0.34 + edge * 0.42, 0, 0.62))
