"""A model's layout in per mille of the page in; what is wrong with it, and the Draft it stands for, out.

The rules' own desk sets it and the rules' own score judges it, so designs of both engines compare. Words are placed by id:
nothing a model writes is ever printed.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.archetypes.behind import still_read
from posta.design.rules.arrange import role_of, too_wide
from posta.design.rules.desk import Block, Desk
from posta.design.rules.draft import Draft, Shape
from posta.design.rules.draft import Words as Placed
from posta.design.rules.pairings import TEXT_LEADING, Pairing, TextFace, TitleFace
from posta.design.rules.palette import Palette
from posta.design.rules.words import CASELESS_SCRIPTS, script_of
from posta.errors import FontError
from posta.geometry import Rect
from posta.typeset.fonts import FontLibrary
from posta.typeset.style import TextStyle

MOST_TEXTS = 40
MOST_SHAPES = 6
TALLEST = 0.34  # of the short side: the most a title's capitals may take
SHRINK = 0.93
SNAP = 4  # per mille: a panel this near the page's edge runs into the bleed

Mille = Annotated[int, Field(ge=0, le=1000)]
Extent = Annotated[int, Field(ge=1, le=1000)]
Color = Literal["paper", "ink", "accent", "accent2"]
Veil = Literal["none", "top", "bottom", "left", "right", "middle", "page"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TextAt(_Part):
    """Pieces of the brief, one a line, and how they are set."""

    pieces: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=12)]
    x: Mille
    y: Mille
    w: Extent
    h: Extent
    font: Annotated[str, Field(max_length=80)]
    weight: Annotated[int, Field(ge=100, le=900)] = 400
    italic: bool = False
    size: Annotated[int, Field(ge=0, le=400)] = 0
    """Per mille of the page's short side; 0: as large as the words fit the box."""
    leading: Annotated[int, Field(ge=70, le=200)] = 120
    """Per cent of the size."""
    tracking: Annotated[int, Field(ge=-60, le=400)] = 0
    align: Literal["left", "center", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    case: Literal["none", "upper"] = "none"
    color: Color = "ink"
    angle: Annotated[int, Field(ge=-90, le=90)] = 0
    breaks: Annotated[list[Annotated[int, Field(ge=1, le=200)]], Field(max_length=8)] = []
    """Numbers of the words that start a new line, the first word being 0; empty: broken by sense."""
    veil: Veil = "none"
    """From which side the picture is quieted under it where the words would not stand out."""
    behind: bool = False
    """Whether the picture's subject stands before it; for the title alone, where the subject is known."""


class ShapeAt(_Part):
    """A plain shape behind the words."""

    kind: Literal["panel", "rule", "frame"]
    x: Mille
    y: Mille
    w: Extent
    h: Extent
    color: Color = "paper"
    opacity: Annotated[int, Field(ge=20, le=100)] = 100


class MarkAt(_Part):
    """A QR code or the logo."""

    kind: Literal["code", "logo"]
    x: Mille
    y: Mille
    w: Extent
    h: Extent


class Layout(_Part):
    """A whole layout; x and w are in per mille of the trimmed page's width, y and h of its height."""

    idea: Annotated[str, Field(max_length=240)] = ""
    archetype: Annotated[str, Field(max_length=40)]
    palette: Annotated[str, Field(max_length=2)]
    shapes: Annotated[list[ShapeAt], Field(max_length=MOST_SHAPES)] = []
    texts: Annotated[list[TextAt], Field(min_length=1, max_length=MOST_TEXTS)]
    marks: Annotated[list[MarkAt], Field(max_length=2)] = []


@dataclass(frozen=True, slots=True)
class Choices:
    """What the model may choose from."""

    pieces: tuple[str, ...]
    fonts: tuple[str, ...]
    """Families offered by name; any other family there is may be named too."""
    palettes: Mapping[str, Palette]
    archetypes: tuple[str, ...]
    """Art directions offered; any other there is may be named too."""
    marks: tuple[str, ...] = ()
    """Which of code and logo must be placed."""
    subject: bool = False
    """Whether the picture's subject is known by its shape, so that the title may stand behind it."""


def schema_for(choices: Choices) -> dict[str, Any]:
    """The JSON Schema of an answer: flat, closed, bounded, every field required, names as enums."""
    whole = Layout.model_json_schema()
    schema = _plain(whole, whole.get("$defs", {}))
    of = schema["properties"]
    of["idea"]["maxLength"] = 160
    of["archetype"] = {"type": "string", "enum": list(choices.archetypes)}
    of["palette"] = {"type": "string", "enum": list(choices.palettes)}
    of["texts"]["maxItems"] = min(MOST_TEXTS, len(choices.pieces))
    text = of["texts"]["items"]["properties"]
    text["pieces"]["items"] = {"type": "string", "enum": list(choices.pieces)}
    text["font"] = {"type": "string", "enum": list(choices.fonts)}
    text["weight"] = {"type": "integer", "enum": list(range(100, 1000, 100))}
    if not choices.subject:
        del text["behind"]
        of["texts"]["items"]["required"].remove("behind")
    if choices.marks:
        of["marks"]["minItems"] = of["marks"]["maxItems"] = len(choices.marks)
        of["marks"]["items"]["properties"]["kind"]["enum"] = list(choices.marks)
    else:
        del of["marks"]
        schema["required"].remove("marks")
    return schema


def _plain(node: Any, named: dict[str, Any]) -> Any:
    """A schema with references resolved and words for people taken out."""
    if isinstance(node, list):
        return [_plain(n, named) for n in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(named[node["$ref"].rpartition("/")[2]], named)
    if "const" in node:
        return {"type": "string", "enum": [node["const"]]}
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":
            kept[key] = {name: _plain(v, named) for name, v in value.items()}
        elif key not in ("$defs", "title", "description", "default"):
            kept[key] = _plain(value, named)
    if "properties" in kept:
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    return kept


def read_layout(value: Any, choices: Choices, fonts: FontLibrary) -> tuple[Layout | None, list[str]]:
    """The layout in an answer, or None and what is wrong with it, each in a sentence a model can act on."""
    try:
        layout = Layout.model_validate(value)
    except ValidationError as problem:
        return None, list(dict.fromkeys(_said(e) for e in problem.errors(include_url=False)))[:8]
    wrong: list[str] = []
    if layout.archetype not in ARCHETYPES:
        wrong.append(f"archetype {layout.archetype!r} is not one of {', '.join(choices.archetypes)}")
    if layout.palette not in choices.palettes:
        wrong.append(f"palette {layout.palette!r} is not one of {', '.join(choices.palettes)}")
    placed = [p for text in layout.texts for p in text.pieces]
    for piece in dict.fromkeys(placed):
        if piece not in choices.pieces:
            wrong.append(f"there is no piece {piece!r}; the pieces are {', '.join(choices.pieces)}")
        elif placed.count(piece) > 1:
            wrong.append(f"piece {piece!r} is placed {placed.count(piece)} times; place it once")
    wrong += [f"piece {p!r} is not placed" for p in choices.pieces if p not in placed]
    for text in layout.texts:
        try:
            fonts.family(text.font)
        except FontError:
            near = difflib.get_close_matches(text.font, choices.fonts, n=1)
            meant = f"; did you mean {near[0]!r}" if near else ""
            wrong.append(f"there is no font {text.font!r}{meant}; use one of {', '.join(choices.fonts)}")
        if text.behind and (not choices.subject or "title" not in text.pieces or text.angle):
            wrong.append(
                f"{text.pieces[0]} cannot stand behind the subject: only an upright title can, where there is one"
            )
    kinds = [m.kind for m in layout.marks]
    wrong += [f"the {m} must be placed once in `marks`" for m in choices.marks if kinds.count(m) != 1]  # type: ignore[arg-type]
    wrong += [
        f"there is no {k} to place; leave it out of `marks`" for k in dict.fromkeys(kinds) if k not in choices.marks
    ]
    return (None, list(dict.fromkeys(wrong))[:12]) if wrong else (layout, [])


def _said(error: Any) -> str:
    """One problem of a validation: `texts[0].y: found 1200; should be less than or equal to 1000`."""
    path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error["loc"]).lstrip(".") or "the answer"
    if error["type"] == "missing":
        return f"{path} is missing"
    if error["type"] == "extra_forbidden":
        return f"{path} is not a known field"
    reason = error["msg"].removeprefix("Input ")
    found = repr(error.get("input"))
    return f"{path}: found {found[:60]}; {reason[0].lower()}{reason[1:]}"


def draft_of(layout: Layout, desk: Desk, palette: Palette) -> Draft:
    """The layout set in type: boxes kept on the page, type no smaller than can be read, lines no wider than their box."""
    desk = replace(desk, palette=palette, pairing=_pairing(layout))
    draft = Draft(desk)
    for shape in layout.shapes:
        _put_shape(draft, shape)
    for text in layout.texts:
        if text.behind:
            _put_text(draft, text)
            draft.cut_out()
    for mark in layout.marks:
        _put_mark(draft, mark)
    for text in layout.texts:
        if not text.behind:
            _put_text(draft, text)
    return draft


def hidden_faults(draft: Draft) -> list[str]:
    """What the picture's subject hides too much of, in sentences a model can act on."""
    wrong = []
    for text in draft.texts:
        at = text.box.x, text.box.y + text.block.rise
        if text.behind is not None and not still_read(draft.desk, text.block, at):
            wrong.append(f"the subject hides too much of the {text.block.role}; move it, or set behind to false")
    return wrong


def veiled(layout: Layout, faint: set[int]) -> Layout:
    """The layout with a veil for these texts (by number), from the side they stand nearest to."""

    def side(text: TextAt) -> Veil:
        middle = text.y + text.h / 2
        return "top" if middle < 400 else "bottom" if middle > 600 else "middle"

    texts = [
        t.model_copy(update={"veil": side(t)}) if i in faint and t.veil == "none" else t
        for i, t in enumerate(layout.texts)
    ]
    return layout.model_copy(update={"texts": texts})


def as_set(draft: Draft) -> list[str]:
    """Where every text really stands, in per mille: `title: x 57 y 80 w 640 h 190, size 92, 2 lines`."""
    desk = draft.desk
    return [
        f"{'+'.join(text.block.pieces)}: {mille(text.bounds, desk)}, size {1000 * text.block.size / desk.short:.0f}, "
        f"{len(text.block.setting.lines)} line{'s' if len(text.block.setting.lines) != 1 else ''}"
        for text in draft.texts
    ]


def mille(rect: Rect, desk: Desk) -> str:
    """A rectangle in points as `x 57 y 80 w 640 h 190` in per mille of the page."""
    across, down = 1000 / desk.width, 1000 / desk.height
    return f"x {rect.x * across:.0f} y {rect.y * down:.0f} w {rect.width * across:.0f} h {rect.height * down:.0f}"


def _pairing(layout: Layout) -> Pairing:
    """The faces of the title and of the first other text, as the desk wants them."""
    title = next((t for t in layout.texts if "title" in t.pieces), layout.texts[0])
    other = next((t for t in layout.texts if t is not title), title)
    return Pairing(
        "model",
        "model",
        (),
        TitleFace(title.font, title.weight, title.italic, leading=title.leading / 100),
        TextFace(other.font, other.weight, max(other.weight, 600)),
    )


def _rect(place: TextAt | ShapeAt | MarkAt, desk: Desk) -> Rect:
    """A place in points, cut at the page's edge."""
    x, y = min(place.x, 999), min(place.y, 999)
    wide, high = min(place.w, 1000 - x), min(place.h, 1000 - y)
    return Rect(x * desk.width / 1000, y * desk.height / 1000, wide * desk.width / 1000, high * desk.height / 1000)


def _put_shape(draft: Draft, at: ShapeAt) -> None:
    desk = draft.desk
    box = _rect(at, desk)
    if at.kind == "panel":
        bleed = desk.bleed_box
        left = bleed.x if at.x <= SNAP else box.x
        top = bleed.y if at.y <= SNAP else box.y
        right = bleed.right if at.x + at.w >= 1000 - SNAP else box.right
        bottom = bleed.bottom if at.y + at.h >= 1000 - SNAP else box.bottom
        box = Rect(left, top, right - left, bottom - top)
    elif at.kind == "rule":
        thin = max(0.0009 * desk.short, min(box.width, box.height, 0.012 * desk.short))
        box = Rect(box.x, box.y, box.width, thin) if box.width >= box.height else Rect(box.x, box.y, thin, box.height)
    stroke = (at.color, 0.004 * desk.short) if at.kind == "frame" else None
    fill = None if stroke else at.color
    draft.shape(Shape(_as_read(draft, box), fill, at.kind, opacity=at.opacity / 100, stroke=stroke))


def _as_read(draft: Draft, box: Rect) -> Rect:
    """The model sees the page as it lies; a draft takes places in reading direction."""
    return draft.mirrored(box) if draft.desk.words.rtl else box


def _put_mark(draft: Draft, at: MarkAt) -> None:
    desk = draft.desk
    box = _rect(at, desk)
    if at.kind == "code":
        side = max(min(box.width, box.height), 0.75 * desk.code_side())
        wide = high = min(side, 2 * desk.code_side())
    else:
        wide = min(box.width, box.height * desk.logo_aspect)
        high = wide / desk.logo_aspect
    keep = _safe(desk)
    cx, cy = box.center
    x = min(max(cx - wide / 2, keep.x), keep.right - wide)
    y = min(max(cy - high / 2, keep.y), keep.bottom - high)
    placed = _as_read(draft, Rect(x, y, wide, high))
    draft.mark(at.kind, placed.x, placed.y, placed.width, placed.height)


def _safe(desk: Desk) -> Rect:
    return desk.page.safe_box.scaled(desk.page.points_per_unit).inset(0.004 * desk.short)


def _put_text(draft: Draft, at: TextAt) -> None:
    desk = draft.desk
    given = _rect(at, desk)
    box = given if at.angle else given.intersection(_safe(desk))
    if box.width <= 0 or box.height <= 0:
        box = given
    block = _block(desk, at, box)
    room = box.height - block.height
    y = box.y + {"top": 0.0, "middle": room / 2, "bottom": room}[at.valign]
    if not at.angle:
        safe = _safe(desk)
        y = max(safe.y, min(y, safe.bottom - block.height))
    x = box.x
    angle = float(at.angle)
    veil = at.veil
    if desk.words.rtl:
        x, angle = desk.width - box.x - block.width, -angle
        veil = {"left": "right", "right": "left"}.get(veil, veil)  # type: ignore[assignment]
    zone = "" if veil == "none" else veil
    if zone:
        draft.quiets[zone] = zone
    before = desk.ground if at.behind else None
    draft.put(block, x, y, wants=(at.color, "ink"), zone=zone, angle=angle, behind=before)


def _block(desk: Desk, at: TextAt, box: Rect) -> Block:
    """The words of a text in type."""
    pieces = tuple(at.pieces)
    text = "\n".join(desk.words.pieces[p] for p in pieces)
    style = _style(desk, at, text)
    role = role_of(pieces[0])
    size = at.size / 1000 * desk.short
    if not at.size:
        if len(pieces) == 1:
            block = desk.fitted(pieces[0], style, (box.width, box.height), TALLEST * desk.short)
            if block.size >= desk.floor:
                return replace(block, role=role)
        size = desk.setter.fit(text, replace(style, fit="box"), box.width, box.height).size * 0.995
    size = max(size, desk.floor)
    while True:
        block = desk.blocked(role, pieces, text, replace(style, size=size), box.width, large=role == "title")
        if not too_wide(block) or size <= desk.floor:
            return block
        size = max(desk.floor, size * SHRINK)


def _style(desk: Desk, at: TextAt, text: str) -> TextStyle:
    script = script_of(text)
    leading = at.leading / 100
    caseless = script in CASELESS_SCRIPTS
    if caseless and script != "Jpan":
        leading = max(leading, TEXT_LEADING.get(script, 1.2) * (0.8 if "title" in at.pieces else 1.0))
    style = desk.title_style(
        align=at.align, family=at.font, weight=at.weight, italic=at.italic, leading=leading, case=at.case,
        tracking=float(at.tracking),
    )  # fmt: skip
    if caseless:
        style = replace(style, case="none", tracking=0.0)
    return replace(style, breaks=_breaks(at, text), balance=not at.breaks and "title" in at.pieces)


def _breaks(at: TextAt, text: str) -> tuple[int, ...] | None:
    """Where lines start, in characters of `text`; words are counted from 0. None where there is no such word."""
    if not at.breaks or "\n" in text:
        return None
    starts = [i for i, c in enumerate(text) if not c.isspace() and (i == 0 or text[i - 1].isspace())]
    if script_of(text) in ("Jpan", "Thai"):
        starts = list(range(len(text)))
    found = sorted({starts[n] for n in at.breaks if 0 < n < len(starts)})
    return tuple(found) or None


def faint_texts(texts: list[Placed], needed: Any) -> set[int]:
    """Numbers of the texts that do not stand out."""
    return {i for i, text in enumerate(texts) if text.contrast < needed(text)}
