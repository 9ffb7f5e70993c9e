"""Shapes painters share: points and sizes in units in, Skia paths out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia
from numpy.typing import NDArray

Points = NDArray[np.floating] | Sequence[tuple[float, float]]


def polygon(points: Points, *, closed: bool = True) -> skia.Path:
    """Straight lines through (n, 2) points."""
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in np.asarray(points, np.float64).tolist()], closed)
    return path


def smooth(points: Points, *, closed: bool = False, tension: float = 1.0) -> skia.Path:
    """A Catmull-Rom curve through (n, 2) points, as cubics."""
    p = np.asarray(points, np.float64)
    before, after = (
        (np.roll(p, 1, axis=0), np.roll(p, -1, axis=0))
        if closed
        else (np.vstack([p[:1], p[:-1]]), np.vstack([p[1:], p[-1:]]))
    )
    slope = (after - before) * (tension / 6)
    following = np.arange(1, len(p) + (1 if closed else 0)) % len(p)
    starts = np.arange(len(following))
    curves = np.hstack([p[starts] + slope[starts], p[following] - slope[following], p[following]])
    path = skia.Path()
    path.moveTo(float(p[0, 0]), float(p[0, 1]))
    for curve in curves.tolist():
        path.cubicTo(*curve)
    if closed:
        path.close()
    return path


def under(xs: NDArray[np.floating], ys: NDArray[np.floating], bottom: float, *, curved: bool = False) -> skia.Path:
    """The area below a profile y(x), down to `bottom`."""
    points = np.stack([xs, ys], axis=1)
    path = smooth(points) if curved else polygon(points, closed=False)
    path.lineTo(float(xs[-1]), bottom)
    path.lineTo(float(xs[0]), bottom)
    path.close()
    return path


def circle(x: float, y: float, radius: float) -> skia.Path:
    path = skia.Path()
    path.addCircle(float(x), float(y), float(radius))
    return path


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> skia.Path:
    """An ellipse turned by degrees."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(float(x - rx), float(y - ry), float(x + rx), float(y + ry)))
    if turn:
        path.transform(skia.Matrix.RotateDeg(float(turn), skia.Point(float(x), float(y))))
    return path


def rect(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> skia.Path:
    path = skia.Path()
    path.addRoundRect(
        skia.Rect.MakeLTRB(float(left), float(top), float(right), float(bottom)), float(radius), float(radius)
    )
    return path


def ring(x: float, y: float, outer: float, inner: float) -> skia.Path:
    path = circle(x, y, outer)
    path.addCircle(float(x), float(y), float(inner))
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path


def wedge(x: float, y: float, radius: float, start: float, sweep: float) -> skia.Path:
    """A slice of a disc: angles in degrees, clockwise from the right."""
    path = skia.Path()
    path.moveTo(float(x), float(y))
    path.arcTo(
        skia.Rect.MakeLTRB(float(x - radius), float(y - radius), float(x + radius), float(y + radius)),
        float(start),
        float(sweep),
        False,
    )
    path.close()
    return path


def blob(rng: np.random.Generator, x: float, y: float, radius: float, rough: float = 0.2, points: int = 9) -> skia.Path:
    """A rounded irregular shape about x, y."""
    angles = np.arange(points) * 2 * np.pi / points + rng.uniform(-0.5, 0.5, points) * 2.4 / points
    reach = radius * (1 + rng.uniform(-rough, rough, points))
    return smooth(np.stack([x + reach * np.cos(angles), y + reach * np.sin(angles)], axis=1), closed=True)


def leaf(x: float, y: float, length: float, width: float, angle: float, bend: float = 0.0) -> skia.Path:
    """A pointed leaf from its stalk at x, y, `angle` in radians, bent sideways by `bend` widths."""
    along, side = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    start = np.array([x, y])
    tip = start + along * length + side * bend * width

    def at(share: float, offset: float) -> NDArray[np.floating]:
        return start + along * length * share + side * width * offset

    path = skia.Path()
    path.moveTo(*map(float, start))
    path.cubicTo(*map(float, (*at(0.25, 0.62 + bend * 0.3), *at(0.7, 0.45 + bend * 0.8), *tip)))
    path.cubicTo(*map(float, (*at(0.7, -0.4 + bend * 0.8), *at(0.25, -0.62 + bend * 0.3), *start)))
    path.close()
    return path


def tapered(points: Points, widths: NDArray[np.floating] | Sequence[float]) -> skia.Path:
    """A stroke through (n, 2) points with its own full width at each: a brush stroke's outline."""
    p, w = np.asarray(points, np.float64), np.asarray(widths, np.float64) / 2
    run = np.gradient(p, axis=0)
    normal = np.stack([-run[:, 1], run[:, 0]], axis=1) / np.maximum(np.hypot(run[:, 0], run[:, 1]), 1e-9)[:, None]
    left, right = p + normal * w[:, None], (p - normal * w[:, None])[::-1]
    path = smooth(left)
    back = smooth(right)
    path.addPath(back, skia.Path.kExtend_AddPathMode)
    path.close()
    return path


def ridge(
    rng: np.random.Generator, width: float, detail: int, rough: float = 0.5
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """A mountain profile by midpoint displacement: x over -0.05..width+0.05 and heights about -1..1, 2**detail + 1 points.

    `rough` 0.35 is rolling hills, 0.6 is crags.
    """
    heights = rng.uniform(-1, 1, 5)
    spread = 0.55
    for _ in range(detail - 2):
        middle = (heights[:-1] + heights[1:]) / 2 + rng.uniform(-1, 1, len(heights) - 1) * spread
        joined = np.empty(len(heights) * 2 - 1)
        joined[::2], joined[1::2] = heights, middle
        heights, spread = joined, spread * rough
    return np.linspace(-0.05, width + 0.05, len(heights)), heights


def rolling(
    rng: np.random.Generator, width: float, waves: float, points: int = 97
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """A soft hill profile: sums of sines with about `waves` crests across, heights about -1..1."""
    xs = np.linspace(-0.05, width + 0.05, points)
    ys = np.zeros(points)
    for k in range(1, 4):
        ys += np.sin(xs / width * 2 * np.pi * waves * k * rng.uniform(0.7, 1.2) + rng.uniform(0, 2 * np.pi)) / k**1.6
    return xs, ys / 1.5
