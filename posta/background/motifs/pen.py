"""Pen, brush and scissors: points in a motif's own units (x right, y down) in, skia paths in the same units out.

Points are given as text, "10,20 30,40! 50,20", or as tuples; `!` (a third, true member in a tuple) makes a corner.
Between corners the curve is John Hobby's ("Smooth, easy to compute interpolating splines", 1986), as in METAFONT:
it bends as evenly as a drawn line and makes near-circles of few points.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import skia
from numpy.typing import NDArray

from posta.errors import StageError

Spec = str | Sequence[tuple[float, ...]]
Node = tuple[complex, bool]
Cubic = tuple[complex, complex, complex, complex]


def nodes(spec: Spec) -> list[Node]:
    """The points of a spec as (x + iy, is a corner)."""
    if isinstance(spec, str):
        found = []
        for word in spec.split():
            x, y = word.rstrip("!").split(",")
            found.append((complex(float(x), float(y)), word.endswith("!")))
        return found
    return [(complex(p[0], p[1]), len(p) > 2 and bool(p[2])) for p in spec]


def curve(spec: Spec, *, closed: bool = True) -> skia.Path:
    """The smooth path through the points; corners stay sharp, two corners in a row give a straight edge."""
    path = skia.Path()
    pieces = _cubics(nodes(spec), closed)
    if not pieces:
        return path
    path.moveTo(pieces[0][0].real, pieces[0][0].imag)
    for _, u, v, z in pieces:
        path.cubicTo(u.real, u.imag, v.real, v.imag, z.real, z.imag)
    if closed:
        path.close()
    return path


def poly(spec: Spec) -> skia.Path:
    """A closed straight-edged shape."""
    path = skia.Path()
    path.addPoly([skia.Point(z.real, z.imag) for z, _ in nodes(spec)], True)
    return path


def mirrored(spec: Spec, axis: float = 50.0) -> skia.Path:
    """A closed symmetric shape from its right half, given top to bottom; ends on the axis are not doubled."""
    half = nodes(spec)
    other = [(complex(2 * axis - z.real, z.imag), corner) for z, corner in reversed(half) if abs(z.real - axis) > 1e-6]
    return curve([(z.real, z.imag, corner) for z, corner in half + other])


def circle(x: float, y: float, r: float) -> skia.Path:
    path = skia.Path()
    path.addCircle(x, y, r)
    return path


def oval(x: float, y: float, rx: float, ry: float, angle: float = 0.0) -> skia.Path:
    """An ellipse about (x, y), turned clockwise by `angle` degrees."""
    path = skia.Path()
    path.addOval(skia.Rect(x - rx, y - ry, x + rx, y + ry))
    return turn(path, angle, x, y) if angle else path


def rect(x: float, y: float, width: float, height: float, r: float = 0.0) -> skia.Path:
    """A rectangle from its left top corner, its own corners rounded by `r`."""
    path = skia.Path()
    path.addRoundRect(skia.Rect(x, y, x + width, y + height), r, r)
    return path


def ring(x: float, y: float, outer: float, inner: float) -> skia.Path:
    return minus(circle(x, y, outer), circle(x, y, inner))


def sector(x: float, y: float, r: float, start: float, sweep: float, inner: float = 0.0) -> skia.Path:
    """A slice of a disc (or ring), degrees clockwise from three o'clock."""
    count = max(2, math.ceil(abs(sweep) / 30) + 1)
    outer = [polar(x, y, r, start + sweep * k / (count - 1)) for k in range(count)]
    path = _arc_nodes(outer)
    if inner > 0:
        path += _arc_nodes([polar(x, y, inner, start + sweep * k / (count - 1)) for k in reversed(range(count))])
    else:
        path.append((x, y, True))
    return curve(path)


def _arc_nodes(points: list[tuple[float, float]]) -> list[tuple[float, ...]]:
    return [(px, py, k in (0, len(points) - 1)) for k, (px, py) in enumerate(points)]


def polar(x: float, y: float, r: float, degrees: float) -> tuple[float, float]:
    """The point `r` from (x, y), clockwise from three o'clock."""
    a = math.radians(degrees)
    return x + r * math.cos(a), y + r * math.sin(a)


def star(x: float, y: float, outer: float, inner: float, points: int, angle: float = -90.0) -> skia.Path:
    """A star polygon with its first tip at `angle` degrees."""
    step = 180 / points
    return poly([polar(x, y, (outer, inner)[k % 2], angle + k * step) for k in range(2 * points)])


def brush(spec: Spec, widths: Sequence[float], *, flat: bool = False) -> skia.Path:
    """A stroke along a curve whose width swells and thins through `widths` from end to end.

    Ends of some width are round (square when `flat`), ends of no width are points.
    """
    pieces = _cubics(nodes(spec), False)
    steps = 7
    ts = np.concatenate([np.arange(steps) / steps + k for k in range(len(pieces))] + [np.array([len(pieces)])])
    at = np.array([_evaluate(pieces, t) for t in ts])
    z, tangent = at[:, 0], at[:, 1]
    run = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(z)))])
    run /= max(run[-1], 1e-9)
    half = _swell(run, widths) / 2
    normal = 1j * tangent / np.maximum(np.abs(tangent), 1e-9)
    left, right = z + normal * half, z - normal * half
    outline = _end(z[0], left[0], right[0], tangent[0], flat, first=True)
    outline += [(p.real, p.imag) for p in right[1:-1]]
    outline += _end(z[-1], right[-1], left[-1], tangent[-1], flat, first=False)
    outline += [(p.real, p.imag) for p in left[-2:0:-1]]
    return skia.Simplify(curve(outline))


def _swell(run: NDArray[np.float64], widths: Sequence[float]) -> NDArray[np.float64]:
    """Widths along the run (0..1), eased between the given ones."""
    where = run * (len(widths) - 1)
    k = np.minimum(where.astype(int), len(widths) - 2)
    t = where - k
    given = np.asarray(widths, dtype=float)
    slope = np.gradient(given) if len(widths) > 2 else np.full(2, given[1] - given[0])
    a, b = given[k], given[k + 1]
    h = (2 * t**3 - 3 * t**2 + 1) * a + (t**3 - 2 * t**2 + t) * slope[k]
    return np.maximum(0.0, h + (3 * t**2 - 2 * t**3) * b + (t**3 - t**2) * slope[k + 1])


def _end(
    z: complex, start: complex, stop: complex, tangent: complex, flat: bool, *, first: bool
) -> list[tuple[float, ...]]:
    """The nodes of a stroke's end, from one side to the other."""
    half = abs(start - stop) / 2
    if half < 1e-3:
        return [(z.real, z.imag, True)]
    if flat:
        return [(start.real, start.imag, True), (stop.real, stop.imag, True)]
    cap = z + (-1 if first else 1) * tangent / max(abs(tangent), 1e-9) * half
    return [(start.real, start.imag), (cap.real, cap.imag), (stop.real, stop.imag)]


def ink(path: skia.Path, width: float, *, square: bool = False) -> skia.Path:
    """The outline of a path drawn with a pen of even width."""
    paint = skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=width)
    paint.setStrokeCap(skia.Paint.kButt_Cap if square else skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kMiter_Join if square else skia.Paint.kRound_Join)
    out = skia.Path()
    paint.getFillPath(path, out, None, 20.0)
    return skia.Simplify(out)


def line(spec: Spec, width: float, *, square: bool = False) -> skia.Path:
    """An open curve through the points, drawn with a pen of even width."""
    return ink(curve(spec, closed=False), width, square=square)


def softened(path: skia.Path, radius: float) -> skia.Path:
    """The shape with its outer corners rounded, drawn a little fatter by `radius`."""
    return union(path, ink(path, 2 * radius))


def union(*paths: skia.Path) -> skia.Path:
    """One shape covering what any of the paths covers, whichever way their contours run."""
    heap = [skia.Simplify(path) for path in paths]
    while len(heap) > 1:
        pairs = [_op(heap[k], heap[k + 1], skia.kUnion_PathOp) for k in range(0, len(heap) - 1, 2)]
        heap = pairs + heap[len(pairs) * 2 :]
    return heap[0] if heap else skia.Path()


def minus(path: skia.Path, *others: skia.Path) -> skia.Path:
    for other in others:
        path = _op(path, other, skia.kDifference_PathOp)
    return path


def within(path: skia.Path, other: skia.Path) -> skia.Path:
    """What both cover."""
    return _op(path, other, skia.kIntersect_PathOp)


def exclusive(path: skia.Path, other: skia.Path) -> skia.Path:
    """What exactly one of the two covers."""
    return _op(path, other, skia.kXOR_PathOp)


def _op(path: skia.Path, other: skia.Path, kind: skia.PathOp) -> skia.Path:
    """A boolean operation. Skia gives up on some coinciding edges; a hair's breadth of shift parts them."""
    for nudge in (0.0, 0.0013, -0.0021, 0.0047, -0.0083):
        try:
            return skia.Op(path, move(other, nudge, nudge * 0.7), kind)
        except RuntimeError:
            continue
    raise StageError(
        f"two shapes of a motif could not be joined ({path.countVerbs()} and {other.countVerbs()} segments).",
        hint="Another seed draws the motif differently.",
    )


def edge(path: skia.Path, dx: float, dy: float) -> skia.Path:
    """The rim a shape shows when a copy of it, moved by (dx, dy), lies on top: the side away from the light."""
    return minus(path, move(path, dx, dy))


def move(path: skia.Path, dx: float, dy: float) -> skia.Path:
    return _under(path, skia.Matrix.Translate(dx, dy))


def turn(path: skia.Path, degrees: float, x: float, y: float) -> skia.Path:
    """The path turned clockwise about (x, y)."""
    matrix = skia.Matrix()
    matrix.setRotate(degrees, x, y)
    return _under(path, matrix)


def scaled(path: skia.Path, sx: float, sy: float, x: float, y: float) -> skia.Path:
    """The path stretched about (x, y)."""
    matrix = skia.Matrix()
    matrix.setScale(sx, sy, x, y)
    return _under(path, matrix)


def flipped(path: skia.Path, axis: float = 50.0) -> skia.Path:
    return scaled(path, -1, 1, axis, 0)


def paired(path: skia.Path, axis: float = 50.0) -> skia.Path:
    """The path and its mirror image."""
    return union(path, flipped(path, axis))


def _under(path: skia.Path, matrix: skia.Matrix) -> skia.Path:
    out = skia.Path()
    path.transform(matrix, out)
    return out


def _evaluate(pieces: list[Cubic], t: float) -> tuple[complex, complex]:
    """Place and direction at parameter t (whole numbers are the nodes)."""
    k = min(int(t), len(pieces) - 1)
    s = t - k
    a, b, c, d = pieces[k]
    z = (1 - s) ** 3 * a + 3 * (1 - s) ** 2 * s * b + 3 * (1 - s) * s**2 * c + s**3 * d
    tangent = (1 - s) ** 2 * (b - a) + 2 * (1 - s) * s * (c - b) + s**2 * (d - c)
    return z, tangent if abs(tangent) > 1e-9 else d - a


def _cubics(points: list[Node], closed: bool) -> list[Cubic]:
    """Bézier pieces through the nodes, split at the corners."""
    points = [p for k, p in enumerate(points) if k == 0 or abs(p[0] - points[k - 1][0]) > 1e-9]
    if closed and len(points) > 1 and abs(points[0][0] - points[-1][0]) < 1e-9:
        points.pop()
    if len(points) < 2:
        return []
    corners = [k for k, (_, corner) in enumerate(points) if corner]
    if closed:
        if not corners:
            return _hobby([z for z, _ in points], True)
        points = points[corners[0] :] + points[: corners[0]]
        points.append(points[0])
    stops = sorted({0, len(points) - 1, *(k for k, (_, corner) in enumerate(points) if corner)})
    pieces: list[Cubic] = []
    for first, last in pairwise(stops):
        pieces += _hobby([z for z, _ in points[first : last + 1]], False)
    return pieces


def _hobby(z: list[complex], closed: bool) -> list[Cubic]:
    n = len(z)
    if n == 2 and not closed:
        third = (z[1] - z[0]) / 3
        return [(z[0], z[0] + third, z[1] - third, z[1])]
    ends = z + z[:1] if closed else z
    chord = [b - a for a, b in pairwise(ends)]
    d = [abs(c) for c in chord]
    m = np.zeros((n, n))
    right = np.zeros(n)
    psi = [0.0] * (n + 1)
    for k in range(n) if closed else range(1, n - 1):
        psi[k] = cmath.phase(chord[k] / chord[k - 1])
    psi[n] = psi[0] if closed else 0.0
    for k in range(n) if closed else range(1, n - 1):
        before, after = (k - 1) % n, (k + 1) % n
        near, far = 1 / d[k - 1], 1 / d[k]
        m[k, before] += near
        m[k, k] += 2 * near + 2 * far
        m[k, after] += far
        right[k] = -2 * psi[k] * near - psi[k + 1] * far
    if not closed:
        m[0, 0] = m[0, 1] = 1.0
        right[0] = -psi[1]
        m[n - 1, n - 2] = m[n - 1, n - 1] = 1.0
    theta = np.linalg.solve(m, right)
    pieces = []
    for k, c in enumerate(chord):
        t = float(theta[k])
        phi = -psi[k + 1] - float(theta[(k + 1) % n])
        u = ends[k] + cmath.exp(1j * t) * c * _velocity(t, phi)
        v = ends[k + 1] - cmath.exp(-1j * phi) * c * _velocity(phi, t)
        pieces.append((ends[k], u, v, ends[k + 1]))
    return pieces


def _velocity(t: float, phi: float) -> float:
    """Hobby's handle length as a share of the chord."""
    st, ct, sp, cp = math.sin(t), math.cos(t), math.sin(phi), math.cos(phi)
    top = 2 + math.sqrt(2) * (st - sp / 16) * (sp - st / 16) * (ct - cp)
    return min(1.3, top / (3 * (1 + (math.sqrt(5) - 1) / 2 * ct + (3 - math.sqrt(5)) / 2 * cp)))
