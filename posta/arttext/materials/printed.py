"""Ink, chalk and paint on a flat sheet: bleeding ink, chalk, halftone, riso, spray. A bench in, face and halo out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench, Made, blur
from posta.arttext.materials.craft import vivid
from posta.arttext.materials.field import covered
from posta.arttext.materials.grid import Plane, resolved, step
from posta.arttext.materials.light import lin, rolled_off
from posta.arttext.materials.texture import drips, grown
from posta.color import Rgb, contrast, from_oklch, to_oklch


def _standing_out(bench: Bench, least: float = 3.0) -> Rgb:
    """The palette's ink if it can be read on the ground, else near black or near white, whichever can."""
    mean = np.array(
        bench.ground[:: max(1, bench.grid.height // 32), :: max(1, bench.grid.width // 32)].reshape(-1, 3).mean(0) / 255
    )
    choices = [bench.color("ink"), bench.color("accent"), Rgb(0.07, 0.07, 0.09), Rgb(0.96, 0.95, 0.92)]
    for color in choices:
        if float(contrast(np.array(color), mean)) >= least:
            return color
    return max(choices, key=lambda color: float(contrast(np.array(color), mean)))


def _mixed(ground: NDArray[np.float32], color: NDArray[np.float32], share: Plane) -> NDArray[np.float32]:
    return ground + share[..., None] * (color - ground)


def ink(bench: Bench) -> Made:
    """Writing ink on soft paper: pooled at the rim, thin in the middle, creeping along the fibres."""
    tone = _standing_out(bench, 4.0)
    dark = to_oklch(tone)[0] < 0.6
    color = lin(tone)
    em = bench.em_mm
    fibre = float(np.clip(em * 0.0045, 0.16, 0.5))
    feather = np.zeros((bench.grid.height, bench.grid.width), np.float32)

    def creep(band: Band) -> Plane:
        """How far ink has crept outwards, in millimetres."""
        hairs = np.maximum(band.smooth((fibre * 4.5, fibre), 3), band.smooth((fibre, fibre * 4.5), 4))
        spread = 0.5 + 0.5 * band.cloud(em * 0.10, 7, 3)
        return np.float32(em * 0.0055) * np.clip(spread, 0, 1.6) * np.maximum(
            0.8 * hairs + 0.5 * band.smooth(fibre * 1.6, 5) - 0.1, 0
        ) + np.float32(fibre * 0.25)

    def shade(band: Band) -> NDArray[np.float32]:
        tooth = band.cloud(fibre * 1.1, 11, 3)
        pools = band.cloud(em * 0.16, 13, 4)
        rim = np.exp(-np.maximum(band.distance, 0) / np.float32(em * 0.010))
        density = 0.90 + 0.085 * pools + 0.030 * tooth + 0.14 * rim
        bloom = step(0.9, 1.6, band.cloud(em * 0.11, 17, 2))
        density = np.clip(density - 0.12 * bloom * (1 - rim), 0.55, 1.0)
        if dark:
            # Ink dyes the paper: light goes through it twice.
            return band.ground * np.power(np.maximum(color, 0.004), density[..., None])
        return _mixed(band.ground, color, density)

    face = bench.face(shade)
    for band in bench.bands():
        out = creep(band)
        reach = np.clip(1 + np.minimum(band.distance, 0) / np.maximum(out * 2.4, 1e-4), 0, 1)
        feather[band.rows] = np.maximum(grown(band.distance, out, fibre * 0.7) * 0.85, 0.55 * reach)
    return Made(face, bench.halo(feather * np.float32(0.92), tone))


def chalk(bench: Bench) -> Made:
    """A stick of chalk on a rough board: strokes side by side, skipping the hollows, dusty at the edge."""
    if bench.ground_is_dark:
        _, chroma, hue = to_oklch(bench.color("ink"))
        tone = from_oklch(0.95, min(chroma, 0.03), hue)
    else:
        tone = vivid(bench)
    color = lin(tone)
    em, stem = bench.em_mm, bench.stem_mm
    tooth_mm = float(np.clip(em * 0.0032, 0.20, 0.60))
    slant = 0.62
    least = 0.10 if bench.ground_is_dark else 0.30

    def deposit(band: Band) -> Plane:
        tooth = band.cloud(tooth_mm, 3, 3)
        # Strokes of the stick's width run slantwise: rows of a sheared lattice.
        across = (band.y + band.x * np.float32(slant)) / np.float32(em * 0.030)
        wobble = 0.5 * band.smooth((em * 0.25, em * 0.25), 5)
        stroke = np.cos((across + wobble) * np.float32(2 * np.pi))
        streak = band.smooth((tooth_mm * 2.2, tooth_mm * 2.2), 8)
        pressure = 0.85 + 0.55 * stroke + 0.45 * band.cloud(em * 0.14, 9, 3) + 0.30 * streak
        edge = band.distance / np.float32(stem * 0.10) + 0.9 * band.cloud(tooth_mm * 2.4, 15, 3)
        pressure = pressure + 0.55 * np.exp(-((band.distance / (stem * 0.16)) ** 2)) - 1.5 * step(0.8, -0.9, edge)
        return step(-0.9, 1.0, pressure + 1.0 * tooth)

    def shade(band: Band) -> NDArray[np.float32]:
        amount = deposit(band)
        body = 0.90 + 0.07 * band.cloud(em * 0.05, 21, 2)
        return _mixed(band.ground, color, np.clip(least + (0.96 - least) * amount * body, 0, 1))

    face = bench.face(shade)
    dust = np.zeros((bench.grid.height, bench.grid.width), np.float32)
    for band in bench.bands():
        near = np.exp(np.minimum(band.distance, 0) / np.float32(em * 0.018))
        specks = step(0.9, 2.4, band.cloud(tooth_mm * 0.9, 27, 2))
        dust[band.rows] = near * (0.05 + 0.55 * specks)
    return Made(face, bench.halo(dust, tone))


def halftone(bench: Bench) -> Made:
    """A flat colour under dots of a second that grow towards the side away from the light."""
    base = _standing_out(bench)
    mean = np.array(
        bench.ground[:: max(1, bench.grid.height // 32), :: max(1, bench.grid.width // 32)].reshape(-1, 3).mean(0) / 255
    )
    # Both colours have to stand out from the ground, or the letters would dissolve where the dots are large.
    others = [
        color
        for color in (bench.color("accent"), bench.color("ink"), vivid(bench))
        if float(contrast(np.array(color), mean)) >= 2 and float(contrast(np.array(color), np.array(base))) >= 1.35
    ]
    lightness, chroma, hue = to_oklch(base)
    dot = (
        others[0]
        if others
        else from_oklch(lightness - 0.22 if lightness > 0.5 else lightness + 0.25, max(chroma, 0.10), hue)
    )
    flat, spots = lin(base), lin(dot)
    em = bench.em_mm
    pitch = float(np.clip(em * 0.032, 0.8, 6.0))
    turn = np.radians(45)
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    lx, ly = bench.light()[:2]
    long = float(np.hypot(lx, ly)) or 1.0
    area = bench.request.area
    middle = (area.center[0] * 25.4 / 72, area.center[1] * 25.4 / 72)
    tall = max(area.height * 25.4 / 72 * 0.5, 1e-3)

    def shade(band: Band) -> NDArray[np.float32]:
        away = -((band.x - middle[0]) * lx * 0.35 + (band.y - middle[1]) * ly) / long / tall
        tone = np.clip(0.36 + 0.42 * away + 0.05 * band.cloud(em * 0.5, 3, 2), 0.0, 0.80)
        u = (band.x * cos + band.y * sin) / pitch
        v = (-band.x * sin + band.y * cos) / pitch
        # A round spot: dots, then holes; its level at a tone is that of equal area.
        fu, fv = u - np.round(u), v - np.round(v)
        spot = np.sqrt(fu * fu + fv * fv)
        radius = np.sqrt(tone / np.float32(np.pi)) * step(0.012, 0.05, tone)
        radius = radius + np.maximum(tone - 0.62, 0) * 0.5
        share = np.clip((radius - spot) * np.float32(pitch / band.pitch_mm) + 0.5, 0, 1)
        return _mixed(np.broadcast_to(flat, (*share.shape, 3)), spots, share)

    return Made(bench.face(shade))


# Drum colours of risographs.
RISO_INKS = ("#0078bf", "#ff48b0", "#ffd400", "#00838a", "#ff6c2f", "#00a95c", "#765ba7", "#5ec8e5", "#f15060")


def _partner(first: Rgb, dark: bool) -> Rgb:
    """The drum colour that differs well from `first` and stays brightest where both are printed (on dark: is brightest)."""
    _, _, hue = to_oklch(first)

    def worth(color: Rgb) -> float:
        lightness, _, other = to_oklch(color)
        apart = abs((other - hue + 180) % 360 - 180)
        both = lightness if dark else to_oklch(Rgb(*(a * b for a, b in zip(color, first, strict=True))))[0]
        return min(apart, 100) / 100 + 0.7 * both

    return max((Rgb.from_hex(text) for text in RISO_INKS), key=worth)


def riso(bench: Bench) -> Made:
    """Two soy inks, grainy and see-through, the second a little out of register and fading upwards."""
    first = vivid(bench)
    second = _partner(first, bench.ground_is_dark)
    em = bench.em_mm
    angle = float(bench.rng.uniform(0.15, 0.6)) * (1 if bench.rng.random() < 0.5 else -1)
    far = float(np.clip(em * 0.018, 0.5, 3.5))
    dx, dy = far * np.cos(angle), far * np.sin(angle)
    grid = bench.grid
    shifted = cv2.warpAffine(
        bench.form.coverage,
        np.array([[1, 0, dx / grid.pitch_mm], [0, 1, dy / grid.pitch_mm]], np.float32),
        (grid.width, grid.height),
    )
    one, two = lin(first), lin(second)
    screen = float(np.clip(em * 0.0048, 0.30, 0.6))
    box = bench.request.outline.bounds()
    top, tall = box.y * 25.4 / 72, max(box.height * 25.4 / 72, 1e-3)

    def inks(band: Band) -> tuple[Plane, Plane]:
        grain = band.cloud(0.26, 3, 2)
        blotch = band.cloud(em * 0.35, 7, 3)
        a = np.clip(0.93 + 0.05 * blotch - 0.55 * step(1.35, 2.4, grain + 0.25 * blotch), 0, 1)
        fade = np.clip(0.12 + 0.80 * (band.y - np.float32(top)) / np.float32(tall), 0, 1)
        # A grain-touch screen: random dots, denser where the tone is.
        level = fade * 2.8 - 1.4
        dots = step(-0.22, 0.22, band.smooth(screen, 11) * 0.8 + level)
        shown = resolved(screen / band.pitch_mm)
        if shown < 1:
            # Dots finer than the pixels are seen as their average.
            dots = shown * dots + (1 - shown) / (1 + np.exp(-2.1 * level))
        return a, dots * np.clip(0.9 + 0.06 * band.cloud(em * 0.2, 13, 2), 0, 1)

    def shade(band: Band) -> NDArray[np.float32]:
        a, b = inks(band)
        b = b * (shifted[band.rows] / np.float32(255))
        under = band.ground if not bench.ground_is_dark else np.broadcast_to(one * 0.9, (*a.shape, 3))
        out = _mixed(under, one, a)
        if bench.ground_is_dark:
            return _mixed(out, two, b * 0.72)
        return out * (1 - b[..., None] * (1 - np.clip(two * 1.25, 0, 1)))

    face = bench.face(shade)
    alpha = np.zeros((grid.height, grid.width), np.float32)
    for band in bench.bands():
        alpha[band.rows] = shifted[band.rows] / np.float32(255) * inks(band)[1] * np.float32(0.92)
    return Made(face, bench.halo(alpha, second))


def spray(bench: Bench) -> Made:
    """A can held close: dense in the middle, misty at the rim, specks all around, a few runs."""
    tone = vivid(bench)
    lightness, chroma, hue = to_oklch(tone)
    second = lin(from_oklch(float(np.clip(lightness + 0.10, 0, 0.94)), chroma, hue + 10))
    color, deep = lin(tone), lin(from_oklch(lightness - 0.07, chroma, hue - 8))
    em, stem = bench.em_mm, bench.stem_mm
    speck = float(np.clip(em * 0.0036, 0.16, 0.6))

    def shade(band: Band) -> NDArray[np.float32]:
        passes = band.cloud((em * 0.55, em * 0.20), 3, 3)
        height = (band.y - np.float32(bench.grid.y_mm[0])) / np.float32(em)
        mix = np.clip(0.5 + 0.45 * passes + 0.18 * np.sin(height * np.float32(2 * np.pi / 1.1)), 0, 1)[..., None]
        out = deep + (color - deep) * np.minimum(mix * 2, 1) + (second - color) * np.maximum(mix * 2 - 1, 0)
        fine = band.cloud(speck * 0.9, 7, 2)
        thin = np.clip(
            0.93 + 0.05 * fine - 0.30 * step(stem * 0.22, 0, band.distance) * step(0.2, 1.6, fine + 0.5 * passes), 0, 1
        )
        light_specks = step(2.1, 2.7, band.smooth(speck * 1.4, 11)) * 0.7
        out = _mixed(band.ground, out, thin)
        return rolled_off(_mixed(out, second * 1.15, light_specks), 0.9)

    face = bench.face(shade)
    form = bench.soft_form(em * 0.03)
    cover = form.coverage.astype(np.float32) / 255
    mist = cv2.resize(blur(cover, em * 0.030 / form.grid.pitch_mm), (bench.grid.width, bench.grid.height))
    wide = cv2.resize(blur(cover, em * 0.085 / form.grid.pitch_mm), (bench.grid.width, bench.grid.height))
    runs = covered(drips(bench, 1.1, 0.36, 0.013), bench.grid)
    out = np.zeros((bench.grid.height, bench.grid.width), np.float32)
    for band in bench.bands():
        rows = band.rows
        fine = band.smooth(speck, 17) * 0.6 + band.smooth(speck * 0.6, 19) * 0.5
        fog = np.clip(mist[rows] * 0.80 + fine * 0.16 * np.sqrt(mist[rows]), 0, 1) * step(0.02, 0.4, mist[rows])
        # Specks get rarer and larger the farther they fly.
        flung = step(2.5, 3.0, band.smooth(speck * 1.5, 23) + 2.0 * wide[rows]) * step(0.0, 0.10, wide[rows])
        out[rows] = np.maximum(np.maximum(fog, flung * 0.9), runs[rows] / np.float32(255) * 0.95)
    return Made(face, bench.halo(out, tone))
