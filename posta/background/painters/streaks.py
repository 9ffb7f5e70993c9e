"""Runners (or riders) as streaks of colour along the sea: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import skia

from posta.background.painters.inks import Ink, brush, cool, gradient, lighter, mix, toned
from posta.background.painters.shapes import circle, polygon, ring, tapered
from posta.background.painters.sheet import Composition, Sheet
from posta.background.painters.skies import sky


@dataclass(frozen=True)
class Pose:
    """Joints of a runner of height 1 who runs to the right, hips at the origin, y down."""

    head: tuple[float, float]
    limbs: tuple[tuple[tuple[float, float, float], ...], ...]
    """Each limb: (x, y, full width) from the body outwards; the first is the trunk."""


POSES = (
    Pose((0.155, -0.475), (
        ((0.0, 0.02, 0.125), (0.05, -0.2, 0.15), (0.1, -0.36, 0.12)),
        ((0.0, 0.0, 0.12), (0.21, 0.09, 0.098), (0.2, 0.31, 0.06), (0.29, 0.34, 0.03)),
        ((-0.01, 0.0, 0.125), (-0.13, 0.2, 0.095), (-0.36, 0.2, 0.06), (-0.42, 0.28, 0.03)),
        ((0.08, -0.34, 0.075), (-0.1, -0.25, 0.058), (-0.05, -0.09, 0.042)),
        ((0.11, -0.33, 0.07), (0.21, -0.17, 0.055), (0.36, -0.26, 0.042)),
    )),
    Pose((0.14, -0.485), (
        ((0.0, 0.02, 0.125), (0.045, -0.2, 0.15), (0.085, -0.365, 0.12)),
        ((0.0, 0.0, 0.125), (0.17, 0.16, 0.098), (0.1, 0.38, 0.06), (0.19, 0.44, 0.03)),
        ((-0.01, 0.0, 0.12), (-0.2, 0.13, 0.095), (-0.38, 0.03, 0.06), (-0.46, 0.06, 0.03)),
        ((0.06, -0.34, 0.075), (-0.14, -0.3, 0.058), (-0.17, -0.14, 0.042)),
        ((0.1, -0.33, 0.07), (0.15, -0.14, 0.055), (0.31, -0.2, 0.042)),
    )),
    Pose((0.17, -0.46), (
        ((0.0, 0.02, 0.125), (0.06, -0.19, 0.15), (0.115, -0.345, 0.12)),
        ((0.0, 0.0, 0.12), (0.24, 0.03, 0.098), (0.33, 0.24, 0.06), (0.42, 0.23, 0.03)),
        ((-0.01, 0.0, 0.125), (-0.2, 0.17, 0.095), (-0.41, 0.29, 0.06), (-0.44, 0.38, 0.03)),
        ((0.09, -0.33, 0.075), (-0.08, -0.2, 0.058), (0.06, -0.1, 0.042)),
        ((0.12, -0.32, 0.07), (0.27, -0.24, 0.055), (0.3, -0.4, 0.042)),
    )),
)  # fmt: skip


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("streaks"), sheet.width, sheet.height
    way = 1 if rng.random() < 0.6 else -1
    horizon = h * rng.uniform(0.46, 0.56)
    sun = (w * (0.5 + way * rng.uniform(0.05, 0.28)), horizon)
    heaven = sky(sheet, horizon, sun, clouds=0.6)
    sheet.wash(heaven.colors)
    sheet.fill(circle(*sun, rng.uniform(0.1, 0.17)), mix(sheet.inks.accent, sheet.inks.light, 0.25))
    road = _shore(sheet, horizon, way, sun, heaven.low)
    focus = _field(sheet, road, way)
    sheet.finish(2.6, tooth=1.0)
    return Composition((focus[0] / w, focus[1] / h), ((0.0, 0.0, 1.0, 0.38), (0.0, 0.88, 1.0, 1.0)), (way * 0.6, -0.4))


def _shore(sheet: Sheet, horizon: float, way: int, sun: tuple[float, float], low: Ink) -> tuple[float, float]:
    """Sea with the sun's track on it, a promenade before it; the road's heights at the left and right edge."""
    rng, w, h, inks = sheet.rng("shore"), sheet.width, sheet.height, sheet.inks
    far, near = mix(cool(inks), low, 0.45), mix(cool(inks), inks.dark, 0.4)
    sheet.draw(
        lambda c: c.drawRect(
            skia.Rect.MakeLTRB(-1, horizon, w + 1, h + 1),
            gradient((0, horizon), (0, h * 0.8), [(0, far, 1), (1, near, 1)]),
        )
    )
    warm = mix(inks.accent, inks.light, 0.4)

    def glints(canvas: skia.Canvas) -> None:
        y = horizon + 0.004
        while y < h * 0.86:
            share = (y - horizon) / (h * 0.86 - horizon)
            thick = 0.0014 + 0.006 * share
            for _ in range(int(rng.integers(1, 4))):
                x = sun[0] + rng.normal(0, 0.03 + 0.1 * share)
                half = rng.uniform(0.02, 0.13) * (1 - 0.35 * share)
                canvas.drawOval(
                    skia.Rect.MakeLTRB(x - half, y - thick, x + half, y + thick), brush(warm, 0.75 * (1 - share * 0.7))
                )
            x, half = rng.random() * w, rng.uniform(0.02, 0.1)
            canvas.drawOval(
                skia.Rect.MakeLTRB(x - half, y - thick * 0.6, x + half, y + thick * 0.6), brush(lighter(far, 0.06), 0.5)
            )
            y += thick * rng.uniform(1.8, 3.4)

    sheet.draw(glints)
    if rng.random() < 0.7:
        xs = np.linspace(0, 0.55 * w, 30)
        cape = horizon - 0.07 * (1 - xs / (0.55 * w)) ** 1.5 * (1 + 0.2 * np.sin(xs * 14)) - 0.002
        xs = xs if way > 0 else w - xs
        sheet.fill(
            polygon([*np.stack([xs, cape], 1), (xs[-1], horizon + 0.002), (xs[0], horizon + 0.002)]),
            mix(cool(inks), mix(inks.dark, low, 0.35), 0.6),
        )
    tilt = rng.uniform(0.02, 0.1) * way
    middle = h * rng.uniform(0.73, 0.78)
    left, right = middle + tilt * w / 2, middle - tilt * w / 2
    stone = mix(mix(inks.dark, cool(inks), 0.25), inks.accent, 0.06)
    sheet.fill(polygon([(-0.1, left), (w + 0.1, right), (w + 0.1, h + 0.1), (-0.1, h + 0.1)]), stone)
    sheet.fill(
        polygon([(-0.1, left - 0.004), (w + 0.1, right - 0.004), (w + 0.1, right + 0.008), (-0.1, left + 0.008)]),
        mix(stone, warm, 0.55),
    )
    for k in (0.42, 0.85):
        sheet.fill(
            polygon(
                [
                    (-0.1, left + (h - left) * k),
                    (w + 0.1, right + (h - right) * k * 1.05),
                    (w + 0.1, right + (h - right) * k * 1.05 + 0.005),
                    (-0.1, left + (h - left) * k + 0.005),
                ]
            ),
            mix(stone, warm, 0.22),
        )
    return left, right


def _field(sheet: Sheet, road: tuple[float, float], way: int) -> tuple[float, float]:
    """The runners, small ones behind and large ones before, each trailing the colour of its shirt; the leader's head."""
    rng, w, h, inks = sheet.rng("field"), sheet.width, sheet.height, sheet.inks
    shirts = [
        inks.accent,
        mix(inks.second, inks.light, 0.1),
        inks.light,
        toned(inks.accent, None, 1.0, 32),
        mix(cool(inks), inks.light, 0.45),
    ]
    cycling = sheet.wishes.get("object") == "cycle"
    count = int(rng.integers(5, 8))
    focus = (w / 2, road[0])
    for k in range(count):
        depth = k / (count - 1)
        size = (0.17 + 0.2 * depth**1.2) * min(1.25, max(1.0, h * 0.8))
        x = w * (0.5 + way * (0.62 * ((k * 0.618 + 0.2) % 1.0) - 0.27))
        ground = np.interp(x, [0, w], road) + (h - max(road)) * (0.12 + 0.62 * depth)
        hip = (x, ground - size * 0.46)
        shirt = shirts[(k + int(rng.integers(2))) % len(shirts)]
        _runner(sheet, hip, size, way, (shirt, mix(inks.dark, shirt, 0.12)), f"{k}", cycling)
        if k == count - 2:
            focus = (hip[0] + way * size * 0.15, hip[1] - size * 0.4)
    return focus


def _runner(
    sheet: Sheet, hip: tuple[float, float], size: float, way: int, inks: tuple[Ink, Ink], name: str, cycling: bool
) -> None:
    """One runner: streaks that flow back from the body, then the body over them."""
    rng = sheet.rng("runner " + name)
    shirt, dark = inks
    pose = POSES[int(rng.integers(len(POSES)))]

    def at(px: float, py: float) -> tuple[float, float]:
        return hip[0] + way * px * size, hip[1] + py * size

    skin = mix(dark, shirt, float(rng.uniform(0.1, 0.3)))
    trails = []
    for _ in range(int(rng.integers(9, 14))):
        px, py = rng.uniform(-0.12, 0.12), rng.uniform(-0.5, 0.36)
        length = rng.uniform(0.9, 3.4)
        t = np.linspace(0, 1, 12)
        sway = 0.03 * np.sin(t * rng.uniform(2, 5) + rng.uniform(0, 6)) * t
        line = np.array([at(px - length * v, py + s + 0.05 * v) for v, s in zip(t, sway, strict=True)])
        wide = size * rng.uniform(0.014, 0.085) * (1 - t) ** 0.7 * np.minimum(1, 0.35 + t * 6) + 0.0004
        ink = mix(shirt, (lighter(shirt, 0.12)), float(rng.random()))
        trails.append((tapered(line, wide), line[0], line[-1], ink, float(rng.uniform(0.55, 0.95))))

    def streaks(canvas: skia.Canvas) -> None:
        for shape, start, end, ink, alpha in trails:
            canvas.drawPath(
                shape,
                gradient(
                    (float(start[0]), float(start[1])),
                    (float(end[0]), float(start[1])),
                    [(0, ink, alpha), (0.55, ink, alpha * 0.75), (1, ink, 0.0)],
                ),
            )

    sheet.draw(streaks, subject=True)
    trunk, front, back, rear_arm, fore_arm = ([(*at(x, y), wide * size) for x, y, wide in limb] for limb in pose.limbs)
    if cycling:
        _cycle(sheet, at, size, dark)

    def body(canvas: skia.Canvas) -> None:
        for limb, ink in (
            (back, mix(dark, skin, 0.5)),
            (rear_arm, mix(dark, skin, 0.5)),
            (front, skin),
            (trunk, shirt),
            (fore_arm, skin),
        ):
            _limb(canvas, limb, ink)
        shorts = mix(dark, shirt, 0.1)
        _limb(
            canvas,
            [
                (trunk[0][0], trunk[0][1], trunk[0][2] * 1.08),
                (
                    (front[0][0] * 0.55 + front[1][0] * 0.45),
                    (front[0][1] * 0.55 + front[1][1] * 0.45),
                    front[1][2] * 1.2,
                ),
            ],
            shorts,
        )
        canvas.drawCircle(*at(*pose.head), size * 0.064, brush(skin))

    sheet.draw(body, subject=True)


def _limb(canvas: skia.Canvas, joints: list[tuple[float, float, float]], ink: Ink) -> None:
    """A limb as tapered pieces with round joints."""
    for (ax, ay, aw), (bx, by, bw) in itertools.pairwise(joints):
        nx, ny = -(by - ay), bx - ax
        norm = max(float(np.hypot(nx, ny)), 1e-9)
        nx, ny = nx / norm / 2, ny / norm / 2
        canvas.drawPath(
            polygon(
                [
                    (ax + nx * aw, ay + ny * aw),
                    (bx + nx * bw, by + ny * bw),
                    (bx - nx * bw, by - ny * bw),
                    (ax - nx * aw, ay - ny * aw),
                ]
            ),
            brush(ink),
        )
    for x, y, wide in joints:
        canvas.drawCircle(float(x), float(y), float(wide / 2), brush(ink))


def _cycle(sheet: Sheet, place: Callable[[float, float], tuple[float, float]], size: float, ink: Ink) -> None:
    """A bicycle under the rider."""
    rear, front, crank, seat, bar = (
        place(-0.3, 0.3),
        place(0.42, 0.3),
        place(0.06, 0.31),
        place(-0.06, 0.03),
        place(0.34, -0.2),
    )

    def frame(canvas: skia.Canvas) -> None:
        for wheel in (rear, front):
            canvas.drawPath(ring(*wheel, size * 0.22, size * 0.2), brush(ink))
        for a, b in ((rear, crank), (crank, seat), (seat, rear), (crank, bar), (seat, bar), (bar, front)):
            canvas.drawLine(*a, *b, brush(ink, stroke=size * 0.022))

    sheet.draw(frame, subject=True)
