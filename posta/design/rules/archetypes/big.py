"""Archetypes in which the type is the picture: stacked edge to edge, window letters, diagonal, exhibition, minimal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from posta.design.rules.arrange import Voice, fact_list, foot, headline_rest, height_of, marks_at, stack
from posta.design.rules.desk import Block, Desk
from posta.design.rules.draft import Draft, Shape
from posta.geometry import Rect


def stacked(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """The title in capitals over the full measure, as high as it gets; everything else small at the other end."""
    draft = Draft(desk)
    live = desk.live
    voice = Voice(lead=1.6, strong=True, zone="facts", caps=pick["caps"] == "yes")
    style = desk.title_style(case="upper", leading=min(desk.title_style().leading, 1.06))
    share = 0.62 if desk.ratio < 1.2 else 0.6
    title = desk.fitted("title", style, (live.width, share * live.height), 0.42 * desk.short)
    rest = headline_rest(desk, live.width, lead=1.6, strong=True)
    gap = max(0.12 * title.size, 1.5 * desk.small)
    if pick["title"] == "bottom":
        draft.quiets = {"head": "bottom", "facts": "top"}
        low = live.bottom - height_of(rest) - (gap if rest else 0) - title.height
        draft.put(title, live.x, low, wants=(pick["color"], "ink", "paper"), zone="head")
        stack(draft, rest, live.x, low + title.height + gap, Voice(zone="head"))
        _facts_at_top(draft, live, voice)
    else:
        draft.quiets = {"head": "top", "facts": "bottom"}
        draft.put(title, live.x, live.y, wants=(pick["color"], "ink", "paper"), zone="head")
        stack(draft, rest, live.x, live.y + title.height + gap, Voice(zone="head"))
        foot(draft, live, voice, count=3 if desk.ratio < 1.2 else 4)
    return draft


def _facts_at_top(draft: Draft, live: Rect, voice: Voice) -> None:
    """The foot's columns, hung from the top margin instead."""
    before = len(draft.parts)
    top = foot(draft, live, voice, count=3 if draft.desk.ratio < 1.2 else 4)
    draft.parts[before:] = [replace(p, box=p.box.moved(0, live.y - top)) for p in draft.parts[before:]]


def window(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """Letters cut out of a panel: the picture is seen through the title."""
    draft = Draft(desk)
    live = desk.live
    draft.notes["covers"] = 0.0 if pick["sheet"] != "whole" else 0.55
    page = desk.bleed_box
    voice = Voice(lead=1.65, strong=True, saves=False)
    if pick["sheet"] == "whole":
        draft.shape(Shape(page, pick["ground"], "panel"))
        top = foot(draft, live, voice, count=3 if desk.ratio < 1.2 else 4)
        rest = headline_rest(desk, live.width, lead=1.65)
        space = top - live.y - 2.2 * desk.small - height_of(rest) - 2 * desk.small
        title = desk.fitted("title", desk.title_style(), (live.width, space), 0.9 * desk.short)
        draft.notes["faint"] = 2.5 * _thin_window(desk, title, 0.3)
        # The letters stand where the picture has most to show.
        y = live.y
        if pick["place"] == "focus":
            y = float(
                np.clip(desk.ground.focus[1] - title.height / 2, live.y, max(live.y, live.y + space - title.height))
            )
        draft.put(title, live.x, y, window=desk.has_background)
        stack(draft, rest, live.x, y + title.height + max(1.6 * desk.small, 0.1 * title.size), Voice())
        return draft
    share = 0.56 if desk.ratio < 1.2 else 0.62
    edge = share * desk.height
    draft.shape(Shape(Rect(page.x, page.y, page.width, edge - page.y), pick["ground"], "panel"))
    rest = headline_rest(desk, live.width, lead=1.65)
    low = edge - desk.margin - height_of(rest)
    space = low - live.y - (1.6 * desk.small if rest else 0)
    title = desk.fitted("title", desk.title_style(), (live.width, space), 0.9 * desk.short)
    draft.notes["faint"] = _thin_window(desk, title, 0.2)
    start = low - (1.6 * desk.small if rest else 0) - title.height
    draft.put(title, live.x, max(live.y, start), window=desk.has_background)
    stack(draft, rest, live.x, low, Voice())
    draft.quiets["foot"] = "bottom"
    foot(draft, live, voice, count=3 if desk.ratio < 1.2 else 4)
    return draft


def _thin_window(desk: Desk, title: Block, enough: float) -> float:
    """0 where the letters are large and heavy enough for a picture, 1 where hairlines; `enough` is a good share of the page."""
    heavy = {"condensed": 0.8, "grotesk": 0.8, "wide": 0.8, "slab": 0.8, "wood": 0.8, "round": 0.7}.get(
        desk.pairing.voice, 0.3
    )
    if not desk.has_background:
        return 1.0
    if desk.pairing.title.weight < 400:
        heavy = 0.25
    shown = heavy * title.setting.ink.area / (desk.width * desk.height)
    return float(np.clip(1 - shown / enough, 0, 1))


def exhibition(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """A short title across the whole width or quietly small, a narrow column of facts, and air."""
    draft = Draft(desk)
    live = desk.live
    voice = Voice(lead=1.12, strong=True, zone="facts", small=0.95)
    wide = live.width if pick["title"] != "quiet" else 0.62 * live.width
    high = 0.34 * desk.height if pick["title"] != "quiet" else 0.2 * desk.height
    title = desk.fitted("title", desk.title_style(), (wide, high), 0.30 * desk.short)
    column = (0.36 if desk.ratio < 1.2 else 0.26) * live.width
    rest = headline_rest(desk, column * 1.4, lead=1.0, strong=True)
    facts = fact_list(desk, column, voice)
    if pick["title"] == "low":
        draft.quiets = {"head": "bottom", "facts": "top"}
        draft.put(title, live.x, live.bottom - title.height, zone="head")
        stack(draft, rest, live.x, live.y, Voice(zone="facts"))
        second = live.x + (live.width + desk.small) / 2
        stack(draft, facts, second if rest else live.x, live.y, voice)
        marks_at(draft, live, live.bottom - title.height - desk.margin)
        return draft
    draft.quiets = {"head": "top", "facts": "bottom"}
    draft.put(title, live.x, live.y, zone="head")
    low = live.bottom
    everything = [*rest, *[(b, g if i else 1.5 * desk.small) for i, (b, g) in enumerate(facts)]]
    marks_at(draft, live, low)
    x = live.x if pick["side"] == "start" else live.x + (live.width + desk.small) / 2
    if pick["title"] == "led":
        draft.quiets["facts"] = "top"
        stack(draft, everything, x, live.y + title.height + max(1.8 * desk.small, 0.14 * title.size), voice)
        return draft
    stack(draft, everything, x, low, voice, up=True)
    return draft


def minimal(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """One line of title in the calm, the rest as one small line of facts."""
    draft = Draft(desk)
    live = desk.live
    draft.notes["modest"] = 0.6
    voice = Voice(lead=1.2, strong=False, zone="foot", align=pick["align"], small=1.0)
    wide = 0.66 * live.width if pick["align"] == "start" else live.width
    title = desk.fitted(
        "title",
        desk.title_style(align=pick["align"]),
        (wide, 0.3 * desk.height),
        0.095 * desk.short,
    )
    rest = headline_rest(desk, title.width, lead=1.15, align=pick["align"])
    gap = 1.6 * desk.small
    height = title.height + (gap + height_of(rest) if rest else 0)
    places = {
        "top": live.y,
        "upper": live.y + 0.2 * live.height,
        "middle": live.y + 0.46 * (live.height - height),
        "low": live.y + 0.66 * live.height,
    }
    y = min(places[pick["place"]], live.bottom - height)
    mode = {"top": "top", "upper": "top", "middle": "middle", "low": "bottom"}[pick["place"]]
    draft.quiets = {"head": mode, "foot": "bottom"}
    x = live.x if pick["align"] == "start" else live.x + (live.width - title.width) / 2
    draft.put(title, x, y, zone="head")
    stack(draft, rest, x, y + title.height + gap, Voice(zone="head", align=pick["align"]))
    foot(draft, live, voice, count=3 if pick["align"] == "start" else 1)
    return draft


def diagonal(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """The title climbs across the page on a band of colour; facts stay level in a corner."""
    draft = Draft(desk)
    live = desk.live
    angle = {"steep": -14.0, "gentle": -7.0}[pick["slope"]]
    wide = live.width * (0.97 if pick["slope"] == "gentle" else 0.94)
    title = desk.fitted(
        "title",
        desk.title_style(align="center", case="upper"),
        (wide, 0.34 * desk.height),
        0.26 * desk.short,
    )
    center_y = {"upper": 0.34, "lower": 0.60}[pick["place"]] * desk.height
    x = live.x + (live.width - title.width) / 2
    if pick["ground"] != "none":
        pad = 0.30 * title.size * max(0.55, min(1.0, 2 / max(1, len(title.setting.lines))))
        band = Rect(-0.25 * desk.width, center_y - title.height / 2 - pad, 1.5 * desk.width, title.height + 2 * pad)
        draft.shape(Shape(band, pick["ground"], "panel", angle=angle))
    draft.put(title, x, center_y - title.height / 2, angle=angle, zone="head", wants=("paper", "ink"))
    draft.quiets = {"head": "page", "foot": "bottom", "rest": "top"}
    rest = headline_rest(desk, 0.6 * live.width, lead=1.75, strong=True)
    stack(draft, rest, live.x, live.y, Voice(zone="rest"))
    foot(draft, live, Voice(lead=1.75, strong=True), count=2 if desk.ratio < 1.2 else 4)
    return draft
