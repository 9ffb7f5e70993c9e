"""The things a theme names, together in the place and the hour it tells of: a Sheet in, a Composition out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from posta.background.motifs import MOTIFS, Drawing
from posta.background.painters import heroes, settings
from posta.background.painters.inks import Ink, distance, lighter, mix
from posta.background.painters.settings import Place
from posta.background.painters.shapes import ellipse, rect
from posta.background.painters.sheet import Composition, Sheet
from posta.geometry import Rect

STOCK = ("fox", "bird", "house", "sailboat", "deer", "bicycle", "cat", "hot-air balloon")
MOST = 3
"""Copies of one thing, however many the theme counts."""
CARRIERS = frozenset(("canoe", "sailboat", "motorcycle", "car", "chair", "bicycle"))
"""Things a figure or an animal rides: they go in front of it."""


@dataclass(frozen=True)
class Actor:
    """One thing in the scene."""

    name: str
    how: str
    """As heroes.kind says."""
    copies: int = 1


def paint(sheet: Sheet) -> Composition:
    rng, w, h = sheet.rng("tableau"), sheet.width, sheet.height
    cast = _cast(sheet)
    side = int(rng.choice([-1, 1]))
    ground = h * rng.uniform(0.76, 0.83)
    place = settings.behind(sheet, _place(sheet, cast), ground, side)
    drawn: list[Drawing] = []
    flying = [actor for actor in cast if actor.how in ("flies", "hangs")]
    standing = [actor for actor in cast if actor not in flying]
    high = min(0.58, h * 0.45)
    tall = [a for a in standing[1:] if heroes.stature(a.name) > 1.15 * heroes.stature(standing[0].name)][:1]
    spots = _row(sheet, [a for a in standing if a not in tall], high, side)
    for actor in tall:  # a lamp or a tower behind the others, at the edge of the group
        reach = high * min(heroes.stature(actor.name) / heroes.stature(standing[0].name), 1.35)
        edge = max((x + wide / 2 for _, x, wide, _ in spots), default=w * 0.6)
        at = float(np.clip(edge + 0.02 if side > 0 else w - edge - 0.02, 0.16 * w, 0.84 * w))
        drawn += _enter(sheet, place, actor, (at, ground - 0.012), reach, w * 0.5)
    for number, (actor, x, wide, tall_) in enumerate(spots):
        foot = ground + (0.012 if place.kind in ("water", "sea") else 0.03) + 0.022 * number
        drawn += _enter(sheet, place, actor, (x, foot), tall_, wide)
    for number, actor in enumerate(flying[:3]):
        alone = not standing and not number
        wide, tall_ = heroes.size_of(sheet, actor.name, 1.45 if alone else 0.66)
        at = w * 0.5 if alone else w * (0.5 + side * (0.24, -0.22, 0.05)[number])
        level = h * (0.52 if alone else (0.42, 0.38, 0.34)[number])
        if actor.how == "hangs":
            level = level - (0.0 if alone else 0.06 * h)
            cord = rect(at - 0.0018, -0.1, at + 0.0018, level - tall_ / 2 + 0.01)
            sheet.fill(cord, mix(sheet.inks.dark, Ink(0, 0, 0), 0.3))
        drawn += _enter(sheet, place, actor, (at, level + tall_ / 2), tall_, max(wide, 0.16))
    settings.before(sheet, place, ground)
    sheet.finish(2.2, tooth=1.6)
    return _told(sheet, drawn, side)


def _row(sheet: Sheet, actors: list[Actor], high: float, side: int) -> list[tuple[Actor, float, float, float]]:
    """Where actors stand side by side as one group, the lead largest: (actor, x of its middle, width, height)."""
    if not actors:
        return []
    lead = actors[0]
    sizes: list[tuple[float, float]] = []
    before_: list[int] = []
    for number, actor in enumerate(actors):
        share = heroes.stature(actor.name) / heroes.stature(lead.name)
        tall = high if not number else high * float(np.clip(share, 0.4, 1.1))
        carried = (
            number
            and _is_being(lead)
            and (actor.name in CARRIERS or (share <= 0.62 and actor.how in ("held", "plays")))
        )
        if carried:
            before_.append(number)
            tall = high * (0.62 if actor.name in CARRIERS else 0.4)
        aspect = MOTIFS[actor.name].aspect
        copies = 1 + 0.72 * (actor.copies - 1)
        sizes.append((min(tall * aspect * copies, sheet.width * (0.86 if actor.name in CARRIERS else 0.7)), tall))
    row = [k for k in range(len(actors)) if k not in before_][:3]
    overlap = 0.9
    total = sum(sizes[k][0] for k in row) * (overlap if len(row) > 1 else 1)
    fit = min(1.0, sheet.width * 0.88 / total)
    order = ([row[2]] if len(row) > 2 else []) + row[:2]
    order = order if side > 0 else order[::-1]
    x, placed = sheet.width / 2 - total * fit / 2, {}
    for k in order:
        wide = sizes[k][0] * fit
        placed[k] = x + wide * overlap / 2 if len(row) > 1 else sheet.width / 2
        x += wide * overlap
    for k in before_[:2]:
        placed[k] = placed[0] + side * sizes[0][0] * fit * (0.0 if k == before_[0] else 0.5)
    return [(actors[k], placed[k], sizes[k][0] * fit, sizes[k][1] * fit) for k in sorted(placed)]


def _told(sheet: Sheet, drawn: list[Drawing], side: int) -> Composition:
    w, h = sheet.width, sheet.height
    boxes = [placed.bounds() for placed in drawn]
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    right, bottom = max(b.right for b in boxes), max(b.bottom for b in boxes)
    lead = max(drawn, key=lambda placed: placed.bounds().width * placed.bounds().height)
    focus = float(np.clip(lead.focus[0] / w, 0, 1)), float(np.clip(lead.focus[1] / h, 0, 1))
    quiet = ((0.0, 0.0, 1.0, float(np.clip(top / h - 0.03, 0.12, 0.34))), (0.0, 0.9, 1.0, 1.0))
    return Composition(focus, quiet, (side * 0.7, -0.6), heroes.share(sheet, left, top, right, bottom))


def _cast(sheet: Sheet) -> list[Actor]:
    """Who is in the picture, the lead first; scenery is left to the setting."""
    counts = sheet.wishes.get("counts", {})
    names = [str(name) for name in sheet.wishes.get("meant", ()) if name in MOTIFS]
    names = names or [name for name in heroes.named(sheet) if name not in heroes.SCENERY]
    if not names:  # a thing of the setting, or one that suits it
        names = [name for name in heroes.named(sheet) if name in settings.ALONE][:2]
    names = names or [str(sheet.rng("cast").choice(STOCK))]
    return [
        Actor(name, "hangs" if MOTIFS[name].anchor == "top" else heroes.kind(name), min(MOST, int(counts.get(name, 1))))
        for name in names[:4]
    ]


def _is_being(actor: Actor) -> bool:
    return heroes.is_being(actor.name)


def _place(sheet: Sheet, cast: list[Actor]) -> str:
    """The kind of place: what the theme says, else where the first that stands or floats is at home."""
    lead = next((actor for actor in cast if actor.how not in ("flies", "hangs")), cast[0])
    wished = str(sheet.wishes.get("place", ""))
    if lead.how == "floats" and wished in ("", "hills", "forest", "mountains", "snow"):
        return "water"
    if wished in ("water", "sea") and lead.how == "stands" and not any(actor.how == "floats" for actor in cast):
        return "beach"
    if wished in settings.KINDS:
        return wished
    if sheet.wishes.get("season") == "winter":
        return "snow"
    return {"floats": "water", "flies": "sky", "plays": "room", "held": "room"}.get(lead.how, "hills")


def _enter(
    sheet: Sheet, place: Place, actor: Actor, foot: tuple[float, float], high: float, widest: float
) -> list[Drawing]:
    """Set an actor and its copies down; it is lit from the side of the light and throws a shadow."""
    x, y = foot
    palette = heroes.palette(sheet, actor.name, place.behind)
    copies = []
    for k in range(actor.copies):
        share = 1.0 if actor.copies == 1 else 0.88 - 0.1 * (k % 2)
        one = high * MOTIFS[actor.name].aspect
        at = x + (k - (actor.copies - 1) / 2) * one * 0.72
        wide = min(max(one, high * 0.5), widest) * share * 1.2
        at = float(np.clip(at, min(wide / 2, sheet.width / 2), max(sheet.width - wide / 2, sheet.width / 2)))
        box = Rect(at - wide / 2, y - high * share, wide, high * share)
        placed = heroes.hero(sheet, actor.name, box, flip=bool(k % 2) != (place.toward > 0))
        gap = y - placed.bounds().bottom
        if gap > 0 and actor.how not in ("flies", "hangs"):  # what floats in its square is let down on the ground
            moved = Rect(box.x, box.y + gap, box.width, box.height)
            placed = heroes.hero(sheet, actor.name, moved, flip=bool(k % 2) != (place.toward > 0))
        copies.append(placed)
    for placed in copies:
        bounds = placed.bounds()
        if actor.how not in ("flies", "hangs"):
            reach = ellipse(
                bounds.center[0] - place.toward * bounds.width * 0.12, bounds.bottom, bounds.width * 0.52, 0.014
            )
            fall = sheet.blur(sheet.stencil(lambda c, p=reach: c.drawPath(p, skia.Paint(AntiAlias=True))), 0.01)
            sheet.shade(place.shadow, fall * np.float32(0.6), rows=(bounds.bottom - 0.1, bounds.bottom + 0.1))
        sheet.draw(lambda c, p=placed, t=palette: heroes.stamp(c, p, t))
        heroes.model(sheet, placed, palette["body"], place.toward)
        if place.time in ("night", "dusk"):
            heroes.rim(sheet, placed, mix(place.lamp, palette["body"], 0.25), place.toward, 0.55)
        silhouette = placed.silhouette()
        sheet.subject(lambda c, s=silhouette: c.drawPath(s, skia.Paint(AntiAlias=True)))
    _glowing(sheet, copies, place)
    return copies


def _glowing(sheet: Sheet, copies: list[Drawing], place: Place) -> None:
    """What sends out light lights the air about it when it is dark."""
    if place.time not in ("night", "dusk"):
        return
    for placed in copies:
        for part in placed.parts:
            if part.tone != "glow":
                continue
            box = part.filled().computeTightBounds()
            reach = float(max(box.width(), box.height(), 0.03))
            halo = np.clip(sheet.glow(box.centerX(), box.centerY(), reach * 1.6, 1.5), 0, 1)
            warm = mix(sheet.inks.accent, sheet.inks.light, 0.5)
            sheet.shade(
                warm if distance(warm, place.behind[0]) > 0.1 else lighter(warm, 0.1), halo * 0.5, blend="screen"
            )
