"""Skies painters share: a sheet, a time of day and a light in; a coarse picture (gh, gw, 3) out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posta.background.painters.bands import Field
from posta.background.painters.inks import Ink, cool, lay, lighter, lit, mix, ramp
from posta.background.painters.sheet import Sheet

TIMES = ("night", "dusk", "dawn", "day")


@dataclass(frozen=True)
class Sky:
    """A sky and the colours the land under it should take."""

    colors: Field
    top: Ink
    low: Ink
    """At the horizon: what distance fades into."""
    lamp: Ink
    """The sun or moon itself."""
    time: str


def time_of(sheet: Sheet) -> str:
    """The hour the theme wishes, else one that fits the inks."""
    wished = sheet.wishes.get("time")
    if wished in TIMES:
        return str(wished)
    if sheet.inks.night:
        return "night" if sheet.rng("hour").random() < 0.6 else "dusk"
    return ("dawn", "day")[int(sheet.rng("hour").integers(2))]


def sky(sheet: Sheet, horizon: float, sun: tuple[float, float], *, haze: float = 1.0, clouds: float = 0.5) -> Sky:
    """A sky down to `horizon` (units) lit from `sun`; `clouds` 0..1 lays long thin banks across it."""
    inks, time = sheet.inks, time_of(sheet)
    top, middle, low, lamp = {
        "night": (
            lighter(inks.dark, -0.03),
            mix(inks.dark, inks.mid, 0.45),
            mix(inks.mid, inks.second, 0.35),
            inks.light,
        ),
        "dusk": (
            mix(inks.dark, inks.mid, 0.25),
            mix(inks.mid, inks.second, 0.35),
            mix(inks.light, inks.accent, 0.55),
            inks.light,
        ),
        "dawn": (
            mix(inks.mid, inks.light, 0.35),
            mix(inks.light, inks.second, 0.5),
            mix(inks.light, inks.accent, 0.28),
            inks.light,
        ),
        "day": (
            mix(cool(inks), inks.light, 0.15),
            mix(inks.light, cool(inks), 0.45),
            mix(inks.light, cool(inks), 0.08),
            inks.light,
        ),
    }[time]
    down = sheet.y / np.float32(max(horizon, 0.05)) + 0.05 * sheet.noise((0.9, 0.5), 2, "sky drift")
    colors = ramp([(0.0, top), (0.55, middle), (1.0, low)], down)
    if clouds:
        banks = sheet.noise((0.8, 0.1), 4, "cloud banks", gain=0.55)
        cover = np.clip((banks - 0.12) * 1.6, 0, 1) * np.clip(down * 1.3, 0, 1) * np.clip((1.15 - down) * 2, 0, 1)
        warm = mix(low, inks.accent if time in ("dusk", "dawn") else inks.light, 0.3)
        colors = lay(colors, warm, cover * np.float32(0.55 * clouds))
    colors = lit(colors, mix(inks.accent, inks.light, 0.55), sheet.glow(*sun, 0.34, 1.6) * np.float32(0.5 * haze))
    colors = lit(colors, lamp, sheet.glow(*sun, 0.1, 1.8) * np.float32(0.4 * haze))
    return Sky(colors, top, low, lamp, time)
