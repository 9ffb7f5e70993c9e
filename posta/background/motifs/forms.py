"""Small shapes that several motifs share: places and sizes in a motif's units in, skia paths out."""

from __future__ import annotations

import skia

from posta.background.motifs.pen import brush, circle, curve, rect, turn, union

Point = tuple[float, float]


def blade(x: float, y: float, length: float, width: float, angle: float, bend: float = 0.0) -> skia.Path:
    """A leaf from its stalk at (x, y): pointed at both ends, `angle` as a compass of degrees from three o'clock."""
    w = width / 2
    shape = curve(
        [
            (x, y, 1),
            (x + length * 0.4, y - w + bend * 0.7),
            (x + length, y + bend, 1),
            (x + length * 0.42, y + w + bend * 0.7),
        ]
    )
    return turn(shape, angle, x, y)


def gothic(x: float, foot: float, width: float, height: float) -> skia.Path:
    """A pointed opening standing on `foot`, its middle at x."""
    w = width / 2
    return curve(
        [
            (x - w, foot, 1),
            (x - w, foot - height * 0.55, 1),
            (x - w * 0.75, foot - height * 0.8),
            (x, foot - height, 1),
            (x + w * 0.75, foot - height * 0.8),
            (x + w, foot - height * 0.55, 1),
            (x + w, foot, 1),
        ]
    )


def rounded(x: float, foot: float, width: float, height: float) -> skia.Path:
    """A round-headed opening standing on `foot`, its middle at x."""
    w = width / 2
    return union(rect(x - w, foot - height + w, width, height - w), circle(x, foot - height + w, w))


def horseshoe(x: float, spring: float, r: float, foot: float, *, pointed: bool) -> skia.Path:
    """A Moorish arch opening: a bow wider than its door, springing at `spring`, standing on `foot`."""
    door = rect(x - r * 0.8, spring, r * 1.6, foot - spring)
    if not pointed:
        return union(circle(x, spring - r * 0.45, r), door)
    bow = curve(
        [
            (x, spring - r * 1.75, 1),
            (x + r * 0.62, spring - r * 1.24),
            (x + r, spring - r * 0.5),
            (x + r * 0.8, spring + 0.4, 1),
            (x - r * 0.8, spring + 0.4, 1),
            (x - r, spring - r * 0.5),
            (x - r * 0.62, spring - r * 1.24),
        ]
    )
    return union(bow, door)


def limb(a: Point, joint: Point, b: Point, widths: tuple[float, float, float]) -> skia.Path:
    """An arm or a leg: two tapering pieces that meet in a round joint."""
    return union(
        brush([a, joint], [widths[0], (widths[0] + widths[1]) / 2 * 1.04, widths[1]]),
        brush([joint, b], [widths[1], widths[1] * 0.98, widths[2]]),
        circle(*joint, widths[1] / 2),
    )
