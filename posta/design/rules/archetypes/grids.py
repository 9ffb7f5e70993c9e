"""Archetypes on a grid, flush with the reading edge: Swiss, editorial, brutalist, split panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from posta.design.rules.arrange import (
    Voice,
    cramped,
    foot,
    headline_rest,
    height_of,
    lead_block,
    line_block,
    marks_at,
    small_block,
    stack,
)
from posta.design.rules.desk import Block, Desk
from posta.design.rules.draft import Draft, Shape
from posta.design.rules.palette import ratio
from posta.geometry import Rect


def swiss(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """Title flush at the top (or above the facts), facts in columns at the foot."""
    draft = Draft(desk)
    live = desk.live
    columns = int(pick["columns"]) + (1 if desk.ratio > 1.2 else 0)
    voice = Voice(lead=1.75, strong=True, zone="foot", wants=("accent", "ink", "paper"))
    draft.quiets = {"head": "top" if pick["title"] != "bottom" else "bottom", "foot": "bottom"}
    top = foot(draft, live, voice, count=columns)
    facts = list(draft.parts)
    height = 0.36 * desk.height if desk.ratio < 1.2 else 0.44 * desk.height
    title = desk.fitted("title", desk.title_style(), (live.width * 0.94, height), 0.24 * desk.short)
    rest = headline_rest(desk, live.width * 0.7, lead=1.75)
    gap = max(0.26 * title.size, 1.3 * desk.small)
    head = Voice(zone="head")
    if pick["title"] != "bottom":
        draft.put(title, live.x, live.y, zone="head")
        if pick["title"] == "apart" and rest:  # the title alone above, all else together at the foot
            stack(draft, rest, live.x, top - 1.8 * desk.small, Voice(zone="foot"), up=True)
            return draft
        low = stack(draft, rest, live.x, live.y + title.height + gap, head)
        if pick["title"] == "all-top":  # the facts follow the title, the picture keeps everything below
            down = max(low, live.y + title.height) + 2.2 * desk.small - top
            draft.quiets["foot"] = "top"
            draft.parts = [
                replace(p, box=p.box.moved(0, down)) if any(p is f for f in facts) else p for p in draft.parts
            ]
    else:
        start = top - 2.6 * desk.small - height_of(rest) - (gap if rest else 0) - title.height
        draft.put(title, live.x, start, zone="foot")
        stack(draft, rest, live.x, start + title.height + gap, Voice(zone="foot"))
    return draft


def editorial(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """A large serif title over two thirds, hairlines, subtitle and facts hung on a second column."""
    draft = Draft(desk)
    live = desk.live
    u = desk.small
    line = max(0.0014 * desk.short, 0.5)
    draft.quiets = {"head": pick["title"], "foot": "bottom"}
    voice = Voice(lead=1.5, strong=True, zone="foot")
    count = 2 if desk.ratio < 1.2 else 4
    wide = live.width * (1.0 if desk.ratio < 1.2 else 0.72)
    title = desk.fitted("title", desk.title_style(), (wide, 0.34 * desk.height), 0.2 * desk.short)
    hang = live.x + (live.width + 1.4 * u) / 2 if desk.ratio < 1.2 else live.x
    rest = headline_rest(desk, live.right - hang if desk.ratio < 1.2 else wide, lead=1.65)
    if pick["title"] == "top":
        draft.put(title, live.x, live.y, zone="head")
        y = live.y + title.height + max(1.4 * u, 0.19 * title.size)
        if rest:
            stack(draft, rest, hang, y, Voice(zone="head"))
        foot(draft, live, voice, count=count, rule=line)
        return draft
    draft.quiets = {"head": "bottom", "foot": "bottom"}
    top = foot(draft, live, voice, count=count, rule=line)
    y = top - 1.5 * u
    if rest:
        y -= height_of(rest)
        stack(draft, rest, live.x, y, Voice(zone="foot"))
        y -= max(1.2 * u, 0.14 * title.size)
    draft.put(title, live.x, y - title.height, zone="foot")
    return draft


def split(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """A flat panel of colour carries all words; the picture keeps the rest."""
    draft = Draft(desk)
    u = desk.small
    page = desk.bleed_box
    m = desk.margin
    ground = pick["ground"]
    words = desk.words
    voice = Voice(lead=1.65, strong=True)
    if desk.ratio > 1.15:
        wide = (0.42 if words.load < 220 else 0.48) * desk.width
        start = pick["side"] == "start"
        x = 0.0 if start else desk.width - wide
        outer = page.x if start else x
        draft.shape(Shape(Rect(outer, page.y, wide - outer if start else page.right - x, page.height), ground, "panel"))
        area = Rect(x + m, m, wide - 2 * m, desk.height - 2 * m)
        low = foot(draft, area, voice, count=2 if words.load > 160 else 1)
        space = low - area.y - 2 * u
        rest = headline_rest(desk, area.width, lead=1.65)
        high = max(0.1 * desk.height, space - height_of(rest) - (1.4 * u if rest else 0))
        title = desk.fitted(
            "title",
            desk.title_style(),
            (area.width, min(high, 0.6 * desk.height)),
            0.3 * desk.short,
        )
        draft.put(title, area.x, area.y)
        stack(draft, rest, area.x, area.y + title.height + max(1.4 * u, 0.19 * title.size), Voice())
        return draft
    live = desk.live
    rest = headline_rest(desk, live.width, lead=1.65)
    probe = Draft(desk)
    top = foot(probe, live, voice, count=3)
    gap = 1.4 * u
    title = desk.fitted("title", desk.title_style(), (live.width, 0.27 * desk.height), 0.22 * desk.short)
    block = title.height + (max(gap, 0.19 * title.size) + height_of(rest) if rest else 0)
    if pick["side"] == "start":  # words above, picture below
        facts = live.bottom - top if probe.parts else 0.0
        edge = m + block + (2.6 * u + facts if facts else 0) + m
        draft.shape(Shape(Rect(page.x, page.y, page.width, edge - page.y), ground, "panel"))
        y = m
        shift = edge - m - live.bottom
    else:
        edge = top - (2.6 * u if probe.parts else 0) - block - m
        draft.shape(Shape(Rect(page.x, edge, page.width, page.bottom - edge), ground, "panel"))
        y = edge + m
        shift = 0.0
    draft.put(title, live.x, y)
    stack(draft, rest, live.x, y + title.height + max(gap, 0.19 * title.size), Voice())
    draft.parts += [replace(p, box=p.box.moved(0, shift)) for p in probe.parts]
    draft.notes["covers"] = 0.8
    return draft


def brutalist(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """Heavy bars, a title that fills its row, facts in a ruled table on flat colour."""
    draft = Draft(desk)
    u = desk.small
    page = desk.bleed_box
    live = desk.live
    bar = 0.008 * desk.short
    ground = pick["ground"]
    words = desk.words
    rows: list[tuple[Block, ...]] = []
    beside = desk.ratio > 1.15  # on a wide page the panel stands beside the picture
    wide = live.width * 0.48 if beside else live.width
    left = live.right - wide if beside and pick["side"] == "bottom" else live.x
    half = (wide - 1.4 * u) / 2
    pieces = words.pieces
    voice = Voice(lead=1.6, strong=True)
    if "date" in pieces and "place" in pieces and not cramped(desk, ["date", "place"], half, voice):
        rows.append((lead_block(desk, "date", half, voice), lead_block(desk, "place", half, voice)))
    else:
        rows += [(lead_block(desk, p, wide, voice),) for p in ("date", "place") if p in pieces]
    details = [k for k, _ in words.details]
    per = -(-len(details) // 2) if len(details) > 1 else 1
    if details:
        first = small_block(desk, tuple(details[:per]), half if len(details) > 1 else wide, voice)
        rows.append((first, small_block(desk, tuple(details[per:]), half, voice)) if len(details) > 1 else (first,))
    if "link" in pieces:
        rows.append((line_block(desk, "link", wide - (desk.code_side() + u if desk.link_code else 0), u, strong=True),))
    if "credits" in pieces:
        rows.append((line_block(desk, "credits", wide, 0.75 * u),))
    rest = headline_rest(desk, wide, lead=1.6, strong=True)
    gap = 0.95 * u
    table = sum(max(b.height for b in row) + 2 * gap + bar * 0.35 for row in rows)
    _, mark = (0, desk.code_side()) if desk.link_code else (0, 0)
    title = desk.fitted("title", desk.title_style(), (wide, 0.36 * desk.height), 0.34 * desk.short)
    head = title.height + 1.5 * u + (height_of(rest) + 1.3 * u if rest else 0)
    height = head + table + mark + desk.margin * 2
    edge = desk.height - height if pick["side"] == "bottom" else height
    y = edge + desk.margin if pick["side"] == "bottom" else desk.margin
    if beside:
        box = Rect(left - desk.margin, page.y, wide + 2 * desk.margin + (page.right - desk.width), page.height)
        y = desk.margin
    elif pick["side"] == "bottom":
        box = Rect(page.x, edge, page.width, page.bottom - edge)
    else:
        box = Rect(page.x, page.y, page.width, edge - page.y)
    if beside and pick["side"] != "bottom":
        box = Rect(page.x, page.y, left + wide + desk.margin - page.x, page.height)
    draft.shape(Shape(box, ground, "panel"))
    draft.notes["covers"] = 0.8
    draft.put(title, left, y)
    y += title.height + 1.5 * u
    if rest:
        y = stack(draft, rest, left, y, Voice()) + 1.3 * u
    for i, row in enumerate(rows):
        thick = bar if i == 0 else bar * 0.35
        draft.shape(Shape(Rect(left, y, wide, thick), _ink_on(desk, ground), "rule"))
        y += thick + gap
        for j, block in enumerate(row):
            draft.put(block, left + j * (half + 1.4 * u), y)
        y += max(b.height for b in row) + gap
    if desk.link_code or desk.logo:
        marks_at(draft, Rect(left, 0, wide, 0), y + mark - gap)
    return draft


def vertical(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """The title runs up (in Japanese: down) the edge of the page; facts stand in one column on the other side."""
    draft = Draft(desk)
    live = desk.live
    u = desk.small
    side = pick["side"]
    draft.quiets = {"title": "left" if side == "start" else "right", "facts": "bottom"}
    if desk.words.script == "Jpan":
        style = desk.title_style(writing="vertical", align="left")
        title = desk.fitted("title", style, (0.3 * desk.width, 0.74 * live.height), 0.2 * desk.short)
        ink = title.setting.ink
        x = live.x - ink.x if side == "start" else live.right - ink.right
        draft.put(title, x, live.y, zone="title")
        band = ink.width
        panel = 0.0
    else:
        panel = desk.margin * 0.8 if pick["ground"] != "none" else 0.0
        style = desk.title_style(case="upper")
        long = live.height if pick["length"] == "full" else 0.72 * live.height
        title = desk.fitted("title", style, (long, 0.30 * desk.width), 0.26 * desk.short)
        band = title.setting.ink.height
        # The block is set level, then turned a quarter anticlockwise about its box's centre to read upwards.
        across, tall = title.box_height, title.width
        left = live.x if side == "start" else live.right - band
        top = live.bottom - tall
        if pick["ground"] != "none":
            page = desk.bleed_box
            edge = left + band + desk.margin * 0.8 if side == "start" else left - desk.margin * 0.8
            box = (
                Rect(page.x, page.y, edge - page.x, page.height)
                if side == "start"
                else Rect(edge, page.y, page.right - edge, page.height)
            )
            draft.shape(Shape(box, pick["ground"], "panel"))
        x = left + across / 2 - tall / 2
        y = top + tall / 2 - across / 2
        angle = -90.0 if not desk.words.rtl else 90.0
        draft.put(title, x, y, angle=angle, zone="title")
    apart = max(2.6 * u, panel + desk.margin if panel else 0.0)
    x = live.x + band + apart if side == "start" else live.x
    wide = live.width - band - apart
    area = Rect(x, live.y, wide, live.height)
    voice = Voice(lead=1.6, strong=True, zone="facts")
    top = foot(draft, area, voice, count=2 if wide > 26 * u else 1)
    rest = headline_rest(desk, wide, lead=1.5, strong=False)
    if rest:
        if pick["length"] == "full":
            stack(draft, rest, x, live.y, Voice(zone="rest"))
            draft.quiets["rest"] = "top"
        else:
            stack(draft, rest, x, top - 2 * u, Voice(zone="facts"), up=True)
    return draft


def corners(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """Small facts in the four corners, the title on a strong line across."""
    draft = Draft(desk)
    live = desk.live
    u = desk.small
    words = desk.words
    caps = pick["caps"] == "yes"
    half = (live.width - 2 * u) / 2
    draft.quiets = {
        "top": "top",
        "foot": "bottom",
        "title": {"middle": "middle", "low": "bottom", "high": "top"}[pick["title"]],
    }
    upper = [p for p in ("subtitle", "tagline") if p in words.pieces]
    for i, piece in enumerate([*upper, *(["place"] if len(upper) < 2 and "place" in words.pieces else [])][:2]):
        align = "start" if i == 0 else "end"
        block = line_block(desk, piece, half, 1.12 * u, strong=True, caps=caps, align=align)
        draft.put(block, live.x if i == 0 else live.right - half, live.y, zone="top")
    placed = {p for t in draft.texts for p in t.block.pieces}
    low = live.bottom
    if desk.link_code or desk.logo or "credits" in words.pieces or "link" in words.pieces:
        low = foot(draft, live, Voice(lead=1.12, strong=True, caps=caps), count=2, skip=tuple(placed))
    else:
        leads = [p for p in ("date", "place") if p in words.pieces and p not in placed]
        details = tuple(k for k, _ in words.details)
        if leads:
            first = [(line_block(desk, p, half, 1.12 * u, strong=True, caps=caps), 0.7 * u) for p in leads]
            low = min(low, stack(draft, first, live.x, live.bottom, Voice(), up=True))
        if details:
            last = [(small_block(desk, details, half, Voice(align="end" if leads else "start"), 1.0), 0.0)]
            low = min(low, stack(draft, last, live.right - half if leads else live.x, live.bottom, Voice(), up=True))
    align = pick["align"]
    title = desk.fitted(
        "title",
        desk.title_style(align=align),
        (live.width, 0.4 * desk.height),
        0.30 * desk.short,
    )
    x = live.x + ((live.width - title.width) / 2 if align == "center" else 0)
    y = {
        "middle": (desk.height - title.height) / 2,
        "low": low - 2.4 * u - title.height,
        "high": live.y + max((t.bounds.bottom - live.y for t in draft.texts if t.zone == "top"), default=0) + 2.4 * u,
    }[pick["title"]]
    if pick["title"] == "low":
        draft.quiets["title"] = ""
        draft.put(title, x, y, zone="foot")
    else:
        draft.put(title, x, y, zone="title")
    return draft


def banner(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """A solid band of colour across the page holds the title; facts stand beneath, subtitle above."""
    draft = Draft(desk)
    live = desk.live
    u = desk.small
    page = desk.bleed_box
    title = desk.fitted("title", desk.title_style(), (live.width, 0.3 * desk.height), 0.24 * desk.short)
    rest = headline_rest(desk, live.width, lead=1.65, strong=True)
    pad = max(1.6 * u, 0.2 * title.size)
    height = title.height + 2 * pad + (height_of(rest) + 1.3 * u if rest else 0)
    draft.quiets = {"foot": "bottom"}
    voice = Voice(lead=1.65, strong=True)
    if pick["place"] == "bottom":
        probe = Draft(desk)
        top = foot(probe, live, voice, count=3 if desk.ratio < 1.2 else 4)
        edge = top - 1.8 * u - height
        draft.shape(Shape(Rect(page.x, edge, page.width, height), pick["ground"], "panel"))
        draft.shape(Shape(Rect(page.x, edge + height, page.width, page.bottom - edge - height), pick["under"], "panel"))
        draft.parts += probe.parts
    else:
        edge = 0.14 * desk.height
        draft.shape(Shape(Rect(page.x, edge, page.width, height), pick["ground"], "panel"))
        foot(draft, live, voice, count=3 if desk.ratio < 1.2 else 4)
    draft.put(title, live.x, edge + pad)
    stack(draft, rest, live.x, edge + pad + title.height + 1.3 * u, Voice())
    return draft


def _ink_on(desk: Desk, ground: str) -> str:
    """The palette colour that stands out best on a ground of the palette."""
    color = desk.palette.named(ground)
    return max(("ink", "paper"), key=lambda name: ratio(desk.palette.named(name), color))
