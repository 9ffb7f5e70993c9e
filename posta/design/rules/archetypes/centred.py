"""Archetypes on a middle axis: cinematic one-sheet, classical, festival line-up, framed picture, handbill, label."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from posta.color import rgb_to_oklab
from posta.design.rules.arrange import (
    Row,
    Voice,
    fact_list,
    foot,
    headline_rest,
    height_of,
    in_rows,
    line_block,
    marks_at,
    put_rows,
    rows_height,
    stack,
)
from posta.design.rules.desk import Block, Desk
from posta.design.rules.draft import Draft, Shape
from posta.geometry import Rect

ROW_GAP = 1.0  # between rows of details, as a share of a row's height


def cinematic(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """A film's one-sheet: tagline above, the title low in wide capitals, billing block and date at the foot."""
    draft = Draft(desk)
    live = desk.live
    words = desk.words
    u = desk.small
    draft.quiets = {"head": "top", "foot": "bottom"}
    y = live.bottom
    lead = "date" if "date" in words.pieces else "place" if "place" in words.pieces else ""
    reserved, mark = marks_at(draft, live, live.bottom)
    if lead:  # on the axis, clear of the marks at the end
        wide = live.width - 2 * reserved
        block = line_block(desk, lead, wide, 1.7 * u, align="center", strong=True, caps=True)
        y -= block.height
        draft.put(block, live.x + reserved, y, zone="foot", wants=("accent", "ink", "paper"))
        y -= 1.5 * u
    if mark:
        y = min(y, live.bottom - mark - u)
    for piece in ("credits", "link"):
        if piece in words.pieces:
            block = line_block(
                desk,
                piece,
                0.84 * live.width,
                u * (0.92 if piece == "credits" else 1.0),
                align="center",
                caps=piece == "credits",
            )
            y -= block.height
            draft.put(block, live.x + 0.08 * live.width, y, zone="foot")
            y -= 1.3 * u
    small = tuple(k for k, _ in words.details)
    others = [p for p in ("place",) if p in words.pieces and p != lead]
    for piece in others:
        block = line_block(desk, piece, live.width, 1.2 * u, align="center")
        y -= block.height
        draft.put(block, live.x, y, zone="foot")
        y -= 1.2 * u
    if small:
        rows = in_rows(desk, small, 0.9 * live.width, lambda _: u * desk.detail_share)
        height = rows_height(rows, ROW_GAP)
        y -= height
        put_rows(draft, rows, Rect(live.x, y, live.width, height), ROW_GAP, zone="foot", dot="ink")
        y -= 1.2 * u
    y -= 1.2 * u
    if "subtitle" in words.pieces:
        block = line_block(desk, "subtitle", 0.9 * live.width, 1.45 * u, align="center", caps=True)
        y -= block.height
        draft.put(block, live.x + 0.05 * live.width, y, zone="foot")
        y -= 1.6 * u
    style = desk.title_style(align="center", case="upper")
    wide = (0.92 if desk.ratio < 1.2 else 0.7) * live.width
    title = desk.fitted("title", style, (wide, 0.27 * desk.height), 0.15 * desk.short)
    place = y - title.height
    if pick["title"] == "top":
        draft.quiets["title"] = "top"
        start = live.y
        if "tagline" in words.pieces:
            block = line_block(desk, "tagline", 0.8 * live.width, 1.2 * u, align="center")
            draft.put(block, live.x + 0.1 * live.width, live.y, zone="title")
            start += block.height + 2.2 * u
        draft.put(title, live.x + (live.width - title.width) / 2, start, zone="title")
        return draft
    draft.put(title, live.x + (live.width - title.width) / 2, place, zone="foot")
    if "tagline" in words.pieces:
        block = line_block(desk, "tagline", 0.8 * live.width, 1.35 * u, align="center")
        draft.put(block, live.x + 0.1 * live.width, live.y + 0.3 * desk.margin, zone="head")
    return draft


def classical(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """Everything on the middle axis inside a fine line, as for a concert hall."""
    draft = Draft(desk)
    u = desk.small
    line = max(0.0016 * desk.short, 0.5)
    sheet = Rect(0, 0, desk.width, desk.height)
    inset = desk.margin * 0.62
    if pick["frame"] != "none":
        draft.shape(Shape(sheet.inset(inset), None, "frame", stroke=("ink", line)))
        if pick["frame"] == "double":
            draft.shape(Shape(sheet.inset(inset + 3.2 * line), None, "frame", stroke=("ink", line * 0.6)))
    inner = sheet.inset(desk.margin + (1.3 * u if pick["frame"] != "none" else 0))
    draft.quiets = {"head": "top", "foot": "bottom"}
    voice = Voice(lead=1.65, strong=False, align="center", zone="foot")
    if desk.ratio > 1.5:
        voice = Voice(lead=1.25, strong=False, align="center", zone="foot")
    foot(draft, inner, voice, count=1)
    above = []
    if "tagline" in desk.words.pieces:
        above = [(line_block(desk, "tagline", inner.width, 1.0 * u, align="center", caps=True), 0.0)]
    y = inner.y + 0.6 * u
    if above:
        y = stack(draft, above, inner.x, y, Voice(zone="head", align="center")) + 1.9 * u
    share = 0.24 if desk.ratio < 1.2 else 0.34
    title = desk.fitted(
        "title",
        desk.title_style(align="center"),
        (inner.width * 0.92, share * desk.height),
        0.19 * desk.short,
    )
    draft.put(title, inner.x + (inner.width - title.width) / 2, y, zone="head")
    y += title.height + max(1.5 * u, 0.2 * title.size)
    if "subtitle" in desk.words.pieces:
        short = 0.09 * inner.width
        draft.rule(inner.x + (inner.width - short) / 2, y, short, line * 1.3)
        y += 1.6 * u
        block = line_block(desk, "subtitle", inner.width * 0.86, 1.4 * u, align="center")
        draft.put(block, inner.x + inner.width * 0.07, y, zone="head")
    return draft


def framed(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """The picture in a mount of paper, title and facts in the strip beneath (or above) it."""
    draft = Draft(desk)
    u = desk.small
    border = desk.margin * 1.15
    live = Rect(0, 0, desk.width, desk.height).inset(border)
    draft.notes["covers"] = 0.6
    if desk.ratio > 1.15:
        return _framed_wide(draft, pick, live)
    align = pick["align"]
    voice = Voice(lead=1.5, strong=True, align=align)
    wide = live.width
    title = desk.fitted(
        "title",
        desk.title_style(align=align),
        (wide, 0.22 * desk.height),
        0.135 * desk.short,
    )
    rest = headline_rest(desk, wide, lead=1.5, align=align)
    probe = Draft(desk)
    facts_top = foot(probe, live, voice, count=3)
    facts = probe.parts
    has_facts = bool(facts)
    gap = max(1.4 * u, 0.13 * title.size)
    block = title.height + (gap + height_of(rest) if rest else 0)
    strip_top = (facts_top - (2.3 * u if has_facts else 0)) - block
    if pick["title"] == "top":
        window = Rect(live.x, live.y + block + 2.3 * u, live.width, 0)
        bottom = facts_top - 2.3 * u if has_facts else live.bottom
        title_y = live.y
    else:
        window = Rect(live.x, live.y, live.width, 0)
        bottom = strip_top - 2.3 * u
        title_y = strip_top
    window = Rect(window.x, window.y, window.width, max(0.12 * desk.height, bottom - window.y))
    draft.shape(_mount(desk, window, pick["ground"]))
    draft.notes["faint"] = _faint(desk, window, pick["ground"])
    draft.put(title, live.x + ((live.width - title.width) / 2 if align == "center" else 0), title_y)
    stack(draft, rest, live.x, title_y + title.height + gap, Voice(align=align))
    draft.parts += facts
    return draft


def _framed_wide(draft: Draft, pick: Mapping[str, str], live: Rect) -> Draft:
    """On a wide page: the window at one side, title and facts in a column at the other."""
    desk = draft.desk
    u = desk.small
    column = 0.36 * live.width
    gap = 1.1 * desk.margin
    first = pick["title"] == "bottom"  # the words on the side where reading starts
    x = live.x if first else live.right - column
    window = Rect(live.x + (column + gap if first else 0), live.y, live.width - column - gap, live.height)
    draft.shape(_mount(desk, window, pick["ground"]))
    draft.notes["faint"] = _faint(desk, window, pick["ground"])
    align = pick["align"]
    area = Rect(x, live.y, column, live.height)
    low = foot(draft, area, Voice(lead=1.4, strong=True, align=align), count=1)
    rest = headline_rest(desk, column, lead=1.4, align=align)
    space = low - area.y - 2.5 * u - height_of(rest) - 1.4 * u
    title = desk.fitted(
        "title", desk.title_style(align=align), (column, max(space, 0.1 * desk.height)), 0.2 * desk.short
    )
    draft.put(title, x, live.y)
    stack(draft, rest, x, live.y + title.height + 1.4 * u, Voice(align=align))
    return draft


def _faint(desk: Desk, window: Rect, ground: str) -> float:
    """1 where picture and mount are of one colour, so that the window has no edge; 0 where they differ well."""
    inside = rgb_to_oklab(np.asarray(desk.ground.mean(_on_page(desk, window)), float))
    mount = rgb_to_oklab(np.array(desk.palette.named(ground)))
    return float(np.clip(1 - np.linalg.norm(inside - mount) / 0.16, 0, 1))


def _mount(desk: Desk, window: Rect, color: str) -> Shape:
    """The page with a hole, as one path; its parts for those who ask what lies where."""
    page = desk.bleed_box
    # A path is not mirrored with its box, so it is drawn where the window will lie on the page.
    hole = _on_page(desk, window)
    x0, y0 = (hole.x - page.x) / page.width, (hole.y - page.y) / page.height
    x1, y1 = (hole.right - page.x) / page.width, (hole.bottom - page.y) / page.height
    path = f"M0 0 L1 0 L1 1 L0 1 Z M{x0:.6f} {y0:.6f} L{x0:.6f} {y1:.6f} L{x1:.6f} {y1:.6f} L{x1:.6f} {y0:.6f} Z"
    parts = (
        Rect(page.x, page.y, page.width, window.y - page.y),
        Rect(page.x, window.bottom, page.width, page.bottom - window.bottom),
        Rect(page.x, window.y, window.x - page.x, window.height),
        Rect(window.right, window.y, page.right - window.right, window.height),
    )
    return Shape(page, color, "panel", "path", path=path, parts=parts)


def _on_page(desk: Desk, rect: Rect) -> Rect:
    """A rectangle in reading direction as it lies on the page."""
    return Rect(desk.width - rect.right, *rect[1:]) if desk.words.rtl else rect


def festival(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """Title on top, the names in rows of falling size, date and place between."""
    draft = Draft(desk)
    live = desk.live
    u = desk.small
    align = "center"
    draft.quiets = {"head": "top", "names": "bottom"}
    title = desk.fitted(
        "title",
        desk.title_style(align=align),
        (live.width, (0.3 if desk.ratio < 1.2 else 0.32) * desk.height),
        0.25 * desk.short,
    )
    draft.put(
        title, live.x + (live.width - title.width) / 2, live.y, zone="head", wants=(pick["color"], "ink", "paper")
    )
    y = live.y + title.height + max(0.12 * title.size, 1.3 * u)
    rest = headline_rest(desk, live.width, lead=1.65, align=align, strong=True)
    y = stack(draft, rest, live.x, y, Voice(zone="head", align=align))
    voice = Voice(lead=1.7, strong=True, align=align, zone="names", wants=("accent", "ink", "paper"))
    low = live.bottom
    probe = Draft(desk)
    details = tuple(k for k, _ in desk.words.details)
    low = foot(probe, live, voice, count=1, skip=details)
    draft.parts += probe.parts
    rows = _rows(desk, details, live.width, low - y - 0.18 * desk.height)
    gap_rows = 0.72
    height = rows_height(rows, gap_rows)
    at = low - 2.0 * u - height
    put_rows(draft, rows, Rect(live.x, at, live.width, height), gap_rows, zone="names", dot="accent")
    if pick["sheet"] != "none":
        page = desk.bleed_box
        edge = low - 2.0 * u - height - 2.0 * u
        draft.shape(Shape(Rect(page.x, edge, page.width, page.bottom - edge), pick["sheet"], "panel"), behind=True)
    return draft


def _rows(desk: Desk, names: tuple[str, ...], width: float, space: float) -> list[Row]:
    """Rows of names that fit `space`: the first alone and largest, the later ones sharing rows."""
    for shrink in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.36):

        def size(i: int, shrink: float = shrink) -> float:
            tier = 3.1 if i < max(1, len(names) // 4) else 2.3 if i < max(2, (len(names) * 5) // 8) else 1.7
            return max(desk.floor, desk.small * tier * shrink)

        rows = in_rows(desk, names, width, size, strong=True, caps=True)
        wraps = any(len(b.setting.lines) > 1 for _, blocks in rows for b in blocks)
        if sum(h * 1.72 for h, _ in rows) <= space and not wraps:
            break
    return rows


def label(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """All words on one label laid on the picture, like a ticket or a packet."""
    draft = Draft(desk)
    u = desk.small
    wide = (0.62 if desk.ratio < 1.2 else 0.4) * desk.width
    pad = 1.9 * u
    inner = wide - 2 * pad
    voice = Voice(lead=1.15, strong=True, align="center", zone="label")
    title = desk.fitted(
        "title",
        desk.title_style(align="center"),
        (inner, 0.26 * desk.height),
        0.16 * desk.short,
    )
    rest = headline_rest(desk, inner, lead=1.15, align="center")
    facts = fact_list(desk, inner, voice)
    head = title.height + (1.3 * u + height_of(rest) if rest else 0)
    body = 2 * 1.5 * u + height_of(facts) if facts else 0
    side = desk.code_side() if desk.link_code else 0
    height = 2 * pad + head + body + (side + 1.5 * u if side else 0)
    fx = desk.ground.focus[0] / desk.width
    x = (desk.width - wide) / 2
    if pick["place"] == "side":
        x = desk.width - desk.margin - wide if (fx < 0.5) != desk.words.rtl else desk.margin
    y = {
        "top": desk.margin * 1.3,
        "middle": (desk.height - height) / 2,
        "bottom": desk.height - desk.margin * 1.3 - height,
        "side": (desk.height - height) / 2,
    }[pick["place"]]
    box = Rect(x, y, wide, height)
    radius = {"round": 0.045 * desk.short, "square": 0.0}[pick["corners"]]
    line = max(0.0018 * desk.short, 0.5)
    ink = "paper" if pick["ground"] == "ink" else "ink"
    draft.shape(Shape(box, pick["ground"], "panel", radius=radius))
    draft.shape(Shape(box.inset(0.55 * u), None, "frame", radius=max(0.0, radius - 0.55 * u), stroke=(ink, line)))
    at = y + pad
    draft.put(title, x + pad + (inner - title.width) / 2, at, zone="label", wants=("ink", "paper"))
    at += title.height + 1.3 * u
    if rest:
        at = stack(draft, rest, x + pad, at, voice) + 1.3 * u
    if facts:
        at += 0.2 * u
        draft.rule(x + pad, at, inner, line, ink)
        at += 1.5 * u
        at = stack(draft, facts, x + pad, at, voice)
    marks_at(draft, Rect(x + (wide - side) / 2, 0, side, 0) if side else Rect(x, 0, wide - pad, 0), y + height - pad)
    return draft


def handbill(desk: Desk, pick: Mapping[str, str]) -> Draft:
    """Wood type: every line driven to the full measure, ruled apart, on a sheet of paper with the picture in its window."""
    draft = Draft(desk)
    u = desk.small
    live = desk.live
    line = 0.005 * desk.short
    draft.notes["covers"] = 0.6
    words = desk.words

    def driven(piece: str, tallest: float) -> Block:
        """A piece on the full measure, its capitals at most `tallest`."""
        style = desk.text_style(100.0, words.pieces[piece], strong=True, caps=True, align="center")
        return desk.fitted(piece, style, (live.width, 0.075 * desk.height), tallest)

    upper = [p for p in ("tagline",) if p in words.pieces]
    lower = [p for p in ("subtitle", "date", "place") if p in words.pieces]
    title = desk.fitted(
        "title", desk.title_style(align="center", case="upper"), (live.width, 0.3 * desk.height), 0.24 * desk.short
    )
    y = live.y
    for block in [*(driven(p, 0.03 * desk.short) for p in upper), title]:
        draft.put(block, live.x + (live.width - block.width) / 2, y)
        y += block.height + 1.2 * u
    draft.rule(live.x, y, live.width, line)
    window_top = y + line + 1.2 * u
    details = Draft(desk)
    low = foot(details, live, Voice(lead=1.5, strong=True, align="center", small=1.05), count=1, skip=("date", "place"))
    low = low - 1.2 * u if details.parts else low
    for piece in reversed(lower):
        block = driven(piece, 0.042 * desk.short)
        low -= block.height
        wants = ("accent", "ink") if piece == "date" else ("ink",)
        draft.put(block, live.x + (live.width - block.width) / 2, low, wants=wants)
        low -= 1.2 * u
        draft.rule(live.x, low - line, live.width, line)
        low -= line + 1.2 * u
    if not lower:
        low -= 1.2 * u
    window = Rect(live.x, window_top, live.width, max(0.1 * desk.height, low - window_top))
    draft.shape(_mount(desk, window, pick["ground"]), behind=True)
    draft.parts += details.parts
    return draft
