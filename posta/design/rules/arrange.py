"""The moves archetypes share: a headline group, facts in columns at the foot, facts in one column. Points of the trim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posta.design.rules.desk import ROOMY, Block, Desk
from posta.design.rules.draft import Draft, Shape
from posta.geometry import Rect

DETAIL_SPARE = 1.25  # details keep this above the smallest size while there is room
SHORT = 24  # characters of a date or place that should stand on one line
SAVING = (0.9, 0.81)  # how much smaller a text may be set to save a line
LARGE_SAVING = (*SAVING, 0.73)  # and one that stands well above the small size
LARGE = 1.4  # times the small size
SHRINKS = (1.0, 0.9, 0.81, 0.72, 0.64, 0.56, 0.5, 0.42)


@dataclass(frozen=True, slots=True)
class Voice:
    """How the facts are set."""

    lead: float = 1.8
    """Size of date and place as a multiple of the small size."""
    strong: bool = True
    """Whether the lead is set in the strong weight."""
    caps: bool = False
    """Whether the lead is set in tracked capitals."""
    align: str = "start"
    wants: tuple[str, ...] = ("ink", "paper")
    """Colours of the lead."""
    zone: str = "foot"
    small: float = 1.0
    """Size of the rest as a multiple of the small size."""
    saves: bool = True
    """Whether the lead may be set smaller to save a line; not where a title would grow into the room."""


def too_wide(block: Block) -> bool:
    """Whether a line is wider than its box (a long word or address)."""
    return block.setting.ink.width > block.width * 1.004


def lead_block(desk: Desk, piece: str, width: float, voice: Voice, shrink: float = 1.0) -> Block:
    """Date or place; smaller where that saves a second line, or where a word that must stay whole is too wide."""

    def at(further: float) -> Block:
        size = max(desk.floor, desk.small * voice.lead * desk.lead_share * shrink * further)
        style = desk.text_style(size, desk.words.pieces[piece], strong=voice.strong, caps=voice.caps, align=voice.align)
        return desk.block(role_of(piece), piece, style, width)

    saving = LARGE_SAVING if voice.lead * desk.lead_share * shrink >= LARGE else SAVING
    return _best_size(at, SHRINKS[:5], saving if voice.saves else ())


def _best_size(at: Callable[[float], Block], shares: tuple[float, ...], saving: tuple[float, ...] = SAVING) -> Block:
    """The largest size of `shares` whose lines fit; a little smaller where that gives one line or no word left alone."""
    blocks: list[Block] = []
    for share in shares:
        blocks.append(at(share))
        if not too_wide(blocks[-1]) or (len(blocks) > 1 and blocks[-1].size == blocks[-2].size):
            break
    first = blocks[-1]
    if len(first.setting.lines) < 2 or too_wide(first) or "\n" in first.text:
        return first
    tried = [at(shares[len(blocks) - 1] * share) for share in saving]
    for block in tried:
        if len(block.setting.lines) == 1:
            return block
    return next((b for b in (first, *tried) if not lonely(b)), first)


def lonely(block: Block) -> bool:
    """Whether the last of several lines holds a single word of a longer text."""
    words = block.text.split()
    lines = block.setting.lines
    return (
        len(lines) > 1
        and len(words) > 2
        and block.style.breaks is None
        and not block.text[lines[-1].start :].strip().count(" ")
    )


def small_block(
    desk: Desk, pieces: tuple[str, ...], width: float, voice: Voice, shrink: float = 1.0, strong: bool = False
) -> Block:
    text = "\n".join(desk.words.pieces[p] for p in pieces)
    least = desk.floor * (DETAIL_SPARE if shrink > 0.75 and desk.ratio < ROOMY else 1.0)
    style = desk.text_style(
        max(least, desk.small * desk.detail_share * voice.small * shrink), text, strong=strong, align=voice.align
    )
    return desk.block(role_of(pieces[0]), pieces, style, width)


def role_of(piece: str) -> str:
    known = ("title", "subtitle", "tagline", "date", "place", "credits", "link")
    return piece if piece in known else "details"


def line_block(
    desk: Desk, piece: str, width: float, size: float, *, align: str = "start", strong: bool = False, caps: bool = False
) -> Block:
    """A piece kept on as few lines as it can, shrunk down to the floor until no word is wider than `width`."""

    def at(share: float) -> Block:
        style = desk.text_style(
            max(desk.floor, size * share), desk.words.pieces[piece], strong=strong, caps=caps, align=align
        )
        return desk.block(role_of(piece), piece, style, width)

    return _best_size(at, SHRINKS)


def stack(
    draft: Draft, blocks: list[tuple[Block, float]], x: float, y: float, voice: Voice, *, up: bool = False
) -> float:
    """Place (block, gap before it) downwards from `y`, or so that the last baseline is at `y`; the other end is returned."""
    height = sum(b.height for b, _ in blocks) + sum(gap for _, gap in blocks[1:])
    at = y - height if up else y
    top = at
    for i, (block, gap) in enumerate(blocks):
        at += gap if i else 0.0
        lead = block.role in ("date", "place", "subtitle")
        draft.put(block, x, at, wants=voice.wants if lead else ("ink", "paper"), zone=voice.zone)
        at += block.height
    return top if up else at


def fact_list(desk: Desk, width: float, voice: Voice, *, skip: tuple[str, ...] = ()) -> list[tuple[Block, float]]:
    """Date, place, details, link and credits as one column: (block, gap before)."""
    pieces = desk.words.pieces
    u = desk.small
    for shrink in SHRINKS:
        blocks: list[tuple[Block, float]] = []
        for piece in ("date", "place"):
            if piece in pieces and piece not in skip:
                blocks.append((lead_block(desk, piece, width, voice, shrink), 0.75 * u * voice.lead * shrink))
        details = tuple(k for k, _ in desk.words.details if k not in skip)
        if details:
            blocks.append((small_block(desk, details, width, voice, min(1.0, shrink + 0.1)), 1.5 * u))
        if "link" in pieces and "link" not in skip:
            blocks.append((line_block(desk, "link", width, u * voice.small, align=voice.align, strong=True), 1.2 * u))
        if "credits" in pieces and "credits" not in skip:
            blocks.append((line_block(desk, "credits", width, 0.72 * u, align=voice.align), 1.6 * u))
        if not any(too_wide(b) for b, _ in blocks):
            break
    return blocks


def headline_rest(
    desk: Desk, width: float, *, lead: float = 1.75, strong: bool = False, caps: bool = False, align: str = "start"
) -> list[tuple[Block, float]]:
    """Subtitle and tagline as they follow a title: (block, gap before)."""
    blocks = []
    for piece in ("subtitle", "tagline"):
        if piece in desk.words.pieces:
            size = desk.small * (lead if piece == "subtitle" else max(1.15, lead * 0.72))
            block = line_block(desk, piece, width, size, align=align, strong=strong and piece == "subtitle", caps=caps)
            blocks.append((block, 0.9 * block.size))
    return blocks


Row = tuple[float, list[Block]]
"""The height of a row and the pieces that share it."""
DOT = 0.2  # side of the dot between neighbours, as a share of the type size
APART = 0.95  # from one neighbour to the next


def in_rows(
    desk: Desk, pieces: tuple[str, ...], width: float, size: Callable[[int], float], *, strong: bool = False,
    caps: bool = False,
) -> list[Row]:  # fmt: skip
    """Pieces side by side, as many a row as fit `width`; `size` gives the type size of the piece of that number."""
    rows: list[Row] = []
    row: list[Block] = []
    used = 0.0
    for i, piece in enumerate(pieces):
        points = max(desk.floor, size(i))
        text = desk.words.pieces[piece]
        style = desk.text_style(points, text, strong=strong, caps=caps, align="center")
        wide = min(width, (desk.setter.width(text, style) + 0.16) * points)
        block = desk.block("details", piece, style, wide)
        other_size = row and abs(row[0].size - points) > 0.01
        if row and (other_size or used + APART * points + wide > width):
            rows.append((max(b.height for b in row), row))
            row, used = [], 0.0
        used += wide + (APART * points if row else 0)
        row.append(block)
    if row:
        rows.append((max(b.height for b in row), row))
    return rows


def rows_height(rows: list[Row], gap: float) -> float:
    """The height rows take; `gap` between them as a share of the upper row's height."""
    return sum(high for high, _ in rows) + sum(high * gap for high, _ in rows[:-1])


def put_rows(draft: Draft, rows: list[Row], area: Rect, gap: float, *, zone: str, dot: str) -> None:
    """Place rows from the top of `area`, each on its middle axis, with a dot in the colour `dot` between neighbours."""
    at = area.y
    for high, row in rows:
        size = row[0].size
        x = area.x + (area.width - sum(b.width for b in row) - (len(row) - 1) * APART * size) / 2
        for i, block in enumerate(row):
            draft.put(block, x, at, zone=zone)
            x += block.width
            if i < len(row) - 1:
                side = DOT * size
                box = Rect(x + (APART * size - side) / 2, at + (high - side) / 2, side, side)
                draft.shape(Shape(box, dot, "ornament", "ellipse"))
                x += APART * size
        at += high * (1 + gap)


def height_of(blocks: list[tuple[Block, float]]) -> float:
    return sum(b.height for b, _ in blocks) + sum(gap for _, gap in blocks[1:])


def foot(
    draft: Draft, area: Rect, voice: Voice, *, count: int = 3, skip: tuple[str, ...] = (), rule: float = 0.0
) -> float:
    """Date, place, details, link, code, logo and credits in columns whose last baselines reach `area.bottom`; the top's y.

    With `align` center they stand in one centred column. `rule` draws a line of that thickness above the columns.
    """
    desk = draft.desk
    pieces = {k: v for k, v in desk.words.pieces.items() if k not in skip}
    u = desk.small
    bottom = area.bottom
    if "credits" in pieces:
        block = line_block(desk, "credits", area.width, 0.72 * u, align=voice.align)
        bottom -= block.height
        draft.put(block, area.x, bottom, zone=voice.zone)
        bottom -= 1.7 * u
    if "link" in pieces and desk.link_code:
        beside = area.width - desk.code_side() - u
        if too_wide(line_block(desk, "link", beside, u * voice.small, align=voice.align, strong=True)):
            block = line_block(desk, "link", area.width, u * voice.small, align=voice.align, strong=True)
            bottom -= block.height
            draft.put(block, area.x, bottom, zone=voice.zone)
            bottom -= 1.2 * u
            del pieces["link"]
    reserved, mark_height = marks_at(draft, area, bottom)
    if voice.align == "center":  # what stands at one end keeps the same width free at the other
        area = Rect(area.x + reserved, area.y, area.width - 2 * reserved, area.height)
        wide = area.width
    else:
        wide = area.width - reserved
    top = bottom
    if "link" in pieces:
        block = line_block(desk, "link", wide, u * voice.small, align=voice.align, strong=True)
        top -= block.height
        draft.put(block, area.x, top, zone=voice.zone)
        top -= 1.5 * u
    columns = _columns(desk, pieces, wide, voice, count)
    if columns:
        height = max(height_of(blocks) for _, _, blocks in columns)
        top -= height
        for x, _, blocks in columns:
            stack(draft, blocks, area.x + x, top, voice)
    else:
        top += 1.5 * u if "link" in pieces else 0.0
    top = min(top, bottom - mark_height)
    if rule and (columns or "link" in pieces):
        top -= 1.1 * u + rule
        draft.rule(area.x, top, area.width, rule, "ink")
        draft.notes["rule"] = 1.0
    return top


def marks_at(draft: Draft, area: Rect, bottom: float) -> tuple[float, float]:
    """Place the code and the logo at the end of `area` on `bottom`; the width they take with their gap, and their height."""
    desk = draft.desk
    x, reserved, height = area.right, 0.0, 0.0
    if desk.link_code:
        side = desk.code_side()
        draft.mark("code", x - side, bottom - side, side, side)
        x -= side + desk.small
        reserved += side + desk.small
        height = side
    if desk.logo:
        high = min(0.065 * desk.short, 0.2 * area.width / max(desk.logo_aspect, 0.2))
        wide = high * desk.logo_aspect
        draft.mark("logo", x - wide, bottom - high, wide, high)
        reserved += wide + desk.small
        height = max(height, high)
    return reserved, height


def _columns(
    desk: Desk, pieces: dict[str, str], wide: float, voice: Voice, count: int
) -> list[tuple[float, float, list[tuple[Block, float]]]]:
    """(x, width, blocks) of each column of facts."""
    details = tuple(k for k, _ in desk.words.details if k in pieces)
    leads: list[str] = [p for p in ("date", "place") if p in pieces]
    while count > 1 and cramped(desk, leads, (wide - 1.4 * desk.small * (count - 1)) / count, voice):
        count -= 1
    groups: list[list[str]] = []
    if voice.align == "center":
        count = 1
    if count >= 3 or not details:
        groups = [[p] for p in leads]
        if count < 2:
            groups = [leads] if leads else []
    elif leads:
        groups = [leads]
    if details:
        if count == 1 and groups:
            groups[0] = [*groups[0], *details]
        else:
            spare = max(1, count - len(groups))
            per = -(-len(details) // max(1, min(spare, -(-len(details) // 4))))
            groups += [list(details[i : i + per]) for i in range(0, len(details), per)]
    if not groups:
        return []
    number = max(count, len(groups)) if voice.align != "center" else 1
    gap = 1.4 * desk.small
    each = (wide - gap * (number - 1)) / number
    # The last group may run over columns that stay empty.
    even = [(i * (each + gap), each if i < len(groups) - 1 else wide - i * (each + gap)) for i in range(len(groups))]
    places = _spaced(desk, groups, even, voice) or even
    for shrink in SHRINKS:
        columns = []
        for group, (x, width) in zip(groups, places, strict=True):
            columns.append((x, width, _group(desk, group, width, voice, shrink)))
        deep = max(height_of(blocks) for _, _, blocks in columns)
        if not any(too_wide(b) for _, _, blocks in columns for b, _ in blocks) and deep < 0.34 * desk.height:
            break
    return columns


def _spaced(
    desk: Desk, groups: list[list[str]], even: list[tuple[float, float]], voice: Voice
) -> list[tuple[float, float]]:
    """(x, width) of columns as wide as their dates and places are on one line; empty where even ones do or none would."""
    if not voice.saves:
        return []
    leads = [[p for p in group if role_of(p) != "details"] for group in groups]
    blocks = [lead_block(desk, p, width, voice) for group, (_, width) in zip(leads, even, strict=True) for p in group]
    if all(len(b.setting.lines) == 1 or "\n" in b.text for b in blocks):
        return []
    wide = even[-1][0] + even[-1][1]
    gap = 1.4 * desk.small
    for share in (1.0, *LARGE_SAVING):
        size = max(desk.floor, desk.small * voice.lead * desk.lead_share * share)
        widths = []
        for group, kept in zip(groups, leads, strict=True):
            lines = [(p, size, voice.strong) for p in kept]
            lines += [(p, desk.small * desk.detail_share * voice.small, False) for p in group if p not in kept]
            widths.append(max(_line_width(desk, p, points, voice, strong) for p, points, strong in lines))
        spare = wide - sum(widths) - gap * (len(groups) - 1)
        if spare >= 0:
            apart = gap + spare / len(groups)
            return [(sum(widths[:i]) + i * apart, width + spare / len(groups)) for i, width in enumerate(widths)]
    return []


def _line_width(desk: Desk, piece: str, points: float, voice: Voice, strong: bool) -> float:
    """How wide a piece is on one line, in points, with a little room."""
    text = desk.words.pieces[piece]
    caps = voice.caps and role_of(piece) != "details"
    style = desk.text_style(points, text, strong=strong, caps=caps, align=voice.align)
    return 1.01 * desk.setter.width(text, style) * points + 0.1


def cramped(desk: Desk, leads: list[str], width: float, voice: Voice) -> bool:
    """Whether date or place would be torn elsewhere than at a comma, take more than two lines, or a line too wide."""
    blocks = [lead_block(desk, p, width, voice) for p in leads]
    torn = any(
        len(b.setting.lines) > 1 and b.style.breaks is None and ("," in b.text or len(b.text) < SHORT) for b in blocks
    )
    return torn or any(len(b.setting.lines) > 2 or too_wide(b) for b in blocks)


def _group(desk: Desk, group: list[str], width: float, voice: Voice, shrink: float) -> list[tuple[Block, float]]:
    blocks = []
    details = tuple(p for p in group if role_of(p) == "details")
    for piece in group:
        if piece not in details:
            block = lead_block(desk, piece, width, voice, shrink)
            blocks.append((block, 0.62 * block.size))
    if details:
        block = small_block(desk, details, width, voice, max(0.75, shrink))
        blocks.append((block, 1.2 * desk.small))
    return blocks
