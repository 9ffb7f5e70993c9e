"""A DesignRequest in; the desk its answer is set on and the messages a model is asked with out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posta.design import DesignRequest, prompts
from posta.design.layout import Choices, mille
from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.desk import Desk, desk_for
from posta.design.rules.finishes import Printer, printer_for
from posta.design.rules.ground import Ground
from posta.design.rules.pairings import Pairing, covered, ranked
from posta.design.rules.palette import ACCENT_CONTRAST, Palette, readable_on
from posta.design.rules.placement import suitability
from posta.design.rules.words import moods_of
from posta.document.design import Design
from posta.document.layers import TextLayer
from posta.engines.question import Message
from posta.engines.saying import color_in_words
from posta.geometry import Rect
from posta.typeset.fonts import Family, FontLibrary

COLORS = ("paper", "ink", "accent", "accent2")
CALM_CELLS = (8, 5)  # rows and columns of the calm map that is told
MOST_FONTS = 14
MOST_PAIRS = 8
MOST_OWN = 4
MOST_DIRECTIONS = 7
LONGEST_SHOWN = 300  # characters of a piece that are shown; the rest is only counted


@dataclass(frozen=True)
class Board:
    """One request as the model is told it."""

    desk: Desk
    """What answers are set on, still without the answer's colours, faces and print finish."""
    choices: Choices
    pairs: tuple[Pairing, ...]
    families: tuple[Family, ...]
    request: DesignRequest
    lead: str
    """The piece that was put into the title's place; `title` where there is one."""
    printer: Printer
    """Chooses the print finish by the answer's art direction."""

    def direction(self, number: int) -> str:
        """The art direction proposed for a candidate; one that the person asked for leads every second one.

        Those that were offered already come last.
        """
        offered = {design.archetype for design in self.request.beside}
        names = sorted(self.choices.archetypes, key=lambda name: name in offered)
        asked = self.request.style.strip().casefold() == names[0] and names[0] == self.choices.archetypes[0]
        if asked:
            return names[0] if number % 2 == 0 else names[(number + 1) // 2 % len(names)]
        return names[number % len(names)]


@dataclass(frozen=True, slots=True)
class Example:
    """A finished poster as a question and its answer."""

    asked: str
    answer: str


def board_of(request: DesignRequest, fonts: FontLibrary) -> Board:
    """Look at a request. Raises StageError when it has no picture."""
    desk, lead = desk_for(request, fonts)
    pieces, palette = desk.words.pieces, desk.palette
    moods = moods_of([(request.theme, 1.0), (request.style, 1.5), (" ".join(pieces.values()), 0.7)])
    directions = _directions(desk, moods, request)
    pairs = _pairs(desk, moods, directions)
    families = _families(desk, pairs, fonts)
    marks = (("code",) if desk.link_code else ()) + (("logo",) if desk.logo else ())
    choices = Choices(
        tuple(pieces), tuple(f.name for f in families), _palettes(palette, bool(request.palette)), directions, marks,
        subject=desk.ground.subject is not None and lead == "title",
    )  # fmt: skip
    return Board(desk, choices, pairs, families, request, lead, printer_for(request))


def _directions(desk: Desk, moods: dict[str, float], request: DesignRequest) -> tuple[str, ...]:
    """Art directions that suit these words, the best first."""

    def fit(name: str) -> float:
        return suitability(name, ARCHETYPES[name], desk.words, moods, request.style, desk.ratio)

    # A model places boxes; it has no way to set a title behind the subject.
    able = [name for name, row in ARCHETYPES.items() if not row.subject]
    return tuple(sorted(able, key=lambda name: -fit(name))[:MOST_DIRECTIONS])


def _pairs(desk: Desk, moods: dict[str, float], directions: tuple[str, ...]) -> tuple[Pairing, ...]:
    voices = tuple(dict.fromkeys(v for name in directions[:3] for v in ARCHETYPES[name].voices))
    chosen: dict[str, Pairing] = {}
    for _, pair in ranked(desk.words, moods, voices, desk.setter.fonts):
        chosen.setdefault(pair.title.family, pair)
        if len(chosen) == MOST_PAIRS:
            break
    return tuple(chosen.values())


def _families(desk: Desk, pairs: tuple[Pairing, ...], fonts: FontLibrary) -> tuple[Family, ...]:
    """The short list: both faces of the pairs, and the person's own fonts that have the title's letters."""
    names = dict.fromkeys(name for p in pairs for name in (p.title.family, p.text.family))
    own = [f for f in fonts.families() if f.own and covered(fonts, f.name, 400, desk.words.title) >= 1.0]
    rows = {f.name: f for f in fonts.families()}
    listed = [rows[n] for n in names if n in rows][: MOST_FONTS - min(len(own), MOST_OWN)]
    return tuple(dict.fromkeys((*own[:MOST_OWN], *listed))) if own else tuple(listed)


def _palettes(first: Palette, given: bool) -> dict[str, Palette]:
    """Up to three palettes by letter: the picture's (or the person's), its ground and letters changed over, its accents."""
    found = {"a": first}
    accents = first.accent, first.accent2
    if not given:
        accents = tuple(readable_on(c, first.ink, ACCENT_CONTRAST) for c in accents)  # type: ignore[assignment]
    found["b"] = Palette(first.ink, first.paper, *accents)
    if first.accent != first.accent2:
        found["c"] = replace(first, accent=first.accent2, accent2=first.accent)
    return found


def messages_for(board: Board, shown: Sequence[Example], number: int) -> tuple[Message, ...]:
    """The talk up to the answer; `number` of the candidate varies the art direction that is proposed."""
    talk = [Message("system", prompts.SYSTEM)]
    for example in shown:
        talk += [Message("user", example.asked), Message("assistant", example.answer)]
    asked = request_text(board, board.direction(number))
    talk.append(Message("user", asked, (board.request.picture,)))
    return tuple(talk)


def repair_for(wrong: list[str], texts: list[str]) -> str:
    """The message that sends problems back."""
    said = "\n".join(f"- {w[:300]}" for w in wrong[:12])
    stands = prompts.AS_SET.format(texts="\n".join(texts)) if texts else ""
    return prompts.REPAIR.format(problems=said, as_set=stands)


def request_text(board: Board, direction: str) -> str:
    """Everything the model is told about one poster, in words."""
    desk, request, choices = board.desk, board.request, board.choices
    focus = desk.ground.focus
    more = ""
    if desk.ground.hero:
        more += prompts.SUBJECT.format(box=mille(desk.ground.hero, desk))
    if choices.subject:
        more += prompts.BEHIND
    if desk.keep_clear:
        more += prompts.KEEP_CLEAR.format(boxes="; ".join(mille(r, desk) for r in desk.keep_clear[:12]))
    if "code" in choices.marks:
        more += prompts.CODE.format(width=round(1000 * desk.code_side() / desk.width))
    if "logo" in choices.marks:
        more += prompts.LOGO.format(aspect=round(desk.logo_aspect, 2))
    if request.beside:
        more += prompts.BESIDE.format(designs="; ".join(_offered(design) for design in request.beside[:8]))
    if request.style.strip():
        more += prompts.STYLE.format(style=json.dumps(request.style[:LONGEST_SHOWN], ensure_ascii=False))
    rows, columns = CALM_CELLS
    return prompts.REQUEST.format(
        page=_page(desk),
        pieces="\n".join(_piece(name, words) for name, words in desk.words.pieces.items()),
        fonts="\n".join(_font(f) for f in board.families),
        pairs=", ".join(f"{p.title.family} + {p.text.family}" for p in board.pairs),
        palettes="\n".join(_palette(letter, p) for letter, p in choices.palettes.items()),
        archetypes="\n".join(f"{name}: {ARCHETYPES[name].about}" for name in choices.archetypes),
        focus_x=round(1000 * focus[0] / desk.width),
        focus_y=round(1000 * focus[1] / desk.height),
        rows=rows,
        columns=columns,
        calm="\n".join("".join(map(str, row)) for row in calm_map(desk.ground, desk)),
        more=more,
        theme=json.dumps(request.theme[:600], ensure_ascii=False),
        lead=prompts.LEAD.format(archetype=direction),
    )


def _offered(design: Design) -> str:
    """One design that was offered already: `swiss, title in Anton`."""
    title = next((x for x in design.layers if isinstance(x, TextLayer) and x.role == "title"), None)
    return f"{design.archetype}, title in {title.font.family}" if title else design.archetype


def _page(desk: Desk) -> str:
    shape = "square" if 0.95 < desk.ratio < 1.05 else "portrait" if desk.ratio < 1 else "landscape"
    page = desk.page
    low = max(1, round(1000 * desk.margin / desk.width)), max(1, round(1000 * desk.margin / desk.height))
    reads = ", read from right to left" if desk.words.rtl else ""
    return (
        f"{shape}, {page.width:g} x {page.height:g} {page.unit}, width over height {desk.ratio:.3f}{reads}. "
        f"Margins: x {low[0]} to {1000 - low[0]}, y {low[1]} to {1000 - low[1]}. "
        f"Smallest size {1000 * desk.floor / desk.short:.0f}, usual small size {1000 * desk.small / desk.short:.0f}."
    )


def _piece(name: str, words: str) -> str:
    shown = words if len(words) <= LONGEST_SHOWN else words[:LONGEST_SHOWN] + "…"
    return f"{name}: {json.dumps(shown, ensure_ascii=False)} ({len(words)} characters, {len(words.split())} words)"


def _font(family: Family) -> str:
    weights = ",".join(map(str, dict.fromkeys(family.weights)))
    slant = ", italic" if family.has_italic else ""
    tags = ", ".join((*family.moods[:5], *(("capitals only",) if family.caps_only else ())))
    return f"{family.name}: {weights}{slant}; {family.category or 'own font'}{'; ' + tags if tags else ''}"


def _palette(letter: str, palette: Palette) -> str:
    return f"{letter}: " + ", ".join(
        f"{name} {palette.named(name).hex} ({color_in_words(palette.named(name))})" for name in COLORS
    )


def calm_map(ground: Ground, desk: Desk) -> NDArray[np.int64]:
    """How calm the picture is in 8 rows of 5 cells of the page, 0..9."""
    rows, columns = CALM_CELLS
    wide, high = desk.width / columns, desk.height / rows
    busy = [[ground.busyness(Rect(c * wide, r * high, wide, high)) for c in range(columns)] for r in range(rows)]
    return np.clip(np.round(9 * (1 - 1.6 * np.array(busy))), 0, 9).astype(np.int64)
