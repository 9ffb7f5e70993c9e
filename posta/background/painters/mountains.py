"""Layered mountains in mist under a sun or moon: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.inks import Ink, gradient, lighter, mix
from posta.background.painters.shapes import circle, polygon, ridge, smooth, under
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.skies import Sky, sky


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("mountains"), sheet.width, sheet.height
    horizon = h * rng.uniform(0.52, 0.62)
    side = int(rng.choice([-1, 1]))
    sun = w * (0.5 + side * rng.uniform(0.06, 0.24)), horizon - h * rng.uniform(0.14, 0.24)
    heaven = sky(sheet, horizon, sun)
    sheet.wash(heaven.colors)
    disc = heaven.lamp if heaven.time == "night" else mix(heaven.lamp, sheet.inks.accent, rng.uniform(0.2, 0.9))
    sheet.fill(circle(*sun, rng.uniform(0.05, 0.125)), disc)
    layers, peak = int(rng.integers(5, 8)), int(rng.integers(1, 3))
    snow = sheet.wishes.get("season") == "winter" or rng.random() < 0.2
    profile = (np.zeros(2), np.zeros(2))
    for k in range(layers):
        depth = (k / (layers - 1)) ** 0.85
        profile = _range(sheet, heaven, k, depth, horizon, peak)
        if k == peak:
            _peak_faces(sheet, heaven, profile, depth, -side, snow)
    thing = heroes.subject(sheet, "mountains")
    if rng.random() < 0.75 or thing:
        firs(
            sheet,
            *profile,
            rng.uniform(0.07, 0.15) * (0.6 if thing else 1),
            lighter(sheet.inks.dark, -0.03),
            "near firs",
        )
    hero = None
    if thing:
        near = mix(mix(sheet.inks.mid, heaven.low, 0.35), sheet.inks.light, 0.12)
        if heroes.kind(thing) == "stands":
            heroes.bank(sheet, h * 0.82, near, "mountains")
        spot = heroes.Spot((w * (0.5 - side * 0.1), h * 0.86), (near, mix(sheet.inks.mid, sheet.inks.dark, 0.5)), side)
        hero = heroes.enter(sheet, thing, spot)
    if rng.random() < 0.6:
        birds(sheet, sun[0] - side * 0.1, sun[1] + 0.05, mix(sheet.inks.dark, heaven.low, 0.2))
    sheet.finish(2.4, tooth=0.8)
    return Composition(
        (sun[0] / w, sun[1] / h), ((0.0, 0.0, 1.0, 0.28), (0.0, 0.86, 1.0, 1.0)), (side * 0.7, -0.7), hero
    )


def _range(sheet: Sheet, heaven: Sky, k: int, depth: float, horizon: float, peak: int) -> tuple[np.ndarray, np.ndarray]:
    """One range: its crest is crisp, its foot dissolves into mist; the crest's profile. Number `peak` has the great mountain."""
    rng, w, h = sheet.rng(f"range {k}"), sheet.width, sheet.height
    xs, ys = ridge(rng, w, 9, rng.uniform(0.42, 0.52) if k < 4 else 0.4)
    top = horizon + (h * 0.93 - horizon) * depth**1.15
    height = (0.07 + 0.05 * (1 - abs(depth - 0.35))) * max(1.0, h * 0.8)
    ys = top - ys * height
    if k == peak:  # one mountain stands above the rest, a steep uneven cone
        at, wide = w * rng.uniform(0.25, 0.75), rng.uniform(0.28, 0.42) * max(1.0, w * 0.75)
        cone = np.maximum(0, 1 - (np.abs(xs - at) / wide) ** rng.uniform(0.85, 1.05))
        ys -= cone * h * rng.uniform(0.14, 0.2)
    crest = mix(
        mix(heaven.low, sheet.inks.mid, min(1.0, 0.2 + 1.1 * depth)), sheet.inks.dark, max(0.0, depth * 1.25 - 0.3)
    )
    foot = mix(crest, heaven.low, 0.75 * (1 - depth) + 0.12)
    low = float(ys.min())
    body = under(xs, ys, h + 0.05)
    tint = gradient(
        (0, low),
        (0, min(h + 0.05, low + (0.34 + 0.1 * depth) * max(1.0, h * 0.8))),
        [(0.0, crest, 1), (0.35, crest, 1), (1.0, foot, 1)],
    )
    sheet.draw(lambda canvas: canvas.drawPath(body, tint), subject=k >= peak)
    if 0.1 < depth < 0.9:
        drift = np.clip(0.55 + 0.8 * sheet.noise((0.7, 0.12), 3, f"mist {k}"), 0, 1)
        band = np.exp(-(((sheet.y - top - height * 1.3) / np.float32(0.06 * max(1, h * 0.8))) ** 2))
        sheet.shade(mix(heaven.low, sheet.inks.light, 0.25), drift * band * np.float32(0.5 * (1 - depth)))
    return xs, ys


def _peak_faces(
    sheet: Sheet, heaven: Sky, profile: tuple[np.ndarray, np.ndarray], depth: float, lee: int, snow: bool
) -> None:
    """The side of the great peak turned from the light in shadow, and snow on the other."""
    rng = sheet.rng("faces")
    xs, ys = profile
    inside = (xs > 0.08 * sheet.width) & (xs < 0.92 * sheet.width)
    top = int(np.flatnonzero(inside)[np.argmin(ys[inside])])
    reach = 0.34 * max(1.0, sheet.height * 0.75)
    steps = np.linspace(0, 1, 26)
    jag = np.cumsum(rng.normal(0, 0.012, 26)) * np.sqrt(steps)
    spine = np.stack([xs[top] + lee * (0.07 * steps) + jag * 1.2, ys[top] + steps * reach], axis=1)
    body = under(xs, ys, sheet.height + 0.05)
    edge = xs[top:] if lee > 0 else xs[top::-1]
    rim = ys[top:] if lee > 0 else ys[top::-1]
    shadow = polygon([*spine[::-1], *zip(edge, rim - 0.01, strict=True), (edge[-1], spine[-1, 1])])
    deep = mix(mix(heaven.low, sheet.inks.mid, min(1.0, 0.3 + 1.1 * depth)), sheet.inks.dark, 0.5)
    fade = np.clip(1 - (sheet.y - ys[top]) / np.float32(reach), 0, 1) * np.ones((1, sheet.shape[1]), np.float32)

    def faced(canvas: skia.Canvas) -> None:
        canvas.clipPath(body, True)
        canvas.drawPath(shadow, skia.Paint(AntiAlias=True))

    sheet.shade(deep, fade * np.float32(0.62), faced, grain=0.8)
    prominent = (
        float(np.interp(xs[top] + 0.2, xs, ys) - ys[top]) > 0.06
        and float(np.interp(xs[top] - 0.2, xs, ys) - ys[top]) > 0.06
    )
    if snow and prominent:
        near = np.abs(xs - xs[top]) < reach * 0.55
        line = ys[top] + reach * (0.3 + 0.1 * np.sin(xs * 70 + rng.uniform(0, 6)) * rng.uniform(0.5, 1, len(xs)))
        cap = polygon(
            [*zip(xs[near], ys[near] - 0.005, strict=True), *zip(xs[near][::-1], line[near][::-1], strict=True)]
        )

        def capped(canvas: skia.Canvas) -> None:
            canvas.clipPath(body, True)
            canvas.drawPath(cap, skia.Paint(AntiAlias=True))

        sheet.shade(lighter(sheet.inks.light, 0.02), np.sqrt(fade) * np.float32(0.85), capped, grain=0.5)


def firs(sheet: Sheet, xs: np.ndarray, ys: np.ndarray, size: float, color: Ink, name: str) -> None:
    """A broken line of firs standing on a profile y(x)."""
    rng = sheet.rng(name)
    path = skia.Path()
    groves = sheet.rng(name + " groves").uniform(0, 6.28, 3)
    x = -0.02
    while x < sheet.width + 0.02:
        thick = 0.5 + 0.5 * np.sin(x * 5 + groves[0]) * np.sin(x * 2.3 + groves[1])
        base = float(np.interp(x, xs, ys)) + size * 0.12
        tall = size * rng.uniform(0.5, 1.0) * (0.35 + 0.9 * thick)
        half, tiers = tall * rng.uniform(0.15, 0.2), 6
        left, right = [], []
        for k in range(tiers):
            at = base - tall * (1 - (k + 1) / tiers)
            reach = half * ((k + 1) / tiers) ** 0.85
            left += [(x - reach * rng.uniform(0.85, 1.1), at), (x - reach * 0.5, at - tall * 0.035)]
            right += [(x + reach * rng.uniform(0.85, 1.1), at), (x + reach * 0.5, at - tall * 0.035)]
        path.addPath(polygon([(x, base - tall), *left, *reversed(right)]))
        x += half * rng.uniform(0.6, 1.6) * (1.0 + 1.5 * (thick < 0.3))
    sheet.fill(path, color)


def birds(sheet: Sheet, x: float, y: float, color: Ink, size: float = 0.016) -> None:
    """A few birds far off."""
    rng = sheet.rng("birds")
    path = skia.Path()
    for _ in range(int(rng.integers(3, 7))):
        cx, cy, s = x + rng.normal(0, 0.07), y + rng.normal(0, 0.035), size * rng.uniform(0.6, 1.2)
        lift = rng.uniform(0.25, 0.6)
        wings = [
            (cx - s, cy - s * lift * 0.6),
            (cx - s * 0.5, cy - s * lift),
            (cx, cy),
            (cx + s * 0.5, cy - s * lift),
            (cx + s, cy - s * lift * 0.5),
        ]
        back = [(cx + s * 0.5, cy - s * lift * 0.75), (cx, cy + s * 0.16), (cx - s * 0.5, cy - s * lift * 0.75)]
        path.addPath(smooth(wings + back, closed=True, tension=0.6))
    sheet.fill(path, color)
