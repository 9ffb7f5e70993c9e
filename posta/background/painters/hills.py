"""Rounded hills in planted rows, perhaps under a blossoming branch: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, cool, lighter, mix
from posta.background.painters.mountains import birds
from posta.background.painters.shapes import circle, ellipse, leaf, polygon, rect, rolling, tapered, under
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.skies import Sky, sky, time_of


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("hills"), sheet.width, sheet.height, sheet.inks
    side = int(rng.choice([-1, 1]))
    horizon = h * rng.uniform(0.5, 0.6)
    sun = (w * (0.5 + side * rng.uniform(0.05, 0.26)), horizon - h * rng.uniform(0.02, 0.16))
    heaven = sky(sheet, horizon, sun, clouds=0.4, haze=0.7)
    base = heaven.colors
    if heaven.time in ("dawn", "day"):
        base = base * 0.45 + np.asarray(mix(sheet.inks.light, sheet.inks.second, 0.12), np.float32) * 0.55
    sheet.wash(base)
    disc = mix(sheet.inks.accent, sheet.inks.light, 0.35 if heaven.time != "night" else 0.75)
    sheet.fill(circle(*sun, rng.uniform(0.07, 0.15)), disc)
    count = int(rng.integers(4, 7))
    land = [_hill(sheet, heaven, k, k / (count - 1), horizon) for k in range(count)]
    thing, hero = heroes.subject(sheet, "hills"), None
    if thing:
        at = w * (0.5 - side * 0.08)
        foot = max(h * 0.82, float(np.interp(at, *land[-2])) + 0.02)
        tone = mix(inks.mid, inks.dark, 0.3)
        hero = heroes.enter(sheet, thing, heroes.Spot((at, foot), (tone, mix(tone, heaven.low, 0.3)), side))
    branch = sheet.wishes.get("branch") == "yes" or rng.random() < 0.3
    if branch:
        _branch(sheet, -side if rng.random() < 0.7 else side)
    else:
        birds(sheet, sun[0] - side * 0.2, sun[1] - 0.1, mix(sheet.inks.dark, heaven.low, 0.3))
    sheet.finish(2.2, tooth=1.6)
    room = ((0.0, 0.3, 1.0, 0.5), (0.0, 0.86, 1.0, 1.0)) if branch else ((0.0, 0.0, 1.0, 0.42),)
    return Composition((sun[0] / w, sun[1] / h), room, (side * 0.7, -0.6), hero)


def _hill(sheet: Sheet, heaven: Sky, k: int, depth: float, horizon: float) -> tuple[np.ndarray, np.ndarray]:
    """One hill: a flat tone, grain in its lee, on some of them planted rows, and small things that give scale."""
    rng, w, h, inks = sheet.rng(f"hill {k}"), sheet.width, sheet.height, sheet.inks
    xs, ys = rolling(rng, w, rng.uniform(0.35, 0.75) + 0.25 * (1 - depth))
    top = horizon + (h * 0.9 - horizon) * depth**1.2
    ys = top + ys * (0.035 + 0.045 * depth)
    green = mix(inks.mid, cool(inks), 0.3 * (k % 2))
    dark = heaven.time in ("night", "dusk")
    near = mix(green, inks.dark, (0.55 if dark else 0.12) + 0.3 * depth)
    tone = mix(mix(heaven.low, inks.light, 0.15), near, 0.28 + 0.72 * depth)
    body = under(xs, ys, h + 0.1, curved=True)
    sheet.fill(body, tone, subject=k > 0)
    profile = np.interp(sheet.x[0], xs, ys).astype(np.float32)[None, :]
    down = sheet.y - profile

    def clip(canvas: skia.Canvas) -> None:
        canvas.drawPath(body, skia.Paint(AntiAlias=True))

    if rng.random() < 0.62 and k > 0:
        _furrows(sheet, body, (xs, ys), depth, mix(tone, inks.dark, 0.24), f"{k}")
    slope = np.gradient(profile[0])[None, :] * 60
    lee = np.clip(0.35 + slope * (1 if heaven.time != "dawn" else -1), 0, 1)
    sheet.shade(
        mix(tone, inks.dark, 0.5), np.clip(1 - down / np.float32(0.22), 0, 1) * lee * np.float32(0.5), clip, grain=0.9
    )
    sheet.shade(
        mix(heaven.low, inks.light, 0.35),
        np.clip((down - 0.05) / np.float32(0.3), 0, 1) * np.float32(0.55 * (1 - depth)),
        clip,
    )
    if 0.1 < depth < 0.8:
        _small(sheet, (xs, ys), depth, mix(tone, inks.dark, 0.55), k)
    return xs, ys


def _furrows(
    sheet: Sheet, body: skia.Path, profile: tuple[np.ndarray, np.ndarray], depth: float, ink: Ink, name: str
) -> None:
    """Planted rows that run over the hill and meet far away."""
    rng, w = sheet.rng("furrows " + name), sheet.width
    xs, ys = profile
    vanish = w * rng.uniform(-0.3, 1.3)
    if rng.random() < 0.5:  # along the contour
        step = 0.012 + 0.016 * depth
        lines = []
        for j in range(1, 16):
            y = ys + step * j * (1 + 0.06 * j) + 0.012 * np.sin(xs * 5 + j * 0.3)
            lines.append(
                tapered(np.stack([xs, y], 1), step * 0.42 * np.ones(len(xs)) * (0.75 + 0.25 * np.sin(xs * 7 + j)))
            )
    else:  # down the slope, spreading
        lines = []
        start = float(np.interp(vanish, xs, ys)) - 0.25
        for x in np.linspace(-1.2, w + 1.2, 46):
            t = np.linspace(0, 1, 8)
            px, py = vanish + (x - vanish) * (0.25 + 0.75 * t), start + 0.75 * t + 0.02 * np.sin(t * 3)
            lines.append(tapered(np.stack([px, py], 1), 0.002 + 0.012 * t * (0.4 + depth)))

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipPath(body, True)
        for line in lines:
            canvas.drawPath(line, brush(ink, 0.55))
        canvas.restore()

    sheet.draw(draw)


def _small(sheet: Sheet, profile: tuple[np.ndarray, np.ndarray], depth: float, ink: Ink, k: int) -> None:
    """Round trees in groups, cypresses, or one house."""
    rng, w = sheet.rng(f"small {k}"), sheet.width
    size = 0.014 + 0.035 * depth
    kind = str(rng.choice(["round", "cypress", "house", "round"]))
    start = rng.uniform(0.1, 0.75) * w
    if kind == "house":
        x, y = start, float(np.interp(start, *profile)) + size * 0.2
        wall = mix(sheet.inks.light, ink, 0.12 if time_of(sheet) in ("dawn", "day") else 0.5)
        sheet.fill(rect(x - size, y - size, x + size, y), wall)
        sheet.fill(
            polygon(
                [
                    (x - size * 1.2, y - size),
                    (x - size * 0.75, y - size * 1.75),
                    (x + size * 0.75, y - size * 1.75),
                    (x + size * 1.2, y - size),
                ]
            ),
            mix(sheet.inks.accent, ink, 0.35),
        )
        sheet.fill(rect(x + size * 0.1, y - size * 0.6, x + size * 0.4, y), mix(ink, sheet.inks.accent, 0.2))
        start += size * 2.2
    crowns = skia.Path()
    for j in range(int(rng.integers(3, 8))):
        x = start + j * size * rng.uniform(0.9, 1.5)
        y, s = float(np.interp(x, *profile)) + size * 0.15, size * rng.uniform(0.6, 1.15)
        if kind == "cypress":
            crowns.addPath(leaf(x, y, s * 3.2, s * 0.75, -np.pi / 2))
        else:
            crowns.addPath(ellipse(x, y - s * 0.75, s * 0.72, s * 0.85))
    sheet.fill(crowns, ink)


def _branch(sheet: Sheet, side: int) -> None:
    """A blossoming branch reaching in from an upper corner: gnarled wood, twigs, flowers of five petals, buds, falling petals."""
    rng, w, h, inks = sheet.rng("branch"), sheet.width, sheet.height, sheet.inks
    wood = mix(inks.dark, inks.accent, 0.12)
    span = min(w, 1.15)
    t = np.linspace(0, 1, 16)
    drop = rng.uniform(0.12, 0.24)
    y0 = h * rng.uniform(0.03, 0.11)
    knots = np.cumsum(rng.normal(0, 0.011, 16))
    main = np.stack([w * (0.5 + side * 0.54) - side * span * 0.78 * t, y0 + drop * np.sin(t * 1.9) + knots], 1)
    pieces = [tapered(main, 0.03 * (1 - t) ** 0.8 + 0.004)]
    places: list[tuple[float, float]] = []
    for k in range(int(rng.integers(6, 9))):
        at = rng.uniform(0.12, 0.98)
        base = np.array([np.interp(at, t, main[:, 0]), np.interp(at, t, main[:, 1])])
        way = (-1) ** k
        angle = (np.pi if side > 0 else 0) + way * rng.uniform(0.35, 0.95) * (1 if side > 0 else -1) * -1
        length = rng.uniform(0.1, 0.24) * (1.1 - 0.5 * at)
        u = np.linspace(0, 1, 8)
        curve = (
            base
            + np.stack([np.cos(angle) * u * length, np.sin(angle) * u * length - 0.03 * u**2], 1)
            + np.cumsum(rng.normal(0, 0.003, (8, 2)), axis=0)
        )
        pieces.append(tapered(curve, 0.011 * (1 - at * 0.5) * (1 - u) + 0.002))
        places += [tuple(curve[j] + rng.normal(0, 0.008, 2)) for j in (3, 5, 6, 7) if rng.random() < 0.85]
    places += [tuple(main[j] + rng.normal(0, 0.014, 2)) for j in range(4, 16) if rng.random() < 0.6]
    places += [(x + rng.normal(0, 0.028), y + rng.normal(0, 0.02)) for x, y in places if rng.random() < 0.6]
    sheet.fill(pieces, wood)
    petals = [mix(inks.accent, inks.light, v) for v in (0.35, 0.6, 0.8)]

    def flowers(canvas: skia.Canvas) -> None:
        for x, y in places:
            s = rng.uniform(0.016, 0.03)
            ink, turn = petals[int(rng.integers(3))], rng.uniform(0, 6.28)
            if rng.random() < 0.22:
                canvas.drawPath(leaf(x, y, s * 1.3, s * 0.8, turn), brush(mix(inks.accent, inks.light, 0.15)))
                continue
            flat = rng.uniform(0.62, 1.0)
            canvas.save()
            canvas.translate(float(x), float(y))
            canvas.rotate(float(rng.uniform(0, 180)))
            canvas.scale(1, float(flat))
            for k in range(5):
                a = turn + k * 2 * np.pi / 5
                canvas.drawPath(
                    ellipse(s * 0.58 * np.cos(a), s * 0.58 * np.sin(a), s * 0.52, s * 0.43, np.degrees(a)),
                    brush(lighter(ink, rng.uniform(-0.03, 0.02))),
                )
            for k in range(8):
                a = turn + k * np.pi / 4
                canvas.drawLine(
                    0,
                    0,
                    float(s * 0.42 * np.cos(a)),
                    float(s * 0.42 * np.sin(a)),
                    brush(mix(inks.accent, inks.dark, 0.15), 0.8, stroke=s * 0.035),
                )
                canvas.drawCircle(
                    float(s * 0.45 * np.cos(a)),
                    float(s * 0.45 * np.sin(a)),
                    float(s * 0.05),
                    brush(mix(inks.second, inks.accent, 0.4)),
                )
            canvas.restore()
        for _ in range(int(rng.integers(8, 20))):
            x, y = rng.random() * w, h * rng.uniform(0.15, 0.9)
            canvas.drawPath(
                leaf(x, y, rng.uniform(0.01, 0.018), 0.009, rng.uniform(0, 6.28)),
                brush(petals[int(rng.integers(2))], 0.9),
            )

    sheet.draw(flowers)
