"""The background picture in; what lies where on it out: its pixels, its calm, its focus, by rectangles in points of the trim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.color import rgb_to_oklab
from posta.document.page import Page
from posta.geometry import Rect

WORKING_WIDTH_PX = 620
MAP_WIDTH_PX = 96
OUTLINE_PX = 240
MOST_SAMPLES = 1500
HERO_PULL = 0.7  # the share of the eye's attention a known subject holds
COLOUR_EDGES = 1.2  # what a step of colour counts beside one of tone
RIM = 0.4  # what the outer parts of a subject tell, the middle of its box being 1
LEAST_HERO = 0.002  # of the sheet: a smaller box tells nothing


@dataclass(frozen=True)
class Ground:
    """The picture as the design sees it. All rectangles and places are points from the trim's top-left corner."""

    pixels: NDArray[np.float32]
    """(H, W, 3) sRGB 0..1 over the bleed box."""
    bleed: Rect
    """The bleed box in points."""
    busy: NDArray[np.float64]
    """Integral image (h + 1, w + 1) of how restless the picture is, 0..1 a cell."""
    telling: NDArray[np.float64]
    """Integral image of how much the eye is drawn there; the whole picture sums to 1."""
    focus: tuple[float, float]
    """The focal point in points."""
    hero: Rect | None = None
    """The picture's subject in points, where it is known."""
    subject: NDArray[np.float32] | None = None
    """(h, w) 0..1 over the bleed box: what the subject covers, where a cut-out of it is at hand."""
    near: NDArray[np.float32] | None = None
    """(H, W, 3) as read from near, where that differs: a screen's dots apart, not their mean tone."""

    @cached_property
    def outline(self) -> NDArray[np.float32]:
        """(h, w) along the subject's rim how far its colour is from that beside it, in OKLab; -1 elsewhere."""
        assert self.subject is not None
        size = OUTLINE_PX, max(1, round(OUTLINE_PX * self.bleed.height / self.bleed.width))
        inside = cv2.resize(self.subject, size, interpolation=cv2.INTER_AREA)
        lab = rgb_to_oklab(cv2.resize(self.pixels, size, interpolation=cv2.INTER_AREA)).astype(np.float32)
        sides = []
        for weight in (inside**4, (1 - inside) ** 4):
            total = cv2.GaussianBlur(weight, (0, 0), 2.0)[..., None]
            sides.append(cv2.GaussianBlur(lab * weight[..., None], (0, 0), 2.0) / np.maximum(total, 1e-4))
        rim = cv2.morphologyEx(np.asarray(inside > 0.5, np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
        return np.where(rim, np.linalg.norm(sides[0] - sides[1], axis=-1), -1).astype(np.float32)

    def covered(self, places: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Whether the subject covers each of (n, 2) places in points."""
        if self.subject is None or not len(places):
            return np.zeros(len(places), bool)
        rows, columns = self.subject.shape
        x = ((places[:, 0] - self.bleed.x) / self.bleed.width * columns).astype(np.int32)
        y = ((places[:, 1] - self.bleed.y) / self.bleed.height * rows).astype(np.int32)
        return self.subject[np.clip(y, 0, rows - 1), np.clip(x, 0, columns - 1)] > 0.5

    @cached_property
    def body(self) -> Rect | None:
        """The box in points of what is seen of the picture's subject; None where its painter does not say.

        A mask may hold what the subject stands on too: what counts is what it covers in the hero's box.
        """
        if self.subject is None or self.hero is None:
            return self.hero
        rows, columns = self.subject.shape
        x, y, wide, high = cv2.boundingRect(np.asarray(self.subject > 0.5, np.uint8))
        covered = Rect(
            self.bleed.x + x / columns * self.bleed.width, self.bleed.y + y / rows * self.bleed.height,
            wide / columns * self.bleed.width, high / rows * self.bleed.height,
        )  # fmt: skip
        box = covered.intersection(self.hero)
        return box if box.area >= LEAST_HERO * self.bleed.area else self.hero

    @cached_property
    def body_area(self) -> float:
        """What the subject covers, in square points; 0 where none is known."""
        if self.body is None:
            return 0.0
        if self.subject is None:
            return self.body.area * np.pi / 4
        left, right, top, bottom = self._cells(self.body, self.subject.shape)  # type: ignore[arg-type]
        return float((self.subject[top:bottom, left:right] > 0.5).mean()) * self.body.area

    def on_body(self, places: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Whether the subject lies at each of (n, 2) places: by its mask, else it fills the middle of its box."""
        if self.body is None:
            return np.zeros(len(places), bool)
        x, y = self.body.center
        if self.subject is not None:
            within = np.abs(places - (x, y)) <= (self.body.width / 2, self.body.height / 2)
            return self.covered(places) & within.all(axis=1)
        return np.hypot((places[:, 0] - x) / self.body.width, (places[:, 1] - y) / self.body.height) <= 0.5

    @property
    def close(self) -> Ground:
        """The ground as it lies under small type."""
        return self if self.near is None else replace(self, pixels=self.near)

    def _cells(self, rect: Rect, shape: tuple[int, int]) -> tuple[int, int, int, int]:
        rows, columns = shape
        x0 = (rect.x - self.bleed.x) / self.bleed.width * columns
        x1 = (rect.right - self.bleed.x) / self.bleed.width * columns
        y0 = (rect.y - self.bleed.y) / self.bleed.height * rows
        y1 = (rect.bottom - self.bleed.y) / self.bleed.height * rows
        left, right = int(np.clip(round(x0), 0, columns - 1)), int(np.clip(round(x1), 1, columns))
        top, bottom = int(np.clip(round(y0), 0, rows - 1)), int(np.clip(round(y1), 1, rows))
        return left, max(right, left + 1), top, max(bottom, top + 1)

    def _sum(self, table: NDArray[np.float64], rect: Rect) -> tuple[float, int]:
        left, right, top, bottom = self._cells(rect, (table.shape[0] - 1, table.shape[1] - 1))
        total = table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]
        return float(total), (right - left) * (bottom - top)

    def busyness(self, rect: Rect) -> float:
        """How restless the picture is inside `rect`, 0..1."""
        total, cells = self._sum(self.busy, rect)
        return total / cells

    def pull(self, rect: Rect) -> float:
        """The share of the picture's attention that lies inside `rect`, 0..1."""
        return self._sum(self.telling, rect)[0]

    def sample(self, rect: Rect, most: int = MOST_SAMPLES) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n, 2) places in points and (n, 3) sRGB colours on an even grid inside `rect`, at most `most`."""
        rows, columns = self.pixels.shape[:2]
        left, right, top, bottom = self._cells(rect, (rows, columns))
        step = max(1, int(np.ceil(np.sqrt((right - left) * (bottom - top) / most))))
        ys, xs = np.arange(top, bottom, step), np.arange(left, right, step)
        colors = self.pixels[top:bottom:step, left:right:step].reshape(-1, 3)
        places = np.empty((len(ys), len(xs), 2), np.float32)
        places[..., 0] = self.bleed.x + (xs + 0.5) / columns * self.bleed.width
        places[..., 1] = (self.bleed.y + (ys + 0.5) / rows * self.bleed.height)[:, None]
        return places.reshape(-1, 2), colors

    def mean(self, rect: Rect) -> NDArray[np.float32]:
        """The mean sRGB colour inside `rect`."""
        return self.sample(rect, 400)[1].mean(0)


def ground_of(
    picture: NDArray[np.uint8],
    page: Page,
    focus: tuple[float, float],
    quiet: NDArray[np.float32] | None = None,
    hero: tuple[float, float, float, float] | None = None,
    subject: NDArray[np.float32] | None = None,
) -> Ground:
    """Look at a picture that lies on the page's bleed box; `quiet` (1 calm) is found from the picture when absent.

    `hero`: x, y, width and height of its subject as shares of the bleed box, where they are known; `subject`: what it
    covers, (h, w) 0..1.
    """
    box = page.bleed_box.scaled(page.points_per_unit)
    wide = min(WORKING_WIDTH_PX, picture.shape[1])
    high = max(1, round(wide * box.height / box.width))
    small = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    columns = MAP_WIDTH_PX
    rows = max(8, min(240, round(columns * box.height / box.width)))
    busy = _busy(small, columns, rows)
    if quiet is not None and quiet.size:
        told = 1 - np.clip(
            cv2.resize(np.asarray(quiet, np.float32), (columns, rows), interpolation=cv2.INTER_AREA), 0, 1
        )
        busy = 0.5 * busy + 0.5 * told
    telling = _telling(small, columns, rows, focus)
    known = None
    if hero is not None:
        known = Rect(
            box.x + hero[0] * box.width, box.y + hero[1] * box.height, hero[2] * box.width, hero[3] * box.height
        )
        if known.area < LEAST_HERO * box.area:
            known = None
        else:
            telling = (1 - HERO_PULL) * telling + HERO_PULL * _in_hero(telling, hero, subject)
    at = (box.x + focus[0] * box.width, box.y + focus[1] * box.height)
    return Ground(
        small.astype(np.float32) / 255, box, cv2.integral(busy.astype(np.float64)), cv2.integral(telling), at, known,
        None if subject is None else cv2.resize(subject, (wide, high), interpolation=cv2.INTER_AREA),
    )  # fmt: skip


def _in_hero(
    telling: NDArray[np.float64], hero: tuple[float, float, float, float], subject: NDArray[np.float32] | None
) -> NDArray[np.float64]:
    """A soft ellipse in the hero's box, and no more of it than its mask covers where there is one; its sum is 1."""
    rows, columns = telling.shape
    y, x = np.mgrid[0:rows, 0:columns]
    across = ((x + 0.5) / columns - hero[0] - hero[2] / 2) / max(hero[2] / 2, 1e-3)
    down = ((y + 0.5) / rows - hero[1] - hero[3] / 2) / max(hero[3] / 2, 1e-3)
    inside = np.clip(2.2 - 2 * np.hypot(across, down), 0, 1)
    if subject is not None:
        masked = (RIM + (1 - RIM) * inside) * cv2.resize(subject, (columns, rows), interpolation=cv2.INTER_AREA)
        inside = masked if masked.sum() > 0 else inside
    return inside / max(float(inside.sum()), 1e-9)


def _busy(small: NDArray[np.uint8], columns: int, rows: int) -> NDArray[np.float32]:
    """Local contrast at the scale of letters, 0..1: the mean strength of edges of tone and of colour, softly limited."""
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2Lab).astype(np.float32) / np.float32(255 / COLOUR_EDGES)
    total = np.zeros(grey.shape, np.float32)
    for plane in (grey, lab[..., 1], lab[..., 2]):
        soft = cv2.GaussianBlur(plane, (0, 0), 1.2)  # grain is no restlessness
        total += cv2.Sobel(soft, cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(soft, cv2.CV_32F, 0, 1) ** 2
    cells = cv2.resize(np.sqrt(total), (columns, rows), interpolation=cv2.INTER_AREA)
    cells = cv2.GaussianBlur(cells, (0, 0), 1.0)
    return (cells / (cells + 0.12)).astype(np.float32)


def _telling(small: NDArray[np.uint8], columns: int, rows: int, focus: tuple[float, float]) -> NDArray[np.float64]:
    """Where the eye goes: difference from the surround (Achanta et al., 2009, in Lab) pulled towards the told focus."""
    cells = cv2.resize(small, (columns, rows), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cells.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    far = np.linalg.norm(cv2.GaussianBlur(lab, (0, 0), 1.0) - lab.reshape(-1, 3).mean(0), axis=-1)
    far = far / max(float(far.max()), 1e-6)
    y, x = np.mgrid[0:rows, 0:columns]
    reach = 0.16 * columns
    near = np.exp(-(((x + 0.5) - focus[0] * columns) ** 2 + ((y + 0.5) - focus[1] * rows) ** 2) / (2 * reach**2))
    telling = 0.35 * far**2 + near * (0.4 + 0.6 * far)
    return (telling / max(float(telling.sum()), 1e-9)).astype(np.float64)
