"""A sun of stripes over water, rays or flowing bands, and brass: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, brush, lighter, mix, toned
from posta.background.painters.shapes import circle, polygon, ring, smooth, wedge
from posta.background.painters.sheet import Composition, Share, Sheet
from posta.geometry import Rect

BRASS = ("trumpet", "saxophone", "guitar", "violin", "oud", "drum", "microphone", "piano", "vinyl record")


def paint(sheet: Sheet) -> Composition:
    rng, inks = sheet.rng("retro"), sheet.inks
    rays = sheet.wishes.get("rays") == "yes"
    scene = "burst" if rays else str(rng.choice(["water", "water", "bands", "burst"]))
    ground = mix(inks.light, inks.second, 0.08) if not inks.night else mix(inks.dark, inks.mid, 0.25)
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    composition = {"water": _water, "bands": _bands, "burst": _burst}[scene](sheet, ground)
    age = np.clip(sheet.noise(0.4, 5, "age"), 0, 1)
    sheet.shade(mix(inks.light, inks.second, 0.3), age * np.float32(0.1), blend="multiply")
    sheet.finish(2.2, tooth=2.4, specks=0.008, speck_ink=inks.light)
    return composition


def _tones(sheet: Sheet) -> list[Ink]:
    """A warm row of inks from light to dark, as on old record sleeves."""
    inks = sheet.inks
    return [
        mix(inks.light, inks.accent, 0.3),
        inks.accent,
        toned(mix(inks.accent, inks.mid, 0.5), None, 1.2),
        inks.mid,
        mix(inks.mid, inks.dark, 0.5),
        mix(inks.second, inks.dark, 0.1),
    ]


def _sun(sheet: Sheet, x: float, y: float, radius: float, rings: int) -> None:
    tones = _tones(sheet)
    for k in range(rings):
        sheet.fill(circle(x, y, radius * (1 - k / (rings + 1.2))), tones[(rings - 1 - k) % 4])


def _brass(sheet: Sheet, x: float, y: float, size: float) -> tuple[float, float] | None:
    """The instrument the theme names, or one for a theme of brass and music; None where there is none."""
    rng, inks = sheet.rng("brass"), sheet.inks
    wished = heroes.named(sheet, BRASS)
    if not wished and sheet.wishes.get("object") == "brass":
        wished = [str(rng.choice(["trumpet", "saxophone", "trumpet"]))]
    if not wished:
        return None
    box = Rect(x - size / 2, y - size / 2, size, size)
    placed = heroes.hero(sheet, wished[0], box, flip=bool(rng.random() < 0.5))
    gold = mix(inks.accent, inks.light, 0.12)
    turn = float(rng.uniform(-18, 6))

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.rotate(turn, x, y)
        canvas.save()
        canvas.translate(0.012, 0.014)
        canvas.drawPath(placed.silhouette(), brush(mix(inks.dark, inks.mid, 0.1), 0.9))
        canvas.restore()
        heroes.stamp(canvas, placed, heroes.colored(sheet, gold, mix(inks.light, gold, 0.3)))
        canvas.restore()

    sheet.draw(draw)
    return x, y


def _water(sheet: Sheet, _ground: Ink) -> Composition:
    """A ringed sun on the horizon and its reflection in wavering slices."""
    rng, w, h, inks = sheet.rng("water"), sheet.width, sheet.height, sheet.inks
    tones = _tones(sheet)
    horizon = h * rng.uniform(0.56, 0.64)
    x, radius = w * (0.5 + rng.choice([0, 0, -0.12, 0.12])), rng.uniform(0.3, 0.42)
    _sun(sheet, x, horizon - radius * rng.uniform(0.0, 0.25), radius, int(rng.integers(4, 7)))
    water = mix(inks.second, inks.dark, 0.45)
    sheet.draw(lambda c: c.drawRect(skia.Rect.MakeLTRB(-0.1, horizon, w + 0.1, h + 0.1), brush(water)))

    def waves(canvas: skia.Canvas) -> None:
        y, k = horizon, 0
        while y < h + 0.05:
            share = (y - horizon) / (h - horizon)
            thick = 0.012 + 0.034 * share
            xs = np.linspace(-0.1, w + 0.1, 40)
            crest = y + 0.25 * thick * np.sin(xs * (24 - 10 * share) + k * 2.1)
            body = smooth(np.stack([xs, crest], 1))
            body.lineTo(w + 0.1, h + 0.1)
            body.lineTo(-0.1, h + 0.1)
            body.close()
            canvas.drawPath(body, brush(mix(water, inks.dark if k % 2 else inks.second, 0.12 + 0.25 * share * (k % 2))))
            half = radius * (1.02 - 0.55 * share) * (0.8 + 0.35 * rng.random())
            for tone, part in ((tones[1], 1.0), (tones[0], 0.55)):
                reach = half * part
                us = np.linspace(-1, 1, 17)
                up = np.stack([x + us * reach, np.interp(x + us * reach, xs, crest) + thick * 0.16], 1)
                low = up + np.stack([np.zeros(17), thick * 0.62 * (1 - us**2) ** 0.5], 1)
                canvas.drawPath(polygon([*up, *low[::-1]]), brush(mix(tone, water, 0.15 + 0.45 * share)))
            y += thick
            k += 1

    sheet.draw(waves)
    shore = mix(inks.dark, inks.mid, 0.12)
    if rng.random() < 0.6:
        xs = np.linspace(0, w, 60)
        hill = horizon - 0.028 * np.abs(np.sin(xs * 4 + rng.uniform(0, 6))) - 0.012 * np.abs(np.sin(xs * 13))
        gap = np.clip((np.abs(xs - x) - radius * 0.7) / 0.2, 0, 1)
        sheet.fill(
            polygon([*np.stack([xs, horizon - (horizon - hill) * gap], 1), (w, horizon + 0.002), (0, horizon + 0.002)]),
            shore,
        )
    spot = _brass(sheet, x, horizon + 0.02, 0.62)
    focus = spot or (x, horizon - radius * 0.4)
    return Composition(
        (focus[0] / w, focus[1] / h),
        ((0.0, 0.0, 1.0, max(0.15, (horizon - radius * 1.25) / h)), (0.0, 0.86, 1.0, 1.0)),
        (0.0, -0.5),
        _held(sheet, focus, 0.3 if spot else radius * 0.6),
    )


def _held(sheet: Sheet, at: tuple[float, float], reach: float) -> Share:
    return heroes.share(sheet, at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach)


def _bands(sheet: Sheet, _ground: Ink) -> Composition:
    """Seventies bands: parallel stripes that run, turn about a corner and run on, past a plain sun."""
    rng, w, h = sheet.rng("bands"), sheet.width, sheet.height
    tones = _tones(sheet)[: int(rng.integers(4, 6))]
    wide = rng.uniform(0.05, 0.075)
    side = int(rng.choice([-1, 1]))
    sun = (w * (0.5 + side * 0.12), h * rng.uniform(0.34, 0.42))
    sheet.fill(circle(*sun, rng.uniform(0.17, 0.23)), mix(sheet.inks.accent, sheet.inks.light, 0.12))
    turn_x, turn_y = w * (0.5 - side * rng.uniform(0.05, 0.15)), h * rng.uniform(0.6, 0.68)
    inner = rng.uniform(0.06, 0.14)
    style = str(rng.choice(["corner", "wave"]))

    def draw(canvas: skia.Canvas) -> None:
        for k, tone in enumerate(reversed(tones)):
            r = inner + wide * (len(tones) - k - 0.5)
            path = skia.Path()
            if style == "corner":
                path.moveTo(turn_x - side * r, h + 0.2)
                path.lineTo(turn_x - side * r, turn_y)
                box = skia.Rect.MakeLTRB(turn_x - r, turn_y - r, turn_x + r, turn_y + r)
                path.arcTo(box, 180 if side > 0 else 0, 90 if side > 0 else -90, False)
                path.lineTo(turn_x + side * 2.5, turn_y - r)
            else:
                xs = np.linspace(-0.2, w + 0.2, 60)
                ys = turn_y + 0.12 * np.sin(xs * 3.6 / max(w, 1) + side) - (len(tones) / 2 - k) * wide * -1
                path = smooth(np.stack([xs, ys], 1))
            canvas.drawPath(path, brush(tone, stroke=wide + 0.0008, round_caps=False))

    sheet.draw(draw)
    spot = _brass(sheet, sun[0], sun[1], 0.6)
    focus = spot or sun
    room = (
        ((0.0, 0.72, 1.0, 1.0), (0.0, 0.0, 1.0, 0.16))
        if style == "wave"
        else ((0.0, 0.0, 1.0, 0.16), (0.55, 0.6, 1.0, 1.0) if side > 0 else (0.0, 0.6, 0.45, 1.0))
    )
    return Composition(
        (focus[0] / w, focus[1] / h), room, (side * 0.3, -0.6), _held(sheet, focus, 0.3 if spot else 0.2)
    )


def _burst(sheet: Sheet, ground: Ink) -> Composition:
    """Rays from a low sun, in two or three inks, with scalloped hills or plain rings before it."""
    rng, w, h, inks = sheet.rng("burst"), sheet.width, sheet.height, sheet.inks
    tones = _tones(sheet)
    x, y = w * (0.5 + rng.choice([0, 0, -0.3, 0.3])), h * rng.uniform(0.68, 0.8)
    count = int(rng.choice([12, 16, 20, 28]))
    pair = [mix(ground, inks.accent, 0.45), mix(ground, tones[2], 0.55), mix(ground, inks.accent, 0.2)]
    step, turn = 360 / count, rng.uniform(0, 20)
    sheet.fill([wedge(x, y, sheet.diagonal * 1.1, turn + k * step, step / 2) for k in range(count)], pair[0])
    if rng.random() < 0.5:
        sheet.fill(
            [wedge(x, y, sheet.diagonal * 1.1, turn + k * step + step * 0.5, step / 5) for k in range(count)], pair[2]
        )
    radius = rng.uniform(0.2, 0.3)
    sheet.fill(circle(x, y, radius * 1.14), ground)
    _sun(sheet, x, y, radius, int(rng.integers(2, 5)))
    far = np.hypot(sheet.x - x, sheet.y - y)
    sheet.shade(
        mix(tones[2], inks.dark, 0.3),
        np.clip(far / np.float32(sheet.diagonal) - 0.35, 0, 1) * np.float32(0.7),
        grain=1.0,
        blend="multiply",
    )
    for k in range(3):
        base = y + radius * (0.25 + 0.42 * k)
        size = 0.13 + 0.05 * k
        tone = [inks.second, mix(inks.second, inks.dark, 0.4), mix(inks.dark, inks.mid, 0.15)][k]
        parts = [
            circle(cx, base + size, size) for cx in np.arange(-size, w + size * 2, size * 1.7) + (k % 2) * size * 0.85
        ]
        sheet.fill(parts, tone)
        sheet.fill(
            [
                ring(cx, base + size, size * q, size * (q - 0.1))
                for q in (0.82, 0.58)
                for cx in np.arange(-size, w + size * 2, size * 1.7) + (k % 2) * size * 0.85
            ],
            lighter(tone, 0.07),
        )
        sheet.draw(
            lambda c, b=base + size, t=tone: c.drawRect(skia.Rect.MakeLTRB(-0.1, b + 0.03, w + 0.1, h + 0.1), brush(t))
        )
    spot = _brass(sheet, w * 0.5, y - radius * 0.9, 0.6)
    focus = spot or (x, y - radius * 0.3)
    return Composition(
        (focus[0] / w, focus[1] / h),
        ((0.0, 0.02, 1.0, 0.42),),
        (0.0, -0.3),
        _held(sheet, focus, 0.3 if spot else radius),
    )
