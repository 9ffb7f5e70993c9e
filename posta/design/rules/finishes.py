"""Which print finish an art direction takes, and the desk as its letters will see the picture then: printed.

The art direction's row offers finishes; the picture's kind and colours, and what was offered beside it, choose among them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.design import DesignRequest, Original
from posta.design.rules.desk import Desk
from posta.design.rules.ground import Ground
from posta.design.rules.palette import Palette, thumbnail
from posta.document.finish import FINISHES, Finish, finish_named
from posta.document.page import Page
from posta.errors import StageError
from posta.render.finish import Place, finished
from posta.render.frame import PrintFinish, PrintStep
from posta.render.treatments import print_step, tones_of

FIRST = 0.55  # how often the finish that an art direction names first is taken, of those that suit
TWO_HUES = 0.07  # a picture with more of a second hue is told by its colours: one ink would lose what it is about
ONE_HUE = 0.02
NIGHT, DAY = 0.5, 0.62  # lightness: darker pictures take film's corners, lighter ones two inks on paper
LIVELY = ("festive", "playful", "warm")  # moods whose pictures live by their colours
ONE_INK = frozenset({"duotone", "halftone"})
MOST_ONE_INK, MOST_ONE_INK_LIVELY = 2, 1  # of the designs of a brief
NO_MOODS: Mapping[str, float] = MappingProxyType({})
MOST_PLAIN = 2  # of the designs of a brief stay plain where other finishes suit
DOT_PX = 4.5  # dots are judged at least so large: each pixel is ink or ground, as it is in print
COLOURLESS = 0.03  # OKLab chroma
LEAST_COLOUR = 0.004  # mean chroma below which a picture is grey


def second_hue(picture: NDArray[np.uint8]) -> float:
    """The share of a picture's colour that is of another hue than most of it, 0..1: weighed by chroma, greys left out."""
    lab = thumbnail(picture).reshape(-1, 3)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    lively = np.where(chroma > COLOURLESS, chroma, 0.0)
    if lively.sum() < LEAST_COLOUR * len(lively):
        return 0.0
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    bins = np.bincount((hue // 10).astype(int) % 36, weights=lively, minlength=36)
    near = np.sum([np.roll(bins, k) for k in range(-4, 5)], axis=0)  # 40 degrees to both sides
    return float(1 - near.max() / lively.sum())


def lightness(picture: NDArray[np.uint8]) -> float:
    """Mean OKLab lightness, 0..1."""
    return float(thumbnail(picture)[..., 0].mean())


@dataclass
class Printer:
    """Chooses finishes for the art directions of one search, and shows the picture printed with them."""

    original: Original = field(default_factory=Original)
    asked: str = ""
    """A row of FINISHES the person chose for every design; empty: as the art direction says."""
    beside: tuple[Finish, ...] = ()
    """Finishes of the designs that were offered already."""
    seed: int = 0
    hues: float = 0.0
    """Of the picture, see `second_hue`."""
    light: float = 0.5
    """Its mean lightness."""
    tones: tuple[float, float] = (0.0, 1.0)
    lively: bool = False
    """Whether the words call for many colours."""
    _seen: dict[Any, Ground] = field(default_factory=dict)

    def choose(self, direction: str, offered: tuple[str, ...], graphic: bool) -> str:
        """One of the finishes an art direction offers; `graphic`: it is one of ink and paper by nature."""
        if self.asked:
            return self.asked
        suiting = [name for name in offered if self._suits(name, graphic)] or ["none"]
        used = [sign(finish) for finish in self.beside]
        fresh = [n for n in suiting if used.count(sign(FINISHES[n].treatments)) < (MOST_PLAIN if n == "none" else 1)]
        options = fresh or suiting
        rng = np.random.default_rng([self.seed, zlib.crc32(direction.encode())])
        chosen = options[0] if len(options) == 1 or rng.random() < FIRST else str(rng.choice(options[1:]))
        return self.plain if chosen == "none" else chosen

    @property
    def plain(self) -> str:
        """The finish of a picture that stays as it is: what no painter grained would be dead flat in print; photographs stay."""
        return "none" if self.original.grained or self.original.photo else "grain"

    def _suits(self, name: str, graphic: bool) -> bool:
        row = FINISHES[name]
        kinds = {t.kind for t in row.treatments}
        if "vignette" in kinds and self.light > NIGHT:
            return False  # the corners of a light picture would only look dirty
        if "riso" in kinds and self.light < DAY:
            return False  # two bright inks cannot print a night
        if not row.graphic:
            return True
        spent = sum(bool(sign(finish) & ONE_INK) for finish in self.beside)
        if kinds & ONE_INK and spent >= (MOST_ONE_INK_LIVELY if self.lively else MOST_ONE_INK):
            return False
        if self.original.screened or (self.original.photo and not graphic):
            return False
        return graphic or "riso" in kinds or self.hues < TWO_HUES

    def on(self, desk: Desk, name: str) -> Desk:
        """The desk with this finish chosen and its picture printed, in the desk's own palette."""
        if name == "none":
            return replace(desk, finish=())
        colors = _colors(desk.palette)
        if self.hues < ONE_HUE:
            del colors["accent2"]  # the palette made it up; no ink of the picture's world
        finish = finish_named(name, colors, seed=self.seed, grained=self.original.grained)
        key = name, desk.palette
        if key not in self._seen:
            self._seen[key] = _printed(desk.ground, desk.page, finish, colors, self.tones)
        return replace(desk, finish=finish, ground=self._seen[key])


def printer_for(request: DesignRequest, moods: Mapping[str, float] = NO_MOODS) -> Printer:
    """The printer of a request's picture; `moods`: of its words. Raises StageError for a finish that does not exist."""
    if request.finish and request.finish not in FINISHES:
        raise StageError(f"There is no print finish {request.finish!r}.", hint=f"Choose from {', '.join(FINISHES)}.")
    beside = tuple(design.finish or () for design in request.beside)
    return Printer(
        original=request.original, asked=request.finish, beside=beside, seed=request.seed,
        hues=second_hue(request.picture), light=lightness(request.picture), tones=tones_of(request.picture),
        lively=bool(moods) and max(moods, key=moods.__getitem__) in LIVELY,
    )  # fmt: skip


def _colors(palette: Palette) -> dict[str, Rgb]:
    return {name: palette.named(name) for name in ("paper", "ink", "accent", "accent2")}


def sign(finish: Finish) -> frozenset[str]:
    """What one sees of a finish first."""
    return frozenset(t.kind for t in finish) - {"grain"}


def _printed(ground: Ground, page: Page, finish: Finish, colors: dict[str, Rgb], tones: tuple[float, float]) -> Ground:
    """The ground with its pixels printed; small type is judged on dots as they are seen from near."""
    rows, columns = ground.pixels.shape[:2]
    box = ground.bleed
    place = Place(box.x, box.y, box.width / columns, box.height / rows, columns, rows)
    pixels = cv2.convertScaleAbs(ground.pixels, alpha=255)
    steps = tuple(print_step(t, page, colors, tones) for t in finish)
    seen = _unit(finished(pixels, place, PrintFinish(steps)))  # type: ignore[arg-type]
    near = None
    if any(step.kind in ("halftone", "riso") for step in steps):
        large = tuple(_large(step, place.per) for step in steps)
        near = _unit(finished(pixels, place, PrintFinish(large)))  # type: ignore[arg-type]
    return replace(ground, pixels=seen, near=near)


def _large(step: PrintStep, per: float) -> PrintStep:
    return replace(step, cell=max(step.cell, DOT_PX * per)) if step.kind in ("halftone", "riso") else step


def _unit(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return pixels.astype(np.float32) / np.float32(255)
