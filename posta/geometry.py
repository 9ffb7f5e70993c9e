"""Rectangles, affine transforms and vector paths: frozen values, x to the right, y down, unit given by the holder."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

Point = tuple[float, float]


class Rect(NamedTuple):
    """An upright rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def inset(self, by: float) -> Rect:
        """The rectangle moved inwards by `by` on every side (outwards if negative)."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def scaled(self, by: float) -> Rect:
        return Rect(self.x * by, self.y * by, self.width * by, self.height * by)

    def moved(self, dx: float, dy: float) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def union(self, other: Rect) -> Rect:
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def intersection(self, other: Rect) -> Rect:
        """The shared part; width and height are 0 where there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Rect(x, y, max(0.0, min(self.right, other.right) - x), max(0.0, min(self.bottom, other.bottom) - y))

    def contains(self, other: Rect, slack: float = 0.0) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def corners(self) -> tuple[Point, Point, Point, Point]:
        return (self.x, self.y), (self.right, self.y), (self.right, self.bottom), (self.x, self.bottom)

    @staticmethod
    def around(points: Iterable[Point]) -> Rect:
        """The smallest rectangle that holds all points; empty at the origin when there are none."""
        seen = list(points)
        if not seen:
            return Rect(0, 0, 0, 0)
        xs, ys = [p[0] for p in seen], [p[1] for p in seen]
        return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


class Affine(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f (the order of PDF, SVG and canvas matrices)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def __call__(self, point: Point) -> Point:
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, first: Affine) -> Affine:
        """The transform that applies `first`, then this one."""
        return Affine(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            self.a * first.e + self.c * first.f + self.e,
            self.b * first.e + self.d * first.f + self.f,
        )

    def bounds(self, rect: Rect) -> Rect:
        """The upright rectangle around the transformed `rect`."""
        return Rect.around(self(corner) for corner in rect.corners())

    @staticmethod
    def move(dx: float, dy: float) -> Affine:
        return Affine(e=dx, f=dy)

    @staticmethod
    def scale(sx: float, sy: float | None = None) -> Affine:
        return Affine(a=sx, d=sx if sy is None else sy)

    @staticmethod
    def rotate(degrees: float, center: Point = (0.0, 0.0)) -> Affine:
        """Clockwise on the page (y runs down) about `center`."""
        if degrees == 0:
            return IDENTITY
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        x, y = center
        return Affine(cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)


IDENTITY = Affine()

# One drawing step: ("M", x, y), ("L", x, y), ("Q", cx, cy, x, y), ("C", ax, ay, bx, by, x, y) or ("Z",).
Step = tuple


@dataclass(frozen=True, slots=True)
class Path:
    """An outline as absolute drawing steps, filled by the non-zero rule."""

    steps: tuple[Step, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    def points(self) -> Iterable[Point]:
        """Every on- and off-curve point."""
        for step in self.steps:
            for i in range(1, len(step), 2):
                yield step[i], step[i + 1]

    def transformed(self, by: Affine) -> Path:
        if by == IDENTITY:
            return self
        moved = []
        for step in self.steps:
            flat: list[float] = []
            for i in range(1, len(step), 2):
                flat.extend(by((step[i], step[i + 1])))
            moved.append((step[0], *flat))
        return Path(tuple(moved))

    def bounds(self) -> Rect:
        """The rectangle around all points (control points included, so never too small)."""
        return Rect.around(self.points())

    def svg(self, digits: int = 3) -> str:
        """The path as SVG path data."""
        return "".join(
            step[0] + " ".join(f"{round(v, digits):g}" if abs(v) < 1e5 else f"{v:.{digits}f}" for v in step[1:])
            for step in self.steps
        )

    @staticmethod
    def joined(paths: Iterable[Path]) -> Path:
        return Path(tuple(step for path in paths for step in path.steps))


def rect_path(rect: Rect, radius: float = 0.0) -> Path:
    """A rectangle, with round corners where `radius` is above 0."""
    x, y, r, b = rect.x, rect.y, rect.right, rect.bottom
    radius = max(0.0, min(radius, rect.width / 2, rect.height / 2))
    if radius == 0:
        return Path((("M", x, y), ("L", r, y), ("L", r, b), ("L", x, b), ("Z",)))
    k = radius * (1 - 0.5522847498)
    return Path(
        (
            ("M", x + radius, y),
            ("L", r - radius, y),
            ("C", r - k, y, r, y + k, r, y + radius),
            ("L", r, b - radius),
            ("C", r, b - k, r - k, b, r - radius, b),
            ("L", x + radius, b),
            ("C", x + k, b, x, b - k, x, b - radius),
            ("L", x, y + radius),
            ("C", x, y + k, x + k, y, x + radius, y),
            ("Z",),
        )
    )


def ellipse_path(rect: Rect) -> Path:
    """The ellipse that fills `rect` (four cubic arcs, off by less than 0.03 % of the radius)."""
    cx, cy = rect.center
    rx, ry = rect.width / 2, rect.height / 2
    kx, ky = rx * 0.5522847498, ry * 0.5522847498
    return Path(
        (
            ("M", cx + rx, cy),
            ("C", cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry),
            ("C", cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy),
            ("C", cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry),
            ("C", cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy),
            ("Z",),
        )
    )
