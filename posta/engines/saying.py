"""What models are told in words: colours and directions of light in, English out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from posta.color import Rgb, to_oklch

# Colours in words: hue from, hue to (OKLCH degrees), name.
HUES = (
    (0, 15, "crimson"), (15, 35, "red"), (35, 50, "vermilion"), (50, 68, "orange"), (68, 85, "amber"), (85, 114, "yellow"),
    (114, 126, "lime"), (126, 155, "green"), (155, 180, "emerald"), (180, 205, "teal"), (205, 235, "cyan blue"),
    (235, 268, "blue"), (268, 285, "ultramarine"), (285, 310, "violet"), (310, 335, "purple"), (335, 361, "magenta pink"),
)  # fmt: skip


def color_in_words(color: Rgb) -> str:
    """A colour as a person would say it: "deep blue", "pale amber", "near black"."""
    lightness, chroma, hue = to_oklch(color)
    if chroma < 0.025:
        steps = ((0.2, "near black"), (0.4, "charcoal"), (0.62, "mid grey"), (0.85, "light grey"), (2, "off white"))
        return next(name for limit, name in steps if lightness < limit)
    name = next(n for low, high, n in HUES if low <= hue % 360 < high)
    if 40 <= hue % 360 < 95 and lightness < 0.55:
        name = "brown"
    elif 60 <= hue % 360 < 115 and lightness > 0.85 and chroma < 0.08:
        return "cream"
    pale = lightness > 0.8 and chroma < 0.16
    tone = "very dark" if lightness < 0.25 else "deep" if lightness < 0.45 else "pale" if pale else ""
    strength = "muted" if chroma < 0.07 and not tone else "vivid" if chroma > 0.2 else ""
    return " ".join(w for w in (tone, strength, name) if w)


def colors_in_words(palette: Sequence[Rgb]) -> str:
    """The first colours of a palette in words, each once."""
    names = list(dict.fromkeys(color_in_words(c) for c in palette[:5]))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def light_in_words(light: tuple[float, float]) -> str:
    """Where light comes from, given the unit vector towards it (x right, y down): "the upper left"."""
    x, y = light
    if math.hypot(x, y) < 0.2:
        return "the front"
    across = "left" if x < -0.38 else "right" if x > 0.38 else ""
    along = "upper" if y < -0.38 else "lower" if y > 0.38 else ""
    if across and along:
        return f"the {along} {across}"
    return f"the {across}" if across else "above" if along == "upper" else "below"
