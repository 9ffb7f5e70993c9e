"""Archetypes on a circle: a seal of type, a title that arches over the picture's focus."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from posta.design.rules.arrange import Voice, foot, headline_rest, stack
from posta.design.rules.desk import Block, Desk
from posta.design.rules.draft import Draft, Shape
from posta.geometry import Rect

WIDEST_SWEEP = 150.0  # degrees of a seal's rim one line may take


def orbit(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """A round seal with words along its rim, or a title arched across the page."""
    return _seal(desk, pick) if pick["form"] == "seal" else _arch(desk, pick)


def _arch(desk: Desk, pick: Mapping[str, str]) -> Draft:
    draft = Draft(desk)
    live = desk.live
    u = desk.small
    sweep = {"flat": 70.0, "round": 120.0}[pick["curve"]]
    style = desk.title_style(align="center", case="upper", arc=sweep)
    title = desk.fitted("title", style, (live.width, 0.5 * desk.height), 0.2 * desk.short)
    draft.quiets = {"head": "top", "foot": "bottom"}
    draft.put(title, live.x, live.y, zone="head")
    rest = headline_rest(desk, 0.5 * live.width, lead=1.7, strong=True, align="center")
    # Beneath the arch's crown, inside its legs.
    crown = live.y + title.size * 1.02 + 1.6 * u
    stack(draft, rest, live.x + 0.25 * live.width, crown, Voice(zone="head", align="center"))
    foot(draft, live, Voice(lead=1.6, strong=True, align="center"), count=1)
    return draft


def _seal(desk: Desk, pick: Mapping[str, str]) -> Draft:
    draft = Draft(desk)
    live = desk.live
    u = desk.small
    diameter = (0.74 if desk.ratio < 0.9 else 0.6) * desk.short
    cx = desk.width / 2 if desk.ratio < 1.2 else live.x + diameter / 2 + 0.04 * desk.width
    cy = {"upper": live.y + 0.04 * desk.height + diameter / 2, "lower": 0.56 * desk.height}[pick["place"]]
    disc = Rect(cx - diameter / 2, cy - diameter / 2, diameter, diameter)
    line = max(0.0022 * desk.short, 0.6)
    ground = pick["ground"]
    draft.shape(Shape(disc, ground, "panel", "ellipse"))
    rim = 0.055 * diameter
    used = []
    for piece, up in (("subtitle", True), ("date", False)):
        if piece in desk.words.pieces:
            block = _along(desk, piece, diameter - 2 * rim, up)
            if block is None:
                continue
            y = disc.y + rim if up else disc.bottom - rim - block.height
            draft.put(block, cx - block.width / 2, y, zone="seal")
            used.append(piece)
    inner = diameter * (0.71 if used else 0.8)
    ring = disc.inset((diameter - inner) / 2 - 0.35 * u)
    draft.shape(Shape(ring, None, "frame", "ellipse", stroke=(_line_on(ground), line)))
    wide, high = inner * 0.88, inner * 0.48
    title = desk.fitted("title", desk.title_style(align="center"), (wide, high), 0.2 * desk.short)
    draft.put(title, cx - title.width / 2, cy - title.height / 2, zone="seal")
    draft.quiets = {"foot": "bottom", "rest": "top"}
    left = [p for p in ("subtitle", "tagline") if p in desk.words.pieces and p not in used]
    if left:
        rest = [b for b in headline_rest(desk, live.width, lead=1.5, align="center") if b[0].role not in used]
        stack(
            draft,
            rest,
            live.x,
            live.y if pick["place"] == "lower" else disc.bottom + 1.6 * u,
            Voice(zone="rest", align="center"),
        )
    skip = tuple(p for p in used if p == "date")
    if desk.ratio < 1.2:
        foot(draft, live, Voice(lead=1.6, strong=True, align="center"), count=1, skip=skip)
    else:
        x = disc.right + 0.06 * desk.width
        foot(draft, Rect(x, live.y, live.right - x, live.height), Voice(lead=1.6, strong=True), count=1, skip=skip)
    return draft


def _along(desk: Desk, piece: str, diameter: float, up: bool) -> Block | None:
    """A piece in capitals along the rim of a circle, as large as its share of the rim allows; None when it is too long."""
    text = desk.words.pieces[piece]
    style = desk.text_style(100.0, text, strong=True, caps=True, align="center")
    wide = desk.setter.width(text, style)
    # The baseline runs inside the letters' height at the top, outside at the bottom; half a cap is near enough.
    room = math.radians(WIDEST_SWEEP) * diameter / 2 * 0.93
    size = min(1.5 * desk.small, room / max(wide, 1e-6))
    if size < max(desk.floor, 0.72 * desk.small):
        return None
    style = desk.text_style(size, text, strong=True, caps=True, align="center")
    return desk.block(piece, piece, replace(style, arc=180.0 if up else -180.0, balance=False), diameter)


def _line_on(ground: str) -> str:
    return "paper" if ground == "ink" else "ink"
