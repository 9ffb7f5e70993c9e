"""Layers of cut paper with soft shadows: a lit clearing with a creature, framed by trees: a Sheet in, a Composition out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from posta.background.motifs import MOTIFS
from posta.background.painters import heroes
from posta.background.painters.bands import Field
from posta.background.painters.inks import Ink, brush, lighter, mix
from posta.background.painters.shapes import circle, leaf, polygon, rolling, smooth, tapered, under
from posta.background.painters.sheet import Composition, Share, Sheet
from posta.geometry import Rect

Cut = Callable[[skia.Canvas], None]


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("paper cut"), sheet.width, sheet.height
    inks = sheet.inks
    night = inks.night
    depth = [
        mix(inks.light, inks.accent, 0.32),
        mix(inks.mid, inks.light, 0.35),
        inks.mid,
        mix(inks.mid, inks.dark, 0.5),
        inks.dark,
        lighter(inks.dark, -0.06),
    ]
    if not night:
        depth = [
            mix(inks.light, inks.accent, 0.15),
            mix(inks.second, inks.light, 0.55),
            mix(inks.mid, inks.light, 0.35),
            inks.mid,
            mix(inks.mid, inks.dark, 0.5),
            inks.dark,
        ]
    fx, fy = w * rng.uniform(0.4, 0.6), h * rng.uniform(0.46, 0.54)
    glow = np.clip(sheet.glow(fx, fy, 0.4, 1.2), 0, 1)
    sky = (
        np.asarray(mix(depth[1], depth[2], 0.6), np.float32)
        + (np.asarray(depth[0], np.float32) - np.asarray(mix(depth[1], depth[2], 0.6), np.float32)) * glow[..., None]
    )
    sheet.wash(sky)
    moon = rng.uniform(0.17, 0.26)
    for grow, tone in (
        (1.75, mix(depth[1], depth[0], 0.3)),
        (1.35, mix(depth[1], depth[0], 0.6)),
        (1.0, mix(depth[0], inks.light, 0.55)),
    ):
        _layer(
            sheet, lambda c, r=moon * grow: c.drawCircle(fx, fy - h * 0.06, r, skia.Paint(AntiAlias=True)), tone, 0.5
        )
    frames = int(rng.integers(3, 5))
    ground = h * rng.uniform(0.66, 0.72)
    _hills(sheet, ground - h * 0.07, depth[2], "back hills")
    wood = _is_wood(sheet)
    if wood:
        _layer(sheet, _trunks(sheet, "far", 0.62, 0.018, ground), mix(depth[2], depth[3], 0.4), 0.6)
    _hills(sheet, ground, depth[3], "stage")
    focus, hero = _creature(sheet, fx, ground + h * 0.03, min(0.54, h * 0.36), depth)
    for k in range(frames):
        share = k / max(frames - 1, 1)
        tone = mix(depth[3], depth[5], 0.25 + 0.75 * share)
        _layer(
            sheet,
            (_frame if wood else _hole)(
                sheet, f"frame {k}", 0.3 - 0.2 * share, ground + (h - ground) * (0.3 + 0.55 * share)
            ),
            tone,
            1.0,
        )
    if wood:
        _fireflies(sheet, fx, fy, mix(inks.accent, inks.light, 0.5))
    sheet.finish(1.8, tooth=2.6)
    return Composition(
        (focus[0] / w, focus[1] / h), ((0.12, 0.02, 0.88, 0.28), (0.0, 0.86, 1.0, 1.0)), (0.0, -0.4), hero
    )


def _layer(sheet: Sheet, cut: Cut, tone: Ink, lift: float) -> None:
    """One sheet of paper: its shadow on what lies behind, the paper, and a lit edge."""
    mask = sheet.stencil(cut)
    shadow = sheet.warp(sheet.blur(mask, 0.012 * lift + 0.003), -0.006 * lift, -0.012 * lift)
    sheet.shade(mix(sheet.inks.dark, Ink(0, 0, 0), 0.4), shadow * np.float32(0.55), blend="multiply")
    sheet.shade(tone, 1.0, cut)
    shade = _edge(sheet, mask)
    sheet.shade(lighter(tone, 0.1), shade * np.float32(0.5), cut)


def _edge(sheet: Sheet, mask: Field) -> Field:
    """Light caught along upper left edges of a paper."""
    return np.clip(mask - sheet.warp(sheet.blur(mask, 0.003), 0.0, -0.006), 0, 1)


def _hills(sheet: Sheet, top: float, tone: Ink, name: str) -> None:
    rng = sheet.rng(name)
    xs, ys = rolling(rng, sheet.width, rng.uniform(0.7, 1.2))
    body = under(xs, top + ys * 0.03, sheet.height + 0.1, curved=True)
    blades = skia.Path()
    for x in rng.uniform(0, sheet.width, 46):
        y = float(np.interp(x, xs, top + ys * 0.03)) + 0.01
        blades.addPath(leaf(x, y, rng.uniform(0.02, 0.05), 0.008, -np.pi / 2 + rng.normal(0, 0.35), rng.normal(0, 0.5)))

    def cut(canvas: skia.Canvas) -> None:
        canvas.drawPath(body, skia.Paint(AntiAlias=True))
        canvas.drawPath(blades, skia.Paint(AntiAlias=True))

    _layer(sheet, cut, tone, 0.8)


def _trunks(sheet: Sheet, name: str, reach: float, thick: float, ground: float) -> Cut:
    """Slim trunks at both sides, the middle left open."""
    rng = sheet.rng("trunks " + name)
    pieces = []
    for k in range(int(rng.integers(6, 10))):
        side = -1 if k % 2 else 1
        x = sheet.width * (0.5 + side * (0.5 - 0.5 * (1 - reach) * rng.random() * 1.3))
        t = np.linspace(0, 1, 8)
        line = np.stack([x + np.cumsum(rng.normal(0, 0.006, 8)), ground + 0.04 - t * (ground + 0.1)], 1)
        pieces.append(tapered(line, thick * rng.uniform(0.6, 1.4) * (1 - 0.45 * t)))
        for _ in range(3):
            at = int(rng.integers(2, 7))
            angle = -np.pi / 2 + rng.choice([-1, 1]) * rng.uniform(0.5, 1.0)
            u = np.linspace(0, 1, 5)
            twig = line[at] + np.stack([np.cos(angle) * u, np.sin(angle) * u], 1) * rng.uniform(0.05, 0.13)
            pieces.append(tapered(twig, thick * 0.4 * (1 - u) + 0.0012))

    def cut(canvas: skia.Canvas) -> None:
        for piece in pieces:
            canvas.drawPath(piece, skia.Paint(AntiAlias=True))

    return cut


def _is_wood(sheet: Sheet) -> bool:
    """Whether the clearing lies in a wood: where the theme says so or names what lives there, or says nothing."""
    place, named = sheet.wishes.get("place", ""), heroes.named(sheet)
    if place or not named:
        return place in ("", "forest", "hills", "mountains")
    return bool({"forest", "tale", "nature"} & set(MOTIFS[named[0]].tags)) or "animal" in MOTIFS[named[0]].tags


def _hole(sheet: Sheet, name: str, inset: float, floor: float) -> Cut:
    """A paper with one wavy hole in it, as in a lit box of cut papers."""
    rng, w, h = sheet.rng(name), sheet.width, sheet.height
    turns = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    lobes, phase = int(rng.integers(5, 9)), rng.uniform(0, 6.28, 2)
    reach = 1 + 0.055 * np.sin(lobes * turns + phase[0]) + 0.03 * np.sin((lobes * 2 + 1) * turns + phase[1])
    half = w * (0.5 - inset * 0.42) * 1.04
    top = h * (0.02 + inset * 0.32)
    middle, tall = (top + floor) / 2, (floor - top) / 2 * 1.06
    edge = np.stack([w / 2 + half * reach * np.cos(turns), middle + tall * reach * np.sin(turns)], 1)
    paper = smooth(edge, closed=True)
    paper.addRect(skia.Rect.MakeLTRB(-0.5, -0.5, w + 0.5, h + 0.5))
    paper.setFillType(skia.PathFillType.kEvenOdd)
    return lambda canvas: canvas.drawPath(paper, skia.Paint(AntiAlias=True))


def _frame(sheet: Sheet, name: str, inset: float, floor: float) -> Cut:
    """A paper with a great hole: leaves and trunks at the sides, leaves above, plants below."""
    rng, w, h = sheet.rng(name), sheet.width, sheet.height
    pieces = []
    for side in (-1, 1):
        edge = w / 2 + side * w * (0.5 - inset * 0.55)
        ys = np.linspace(-0.1, h + 0.1, 12)
        xs = edge + side * 0.02 + rng.normal(0, 0.014, 12) - side * 0.05 * ((ys / h - 0.5) * 2) ** 2
        wall = np.vstack(
            [np.stack([xs, ys], 1), [(w / 2 + side * (w / 2 + 0.3), h + 0.1), (w / 2 + side * (w / 2 + 0.3), -0.1)]]
        )
        pieces.append(smooth(wall[:12]))
        pieces[-1].lineTo(*map(float, wall[12]))
        pieces[-1].lineTo(*map(float, wall[13]))
        pieces[-1].close()
        for y in np.arange(-0.02, h, rng.uniform(0.07, 0.1)):
            x = float(np.interp(y, ys, xs)) + side * 0.01
            angle = (np.pi if side > 0 else 0) + rng.normal(0, 0.35) + side * -0.35
            pieces.append(leaf(x, y, rng.uniform(0.08, 0.17), rng.uniform(0.03, 0.05), angle, rng.normal(0, 0.4)))
    for x in np.arange(0, w, rng.uniform(0.06, 0.09)):
        drop = inset * 0.28 * (1 + 0.6 * abs(2 * x / w - 1)) * h
        pieces.append(
            leaf(
                x,
                -0.02,
                drop + rng.uniform(0.04, 0.1),
                rng.uniform(0.03, 0.05),
                np.pi / 2 + rng.normal(0, 0.3),
                rng.normal(0, 0.4),
            )
        )
    pieces.append(polygon([(-0.1, -0.1), (w + 0.1, -0.1), (w + 0.1, inset * 0.12 * h), (-0.1, inset * 0.12 * h)]))
    xs, ys = rolling(rng, w, 0.9)
    pieces.append(under(xs, floor + ys * 0.02, h + 0.1, curved=True))
    for x in rng.uniform(0, w, 22):
        y, tall = float(np.interp(x, xs, floor + ys * 0.02)) + 0.015, rng.uniform(0.05, 0.12)
        if rng.random() < 0.25:
            stem = np.stack([x + 0.01 * np.linspace(0, 1, 4) ** 2, y - tall * np.linspace(0, 1, 4)], 1)
            pieces += [tapered(stem, np.full(4, 0.004)), circle(*stem[-1], 0.013)]
        else:
            pieces += [leaf(x, y, tall, tall * 0.16, -np.pi / 2 + a, a) for a in (-0.5, 0.0, 0.45)]

    def cut(canvas: skia.Canvas) -> None:
        for piece in pieces:
            canvas.drawPath(piece, skia.Paint(AntiAlias=True))

    return cut


def _creature(
    sheet: Sheet, x: float, foot: float, size: float, depth: list[Ink]
) -> tuple[tuple[float, float], Share | None]:
    """What the theme names, in paper, on its stage; a lantern beside or above it when one is named."""
    rng, inks = sheet.rng("creature"), sheet.inks
    wished = [
        name for name in heroes.named(sheet) if name not in ("lantern", "tree", "moon", "crescent", "leaf", "star")
    ]
    if heroes.named(sheet) and not wished:  # a moon or a tree needs no creature
        return (x, foot - size * 0.8), None
    name = wished[0] if wished else str(rng.choice(["fox", "deer", "owl", "rabbit", "house"]))
    body, accent = heroes.dress(sheet, name, (depth[1], depth[3]))
    placed = heroes.hero(sheet, name, Rect(x - size / 2, foot - size, size, size), flip=bool(rng.random() < 0.5))
    mask = sheet.stencil(lambda c: heroes.flat(c, placed))
    sheet.shade(depth[5], sheet.warp(sheet.blur(mask, 0.012), -0.005, -0.01) * np.float32(0.6), blend="multiply")
    palette = heroes.colored(sheet, body, accent, name)
    sheet.draw(lambda c: heroes.stamp(c, placed, palette), subject=True)
    sheet.shade(lighter(body, 0.14), _edge(sheet, mask) * np.float32(0.6), lambda c: heroes.flat(c, placed))
    focus = placed.focus
    if "lantern" in heroes.named(sheet) or sheet.wishes.get("lamps") == "yes":
        lamp = heroes.hero(sheet, "lantern", Rect(x + size * 0.42, foot - size * 1.25, size * 0.3, size * 0.42))
        sheet.draw(
            lambda c: c.drawLine(
                lamp.bounds().center[0],
                -0.1,
                lamp.bounds().center[0],
                lamp.bounds().y + 0.004,
                brush(depth[5], stroke=0.003),
            )
        )
        sheet.draw(
            lambda c: heroes.stamp(c, lamp, heroes.colored(sheet, mix(inks.accent, inks.dark, 0.25), inks.accent))
        )
        halo = np.clip(sheet.glow(*lamp.focus, size * 0.3, 1.3), 0, 1)
        sheet.shade(mix(inks.accent, inks.light, 0.45), halo * np.float32(0.75), blend="screen")
    return focus, heroes.frame(sheet, placed)


def _fireflies(sheet: Sheet, x: float, y: float, ink: Ink) -> None:
    rng = sheet.rng("fireflies")
    spots = [
        (x + rng.normal(0, 0.22), y + rng.normal(0.08, 0.18), rng.uniform(0.0025, 0.005))
        for _ in range(int(rng.integers(8, 18)))
    ]
    glow = sum((sheet.glow(px, py, r * 2.4, 1.7) for px, py, r in spots), sheet.empty())
    sheet.shade(ink, np.clip(glow, 0, 1) * np.float32(0.7), blend="screen")
    sheet.fill([circle(px, py, r) for px, py, r in spots], mix(ink, sheet.inks.light, 0.6))
