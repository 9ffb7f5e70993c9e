"""The title behind the picture's subject: where it stands so that it is partly hidden and still read at once. Points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from posta.color import Rgb, luminance
from posta.design.rules.arrange import Voice, foot, headline_rest, height_of, stack, too_wide
from posta.design.rules.desk import Block, Desk
from posta.design.rules.draft import Draft, Words
from posta.design.rules.tint import (
    DISPLAY_CONTRAST,
    LEAST_APART,
    SPARE,
    WELL_APART,
    apart,
    pixels_at,
    weakest_contrast,
)
from posta.geometry import Rect
from posta.render.hidden import LIMITS, Cover, Hidden, Letter, hidden, letters_of, under

SEARCHED_PX = 150  # across the sheet: a letter of a title is some twenty pixels high
MEASURED_PX = 420
LEAST_HIDDEN = 0.04  # of the title: less looks like an accident
LEAST_OF_A_LETTER = 0.15
WISHED = 0.12  # of the title
LEAST_OUTLINE = 0.6  # of the subject's rim near the title must be seen against what lies beside it
RIM_SEEN = 0.045  # OKLab distance
ONE_PIECE = 0.75  # of what the subject covers lies in one piece: a crowd of small things only frays the letters
ELSEWHERE = (
    0.6  # the facts go to the head where the picture draws the eye less than this share of what it does at the foot
)
TOLD_APART = 0.11  # of a letter's ink: by this much what is seen of it differs from any other letter
SIZES = (1.0, 0.94, 0.88, 0.82, 0.76)
SIDES = ("start", "center", "end")
ALPHABETS = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЬЭЮЯ", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ")


@dataclass(frozen=True)
class Standing:
    """A title at its place behind the subject."""

    block: Block
    x: float
    """The box's left on the page."""
    y: float
    hidden: Hidden
    merit: float


def behind(desk: Desk, pick: Mapping[str, str]) -> Draft | None:
    """A big title the subject stands before, the facts where the subject is not; None where no place keeps it readable."""
    if desk.ground.subject is None or desk.loudest < 1 or _largest_piece(desk.ground.subject) < ONE_PIECE:
        return None
    draft = Draft(desk)
    live = desk.live
    voice = Voice(lead=1.7, strong=True, zone="facts")
    low = foot(draft, live, voice, count=3 if desk.ratio < 1.2 else 4)
    rest = headline_rest(desk, live.width, lead=1.7, strong=True)
    if rest:
        low -= height_of(rest) + 1.6 * desk.small
        stack(draft, rest, live.x, low, Voice(zone="facts"))
    tall, gap = live.bottom - low, 3 * desk.small
    above, beneath = Rect(live.x, live.y, live.width, tall), Rect(live.x, low, live.width, tall)
    if desk.ground.pull(above) < ELSEWHERE * desk.ground.pull(beneath):
        draft.parts = [replace(part, box=part.box.moved(0, live.y - low)) for part in draft.parts]
        draft.quiets = {"facts": "top"}
        room = Rect(live.x, above.bottom + gap, live.width, live.height - tall - gap)
    else:
        draft.quiets = {"facts": "bottom"}
        room = Rect(live.x, live.y, live.width, live.height - tall - gap)
    found = standing(desk, pick["lines"], room)
    if found is None:
        return None
    facts, draft.parts = draft.parts, []
    x = desk.width - found.x - found.block.width if desk.words.rtl else found.x
    draft.put(found.block, x, found.y, wants=("accent", "accent2", "ink", "paper"), zone="title", behind=desk.ground)
    draft.cut_out()
    draft.parts += facts
    draft.notes["depth"] = found.merit
    return draft


def _largest_piece(subject: Cover) -> float:
    """The share of a subject (H, W) 0..1 that its largest connected piece holds."""
    pieces, numbers = cv2.connectedComponents((subject > 0.5).astype(np.uint8))
    held = np.bincount(numbers.ravel(), weights=subject.ravel(), minlength=pieces)[1:]
    return float(held.max() / max(held.sum(), 1e-6)) if held.size else 0.0


def standing(desk: Desk, lines: str, room: Rect) -> Standing | None:
    """The place in `room` where the subject hides a good part of the title and all of it is still read; None: nowhere.

    The title keeps to the margins or to the page's axis: only its size and height are sought.
    """
    ground = desk.ground
    assert ground.subject is not None
    coarse = _cover(ground.subject, SEARCHED_PX, ground.bleed)
    found: list[tuple[float, Block, float, float]] = []
    for block in _titles(desk, lines, room):
        letters: list[Letter] = []
        for side in _sides(block, room):
            set_to = _aligned(desk, block, side)
            x = _left(desk, set_to, side, room)
            if not letters or len(block.setting.lines) > 1:  # a single line is the same on every side
                letters = letters_of(set_to.setting.runs, set_to.setting.shown, SEARCHED_PX / ground.bleed.width)
            found += [(m, set_to, x, y) for m, y in _heights(desk, (set_to, letters), x, room, coarse)]
    tones = [Rgb.from_hex(tone) for tone in desk.palette.swatches().values()]
    best: Standing | None = None
    for merit, block, x, y in sorted(found, key=lambda f: -f[0]):
        if best is not None and merit <= best.merit:
            break
        merit *= _stands_out(tones, Words(block, Rect(x, y, block.width, block.box_height), behind=ground))
        if merit > (best.merit if best else 0.0):
            place = _looked_at(desk, block, (x, y), merit)
            best = place if place and (best is None or place.merit > best.merit) else best
    return best


def _stands_out(tones: list[Rgb], text: Words) -> float:
    """How well the best of some colours stands out there, from the ground and from the subject: 1 well, 0 not at all."""
    assert text.behind is not None
    light = luminance(pixels_at(text.behind, text.samples))
    best = 0.0
    for color in tones:
        contrast = weakest_contrast(color, light) / DISPLAY_CONTRAST
        away = apart(text, color) / LEAST_APART
        if min(contrast, away) >= 1:
            best = max(best, min(1.0, 0.5 + 0.5 * contrast / SPARE, 0.5 + 0.5 * away * LEAST_APART / WELL_APART))
    return best


def _titles(desk: Desk, lines: str, room: Rect) -> Iterator[Block]:
    """The title in falling sizes, each in a box as wide as its words: on as few lines as it takes, or stacked."""
    style = desk.title_style(case="upper", leading=min(desk.title_style().leading, 1.06))
    high = {"row": 0.3, "stack": 0.72}[lines] * room.height
    if high <= 0:
        return
    largest = desk.fitted("title", style, (room.width, high), 0.4 * desk.short)
    if too_wide(largest) or (lines == "stack" and len(largest.setting.lines) < 2):
        return
    breaks = largest.style.breaks
    if len(largest.setting.shown) == len(largest.text):
        breaks = tuple(line.start for line in largest.setting.lines[1:])
    for share in SIZES:
        size = largest.setting.size * share
        fixed = replace(largest.style, fit="none", size=size, breaks=breaks, balance=False)
        width = min(room.width, largest.setting.extent.width * share + 0.02 * size)
        setting = desk.setter.set(largest.text, fixed, width)
        if len(setting.lines) == len(largest.setting.lines):
            yield replace(
                largest, style=fixed, setting=setting, width=width, height=setting.ink.bottom,
            )  # fmt: skip


def _sides(block: Block, room: Rect) -> tuple[str, ...]:
    """The sides a title may keep to: both margins and the page's axis; one of them where it fills the measure."""
    fills = room.width - block.setting.ink.width < 0.04 * room.width
    return SIDES[:1] if fills and len(block.setting.lines) == 1 else SIDES


def _left(desk: Desk, block: Block, side: str, room: Rect) -> float:
    """The x of a title's box so that its ink, not its letters' bearings, keeps to the side."""
    ink = block.setting.ink
    at = {"left": room.x - ink.x, "right": room.right - ink.right, "center": room.center[0] - ink.center[0]}
    return at[desk.side(side)]


def _aligned(desk: Desk, block: Block, side: str) -> Block:
    style = replace(block.style, align=desk.side(side))
    if style == block.style:
        return block
    return replace(block, style=style, setting=desk.setter.set(block.text, style, block.width))


def _heights(
    desk: Desk, title: tuple[Block, list[Letter]], x: float, room: Rect, cover: Cover
) -> list[tuple[float, float]]:
    """(merit, y) of the best heights in `room` for a title at `x`, seen coarsely."""
    ground, (block, letters) = desk.ground, title
    scale = SEARCHED_PX / ground.bleed.width
    free = int((room.bottom - room.y - block.setting.ink.bottom) * scale)
    if len(letters) < 2 or free < 0:
        return []
    corner = round((x - ground.bleed.x) * scale), round((room.y - ground.bleed.y) * scale)
    merits = _merits(letters, cover, corner, free)
    return [(float(merits[row]) * _presence(desk, block), room.y + row / scale) for row in _peaks(merits)]


def _presence(desk: Desk, block: Block) -> float:
    """How much the title holds the page, 0..1: by the measure it fills and the height of its letters."""
    wide = min(1.0, block.setting.ink.width / desk.live.width)
    high = min(1.0, block.size / (0.2 * desk.short))
    return 0.35 + 0.4 * wide + 0.25 * high


def _looked_at(desk: Desk, block: Block, at: tuple[float, float], merit: float) -> Standing | None:
    """A place measured closely; None where too much or too little is hidden."""
    letters, place, seen = _closely(desk, block, at)
    if not seen.within() or seen.whole < LEAST_HIDDEN or seen.most < LEAST_OF_A_LETTER:
        return None
    if _outline(desk, block.setting.ink.moved(*at)) < LEAST_OUTLINE:
        return None
    if not _told_apart(desk, block, letters, place, seen, MEASURED_PX / desk.ground.bleed.width):
        return None
    return Standing(block, *at, seen, merit)


def still_read(desk: Desk, block: Block, at: tuple[float, float]) -> bool:
    """Whether a title whose box begins at `at` (points of the page) is read at once behind the subject of the desk's picture."""
    letters, place, seen = _closely(desk, block, at)
    return seen.within() and _told_apart(desk, block, letters, place, seen, MEASURED_PX / desk.ground.bleed.width)


def _closely(desk: Desk, block: Block, at: tuple[float, float]) -> tuple[list[Letter], tuple[Cover, int, int], Hidden]:
    """(the letters, the cover with their corner on it, what is hidden) at the finer resolution."""
    ground = desk.ground
    assert ground.subject is not None
    scale = MEASURED_PX / ground.bleed.width
    cover = _cover(ground.subject, MEASURED_PX, ground.bleed)
    letters = letters_of(block.setting.runs, block.setting.shown, scale)
    x, y = round((at[0] - ground.bleed.x) * scale), round((at[1] - ground.bleed.y) * scale)
    return letters, (cover, x, y), hidden(letters, cover, x, y)


def _cover(subject: Cover, across: int, bleed: Rect) -> Cover:
    """What the subject covers at another resolution, `across` pixels wide."""
    return cv2.resize(
        subject, (across, max(1, round(across * bleed.height / bleed.width))), interpolation=cv2.INTER_AREA
    )


def _merits(letters: list[Letter], cover: Cover, corner: tuple[int, int], free: int) -> Cover:
    """(free + 1,) how well the title stands at each height from `corner` down, in pixels; 0 where it does not."""
    high = free + 1
    pad = max(max(letter.ink.shape) for letter in letters) + 2
    padded = np.pad(cover, pad)
    whole = np.zeros(high, np.float32)
    most, end = whole.copy(), whole.copy()
    inks = 0.0
    for letter in letters:
        tall, across = letter.ink.shape
        left, top = corner[0] + pad + letter.left, corner[1] + pad + letter.top
        part = padded[max(0, top) : top + tall + high - 1, max(0, left) : left + across]
        if part.shape != (tall + high - 1, across):
            return np.zeros(high, np.float32)
        lost = np.maximum(cv2.matchTemplate(part, letter.ink, cv2.TM_CCORR)[:, 0], 0)
        ink = float(letter.ink.sum())
        inks += ink
        whole += lost
        np.maximum(most, lost / ink, out=most)
        if letter.end:
            np.maximum(end, lost / ink, out=end)
    whole /= max(inks, 1e-6)
    sound = (whole >= LEAST_HIDDEN * 0.95) & (whole <= LIMITS.whole) & (most <= LIMITS.letter) & (end <= LIMITS.end)
    sound &= most >= LEAST_OF_A_LETTER
    shy = np.clip((WISHED - whole) / WISHED, 0, 1)
    bold = np.clip((whole - WISHED) / (LIMITS.whole - WISHED), 0, 1)
    merit = 1 - 0.5 * shy - 0.25 * bold - 0.15 * end / LIMITS.end - 0.2 * np.clip((most - 0.3) / 0.1, 0, 1)
    return np.where(sound, merit, 0).astype(np.float32)


def _peaks(merits: Cover) -> Iterator[int]:
    """The best heights, well apart, best first."""
    left = merits.copy()
    for _ in range(3):
        row = int(np.argmax(left))
        if left[row] <= 0:
            return
        yield row
        left[max(0, row - 4) : row + 5] = 0


def _outline(desk: Desk, title: Rect) -> float:
    """The share of the subject's rim near a title that is seen against what lies beside it: a rim nobody sees is a bite."""
    ground = desk.ground
    outline = ground.outline
    near = title.inset(-0.04 * desk.short).intersection(ground.bleed)
    per = outline.shape[1] / ground.bleed.width
    y, x = int((near.y - ground.bleed.y) * per), int((near.x - ground.bleed.x) * per)
    part = outline[y : y + max(1, int(near.height * per)), x : x + max(1, int(near.width * per))]
    rim = part[part >= 0]
    return float((rim >= RIM_SEEN).mean()) if rim.size else 0.0


def _told_apart(
    desk: Desk, block: Block, letters: list[Letter], over: tuple[Cover, int, int], seen: Hidden, scale: float
) -> bool:
    """Whether what is seen of every half-hidden letter differs from what would be seen of any other letter there."""
    cover, x, y = over
    for letter, share in zip(letters, seen.letters, strict=True):
        if share < 0.1:
            continue
        shown = 1 - under(cover, letter, x, y)
        enough = TOLD_APART * float(letter.ink.sum())
        for other in _others(desk, block, letter.char, scale):
            differs = float((np.abs(letter.ink - other.on(letter)) * shown).sum())
            wider = float(other.ink[:, letter.ink.shape[1] :].sum())
            if differs + wider < enough:
                return False
    return True


def _others(desk: Desk, block: Block, char: str, scale: float) -> Iterator[Letter]:
    """The other letters of a letter's alphabet in the title's face, at the same scale; none for scripts of many signs."""
    row = next((a for big in ALPHABETS for a in (big, big.lower()) if char in a), "")
    style = replace(block.style, size=100.0, case="none", breaks=None, fit="none", writing="horizontal")
    for other in row:
        if other != char:
            setting = desk.setter.set(other, style, 1000.0)
            yield from letters_of(setting.runs, setting.shown, scale * block.setting.size / 100)
