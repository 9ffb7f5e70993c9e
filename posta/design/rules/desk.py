"""What an archetype works with: the sheet's measures, the words, the faces and the picture. Lengths in points of the trim.

x runs in reading direction: on a page that reads from right to left the draft mirrors every place, so archetypes are
written once.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from posta.design import DesignRequest
from posta.design.rules.ground import Ground, ground_of
from posta.design.rules.pairings import TEXT_LEADING, Pairing, all_pairings
from posta.design.rules.palette import Palette, palette_for
from posta.design.rules.words import CASELESS_SCRIPTS, Words, script_of
from posta.document.finish import Finish
from posta.document.layers import CodeLayer, PictureLayer, TextLayer
from posta.document.page import Page
from posta.errors import StageError
from posta.geometry import Rect
from posta.render.place import QUIET_MODULES, code_modules
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import Setting
from posta.typeset.setting import typeset
from posta.typeset.style import TextStyle

A3_DIAGONAL_PT = math.hypot(297, 420) / 25.4 * 72
SMALLEST_PT = 9.0  # on A3; larger sheets are read from further away
QR_SIDE_PT = 20 / 25.4 * 72  # on A3
LEAST_MODULE_PT = 0.42 / 25.4 * 72
HEAVY_TRACKING = 8
QUIET_LEAD = 0.4  # of a title's size, for another piece in its place: the title is locked or there is none
ROOMY = 0.9  # width over height: upright pages have room for larger facts
_NO_LIMIT = 1e6
_SAMPLES = {"Arab": "ا", "Deva": "क", "Jpan": "永", "Hebr": "ה", "Thai": "ก", "Hang": "한"}


class Setter:
    """Typesetting with a memory: the same words in the same style and width are set once."""

    def __init__(self, fonts: FontLibrary) -> None:
        self.fonts = fonts
        self._settings: dict[tuple[str, TextStyle, float], Setting] = {}
        self._widths: dict[tuple[str, TextStyle], float] = {}

    def set(self, text: str, style: TextStyle, width: float) -> Setting:
        """`text` set to `width`, as high as it gets."""
        key = (text, style, round(width, 2))
        if key not in self._settings:
            self._settings[key] = typeset(text, style, Rect(0, 0, width, _NO_LIMIT), self.fonts)
        return self._settings[key]

    def fit(self, text: str, style: TextStyle, width: float, height: float) -> Setting:
        """`text` as large as it fits a box; `style.fit` is `box`."""
        return typeset(text, replace(style, size=100.0), Rect(0, 0, round(width, 3), round(height, 3)), self.fonts)

    def width(self, text: str, style: TextStyle) -> float:
        """The width of `text` on one line as a multiple of the type size."""
        key = (text, replace(style, size=100.0, breaks=None, balance=False, align="left", fit="none"))
        if key not in self._widths:
            lines = typeset(text, key[1], Rect(0, 0, _NO_LIMIT, _NO_LIMIT), self.fonts).lines
            self._widths[key] = max((line.width for line in lines), default=0.0) / 100
        return self._widths[key]

    def cap(self, style: TextStyle, script: str) -> float:
        """The height of a capital (or of a plain letter of a caseless script) as a multiple of the type size."""
        sample = _SAMPLES.get(script, "H")
        return self.set(sample, replace(style, size=100.0, breaks=None, fit="none", arc=0.0), 1000.0).ink.height / 100


@dataclass(frozen=True, slots=True)
class Block:
    """Words that have been set, not yet placed."""

    role: str
    pieces: tuple[str, ...]
    text: str
    style: TextStyle
    setting: Setting
    width: float
    """Width of the box it is set in."""
    height: float
    """From the letters' top to the last baseline (to the lowest ink for large type)."""
    rise: float = 0.0
    """How far an accent on the first line pushes the capitals' tops below the box's top."""

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def box_height(self) -> float:
        """A box height in which the words do not overflow."""
        return max(self.setting.ink.bottom, self.height + self.rise) * 1.0005 + 0.01


@dataclass(frozen=True)
class Desk:
    """One attempt's working place."""

    page: Page
    words: Words
    pairing: Pairing
    palette: Palette
    ground: Ground
    setter: Setter
    link_code: str = ""
    """What a QR code must say; empty: none."""
    logo: str = ""
    logo_aspect: float = 1.0
    logo_tone: float = 0.5
    """Mean luminance 0..1 of the logo's visible pixels."""
    keep_clear: tuple[Rect, ...] = ()
    """Boxes of locked layers."""
    has_background: bool = True
    """Whether letters may be filled with the poster's background."""
    subject_mask: str = ""
    """Asset of the mask of the picture's subject; empty: it has none."""
    loudest: float = 1.0
    """Limits the title's capitals: below 1 where another text leads the page already."""
    finish: Finish = ()
    """How the picture is printed; the ground shows it so."""
    lively: bool = False
    """Whether the words call for colours rather than for dark ground."""
    margin_share: float = 0.055
    """The margin as a share of the short side."""

    # --- the sheet

    @cached_property
    def width(self) -> float:
        return self.page.points(self.page.width)

    @cached_property
    def height(self) -> float:
        return self.page.points(self.page.height)

    @cached_property
    def short(self) -> float:
        return min(self.width, self.height)

    @cached_property
    def diagonal(self) -> float:
        return math.hypot(self.width, self.height)

    @cached_property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height

    @cached_property
    def margin(self) -> float:
        return max(self.margin_share * self.short, self.page.points(self.page.safe) + 0.012 * self.short)

    @cached_property
    def live(self) -> Rect:
        """The sheet inside its margins."""
        return Rect(0, 0, self.width, self.height).inset(self.margin)

    @cached_property
    def bleed_box(self) -> Rect:
        return self.page.bleed_box.scaled(self.page.points_per_unit)

    def columns(self, count: int, gutter: float | None = None) -> list[tuple[float, float]]:
        """(x, width) of `count` equal columns over the live area."""
        gap = self.margin * 0.6 if gutter is None else gutter
        wide = (self.live.width - gap * (count - 1)) / count
        return [(self.live.x + i * (wide + gap), wide) for i in range(count)]

    # --- type

    @cached_property
    def small(self) -> float:
        """Size of the smallest reading text. Screens are read at arm's length on a few centimetres: larger there."""
        share = 0.0285 if self.page.unit == "px" else 0.0205
        return max(share * math.sqrt(self.short * self.diagonal / 1.5), self.floor * 1.2) * self.pairing.text.scale

    @cached_property
    def floor(self) -> float:
        """No type is smaller than this."""
        return SMALLEST_PT * self.diagonal / A3_DIAGONAL_PT * (1.6 if self.page.unit == "px" else 1.0)

    @cached_property
    def detail_share(self) -> float:
        """How much larger than the small size details are set: where there is neither date nor place, a few of them lead."""
        leads = {"date", "place"} & set(self.words.pieces)
        if not leads and 0 < len(self.words.details) <= 5:
            return 1.45
        if self.ratio >= ROOMY:
            return 1.0
        return 1.3 if self.words.load < 130 else 1.18 if self.words.load < 230 else 1.0

    @cached_property
    def lead_share(self) -> float:
        """How much larger date and place are set where there is little else to say: seen from across the street."""
        load = self.words.load
        if self.ratio >= ROOMY:
            return 1.0
        return 1.22 if load < 130 else 1.14 if load < 230 else 1.0

    @cached_property
    def start(self) -> str:
        """Where lines begin: left, or right on a page that reads from the right."""
        return "right" if self.words.rtl else "left"

    @cached_property
    def end(self) -> str:
        return "left" if self.words.rtl else "right"

    def side(self, align: str) -> Any:
        """start, center or end as left, center or right."""
        return {"start": self.start, "end": self.end}.get(align, align)

    def title_style(self, size: float = 100.0, align: str = "start", **changes: Any) -> TextStyle:
        """The title face; `changes` overrides case, tracking, leading …"""
        face = self.pairing.title
        style = TextStyle(
            family=face.family, weight=face.weight, italic=face.italic, size=size, case=face.case,  # type: ignore[arg-type]
            tracking=face.tracking, leading=face.leading, align=self.side(align), language=self.words.language,
        )  # fmt: skip
        if self.words.caseless:
            changes.pop("case", None)
            changes.pop("tracking", None)
            if self.words.script != "Jpan":
                changes["leading"] = max(face.leading, changes.get("leading", face.leading))
        style = replace(style, **changes)
        if style.tracking < HEAVY_TRACKING and (self.pairing.voice == "slab" or face.weight > 800):
            style = replace(style, tracking=HEAVY_TRACKING)  # slabs and heavy letters fuse
        if (
            style.case == "upper"
            and style.leading < 1.04
            and any(c in "ÄÖÜÅÉÈÊÁÀÂÓÒÔÍÌÎÚÙÛÑÇŠŽČŘŇĎŤĚŚŹŻŃĆŐŰİ" for c in self.words.title.upper())
        ):
            style = replace(style, leading=max(style.leading * 1.16, 1.0))  # accents need air above capitals
        return style

    def text_style(
        self, size: float, text: str, *, strong: bool = False, caps: bool = False, align: str = "start"
    ) -> TextStyle:
        """The text face for `text`; caps are tracked out, and left alone where the script has none."""
        face = self.pairing.text
        script = script_of(text)
        caseless = script in CASELESS_SCRIPTS
        caps = caps and not caseless and not any(script_of(c) in CASELESS_SCRIPTS for c in text if c.isalpha())
        tracking = 0.0 if caseless and script != "Jpan" else face.tracking + (70 if caps else 0)
        return TextStyle(
            family=face.family, weight=face.strong if strong else max(400, face.light), size=size, tracking=tracking,
            case="upper" if caps else "none", leading=TEXT_LEADING.get(script, 1.3 if size < 1.5 * self.small else 1.16),
            align=self.side(align), balance=size > 1.4 * self.small, language=self.words.language,
        )  # fmt: skip

    def block(
        self, role: str, pieces: tuple[str, ...] | str, style: TextStyle, width: float, *, large: bool = False
    ) -> Block:
        """Pieces of the brief (joined by line breaks) set to a width."""
        pieces = (pieces,) if isinstance(pieces, str) else pieces
        text = "\n".join(self.words.pieces[p] for p in pieces)
        return self.blocked(role, pieces, text, style, width, large=large)

    def blocked(
        self, role: str, pieces: tuple[str, ...], text: str, style: TextStyle, width: float, *, large: bool = False
    ) -> Block:
        setting = self.setter.set(text, style, width)
        if len(setting.lines) > 1 and role in ("date", "place", "subtitle") and style.breaks is None and not style.arc:
            style = self._broken_by_sense(text, style, width, len(setting.lines))
            setting = self.setter.set(text, style, width)
        script = script_of(text)
        odd = script in CASELESS_SCRIPTS or style.writing == "vertical" or style.arc != 0
        low = setting.ink.bottom
        height = low if odd or large or not setting.lines else setting.lines[-1].baseline
        rise = 0.0
        if not (odd or large) and setting.lines:
            # Capitals stand on one line with their neighbours; their accents rise above it.
            rise = max(0.0, setting.lines[0].baseline - 1.02 * self.setter.cap(style, script) * style.size)
        return Block(role, pieces, text, style, setting, width, height - rise, rise)

    def _broken_by_sense(self, text: str, style: TextStyle, width: float, lines: int) -> TextStyle:
        """Lines that end at commas and dots between, where that takes no more lines: a date's parts stay together."""
        stops = [m.end() for m in re.finditer(r"[,;،、·|]\s+", text)]
        if not stops or "\n" in text or len(stops) > 8:
            return style
        for count in range(1, lines):
            best: tuple[float, tuple[int, ...]] | None = None
            for chosen in combinations(stops, count):
                ends = (*chosen, len(text))
                widths = [
                    self.setter.width(text[a:b].rstrip(), style) * style.size
                    for a, b in zip((0, *chosen), ends, strict=True)
                ]
                if max(widths) <= width and (best is None or max(widths) < best[0]):
                    best = (max(widths), chosen)
            if best:
                return replace(style, breaks=best[1], balance=False)
        return style

    def fitted(self, piece: str, style: TextStyle, box: tuple[float, float], tallest: float) -> Block:
        """One piece as large as it fits a (width, height), its capitals at most `tallest` high.

        The box is tightened around the words, so that the same words fit it at the same size again.
        """
        text = self.words.pieces[piece]
        tallest *= self.loudest
        style = replace(style, fit="box", balance=True)
        found = self.setter.fit(text, style, *box)
        capitals = self.setter.cap(style, self.words.script) * found.size
        if capitals > tallest:
            style = replace(style, fit="none", size=found.size * tallest / capitals, breaks=_starts(found, text))
            found = self.setter.set(text, style, box[0])
            return Block(piece, (piece,), text, style, found, box[0], found.ink.bottom)
        tight = found.ink.bottom * 1.0005 + 0.01
        again = self.setter.fit(text, style, box[0], tight)
        return Block(piece, (piece,), text, replace(style, size=again.size), again, box[0], again.ink.bottom)

    def code_side(self) -> float:
        """Side of a QR code, quiet zone included; in print no module is smaller than a telephone reads."""
        share = 0.15 if self.page.unit == "px" else 0.11
        side = max(share * self.short, 1.45 * QR_SIDE_PT * self.diagonal / A3_DIAGONAL_PT)
        if self.page.unit == "px" or not self.link_code:
            return side
        modules = len(code_modules(self.link_code)) + 2 * QUIET_MODULES
        return max(side, min(modules * LEAST_MODULE_PT, 0.4 * self.short))


def _starts(setting: Setting, text: str) -> tuple[int, ...] | None:
    """Where the lines of a setting start in `text`; None where casing changed the number of characters."""
    if len(setting.shown) != len(text):
        return None
    return tuple(line.start for line in setting.lines[1:])


def desk_for(request: DesignRequest, fonts: FontLibrary) -> tuple[Desk, str]:
    """The desk every design of a request is set on, still in the first pairing, and the piece in the title's place.

    Locked layers' pieces are not placed again. Where there is no title to place the first piece leads, quietly. Raises
    StageError when there is no picture.
    """
    picture = request.picture
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise StageError(
            f"The design stage needs an (H, W, 3) picture, not {picture.shape}.", hint="Paint a background first."
        )
    locked = {p for layer in request.locked if isinstance(layer, TextLayer) for p in layer.pieces}
    pieces = {k: v for k, v in request.pieces.items() if k not in locked and v.strip()}
    lead = "title" if "title" in pieces or not pieces else next(iter(pieces))
    pieces = {"title" if name == lead else name: words for name, words in pieces.items()}
    per = request.page.points_per_unit
    desk = Desk(
        page=request.page,
        words=Words(pieces, request.language),
        pairing=all_pairings()[0],
        palette=palette_for(picture, request.palette, request.seed),
        ground=ground_of(picture, request.page, request.focus, request.quiet, request.hero, request.subject),
        setter=Setter(fonts),
        link_code="" if any(isinstance(x, CodeLayer) for x in request.locked) else request.code,
        logo="" if any(isinstance(x, PictureLayer) and x.role == "logo" for x in request.locked) else request.logo,
        logo_aspect=request.logo_aspect,
        logo_tone=request.logo_tone,
        keep_clear=tuple(layer.rect.scaled(per) for layer in request.locked),
        has_background=bool(request.background),
        subject_mask=request.subject_mask,
        loudest=1.0 if lead == "title" else QUIET_LEAD,
    )
    return desk, lead
