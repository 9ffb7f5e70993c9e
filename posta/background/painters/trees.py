"""Trees grown branch by branch: a place and height in units in, Skia paths out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

Tip = tuple[float, float]


@dataclass(frozen=True)
class Grown:
    """A tree: its wood as paths, and where its twigs end."""

    wood: skia.Path
    roots: skia.Path
    """The flare of the trunk, a path of its own since overlapping outlines of two directions would cancel."""
    tips: tuple[Tip, ...]


def grow(
    rng: np.random.Generator,
    x: float,
    foot: float,
    tall: float,
    *,
    spread: float = 0.5,
    lean: float = 0.0,
    levels: int = 8,
) -> Grown:
    """A bare broad-leaved tree. `spread` is how wide limbs open (radians), `lean` bends it to one side as wind does."""
    wood = skia.Path()
    wood.setFillType(skia.PathFillType.kWinding)
    tips: list[Tip] = []

    def limb(px: float, py: float, angle: float, length: float, thick: float, level: int) -> None:
        steps = 4 if level > 2 else 3
        left, right = [], []
        bend = rng.normal(0, 0.16)
        cx, cy, a = px, py, angle
        end = thick * (0.66 if level > 1 else 0.25)
        for k in range(steps + 1):
            share = k / steps
            half = (thick + (end - thick) * share) / 2
            nx, ny = -np.sin(a), np.cos(a)
            left.append(skia.Point(cx + nx * half, cy + ny * half))
            right.append(skia.Point(cx - nx * half, cy - ny * half))
            if k < steps:
                a += bend / steps + rng.normal(0, 0.07) + lean * 0.05 * (levels - level) / levels
                cx, cy = cx + np.cos(a) * length / steps, cy + np.sin(a) * length / steps
        wood.addPoly(right + left[::-1], True)
        if level > 1:
            wood.addCircle(cx, cy, end / 2)
        if level <= 1:
            tips.append((float(cx), float(cy)))
            return
        forks = 3 if rng.random() < (0.3 if level > 3 else 0.15) else 2
        opens = spread * rng.uniform(0.75, 1.25)
        for k in range(forks):
            turn = (k / (forks - 1) - 0.5) * 2 * opens + rng.normal(0, 0.12)
            # Limbs strive upwards again after they have opened.
            to = a + turn
            to += (-np.pi / 2 - to) * 0.1
            shrink = rng.uniform(0.68, 0.84)
            limb(cx, cy, to, length * shrink, end * (0.92 if abs(turn) < opens * 0.6 else 0.78), level - 1)
        if level > 3 and rng.random() < 0.5:
            at = rng.uniform(0.35, 0.7)
            side = rng.choice([-1, 1])
            limb(
                px + (cx - px) * at,
                py + (cy - py) * at,
                angle + side * rng.uniform(0.7, 1.1),
                length * 0.5,
                thick * 0.42,
                level - 2,
            )

    first = tall * 0.27
    limb(x, foot, -np.pi / 2 + lean * 0.12, first, tall * rng.uniform(0.055, 0.075), levels)
    flare = tall * 0.05
    roots = skia.Path()
    roots.moveTo(x - flare * 1.5, foot + flare * 0.35)
    roots.cubicTo(x - flare * 0.7, foot, x - flare * 0.62, foot - flare * 0.9, x - flare * 0.5, foot - flare * 2.0)
    roots.lineTo(x + flare * 0.5, foot - flare * 2.0)
    roots.cubicTo(x + flare * 0.62, foot - flare * 0.9, x + flare * 0.7, foot, x + flare * 1.5, foot + flare * 0.35)
    roots.close()
    return Grown(wood, roots, tuple(tips))
