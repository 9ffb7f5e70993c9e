"""Fruit, vegetables and other food of a stall: a place and size in units in, drawn on a canvas out.

Each is a few flat shapes with one light and one shade, in the picture's own inks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from posta.background.painters.inks import Ink, Inks, brush, lighter, mix, toned
from posta.background.painters.shapes import blob, circle, ellipse, leaf, polygon, rect, smooth, tapered

Draw = Callable[[skia.Canvas, np.random.Generator, float, float, float, Inks], None]


def _round(canvas: skia.Canvas, shape: skia.Path, ink: Ink, x: float, y: float, s: float) -> None:
    """A shape with a shade at its lower right and a light at its upper left, both clipped to it."""
    canvas.drawPath(shape, brush(ink))
    canvas.save()
    canvas.clipPath(shape, True)
    shade = circle(x + s * 0.1, y + s * 0.1, s * 2.2)
    shade.addCircle(x - s * 0.14, y - s * 0.16, s * 0.98)
    shade.setFillType(skia.PathFillType.kEvenOdd)
    canvas.drawPath(shade, brush(lighter(ink, -0.13), 0.55))
    canvas.drawPath(ellipse(x - s * 0.4, y - s * 0.42, s * 0.2, s * 0.11, -35), brush(lighter(ink, 0.2), 0.75))
    canvas.restore()


def tomato(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    ink = toned(inks.accent, None, 1.0, rng.uniform(-8, 8))
    _round(canvas, ellipse(x, y, s, s * rng.uniform(0.82, 0.95)), ink, x, y, s)
    for k in range(5):
        canvas.drawPath(
            leaf(x, y - s * 0.62, s * 0.5, s * 0.16, k * 1.2566 + rng.uniform(-0.2, 0.2)),
            brush(mix(inks.mid, inks.dark, 0.25)),
        )


def lemon(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    canvas.save()
    canvas.rotate(float(rng.uniform(-40, 40)), x, y)
    shape = smooth(
        [
            (x - s * 1.15, y),
            (x - s * 0.9, y - s * 0.3),
            (x, y - s * 0.74),
            (x + s * 0.9, y - s * 0.3),
            (x + s * 1.15, y),
            (x + s * 0.9, y + s * 0.3),
            (x, y + s * 0.74),
            (x - s * 0.9, y + s * 0.3),
        ],
        closed=True,
    )
    _round(canvas, shape, inks.second, x, y, s)
    canvas.restore()


def carrot(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    turn = rng.uniform(-25, 25)
    canvas.save()
    canvas.rotate(float(turn), x, y)
    ink = mix(inks.accent, inks.second, 0.5)
    for k in range(5):
        canvas.drawPath(
            leaf(x, y - s * 0.9, s * rng.uniform(0.8, 1.15), s * 0.3, -np.pi / 2 + (k - 2) * 0.33),
            brush(mix(inks.mid, inks.dark, 0.1 * (k % 3))),
        )
    t = np.linspace(0, 1, 7)
    shape = tapered(
        np.stack([x + 0 * t, y - s * 0.95 + t * s * 2.3], 1),
        s * 0.8 * (1 - t) ** 0.7 * np.minimum(1, 0.7 + t * 4) + 0.001,
    )
    _round(canvas, shape, ink, x, y, s)
    for k in range(3):
        canvas.drawLine(
            x - s * 0.3,
            y - s * 0.5 + k * s * 0.42,
            x - s * 0.02,
            y - s * 0.47 + k * s * 0.42,
            brush(lighter(ink, -0.13), stroke=s * 0.05),
        )
    canvas.restore()


def aubergine(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    canvas.save()
    canvas.rotate(float(rng.uniform(-50, 50)), x, y)
    ink = toned(mix(inks.dark, inks.accent, 0.25), 0.3)
    shape = smooth(
        [
            (x, y - s * 1.2),
            (x + s * 0.36, y - s * 0.85),
            (x + s * 0.66, y + s * 0.3),
            (x + s * 0.3, y + s * 1.05),
            (x - s * 0.3, y + s * 1.05),
            (x - s * 0.66, y + s * 0.3),
            (x - s * 0.36, y - s * 0.85),
        ],
        closed=True,
    )
    _round(canvas, shape, ink, x, y, s)
    for k in range(4):
        canvas.drawPath(
            leaf(x, y - s * 1.25, s * 0.62, s * 0.26, np.pi / 2 + (k - 1.5) * 0.55),
            brush(mix(inks.mid, inks.light, 0.1)),
        )
    canvas.drawLine(x, y - s * 1.25, x + s * 0.1, y - s * 1.55, brush(mix(inks.mid, inks.dark, 0.2), stroke=s * 0.2))
    canvas.restore()


def cabbage(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    s *= 1.25
    for k, share in enumerate((1.0, 0.82, 0.62, 0.42)):
        ink = mix(inks.mid, inks.light, 0.05 + 0.17 * k)
        canvas.drawPath(blob(rng, x, y - s * 0.04 * k, s * share, 0.1, 11), brush(ink))
        canvas.drawPath(
            tapered(
                [(x, y + s * share * 0.9), (x + s * 0.04, y), (x, y - s * share * 0.6)], [s * 0.09, s * 0.06, 0.001]
            ),
            brush(lighter(ink, 0.1), 0.8),
        )
        for way in (-1, 1):
            canvas.drawPath(
                tapered(
                    [
                        (x, y + s * share * 0.3),
                        (x + way * s * share * 0.3, y),
                        (x + way * s * share * 0.72, y - s * share * 0.3),
                    ],
                    [s * 0.05, s * 0.035, 0.001],
                ),
                brush(lighter(ink, 0.1), 0.8),
            )


def radish(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    s *= 0.72
    ink = toned(inks.accent, 0.6, 0.9, -22)
    for k in range(3):
        canvas.drawPath(
            leaf(x, y - s * 0.7, s * rng.uniform(1.5, 2.0), s * 0.5, -np.pi / 2 + (k - 1) * 0.5),
            brush(mix(inks.mid, inks.dark, 0.12 * k)),
        )
    canvas.drawPath(
        tapered(
            [(x, y + s * 0.7), (x + s * 0.1, y + s * 1.3), (x + s * 0.3, y + s * 1.7)], [s * 0.24, s * 0.08, 0.001]
        ),
        brush(mix(inks.light, ink, 0.2)),
    )
    _round(canvas, ellipse(x, y, s * 0.92, s), ink, x, y, s)


def leek(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    canvas.save()
    canvas.rotate(float(rng.uniform(-28, 28)), x, y)
    for k in range(5):
        way = (k - 2) * 0.2
        canvas.drawPath(
            leaf(x, y + s * 0.2, s * 2.6, s * 0.42, -np.pi / 2 + way, way),
            brush(mix(inks.mid, inks.dark, 0.12 * (k % 3))),
        )
    canvas.drawPath(
        rect(x - s * 0.24, y - s * 0.3, x + s * 0.24, y + s * 1.5, s * 0.2), brush(mix(inks.light, inks.mid, 0.12))
    )
    canvas.drawPath(
        rect(x - s * 0.24, y - s * 0.4, x + s * 0.24, y + s * 0.3, s * 0.1), brush(mix(inks.light, inks.mid, 0.5))
    )
    for k in (-0.08, 0.08):
        canvas.drawLine(
            x + s * k, y - s * 0.3, x + s * k, y + s * 1.3, brush(mix(inks.mid, inks.light, 0.4), stroke=s * 0.03)
        )
    canvas.restore()


def pumpkin(canvas: skia.Canvas, _rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    s *= 1.3
    base = mix(inks.accent, inks.second, 0.65)
    for k in (-2, 2, -1, 1, 0):
        canvas.drawPath(
            ellipse(x + k * s * 0.3, y, s * (0.5 - 0.05 * abs(k)), s * (0.76 - 0.03 * abs(k))),
            brush(lighter(base, -0.05 * abs(k))),
        )
        canvas.drawPath(
            ellipse(x + k * s * 0.3 - s * 0.1, y - s * 0.1, s * 0.07, s * 0.42),
            brush(lighter(base, 0.07 - 0.04 * abs(k)), 0.7),
        )
    canvas.drawPath(
        tapered(
            [(x, y - s * 0.66), (x + s * 0.05, y - s * 0.85), (x + s * 0.2, y - s * 1.0)], [s * 0.3, s * 0.18, s * 0.2]
        ),
        brush(mix(inks.mid, inks.dark, 0.3)),
    )


def pear(canvas: skia.Canvas, _rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    ink = mix(inks.second, inks.mid, 0.45)
    shape = smooth(
        [
            (x, y - s * 1.25),
            (x + s * 0.36, y - s * 0.95),
            (x + s * 0.5, y - s * 0.2),
            (x + s * 0.85, y + s * 0.4),
            (x + s * 0.45, y + s * 0.95),
            (x - s * 0.45, y + s * 0.95),
            (x - s * 0.85, y + s * 0.4),
            (x - s * 0.5, y - s * 0.2),
            (x - s * 0.36, y - s * 0.95),
        ],
        closed=True,
    )
    _round(canvas, shape, ink, x, y, s)
    canvas.drawLine(x, y - s * 1.2, x + s * 0.12, y - s * 1.6, brush(inks.dark, stroke=s * 0.09))
    canvas.drawPath(leaf(x + s * 0.05, y - s * 1.35, s * 0.65, s * 0.28, -0.5), brush(inks.mid))


def peas(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    canvas.save()
    canvas.rotate(float(rng.uniform(-60, 60)), x, y)
    canvas.drawPath(leaf(x - s * 1.4, y, s * 2.8, s * 0.75, 0.0), brush(mix(inks.mid, inks.dark, 0.2)))
    canvas.drawPath(leaf(x - s * 1.2, y, s * 2.4, s * 0.45, 0.0), brush(mix(inks.mid, inks.light, 0.25)))
    for k in range(5):
        r = s * (0.27 - 0.035 * abs(k - 2))
        canvas.drawCircle(x + (k - 2) * s * 0.44, y, r, brush(mix(inks.mid, inks.light, 0.5)))
        canvas.drawCircle(x + (k - 2) * s * 0.44 - r * 0.3, y - r * 0.3, r * 0.25, brush(inks.light, 0.8))
    canvas.restore()


def bread(canvas: skia.Canvas, rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    canvas.save()
    canvas.rotate(float(rng.uniform(-20, 20)), x, y)
    crust = mix(mix(inks.second, inks.accent, 0.45), inks.dark, 0.28)
    _round(canvas, ellipse(x, y, s * 1.5, s * 0.72), crust, x, y, s * 1.4)
    for k in range(4):
        canvas.drawPath(
            leaf(x - s * 0.95 + k * s * 0.52, y + s * 0.34, s * 0.72, s * 0.2, -1.0), brush(mix(crust, inks.light, 0.6))
        )
    canvas.restore()


def cheese(canvas: skia.Canvas, _rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    ink = mix(inks.second, inks.light, 0.25)
    canvas.drawPath(
        polygon([(x - s * 1.2, y + s * 0.1), (x + s * 0.9, y - s * 0.75), (x + s * 1.2, y + s * 0.1)]),
        brush(mix(ink, inks.light, 0.4)),
    )
    canvas.drawPath(rect(x - s * 1.2, y + s * 0.1, x + s * 1.2, y + s * 0.85), brush(ink))
    for dx, dy, r in ((-0.7, 0.45, 0.16), (0.1, 0.55, 0.2), (0.75, 0.4, 0.13), (0.35, -0.25, 0.12)):
        canvas.drawPath(ellipse(x + s * dx, y + s * dy, s * r, s * r * 0.85), brush(lighter(ink, -0.14)))


def honey(canvas: skia.Canvas, _rng: np.random.Generator, x: float, y: float, s: float, inks: Inks) -> None:
    amber = mix(inks.second, inks.accent, 0.35)
    canvas.drawPath(rect(x - s * 0.75, y - s * 0.8, x + s * 0.75, y + s * 0.95, s * 0.25), brush(amber))
    canvas.drawPath(rect(x - s * 0.6, y - s * 0.7, x - s * 0.4, y + s * 0.8, s * 0.1), brush(lighter(amber, 0.14), 0.8))
    canvas.drawPath(rect(x - s * 0.78, y - s * 0.15, x + s * 0.78, y + s * 0.55), brush(inks.light))
    canvas.drawPath(
        polygon([(x + s * 0.3 * np.cos(a), y + s * 0.2 + s * 0.3 * np.sin(a)) for a in np.arange(6) * np.pi / 3]),
        brush(amber),
    )
    canvas.drawPath(
        rect(x - s * 0.8, y - s * 1.15, x + s * 0.8, y - s * 0.75, s * 0.06), brush(mix(inks.mid, inks.dark, 0.1))
    )


PRODUCE: dict[str, Draw] = {
    "tomato": tomato, "lemon": lemon, "carrot": carrot, "aubergine": aubergine, "cabbage": cabbage, "radish": radish,
    "leek": leek,
    "pumpkin": pumpkin, "pear": pear, "peas": peas, "bread": bread, "cheese": cheese, "honey": honey,
}  # fmt: skip
