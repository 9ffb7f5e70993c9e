"""A draft: blocks and shapes at their places, not yet coloured. Points of the trim; x runs in reading direction until placed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.design.rules.desk import A3_DIAGONAL_PT, Block, Desk
from posta.design.rules.ground import Ground
from posta.document.paint import Gradient
from posta.geometry import Rect

Array = NDArray[np.float32]
DISPLAY_PT = 24.0  # on A3: from this size on text is read from some steps away and needs less contrast


@dataclass(frozen=True)
class Words:
    """A block at its place."""

    block: Block
    box: Rect
    angle: float = 0.0
    wants: tuple[str, ...] = ("ink", "paper")
    """Palette colours to try, the best liked first."""
    display: bool = False
    """Large enough to be read with 3:1."""
    window: bool = False
    """Filled with the background."""
    zone: str = ""
    """Texts of one zone are quieted together."""
    color: str = ""
    """The palette colour that was chosen."""
    contrast: float = 0.0
    """Contrast with what lies beneath, at the weakest 5 %."""
    behind: Ground | None = field(default=None, compare=False, repr=False)
    """The picture whose subject stands before the letters; None: nothing does."""
    apart: float = 1.0
    """How far the colour is from the subject's where that covers the letters, in OKLab; 1 where nothing does."""
    light: Array | None = field(default=None, compare=False, repr=False)
    """Luminance 0..1 of what lies beneath at `samples`."""

    @cached_property
    def ink(self) -> Rect:
        """Bounds of the ink before rotation."""
        return self.block.setting.ink.moved(self.box.x, self.box.y)

    @cached_property
    def line_rects(self) -> tuple[Rect, ...]:
        """The ink of each line, before rotation."""
        setting, style = self.block.setting, self.block.style
        if style.arc:
            return tuple(self._letters())
        if style.writing == "vertical" or len(setting.lines) <= 1:
            return (self.ink,)
        rects = []
        for i, line in enumerate(setting.lines):
            top = setting.ink.y if i == 0 else line.baseline - 0.74 * style.size
            bottom = setting.ink.bottom if i == len(setting.lines) - 1 else line.baseline + 0.02 * style.size
            rects.append(Rect(self.box.x + line.x, self.box.y + top, line.width, max(bottom - top, 1e-3)))
        return tuple(rects)

    def _letters(self) -> list[Rect]:
        """A square about each letter of a curved text."""
        size = self.block.style.size
        found = []
        for run in self.block.setting.runs:
            for glyph in run.glyphs:
                turn = math.radians(glyph.angle)
                along, above = glyph.advance / 2, 0.36 * size
                x = self.box.x + glyph.x + along * math.cos(turn) + above * math.sin(turn)
                y = self.box.y + glyph.y + along * math.sin(turn) - above * math.cos(turn)
                found.append(Rect(x - 0.36 * size, y - 0.36 * size, 0.72 * size, 0.72 * size))
        return found or [self.ink]

    def turned(self, rect: Rect) -> Array:
        """The corners (4, 2) of a rectangle of this text as they lie on the page."""
        return turned(rect, self.box.center, self.angle)

    @cached_property
    def bounds(self) -> Rect:
        """Bounds of the ink on the page."""
        return Rect.around((float(x), float(y)) for x, y in self.turned(self.ink))

    @cached_property
    def samples(self) -> Array:
        """(n, 2) places on the page under the lines, as far as they are seen."""
        return self._samples if self.behind is None else self._samples[~self.behind.covered(self._samples)]

    @cached_property
    def hidden_samples(self) -> Array:
        """(n, 2) places of the lines that the subject covers."""
        return self._samples[:0] if self.behind is None else self._samples[self.behind.covered(self._samples)]

    @cached_property
    def _samples(self) -> Array:
        most = max(9, 840 // len(self.line_rects))
        return np.concatenate([grid_in(rect, self.box.center, self.angle, most) for rect in self.line_rects])


@dataclass(frozen=True)
class Shape:
    """A panel, rule, frame, veil or ornament."""

    box: Rect
    fill: str | Gradient | None = None
    role: Literal["panel", "rule", "ornament", "frame", "veil"] = "panel"
    shape: Literal["rect", "ellipse", "path"] = "rect"
    angle: float = 0.0
    opacity: float = 1.0
    radius: float = 0.0
    stroke: tuple[str, float] | None = None
    """Palette colour and width of an outline."""
    path: str = ""
    parts: tuple[Rect, ...] = ()
    """For a path: rectangles on the page that together are its inside, for finding what lies beneath text."""

    @property
    def bounds(self) -> Rect:
        corners = turned(self.box, self.box.center, self.angle)
        return Rect.around((float(x), float(y)) for x, y in corners)

    def over(self, places: Array) -> Array:
        """Opacity 0..1 of the shape's inside at (n, 2) places on the page; gradients are handled by the caller."""
        if self.fill is None:
            return np.zeros(len(places), np.float32)
        if self.parts:
            inside = np.zeros(len(places), bool)
            for part in self.parts:
                inside |= _within(part, places)
            return inside.astype(np.float32)
        local = unturned(places, self.box.center, self.angle)
        if self.shape == "ellipse":
            cx, cy = self.box.center
            far = ((local[:, 0] - cx) / (self.box.width / 2)) ** 2 + ((local[:, 1] - cy) / (self.box.height / 2)) ** 2
            return (far <= 1).astype(np.float32)
        return _within(self.box, local).astype(np.float32)


@dataclass(frozen=True)
class Mark:
    """A QR code or a logo."""

    kind: Literal["code", "logo"]
    box: Rect


@dataclass(frozen=True)
class Cutout:
    """The picture's subject once more, over what stands behind it."""

    box: Rect
    """Where the whole picture lies."""


Part = Words | Shape | Mark | Cutout


@dataclass
class Draft:
    """What an archetype fills. Places given to it run in reading direction; parts hold them as they lie on the page."""

    desk: Desk
    parts: list[Part] = field(default_factory=list)
    quiets: dict[str, str] = field(default_factory=dict)
    """How a zone is quieted where its words do not stand out: top, bottom, left, right, middle or page."""
    notes: dict[str, float] = field(default_factory=dict)

    # --- filling it

    def cut_out(self) -> None:
        """Lay the picture's subject over everything so far."""
        self.parts.append(Cutout(self.desk.bleed_box))

    def put(
        self, block: Block, x: float, y: float, *, wants: tuple[str, ...] = ("ink", "paper"), zone: str = "",
        angle: float = 0.0, window: bool = False, behind: Ground | None = None,
    ) -> Rect:  # fmt: skip
        """Place a block with its box's left (in reading direction) at `x` and its letters' top at `y`; its box on the page."""
        if self.desk.words.rtl:
            x, angle = self.desk.width - x - block.width, -angle
        box = Rect(x, y - block.rise, block.width, block.box_height)
        display = block.size >= DISPLAY_PT * self.desk.diagonal / A3_DIAGONAL_PT
        self.parts.append(Words(block, box, angle, wants, display, window, zone, behind=behind))
        return box

    def shape(self, shape: Shape, *, behind: bool = False) -> None:
        """Place a shape, given in reading direction; `behind` everything so far."""
        if self.desk.words.rtl:
            mirror = self.mirrored
            shape = replace(
                shape, box=mirror(shape.box), angle=-shape.angle, parts=tuple(mirror(p) for p in shape.parts)
            )
        self.parts.insert(0, shape) if behind else self.parts.append(shape)

    def rule(self, x: float, y: float, width: float, thickness: float, color: str = "ink") -> None:
        self.shape(Shape(Rect(x, y, width, thickness), color, "rule"))

    def mark(self, kind: Literal["code", "logo"], x: float, y: float, width: float, height: float) -> None:
        box = Rect(x, y, width, height)
        self.parts.append(Mark(kind, self.mirrored(box) if self.desk.words.rtl else box))

    def mirrored(self, box: Rect) -> Rect:
        return Rect(self.desk.width - box.right, box.y, box.width, box.height)

    # --- reading it

    @property
    def texts(self) -> list[Words]:
        return [p for p in self.parts if isinstance(p, Words)]

    @property
    def shapes(self) -> list[Shape]:
        return [p for p in self.parts if isinstance(p, Shape)]

    @property
    def marks(self) -> list[Mark]:
        return [p for p in self.parts if isinstance(p, Mark)]

    @property
    def title(self) -> Words | None:
        return next((t for t in self.texts if t.block.role == "title"), None)

    def missing(self) -> set[str]:
        """Pieces not placed, or placed twice."""
        placed = [piece for text in self.texts for piece in text.block.pieces]
        wanted = set(self.desk.words.pieces)
        twice = {p for p in placed if placed.count(p) > 1}
        return (wanted - set(placed)) | twice


def turned(rect: Rect, center: tuple[float, float], angle: float) -> Array:
    """The corners (4, 2) of `rect` turned clockwise by `angle` degrees about `center`."""
    corners = np.array(rect.corners(), np.float32)
    return corners if angle == 0 else _rotate(corners, center, angle)


def unturned(places: Array, center: tuple[float, float], angle: float) -> Array:
    return places if angle == 0 else _rotate(places, center, -angle)


def _rotate(places: Array, center: tuple[float, float], angle: float) -> Array:
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    moved = places - np.array(center, np.float32)
    return (moved @ np.array([[cos, sin], [-sin, cos]], np.float32) + np.array(center, np.float32)).astype(np.float32)


def grid_in(rect: Rect, center: tuple[float, float], angle: float, most: int = 420) -> Array:
    """About `most` places (n, 2) on an even grid over `rect`, turned about `center`."""
    if rect.width <= 0 or rect.height <= 0:
        return np.empty((0, 2), np.float32)
    step = math.sqrt(rect.width * rect.height / most)
    columns, rows = max(3, math.ceil(rect.width / step)), max(3, math.ceil(rect.height / step))
    xs = rect.x + (np.arange(columns, dtype=np.float32) + 0.5) / columns * rect.width
    ys = rect.y + (np.arange(rows, dtype=np.float32) + 0.5) / rows * rect.height
    places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2).astype(np.float32)
    return places if angle == 0 else _rotate(places, center, angle)


def _within(rect: Rect, places: Array) -> NDArray[np.bool_]:
    x, y = places[:, 0], places[:, 1]
    return (x >= rect.x) & (x <= rect.right) & (y >= rect.y) & (y <= rect.bottom)


def shared_area(first: Array, second: Array) -> float:
    """The area two convex outlines (n, 2) share."""
    a0, a1, b0, b1 = first.min(0), first.max(0), second.min(0), second.max(0)
    if np.any(a1 <= b0) or np.any(b1 <= a0):
        return 0.0
    return float(cv2.intersectConvexConvex(first, second)[0])
