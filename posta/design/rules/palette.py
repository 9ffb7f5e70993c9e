"""The picture (or the person's colours) in, colours by name out: paper, ink, accent and a second accent, sRGB.

The palette stays in the picture's world: paper and ink are its own darkest and lightest hues driven apart, the accent is
the picture's own most telling colour at a real hue distance. Lightness and hue are handled in OKLCH.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb, contrast, from_oklch, rgb_to_oklab, to_oklch

THUMBNAIL_PX = 160
SAMPLES = 5000
CLUSTERS = 7
ROUNDS = 8
BODY_CONTRAST = 7.0
ACCENT_CONTRAST = 3.0
TEXT_ACCENT_CONTRAST = 4.8
TEXT = "_text"  # ends the name of an accent's sister for letters
NEARLY_ONE = 0.25  # OKLCH lightness: given colours closer than this hold no letters on each other
HUE_DISTANCE = 40.0
COLOURLESS = 0.035  # OKLCH chroma below which a colour reads as grey


@dataclass(frozen=True, slots=True)
class Palette:
    """The poster's colours."""

    paper: Rgb
    ink: Rgb
    accent: Rgb
    accent2: Rgb

    @property
    def dark(self) -> bool:
        """Whether light letters stand on a dark ground."""
        return to_oklch(self.paper)[0] < to_oklch(self.ink)[0]

    def swatches(self) -> dict[str, str]:
        """Hex colours by name; an accent too pale or too dark for letters on the paper has a sister for text."""
        return dict(_swatches(self))

    def named(self, name: str) -> Rgb:
        return getattr(self, name)


@lru_cache(maxsize=64)
def _swatches(palette: Palette) -> tuple[tuple[str, str], ...]:
    plain = {name: palette.named(name).hex for name in ("paper", "ink", "accent", "accent2")}
    spoken = {
        name + TEXT: readable_on(palette.named(name), palette.paper, TEXT_ACCENT_CONTRAST).hex
        for name in ("accent", "accent2")
    }
    shown = plain | {name: tone for name, tone in spoken.items() if tone != plain[name.removesuffix(TEXT)]}
    return tuple(shown.items())


def thumbnail(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The picture at most 160 px long as OKLab (h, w, 3)."""
    height, width = picture.shape[:2]
    scale = min(1.0, THUMBNAIL_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(rgb_to_oklab(small.astype(np.float64) / 255), np.float64)


def clusters(lab: NDArray[np.float64], seed: int = 0) -> list[tuple[float, NDArray[np.float64]]]:
    """(share of the picture, OKLab colour) of its main colours, largest first: k-means, k-means++ starts, seeded."""
    rng = np.random.default_rng(seed)
    points = lab.reshape(-1, 3)
    if len(points) > SAMPLES:
        points = points[rng.choice(len(points), SAMPLES, replace=False)]
    centers = points[rng.integers(len(points))][None]
    for _ in range(CLUSTERS - 1):
        apart = np.min(((points[:, None] - centers) ** 2).sum(-1), axis=1)
        if apart.sum() < 1e-9:
            break
        centers = np.vstack([centers, points[rng.choice(len(points), p=apart / apart.sum())]])
    nearest = np.zeros(len(points), int)
    for _ in range(ROUNDS):
        nearest = np.argmin(((points[:, None] - centers) ** 2).sum(-1), axis=1)
        centers = np.array([points[nearest == i].mean(0) if np.any(nearest == i) else c for i, c in enumerate(centers)])
    shares = np.bincount(nearest, minlength=len(centers)) / len(points)
    return sorted(((float(s), c) for s, c in zip(shares, centers, strict=True) if s > 0), key=lambda sc: -sc[0])


def palette_for(picture: NDArray[np.uint8], given: tuple[Rgb, ...] = (), seed: int = 0) -> Palette:
    """The poster's colours from the picture; `given` colours are used exactly as they are, the rest is derived."""
    lab = thumbnail(picture)
    light = float(lab[..., 0].mean())
    if given:
        return _from_given(given, lab, light)
    groups = clusters(lab, seed)
    dark_poster = light < 0.60
    hue, chroma = _ground_hue(groups, dark_poster)
    paper, ink = _paper_and_ink(hue, chroma, dark_poster)
    accent, second = _accents(lab, paper, hue if chroma > COLOURLESS / 2 else None)
    return Palette(paper, ink, accent, second)


def _ground_hue(groups: list[tuple[float, NDArray[np.float64]]], dark: bool) -> tuple[float, float]:
    """Hue and chroma of the large colours at the end of the scale where the paper will be."""
    total = np.zeros(2)
    weight = 0.0
    for share, (lightness, a, b) in groups:
        pull = share * (1.05 - lightness if dark else lightness + 0.05)
        total += pull * np.array([a, b])
        weight += pull
    a, b = total / max(weight, 1e-9)
    return float(np.degrees(np.arctan2(b, a)) % 360), float(np.hypot(a, b))


def _paper_and_ink(hue: float, chroma: float, dark: bool) -> tuple[Rgb, Rgb]:
    if dark:
        return from_oklch(0.20, min(chroma, 0.055), hue), from_oklch(0.965, min(chroma, 0.018), hue)
    return from_oklch(0.965, min(chroma * 0.6, 0.022), hue), from_oklch(0.225, min(chroma, 0.05), hue)


def _accents(lab: NDArray[np.float64], paper: Rgb, ground_hue: float | None) -> tuple[Rgb, Rgb]:
    """The picture's most telling colour away from the ground's hue, and one more away from both."""
    points = lab.reshape(-1, 3)
    chroma = np.hypot(points[:, 1], points[:, 2])
    hue = np.degrees(np.arctan2(points[:, 2], points[:, 1])) % 360
    strength = np.where(chroma > COLOURLESS, chroma**2, 0.0)
    bins = np.bincount((hue // 10).astype(int) % 36, weights=strength, minlength=36)
    bins = bins + 0.5 * (np.roll(bins, 1) + np.roll(bins, -1))
    taken = [] if ground_hue is None else [ground_hue]
    found: list[tuple[float, float]] = []
    for _ in range(2):
        away = np.array([min((hue_distance(i * 10 + 5, t) for t in taken), default=180.0) for i in range(36)])
        pull = bins * np.clip((away - 12) / HUE_DISTANCE, 0, 1)
        best = int(np.argmax(pull))
        if pull[best] <= max(1e-4, 2e-5 * len(points)):
            break
        near = np.array([hue_distance(h, best * 10 + 5) < 14 for h in range(360)])[hue.astype(int) % 360]
        if not near.any():  # all that pulls lies at the edges of the neighbouring bins
            bins[best] = 0
            continue
        picked = near & (chroma >= np.percentile(chroma[near], 75))
        mean = points[picked].mean(0)
        found.append((float(np.hypot(mean[1], mean[2])), float(np.degrees(np.arctan2(mean[2], mean[1])) % 360)))
        taken.append(found[-1][1])
    vivid = chroma >= np.percentile(chroma, 97)
    if not found and float(chroma[vivid].mean()) > 0.085:
        # A picture of one strong hue: that hue itself, at its most vivid, is the accent.
        mean = points[vivid].mean(0)
        found.append((float(np.hypot(mean[1], mean[2])), float(np.degrees(np.arctan2(mean[2], mean[1])) % 360)))
    if not found:
        # A grey picture takes one signal colour; a picture of one hue takes its warm or cool counterpart.
        base = 32.0 if ground_hue is None else (ground_hue + (150 if 90 < ground_hue < 320 else 190)) % 360
        found.append((0.15, base))
    if len(found) == 1:
        found.append((found[0][0] * 0.7, (found[0][1] + 50) % 360))
    dark = to_oklch(paper)[0] < 0.5
    # On light sheets the raw accent fills whole panels, so it keeps nearer to the picture's own strength.
    boost, least, most = (1.35, 0.10, 0.21) if dark else (1.05, 0.08, 0.145)
    colors = [from_oklch(_clear_lightness(h, dark), float(np.clip(c * boost, least, most)), h) for c, h in found]
    if dark:
        return readable_on(colors[0], paper, ACCENT_CONTRAST), readable_on(colors[1], paper, ACCENT_CONTRAST)
    return colors[0], colors[1]


def _clear_lightness(hue: float, dark: bool) -> float:
    """Where a hue is clean: yellow and lime are mud below the lightness at which blue and red still glow."""
    yellow = float(np.clip(1 - (hue_distance(hue, 105) - 15) / 45, 0, 1))
    return 0.78 + 0.08 * yellow if dark else 0.57 + 0.28 * yellow


def _from_given(given: tuple[Rgb, ...], lab: NDArray[np.float64], light: float) -> Palette:
    """Paper, ink and accents out of the person's colours; what they did not give is derived from them."""
    colors = list(dict.fromkeys(given))
    by_light = sorted(colors, key=lambda c: to_oklch(c)[0])
    darkest, lightest = by_light[0], by_light[-1]
    wants_dark = light < 0.60
    if len(colors) > 1 and ratio(darkest, lightest) >= 4.5 and (len(colors) > 2 or to_oklch(lightest)[1] < 0.09):
        paper, ink = (darkest, lightest) if wants_dark else (lightest, darkest)
        rest = [c for c in colors if c not in (paper, ink)]
    else:
        paper = darkest if (wants_dark or to_oklch(lightest)[0] < 0.8) and to_oklch(darkest)[0] < 0.45 else lightest
        tone, strength, hue = to_oklch(paper)
        close = to_oklch(lightest)[0] - to_oklch(darkest)[0] < NEARLY_ONE and 0.35 < tone < 0.85
        if close or (strength > 0.12 and 0.45 < tone < 0.85):  # no ground for small type
            paper = from_oklch(0.2 if wants_dark else 0.965, min(strength, 0.03 if wants_dark else 0.012), hue)
        rest = [c for c in colors if c != paper]
        lightness, chroma, hue = to_oklch(paper)
        ink = (
            from_oklch(0.965, min(chroma, 0.018), hue) if lightness < 0.55 else from_oklch(0.2, min(chroma, 0.05), hue)
        )
    rest.sort(key=lambda c: -to_oklch(c)[1])
    if not rest:
        derived = _accents(lab, paper, to_oklch(paper)[2])
        chromatic = max((paper, ink), key=lambda c: to_oklch(c)[1])
        rest = [chromatic if to_oklch(chromatic)[1] > 0.12 and chromatic != paper else derived[0]]
    return Palette(paper, ink, rest[0], rest[1] if len(rest) > 1 else rest[0])


def readable_on(color: Rgb, ground: Rgb, wanted: float) -> Rgb:
    """`color` with its lightness moved until it stands out `wanted`:1 on `ground`; hue stays."""
    lightness, chroma, hue = to_oklch(color)
    step = 0.02 if to_oklch(ground)[0] < 0.6 else -0.02
    while ratio(color, ground) < wanted and 0.04 < lightness < 0.98:
        lightness += step
        color = from_oklch(lightness, chroma, hue)
    return color


def ratio(first: Rgb, second: Rgb) -> float:
    """WCAG contrast of two colours, 1..21."""
    return float(contrast(np.array(first), np.array(second)))


def hue_distance(first: float, second: float) -> float:
    """Degrees between two hues, 0..180."""
    return abs((first - second + 180) % 360 - 180)


def fog(local: NDArray[np.floating], dark: bool) -> Rgb:
    """The colour a veil takes over pixels of mean sRGB `local`: their own hue, driven dark or light, like dusk or haze."""
    lightness, a, b = rgb_to_oklab(np.asarray(local, float))
    hue, chroma = float(np.degrees(np.arctan2(b, a)) % 360), float(np.hypot(a, b))
    if dark:
        return from_oklch(min(0.17, float(lightness) * 0.6), min(chroma, 0.045), hue)
    return from_oklch(max(0.96, min(0.985, float(lightness) + 0.1)), min(chroma * 0.5, 0.02), hue)
