"""Two or three inks overprinted, slightly out of register: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from posta.background.motifs import Drawing as Motif
from posta.background.painters import heroes
from posta.background.painters.bands import Field, Patch
from posta.background.painters.inks import Ink, distance, mix
from posta.background.painters.shapes import blob, circle, leaf, polygon, rect, rolling, under
from posta.background.painters.sheet import Composition, Drawing, Sheet
from posta.geometry import Rect


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("riso"), sheet.width, sheet.height, sheet.inks
    paper = mix(inks.light, Ink(1, 1, 1), 0.15)
    sheet.wash(np.broadcast_to(np.asarray(paper, np.float32), (*sheet.shape, 3)))
    plates = [inks.accent, mix(inks.dark, inks.mid, 0.35), inks.second]
    wished = heroes.named(sheet)
    x, y = w * rng.uniform(0.42, 0.58), h * rng.uniform(0.52, 0.6)
    scene = str(rng.choice(["fruit", "land", "shapes"] if not wished else ["land", "land", "disc", "band"]))
    {"fruit": _overlaps, "land": _land, "shapes": _shapes, "disc": _disc, "band": _diagonal}[scene](
        sheet, (x, y), plates if scene != "land" or not wished else plates[::-1]
    )
    hero = heroes.share(sheet, x - 0.3, y - 0.3, x + 0.3, y + 0.3)
    if wished:
        size = min(0.72, h * 0.52)
        other = heroes.companion(sheet, wished[0])
        x -= 0.09 if other else 0.0
        placed = heroes.hero(sheet, wished[0], Rect(x - size / 2, y - size / 2, size, size))
        own = plates if scene != "disc" or distance(plates[0], plates[2]) > 0.2 else [plates[1], plates[1], plates[0]]
        said = sheet.wishes.get("dress", {}).get(wished[0])
        own = [Ink.from_hex(said), *own[1:]] if said else own
        _printed(sheet, placed, paper, own, 100)
        hero = heroes.frame(sheet, placed)
        whole = placed.silhouette()
        sheet.subject(lambda c: c.drawPath(whole, skia.Paint(AntiAlias=True)))
        if other:
            box, small = placed.bounds(), size * 0.5
            corner = Rect(min(box.right - small * 0.3, w - small - 0.04), box.bottom - small * 0.94, small, small)
            _printed(sheet, heroes.hero(sheet, other, corner), paper, [plates[1], plates[0], plates[2]], 120)
    sheet.finish(2.4, tooth=1.8, specks=0.03, speck_ink=paper)
    return Composition((x / w, y / h), ((0.0, 0.0, 1.0, 0.24), (0.0, 0.88, 1.0, 1.0)), (-0.5, -0.5), hero)


def _printed(sheet: Sheet, placed: Motif, paper: Ink, plates: list[Ink], number: int) -> None:
    """A motif in three inks on bare paper: the body solid, its shade overprinted in dots, the rest in the second ink."""
    first, dark, third = plates[0], plates[1], plates[2]
    sheet.fill(placed.silhouette(), paper)
    seen = placed.separated()
    solid: list[tuple[Ink, tuple[str, ...], float]] = [
        (first, ("body", "shade"), 0.0),
        (third, ("accent", "glow"), 0.0),
        (dark, ("line",), 0.0),
        (dark, ("shade",), 0.62),
        (third, ("light",), 0.22),
    ]
    for k, (ink, tones, dotted) in enumerate(solid):
        paths = [path for tone, path in seen.items() if tone in tones]
        if paths:
            tone = dots(sheet.empty() + np.float32(dotted), 0.0095, 15 + 30 * k) if dotted else None
            _plate(
                sheet,
                ink,
                lambda c, ps=paths: [c.drawPath(p, skia.Paint(AntiAlias=True)) for p in ps],
                tone,
                number + k,
            )


def _disc(sheet: Sheet, at: tuple[float, float], plates: list[Ink]) -> None:
    """One great disc in dots, a ring of the second ink out of step with it."""
    rng = sheet.rng("disc")
    x, y = at[0] + rng.normal(0, 0.04), at[1] + rng.normal(0, 0.04)
    r = rng.uniform(0.34, 0.44)
    disc, rim = circle(x, y, r), circle(x + 0.05, y - 0.04, r * 0.98)
    tone = dots(_ramp_down(sheet, x, y, r * 2.4, rng.uniform(0.9, 2.2)), 0.013, 15)
    _plate(sheet, mix(plates[2], Ink(1, 1, 1), 0.45), lambda c: c.drawPath(rim, skia.Paint(AntiAlias=True)), None, 0)
    _plate(sheet, plates[2], lambda c: c.drawPath(disc, skia.Paint(AntiAlias=True)), tone, 1)


def _diagonal(sheet: Sheet, at: tuple[float, float], plates: list[Ink]) -> None:
    """Two broad bands across the sheet, one in dots."""
    rng = sheet.rng("diagonal")
    lean, (x, y) = float(rng.choice([-24, -16, 16, 24])), at
    for k, (low, high) in enumerate(((-0.3, 0.16), (0.2, 0.28))):
        band = rect(x - 3, y + low, x + 3, y + high)
        band.transform(skia.Matrix.RotateDeg(lean, skia.Point(float(x), float(y))))
        tone = dots(_ramp_down(sheet, x, y, 1.6, rng.uniform(0, 6.28)), 0.012, 45) if not k else None
        _plate(sheet, plates[(2, 0)[k]], lambda c, b=band: c.drawPath(b, skia.Paint(AntiAlias=True)), tone, k)


def _plate(
    sheet: Sheet,
    ink: Ink,
    shape: Drawing,
    tone: Field | Callable[[Patch], Field] | None,
    number: int,
    grain: float = 0.9,
) -> None:
    """One ink through one stencil, shifted a little as a drum does, uneven as its ink is."""
    rng = sheet.rng(f"register {number}")
    dx, dy = rng.normal(0, 0.003, 2)

    def moved(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.translate(float(dx), float(dy))
        shape(canvas)
        canvas.restore()

    uneven = 0.93 - 0.12 * np.clip(sheet.noise(0.4, 3, f"drum {number}"), -1, 1)
    alpha = uneven if tone is None else tone * uneven if isinstance(tone, np.ndarray) else tone
    sheet.shade(ink, alpha, moved, blend="multiply", grain=grain if isinstance(tone, np.ndarray) else 0.35)


def dots(tone: Field, pitch: float, angle: float) -> Callable[[Patch], Field]:
    """A halftone screen of `pitch` units turned by degrees: dots cover as much as `tone` says.

    Too fine for the pixels, it is grey."""
    c, s = np.float32(np.cos(np.radians(angle)) / pitch), np.float32(np.sin(np.radians(angle)) / pitch)
    side = np.cos(np.linspace(0, np.pi, 257))
    heights = np.sort((side[:, None] + side[None, :]).ravel()) * 0.25 + 0.5
    rank = np.searchsorted(heights, np.linspace(0, 1, 1024)).astype(np.float32) / np.float32(heights.size)

    def cover(patch: Patch) -> Field:
        amount = patch.up(tone)
        cells = pitch / patch.px
        seen = np.float32(np.clip((cells - 2.0) / 3.0, 0, 1))
        if not seen:
            return amount
        u, v = patch.x * c + patch.y * s, patch.y * c - patch.x * s
        screen = (np.cos(u * np.float32(2 * np.pi)) + np.cos(v * np.float32(2 * np.pi))) * np.float32(
            0.25
        ) + np.float32(0.5)
        order = rank[(screen * np.float32(1023)).astype(np.int32)]
        mask = np.clip((amount - 1 + order) * np.float32(min(14.0, 0.3 * cells)) + 0.5, 0, 1) * np.minimum(
            amount * 40, 1
        )
        return amount + (mask - amount) * seen

    return cover


def _ramp_down(sheet: Sheet, x: float, y: float, reach: float, angle: float) -> Field:
    along = (sheet.x - x) * np.float32(np.cos(angle)) + (sheet.y - y) * np.float32(np.sin(angle))
    return np.clip(0.5 + along / np.float32(reach), 0.02, 1)


def _overlaps(sheet: Sheet, at: tuple[float, float], plates: list[Ink]) -> None:
    """Large soft forms that lie over each other, with leaves: fruit without naming it."""
    rng = sheet.rng("overlaps")
    x, y = at
    for k in range(int(rng.integers(4, 6))):
        a = rng.uniform(0, 6.28)
        d, r = rng.uniform(0.08, 0.26), rng.uniform(0.17, 0.29)
        cx, cy = x + d * np.cos(a), y + d * np.sin(a) * 1.1
        shape = blob(rng, cx, cy, r, 0.12, 8) if rng.random() < 0.5 else circle(cx, cy, r)
        tone = _ramp_down(sheet, cx, cy, r * 2.2, rng.uniform(0.4, 1.2))
        how = tone if k % 2 else dots(np.clip(tone * 1.1, 0, 1), 0.011, 15 + 30 * k)
        _plate(sheet, plates[k % 3], lambda c, s=shape: c.drawPath(s, skia.Paint(AntiAlias=True)), how, k)
        leaves = [
            leaf(cx, cy - r * 0.8, rng.uniform(0.12, 0.2), 0.06, -np.pi / 2 + t, t) for t in rng.uniform(-0.9, 0.9, 2)
        ]
        _plate(
            sheet, plates[1], lambda c, s=leaves: [c.drawPath(p, skia.Paint(AntiAlias=True)) for p in s], None, 10 + k
        )


def _land(sheet: Sheet, at: tuple[float, float], plates: list[Ink]) -> None:
    """A sun in dots, hills in grain, one ink over another."""
    rng, w, h = sheet.rng("land"), sheet.width, sheet.height
    x, y = at
    sun = circle(x, y - 0.1, rng.uniform(0.2, 0.3))
    _plate(
        sheet,
        plates[0],
        lambda c: c.drawPath(sun, skia.Paint(AntiAlias=True)),
        dots(
            np.clip(1.05 - (sheet.y - y + 0.4) * np.float32(0.9) * np.ones((1, sheet.shape[1]), np.float32), 0.12, 1),
            0.012,
            15,
        ),
        0,
    )
    for k in range(int(rng.integers(3, 6))):
        xs, ys = rolling(rng, w, rng.uniform(0.5, 1.1))
        top = y + 0.02 + (h - y) * 0.2 * k
        body = under(xs, top + ys * 0.07, h + 0.1, curved=True)
        fall = np.clip(1.05 - (sheet.y - np.float32(top - 0.05)) / np.float32(0.4), 0.1, 1) * np.ones(
            (1, sheet.shape[1]), np.float32
        )
        _plate(sheet, plates[(k + 1) % 3], lambda c, b=body: c.drawPath(b, skia.Paint(AntiAlias=True)), fall, 20 + k)


def _shapes(sheet: Sheet, at: tuple[float, float], plates: list[Ink]) -> None:
    """Cut shapes: discs, arches, zigzags and bars, stacked."""
    rng, _w, _h = sheet.rng("shapes"), sheet.width, sheet.height
    x, y = at
    for k in range(int(rng.integers(5, 8))):
        cx, cy, r = x + rng.normal(0, 0.17), y + rng.normal(0, 0.17), rng.uniform(0.15, 0.3)
        kind = int(rng.integers(4))
        if kind == 0:
            shape = circle(cx, cy, r)
        elif kind == 1:
            shape = rect(cx - r * 0.7, cy - r, cx + r * 0.7, cy + r * 1.2, r * 0.7)
        elif kind == 2:
            shape = polygon([(cx - r, cy + r), (cx, cy - r), (cx + r, cy + r)])
        else:
            upper = [(cx - r * 1.4 + r * 0.4 * i, cy + (0.2 if i % 2 else -0.2) * r) for i in range(8)]
            lower = [(cx + r * 1.4 - r * 0.4 * i, cy + (0.15 if i % 2 else 0.55) * r) for i in range(8)]
            shape = polygon(upper + lower)
        how = (
            dots(_ramp_down(sheet, cx, cy, r * 2, rng.uniform(0, 6.28)), 0.013, 15 + 30 * k)
            if k % 3 == 1
            else _ramp_down(sheet, cx, cy, r * 2.4, rng.uniform(0, 6.28))
            if k % 3 == 2
            else None
        )
        _plate(sheet, plates[k % 3], lambda c, s=shape: c.drawPath(s, skia.Paint(AntiAlias=True)), how, 40 + k)
