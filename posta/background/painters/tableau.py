"""The things a theme names, together in the place and the hour it tells of: a Sheet in, a Composition out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from posta.background.motifs import MOTIFS, Drawing, tones
from posta.background.painters import heroes, settings
from posta.background.painters.inks import Ink, brush, distance, lighter, mix
from posta.background.painters.settings import Place
from posta.background.painters.shapes import ellipse
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
    lead = cast[0]
    side = int(rng.choice([-1, 1]))
    ground = h * (0.8 if h > 0.9 else 0.78)
    place = settings.behind(sheet, _place(sheet, lead), ground, side)
    drawn: list[Drawing] = []
    partners = [actor for actor in cast[1:] if actor.how != "flies"]
    high = min(0.56, h * 0.44) * (0.9 if partners else 1.0)
    middle = w * (0.5 - side * (0.1 if partners else 0.0))
    tall = [a for a in partners if heroes.stature(a.name) > 1.15]
    carriers = [a for a in partners if a.name in CARRIERS and _is_being(lead)]
    beside = [a for a in partners if a not in tall and a not in carriers and a.how in ("stands", "floats", "plays")]
    held = [a for a in partners if a not in tall and a not in carriers and a not in beside]
    for number, actor in enumerate(tall[:2]):
        at = middle + side * w * (0.3, -0.62)[number]
        drawn += _enter(sheet, place, actor, (at, ground - 0.012), high * heroes.stature(actor.name), w * 0.5)
    lead_high = high if not carriers else high * 0.8
    if lead.how == "flies":
        wide, tall_ = heroes.size_of(sheet, lead.name, 1.35)
        drawn += _enter(sheet, place, lead, (middle, h * 0.46 + tall_ / 2), tall_, max(wide, 0.3))
    else:
        foot = ground + (0.03 if place.kind != "water" else 0.012) - (high * 0.1 if carriers else 0)
        drawn += _enter(sheet, place, lead, (middle, foot), lead_high, w * 0.8)
    for actor in carriers[:1]:
        drawn += _enter(sheet, place, actor, (middle, ground + 0.06), high * 0.6, min(0.84 * w, high * 1.7))
    for number, actor in enumerate(beside[:2]):
        at = middle + side * w * (0.31, -0.24)[number]
        drawn += _enter(
            sheet, place, actor, (at, ground + 0.05 + 0.02 * number), high * 0.72 * heroes.stature(actor.name), w * 0.36
        )
    for number, actor in enumerate(held[:2]):
        at = middle + side * w * ((0.16, 0.34)[number] if lead.how != "flies" else (0.0, 0.3)[number])
        drawn += _enter(sheet, place, actor, (at, ground + 0.075), high * 0.42, w * 0.3)
    for number, actor in enumerate([a for a in cast[1:] if a.how == "flies"][:2]):
        wide, tall_ = heroes.size_of(sheet, actor.name, 0.62)
        at = middle + side * w * (0.26, -0.2)[number]
        drawn += _enter(sheet, place, actor, (at, h * (0.44, 0.4)[number] + tall_ / 2), tall_, max(wide, 0.14))
    settings.before(sheet, place, ground)
    sheet.finish(2.2, tooth=1.6)
    return _told(sheet, drawn, side)


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
        names = [name for name in heroes.named(sheet) if name in settings.ALONE][:1]
    names = names or [str(sheet.rng("cast").choice(STOCK))]
    return [Actor(name, heroes.kind(name), min(MOST, int(counts.get(name, 1)))) for name in names[:4]]


def _is_being(actor: Actor) -> bool:
    return heroes.is_being(actor.name)


def _place(sheet: Sheet, lead: Actor) -> str:
    """The kind of place: what the theme says, else where the lead is at home."""
    wished = str(sheet.wishes.get("place", ""))
    if lead.how == "floats" and wished in ("", "hills", "forest", "mountains", "snow"):
        return "water"
    if wished in settings.KINDS:
        return wished
    if sheet.wishes.get("season") == "winter":
        return "snow"
    return {"floats": "water", "flies": "sky", "plays": "room", "held": "room"}.get(lead.how, "hills")


def _enter(
    sheet: Sheet, place: Place, actor: Actor, foot: tuple[float, float], high: float, widest: float
) -> list[Drawing]:
    """Set an actor and its copies down; it is lit from the side of the light and throws a shadow."""
    inks, (x, y) = sheet.inks, foot
    body, accent = heroes.dress(sheet, actor.name, place.behind)
    copies = []
    for k in range(actor.copies):
        share = 1.0 if actor.copies == 1 else 0.88 - 0.1 * (k % 2)
        at = x + (k - (actor.copies - 1) / 2) * min(high * 0.72, widest / actor.copies)
        wide = min(high * 1.9, widest) * share
        at = float(np.clip(at, min(wide / 2, sheet.width / 2), max(sheet.width - wide / 2, sheet.width / 2)))
        box = Rect(at - wide / 2, y - high * share, wide, high * share)
        placed = heroes.hero(sheet, actor.name, box, flip=bool(k % 2) != (place.toward > 0))
        gap = y - placed.bounds().bottom
        if gap > 0 and actor.how != "flies":  # what floats in its square is let down on the ground
            moved = Rect(box.x, box.y + gap, box.width, box.height)
            placed = heroes.hero(sheet, actor.name, moved, flip=bool(k % 2) != (place.toward > 0))
        copies.append(placed)
    dark = mix(inks.dark, Ink(0, 0, 0), 0.25)
    line = mix(dark, body, 0.12)
    for placed in copies:
        bounds = placed.bounds()
        if actor.how != "flies":
            reach = ellipse(
                bounds.center[0] - place.toward * bounds.width * 0.12, bounds.bottom, bounds.width * 0.52, 0.014
            )
            fall = sheet.blur(sheet.stencil(lambda c, p=reach: c.drawPath(p, skia.Paint(AntiAlias=True))), 0.01)
            sheet.shade(place.shadow, fall * np.float32(0.6), rows=(bounds.bottom - 0.1, bounds.bottom + 0.1))
        palette = tones(body, accent, inks.light, line)
        sheet.draw(lambda c, p=placed: heroes.stamp(c, p, palette))
        heroes.model(sheet, placed, body, place.toward)
        if place.time in ("night", "dusk"):
            heroes.rim(sheet, placed, mix(place.lamp, body, 0.25), place.toward, 0.55)
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
