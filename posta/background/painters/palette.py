"""Inks for a picture: a theme's words, or given colours, and a seed in; five to eight inks in their roles out.

Curated palettes (palettes.json: name, inks dark-mid-light-accent-second, moods) are matched by mood; colour words in the theme
then take the role their lightness and chroma fit, and the inks not named follow their hue.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from posta.background.painters.inks import Ink, Inks, mix
from posta.color import from_oklch, to_oklch

ROLES = ("dark", "mid", "light", "accent", "second")


@dataclass(frozen=True)
class ColorWord:
    """A colour a theme names: OKLCH, and whether it is what the others stand on ("green on black")."""

    lightness: float
    chroma: float
    hue: float
    ground: bool = False

    @property
    def ink(self) -> Ink:
        return from_oklch(self.lightness, self.chroma, self.hue)


@cache
def curated() -> tuple[tuple[str, tuple[Ink, ...], frozenset[str]], ...]:
    """The table of palettes: (name, five inks in ROLES order, moods)."""
    rows = json.loads(files("posta.background.painters").joinpath("palettes.json").read_text("utf-8"))
    return tuple((name, tuple(Ink.from_hex(h) for h in inks), frozenset(moods)) for name, inks, moods in rows)


def from_theme(
    moods: Sequence[str], home: Sequence[str], colors: Sequence[ColorWord], rng: np.random.Generator
) -> Inks:
    """Inks for a theme's `moods`, for a painter at home in `home`, bent to the `colors` the theme names."""
    wanted, likes = set(moods), set(home)

    def fits(row: tuple[str, tuple[Ink, ...], frozenset[str]]) -> float:
        return 2.0 * len(wanted & row[2]) + 1.1 * len(likes & row[2]) - 0.15 * len(row[2] - wanted - likes)

    scores = np.array([fits(row) for row in curated()])
    near = np.flatnonzero(scores >= scores.max() - 1.2)
    weights = np.exp(scores[near] - scores.max())
    _name, inks, tags = curated()[int(near[rng.choice(len(near), p=weights / weights.sum())])]
    turned = [_turned(ink, float(rng.normal(0, 5))) for ink in inks]
    roles = dict(zip(ROLES, turned, strict=True))
    taken = _place(roles, colors)
    if taken:
        _follow(roles, taken)
    night = _is_night(wanted, tags, colors)
    return Inks(**roles, night=night)


def _turned(ink: Ink, degrees: float) -> Ink:
    lightness, chroma, hue = to_oklch(ink)
    return from_oklch(lightness, chroma, hue + degrees)


def _is_night(wanted: set[str], tags: frozenset[str], colors: Sequence[ColorWord]) -> bool:
    grounds = [c for c in colors if c.ground]
    if grounds:
        return grounds[0].lightness < 0.5
    if wanted & {"night", "dusk"}:
        return True
    return "night" in tags and not wanted & {"day", "dawn"}


def _place(roles: dict[str, Ink], colors: Sequence[ColorWord]) -> dict[str, ColorWord]:
    """Give each named colour the role it fits; the roles that were given away."""
    taken: dict[str, ColorWord] = {}
    for color in sorted(colors, key=lambda c: not c.ground):
        if color.lightness < 0.34:
            order = ("dark", "mid", "second")
        elif color.lightness > 0.86 and color.chroma < 0.09:
            order = ("light", "second")
        elif color.chroma >= 0.1:
            order = ("accent", "second", "mid")
        else:
            order = ("mid", "second", "accent")
        role = next((r for r in order if r not in taken), None)
        if role is not None:
            taken[role] = color
            roles[role] = color.ink
    return taken


def _follow(roles: dict[str, Ink], taken: dict[str, ColorWord]) -> None:
    """Pull the inks that were not named towards the hue and strength of those that were."""
    strong = [c for c in taken.values() if c.chroma > 0.03]
    for role in ROLES:
        if role in taken:
            continue
        lightness, chroma, hue = to_oklch(roles[role])
        if not strong:  # "white on white": everything but a breath of the palette goes grey
            roles[role] = from_oklch(lightness, chroma * (0.75 if role == "accent" else 0.35), hue)
            continue
        if role == "accent" and len(strong) == 1 and strong[0].chroma < 0.1:
            continue  # a quiet single colour wants the palette's own accent against it
        gaps = [(c.hue - hue + 180) % 360 - 180 for c in strong]
        gap = min(gaps, key=abs)
        share = {"dark": 0.85, "mid": 0.85, "light": 0.6, "second": 0.55, "accent": 0.5}[role]
        if len(strong) == 1 and "accent" in taken and not any(c.ground for c in taken.values()):
            share *= 0.3  # a lone bright colour is a spice: brass needs no brown around it
        if len(strong) == 1 and abs(gap) > 100:
            share *= 0.15  # one named colour keeps its opposite beside it: ochre hills under blue clouds
        level = (lightness + 0.45) / 2 if role == "mid" else lightness
        roles[role] = from_oklch(level, min(chroma, max(c.chroma for c in strong)), hue + gap * share)


def from_given(given: Sequence[Ink], moods: Sequence[str], home: Sequence[str]) -> Inks:
    """Inks made of a person's own colours, one or more; roles that no colour fills are mixed from those given."""
    order = sorted(dict.fromkeys(given), key=lambda ink: to_oklch(ink)[0])
    dark, light = order[0], order[-1]
    level, chroma, hue = to_oklch(dark)
    if len(order) == 1:
        dark = dark if level < 0.45 else from_oklch(0.2, min(chroma, 0.06), hue)
        light = light if level > 0.85 else from_oklch(0.95, min(chroma, 0.025), hue)
    elif to_oklch(light)[0] - level < 0.25:
        light, dark = (from_oklch(0.95, 0.02, hue), dark) if level < 0.6 else (light, from_oklch(0.22, 0.04, hue))
    rest = [ink for ink in order if ink not in (dark, light)] or [mix(dark, light, 0.55)]
    rest.sort(key=lambda ink: -to_oklch(ink)[1])
    accent = rest[0]
    second = rest[1] if len(rest) > 1 else mix(accent, light, 0.45)
    mid = rest[2] if len(rest) > 2 else mix(dark, light, 0.42)
    night = bool(set(moods) & {"night", "dusk"}) or ("night" in home and not set(moods) & {"day", "dawn"})
    return Inks(dark, mid, light, accent, second, night, tuple(rest[3:6]))
