"""One object on a ledge in window light, with much air: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from posta.background.painters import heroes
from posta.background.painters.bands import Field
from posta.background.painters.inks import Ink, brush, lighter, mix, ramp
from posta.background.painters.shapes import ellipse, leaf, polygon, smooth, tapered
from posta.background.painters.sheet import Composition, Sheet

# Half widths from foot (0) to lip (1), and the height of the object against its greatest width.
PROFILES: dict[str, tuple[tuple[tuple[float, float], ...], float]] = {
    "bowl": (((0, 0.36), (0.05, 0.34), (0.09, 0.4), (0.25, 0.68), (0.5, 0.88), (0.8, 0.98), (1, 1.0)), 0.5),
    "deep bowl": (((0, 0.4), (0.06, 0.38), (0.1, 0.5), (0.3, 0.84), (0.6, 0.99), (0.85, 0.99), (1, 0.95)), 0.72),
    "vase": (
        ((0, 0.5), (0.04, 0.52), (0.3, 0.86), (0.5, 1.0), (0.68, 0.86), (0.82, 0.42), (0.9, 0.34), (1, 0.44)),
        1.5,
    ),
    "moon jar": (((0, 0.42), (0.03, 0.42), (0.2, 0.8), (0.5, 1.0), (0.8, 0.8), (0.94, 0.45), (1, 0.45)), 0.98),
    "bottle": (
        (
            (0, 0.88),
            (0.02, 0.96),
            (0.1, 1.0),
            (0.5, 0.98),
            (0.62, 0.8),
            (0.7, 0.4),
            (0.78, 0.3),
            (0.97, 0.3),
            (1, 0.35),
        ),
        2.5,
    ),
    "jug": (((0, 0.6), (0.04, 0.64), (0.3, 0.96), (0.45, 1.0), (0.7, 0.76), (0.86, 0.6), (1, 0.74)), 1.35),
    "cup": (((0, 0.5), (0.04, 0.52), (0.2, 0.78), (0.5, 0.92), (1, 1.0)), 0.82),
}
KINDS = {
    "bowl": ("bowl", "deep bowl", "bowl"),
    "vase": ("vase", "moon jar"),
    "bottle": ("bottle",),
    "jug": ("jug",),
    "cup": ("cup",),
}


@dataclass(frozen=True)
class Pot:
    """A turned vessel: centre x, foot y, half width, height, in units, and its profile's name."""

    x: float
    foot: float
    half: float
    tall: float
    kind: str

    @property
    def lip(self) -> float:
        return self.half * PROFILES[self.kind][0][-1][1]

    def outline(self) -> skia.Path:
        """The silhouette without the ellipses of lip and foot."""
        at, wide = (np.array(part) for part in zip(*PROFILES[self.kind][0], strict=True))
        ys, xs = self.foot - at * self.tall, wide * self.half
        path = smooth(np.stack([self.x - xs, ys], 1), tension=0.85)
        path.addPath(smooth(np.stack([self.x + xs, ys], 1)[::-1], tension=0.85), skia.Path.kExtend_AddPathMode)
        path.close()
        return path

    def cover(self, canvas: skia.Canvas) -> None:
        """Draw the whole silhouette as a stencil."""
        solid = skia.Paint(AntiAlias=True)
        foot = self.half * PROFILES[self.kind][0][0][1]
        for part in (
            self.outline(),
            ellipse(self.x, self.foot, foot, foot * 0.16),
            ellipse(self.x, self.foot - self.tall, self.lip, self.lip * 0.16),
        ):
            canvas.drawPath(part, solid)

    def across(self, sheet: Sheet) -> Field:
        """(gh, gw) where a cell lies across the body: -1 at its left edge, 1 at its right."""
        at, wide = (np.array(part) for part in zip(*PROFILES[self.kind][0], strict=True))
        half = np.interp((self.foot - sheet.y[:, 0]) / self.tall, at, wide * self.half).astype(np.float32)
        return (sheet.x - np.float32(self.x)) / half[:, None]


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("still life"), sheet.width, sheet.height
    side = int(rng.choice([-1, 1]))
    table = h * rng.uniform(0.7, 0.8)
    inks = sheet.inks
    night = inks.night
    wall = mix(inks.dark, inks.mid, 0.5) if night else mix(inks.light, inks.second, 0.4)
    bright = mix(wall, inks.light, 0.5 if night else 0.85)
    _room(sheet, table, side, wall, bright)
    main = _choose(sheet, rng, table)
    pots = [main]
    if rng.random() < 0.35:
        gap = main.half + rng.uniform(0.1, 0.16)
        way = -side if rng.random() < 0.6 else side
        kind = str(rng.choice(["bottle", "cup", "moon jar", "vase"]))
        half = main.half * rng.uniform(0.28, 0.4)
        pots.append(
            Pot(
                float(np.clip(main.x + way * gap, 0.15 * w, 0.85 * w)),
                main.foot + 0.025,
                half,
                half * 2 * PROFILES[kind][1],
                kind,
            )
        )
    tints = [mix(inks.light, inks.accent, 0.06), mix(inks.accent, inks.light, 0.15), mix(inks.mid, inks.light, 0.3)]
    white = "white" in sheet.wishes.get("finish", "white")
    for k, pot in enumerate(pots):
        glaze = tints[0] if (k == 0 and white) else tints[1 + int(rng.integers(2))]
        _shadow(sheet, pot, side, wall)
        _turn(sheet, pot, side, glaze, mix(wall, inks.dark, 0.55))
    if main.kind in ("vase", "bottle", "moon jar", "jug") and rng.random() < 0.6:
        _twig(sheet, main)
    sheet.finish(2.2, tooth=1.0)
    return Composition(
        (main.x / w, (main.foot - main.tall * 0.6) / h),
        ((0.0, 0.0, 1.0, 0.4), (0.0, 0.86, 1.0, 1.0)),
        (side, -0.5),
        heroes.share(sheet, main.x - main.half, main.foot - main.tall, main.x + main.half, main.foot),
    )


def _choose(sheet: Sheet, rng: np.random.Generator, table: float) -> Pot:
    wished = str(sheet.wishes.get("object", ""))
    kinds = KINDS.get(wished, tuple(PROFILES))
    kind = str(kinds[int(rng.integers(len(kinds)))])
    ratio = PROFILES[kind][1]
    half = min(0.3, 0.24 / ratio**0.55) * rng.uniform(0.9, 1.12)
    tall = min(half * 2 * ratio, sheet.height * 0.42)
    return Pot(
        sheet.width * (0.5 + rng.choice([0, -1, 1]) * rng.uniform(0.05, 0.13)),
        table + 0.045,
        tall / 2 / ratio,
        tall,
        kind,
    )


def _room(sheet: Sheet, table: float, side: int, wall: Ink, bright: Ink) -> None:
    """A wall with the window's light on it, and the edge of a table."""
    rng, w, h = sheet.rng("room"), sheet.width, sheet.height
    dim = mix(wall, sheet.inks.dark, 0.22)
    reach = np.clip(
        0.5
        - side * (sheet.x / np.float32(w) - 0.5)
        + 0.12 * (sheet.y / np.float32(h))
        + 0.03 * sheet.noise(0.8, 3, "plaster"),
        0,
        1,
    )
    base = ramp([bright, wall, dim], reach + np.zeros(sheet.shape, np.float32))
    slant, lean = rng.uniform(0.22, 0.42) * -side, rng.uniform(0.02, 0.1)
    pane_w, pane_h = rng.uniform(0.15, 0.2), rng.uniform(0.19, 0.26)
    x0, y0 = w * (0.5 - side * rng.uniform(-0.02, 0.12)) - pane_w, h * rng.uniform(0.12, 0.22)
    columns, rows = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    bar = rng.uniform(0.012, 0.02)

    def panes(canvas: skia.Canvas) -> None:
        for i in range(columns):
            for j in range(rows):
                corners = [
                    (i * pane_w + bar, j * pane_h + bar),
                    ((i + 1) * pane_w - bar, j * pane_h + bar),
                    ((i + 1) * pane_w - bar, (j + 1) * pane_h - bar),
                    (i * pane_w + bar, (j + 1) * pane_h - bar),
                ]
                canvas.drawPath(
                    polygon([(x0 + x + slant * y, y0 + y + lean * x * -side) for x, y in corners]),
                    skia.Paint(AntiAlias=True),
                )

    light = sheet.blur(sheet.stencil(panes), 0.007) * 0.55 + sheet.blur(sheet.stencil(panes), 0.03) * 0.45
    light = light * np.clip(1.15 - np.abs(sheet.y - y0 - 0.2) * 0.7, 0.2, 1) * (sheet.y < table)
    sheet.wash(
        base
        + (np.asarray(mix(bright, sheet.inks.light, 0.75), np.float32) * 1.0 - base)
        * (light * np.float32(0.85))[..., None]
    )
    top = mix(bright, sheet.inks.second, 0.25)
    depth = h * 0.1
    surface = ramp(
        [(0, mix(top, wall, 0.3)), (1, lighter(top, 0.02))],
        np.clip((sheet.y - table) / np.float32(depth), 0, 1) * np.ones((1, sheet.shape[1]), np.float32),
    )
    falloff = np.clip(0.55 + side * (sheet.x / np.float32(w) - 0.5), 0, 1) * 0.35
    surface = surface + (np.asarray(dim, np.float32) - surface) * (0.35 - falloff)[..., None]
    sheet.shade(
        surface,
        1.0,
        lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, table, w + 1, h + 1), skia.Paint(AntiAlias=True)),
        rows=(table, h + 1),
    )
    front = table + depth * 1.15
    sheet.draw(
        lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, front, w + 1, h + 1), brush(mix(dim, sheet.inks.dark, 0.14)))
    )
    below = np.clip((sheet.y - front) / np.float32(0.25), 0, 1) * np.ones((1, sheet.shape[1]), np.float32)
    sheet.shade(mix(dim, sheet.inks.dark, 0.4), below * np.float32(0.5), rows=(front, h + 1))
    sheet.draw(
        lambda c: c.drawRect(skia.Rect.MakeLTRB(-1, front - 0.0025, w + 1, front + 0.0025), brush(lighter(top, 0.04)))
    )


def _shadow(sheet: Sheet, pot: Pot, side: int, wall: Ink) -> None:
    """The long shadow on the table, and the dark where the foot touches."""
    foot = pot.half * PROFILES[pot.kind][0][0][1]
    reach = pot.half * 1.9
    cast = polygon(
        [
            (pot.x - foot, pot.foot),
            (pot.x + foot, pot.foot),
            (pot.x - side * reach + pot.half * 0.5, pot.foot - 0.034),
            (pot.x - side * reach - pot.half * 0.5, pot.foot - 0.03),
        ]
    )

    def shapes(canvas: skia.Canvas) -> None:
        canvas.drawPath(cast, skia.Paint(AntiAlias=True))
        canvas.drawPath(
            ellipse(pot.x - side * reach, pot.foot - 0.028, pot.half * 0.75, 0.014), skia.Paint(AntiAlias=True)
        )
        canvas.drawPath(
            ellipse(pot.x - side * foot * 0.2, pot.foot, foot * 1.15, foot * 0.17), skia.Paint(AntiAlias=True)
        )

    soft = sheet.blur(sheet.stencil(shapes), 0.012)
    touch = sheet.blur(
        sheet.stencil(
            lambda c: c.drawPath(ellipse(pot.x, pot.foot + 0.003, foot * 1.05, foot * 0.17), skia.Paint(AntiAlias=True))
        ),
        0.006,
    )
    dark = mix(wall, sheet.inks.dark, 0.75)
    sheet.shade(dark, soft * np.float32(0.5), blend="multiply")
    sheet.shade(dark, touch * np.float32(0.75), blend="multiply")


def _turn(sheet: Sheet, pot: Pot, side: int, glaze: Ink, dark: Ink) -> None:
    """The vessel itself, modelled by light from one side."""
    u = np.clip(pot.across(sheet), -1.05, 1.05)
    rise = np.clip((pot.foot - sheet.y) / np.float32(pot.tall), 0, 1)
    facing = 0.52 + 0.5 * side * u - 0.12 * u * u + 0.12 * (rise - 0.5)
    facing = facing + np.clip(-side * u - 0.78, 0, 1) * 0.9  # light thrown back by the wall
    tone = ramp(
        [(0.0, mix(glaze, dark, 0.85)), (0.4, mix(glaze, dark, 0.42)), (0.75, glaze), (1.0, lighter(glaze, 0.05))],
        np.clip(facing, 0, 1),
    )
    body = pot.cover
    rows = (pot.foot - pot.tall - 0.1, pot.foot + 0.1)
    sheet.shade(tone, 1.0, body, rows=rows)
    sheet.subject(body)
    core = np.clip((0.42 - facing) * 2.2, 0, 1)
    sheet.shade(mix(glaze, dark, 0.95), core * np.float32(0.5), body, grain=0.9, rows=rows)
    if sheet.rng("dip " + pot.kind).random() < 0.4:  # a band of bare clay or second glaze
        at = sheet.rng("dip at").uniform(0.18, 0.4)
        line = np.clip((at + 0.015 * sheet.noise(0.2, 2, "dip edge") - rise) * 90, 0, 1)
        sheet.shade(mix(sheet.inks.accent, glaze, 0.25), line * np.float32(0.8), body, blend="multiply", rows=rows)
    top, lip = pot.foot - pot.tall, pot.lip
    inside = np.clip(0.5 - side * (sheet.x - pot.x) / np.float32(lip * 2), 0, 1) + np.zeros(sheet.shape, np.float32)
    hollow = ramp([mix(glaze, dark, 0.9), mix(glaze, dark, 0.5), mix(glaze, dark, 0.08)], inside)
    sheet.fill(ellipse(pot.x, top, lip, lip * 0.16), lighter(glaze, 0.045))
    sheet.shade(
        hollow,
        1.0,
        lambda c: c.drawPath(ellipse(pot.x, top + 0.001, lip * 0.955, lip * 0.138), skia.Paint(AntiAlias=True)),
        rows=(top - 0.1, top + 0.1),
    )


def _twig(sheet: Sheet, pot: Pot) -> None:
    """A dry stalk with a few leaves in the vessel."""
    rng = sheet.rng("twig")
    ink = mix(sheet.inks.dark, sheet.inks.mid, 0.35)
    green = mix(sheet.inks.mid, sheet.inks.accent, rng.uniform(0, 0.8))
    top = pot.foot - pot.tall
    for k in range(int(rng.integers(1, 4))):
        way = rng.choice([-1, 1]) * rng.uniform(0.3, 1.0)
        reach = min(rng.uniform(0.2, 0.32), top * 0.6)
        t = np.linspace(0, 1, 9)
        line = np.stack([pot.x + way * 0.16 * t**1.6, top + 0.01 - reach * t], axis=1)
        sheet.fill(tapered(line, 0.0055 * (1 - 0.7 * t)), ink, subject=True)
        for j in range(2, 9):
            angle = np.arctan2(line[j, 1] - line[j - 1, 1], line[j, 0] - line[j - 1, 0]) + (
                0.75 if (j + k) % 2 else -0.75
            )
            sheet.fill(
                leaf(*line[j], rng.uniform(0.035, 0.065), 0.02, angle),
                mix(green, sheet.inks.light, rng.uniform(0, 0.3)),
                subject=True,
            )
