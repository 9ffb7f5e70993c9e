"""Metals: brushed brass, chrome and gold foil. A bench in, face and halo out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench, Made
from posta.arttext.materials.grid import Plane, step
from posta.arttext.materials.light import SPHERE, lin, looked_up, matcap, rolled_off
from posta.arttext.materials.relief import chamfer, topness
from posta.color import Rgb, from_oklch, to_oklch

BRASS = Rgb(0.91, 0.75, 0.47)
GOLD = Rgb(1.0, 0.80, 0.40)


def _lifted(bench: Bench, share: float) -> NDArray[np.float32]:
    """A little of the ground's colour for what faces away from the light to mirror, linear light."""
    mean = (
        bench.ground[:: max(1, bench.grid.height // 32), :: max(1, bench.grid.width // 32)].reshape(-1, 3).mean(0) / 255
    )
    lightness, chroma, hue = to_oklch(Rgb(*mean))
    return lin(from_oklch(min(lightness, 0.6), min(chroma, 0.09), hue)) * np.float32(share)


def _along(bench: Bench) -> tuple[float, float]:
    """The light's direction on the page."""
    x, y = bench.request.light
    long = float(np.hypot(x, y)) or 1.0
    return x / long, y / long


def brass(bench: Bench) -> Made:
    """Polished bevels around a plate with fine horizontal brush marks."""
    light = bench.light(40)
    lx, ly = _along(bench)
    width = bench.stem_mm * 0.36
    tint = lin(BRASS)
    rx, ry, rz = SPHERE.reflected()
    facing = rx * lx + ry * ly
    room = 0.10 + 0.62 * step(-0.75, 0.95, facing) + 0.10 * step(0.5, 1.0, rz)
    dark = 0.55 * step(0.05, -0.35, facing) * step(0.96, 0.7, rz)
    polished = matcap(
        (np.maximum(room - 0.42 * dark, 0.03), tint),
        (step(-0.2, -0.95, facing), tint * _lifted(bench, 0.9)),
        (SPHERE.softbox(light, 0.16, 0.25), tint * 1.25),
        (SPHERE.sheen(light, 160), lin(Rgb(1, 0.96, 0.86)) * 0.9),
    )
    em = bench.em_mm
    cell = float(np.clip(em * 0.004, 0.12, 0.5))

    def shade(band: Band) -> NDArray[np.float32]:
        height = chamfer(band.distance, width, 1.0, 0.12)
        nx, ny = band.normals(height)
        flat = topness(band.distance, width, 0.1)
        # Brush marks tilt the surface across their direction only; three lengths, as a belt of grit leaves them.
        marks = (
            0.8 * band.smooth((cell * 50, cell), 1)
            + 0.8 * band.smooth((cell * 120, cell * 2.1), 2)
            + 0.6 * band.smooth((cell * 200, cell * 4.3), 4)
            + 0.6 * band.smooth((cell * 25, cell * 0.55), 3)
        )
        slow = band.cloud(em * 1.1, 5, 2)
        # The plate is a little bowed, so that its sheen runs across the word in broad diagonal bands.
        place = (band.x * -ly * 0.55 + band.x * lx * 0.35 + band.y * ly * 0.5) / em
        bow = np.sin(place * np.float32(2 * np.pi / 1.9) + 0.5 * slow)
        tilt = flat * (0.11 * marks + 0.20 * bow - 0.02)
        out = looked_up(polished, (nx + lx * tilt * 0.55, ny + ly * tilt))
        grain = 1 + flat * np.float32(0.10) * marks
        out *= grain[..., None]
        # The shoulder between plate and bevel is worn bright where it meets the light.
        ridge = np.exp(-(((band.distance - width) / (width * 0.10 + band.pitch_mm * 0.5)) ** 2))
        out += (ridge * np.maximum(-(nx * -lx + ny * -ly), 0) * 0.35 + ridge * 0.06)[..., None] * tint
        out *= (0.72 + 0.28 * step(0, width * 0.35, band.distance))[..., None]
        return rolled_off(out * np.float32(1.08))

    return Made(bench.face(shade), bench.shadow(em * 0.035, em * 0.022, 0.75))


def chrome(bench: Bench) -> Made:
    """Round, mirror-bright: a sky, a hard horizon and a dark land, all wavering a little."""
    lx, _ = _along(bench)
    light = bench.light(45)
    accent = bench.color("accent")
    _, chroma, hue = to_oklch(accent)
    sky = from_oklch(0.66, min(chroma, 0.05), hue if 120 < hue < 340 and chroma > 0.03 else 250)
    land = from_oklch(0.20, 0.02, 260)
    warm = from_oklch(0.74, min(chroma, 0.03), hue)
    rx, ry, rz = SPHERE.reflected()
    # How high above the horizon the mirrored ray goes: straight up on the page, leaning to the light.
    high = -(ry * 0.93 - rx * lx * 0.25) + 0.07 * np.sin(rx * 7 + 0.6) + 0.035 * np.sin(rx * 17 + 2)
    above = step(-0.05, 0.06, high)
    fall = np.clip(high, 0, 1)
    depth = np.clip(-high, 0, 1)
    glare = np.exp(-fall * 9) * above
    cap = matcap(
        (above * (0.30 + 0.55 * step(0.15, 0.75, fall)), lin(sky)),
        (above * step(0.55, 0.95, fall) * 0.75, np.ones(3, np.float32)),
        (glare * 0.95, np.ones(3, np.float32)),
        ((1 - above) * (1 - step(0.1, 0.75, depth)), lin(land)),
        ((1 - above) * step(0.18, 0.85, depth) * 0.62, lin(warm)),
        ((1 - above) * step(0.75, 1.0, depth) * 0.35, np.ones(3, np.float32)),
        (SPHERE.softbox(light, 0.05, 0.05), np.full(3, 1.6, np.float32)),
        (step(-0.4, -1.0, rz) * 0.15, lin(sky)),
    )
    em, stem = bench.em_mm, bench.stem_mm

    def shade(band: Band) -> NDArray[np.float32]:
        # Round with a steep rim: the whole room is mirrored between edge and ridge.
        nx, ny = band.normals(band.round * np.float32(0.95))
        sway = 0.05 * band.smooth(em * 0.5, 3) + 0.02 * band.smooth(em * 0.14, 4)
        out = looked_up(cap, (nx * 0.97 + sway * 0.4, ny * 0.97 + sway))
        rim = np.exp(-((band.distance / (stem * 0.10 + band.pitch_mm * 0.6)) ** 2))
        out *= (1 - 0.45 * rim)[..., None]
        return rolled_off(out, 0.8)

    return Made(bench.face(shade), bench.shadow(em * 0.045, em * 0.028, 0.7))


def foil(bench: Bench) -> Made:
    """Leaf gold, slightly crumpled: small bent facets that catch the light, fine creases, softly pressed edges."""
    lx, ly = _along(bench)
    light = bench.light(48)
    gold = lin(GOLD)
    rx, ry, rz = SPHERE.reflected()
    facing = rx * lx + ry * ly
    cap = matcap(
        (0.10 + 0.52 * step(-0.75, 0.70, facing), gold),
        (0.10 * step(0.6, 1.0, rz), gold),
        (-0.12 * step(-0.05, -0.3, facing) * step(-0.75, -0.4, facing), gold),
        (step(-0.5, -1.0, facing), gold * _lifted(bench, 1.0)),
        (SPHERE.softbox(light, 0.06, 0.26), lin(Rgb(1, 0.90, 0.62)) * 0.75),
        (SPHERE.sheen(light, 260), np.full(3, 0.9, np.float32)),
    )
    em, stem = bench.em_mm, bench.stem_mm
    cell = float(np.clip(em * 0.085, 1.5, 14.0))

    def shade(band: Band) -> NDArray[np.float32]:
        crumple = (
            _creased(band, cell, 11) + 0.24 * _creased(band, cell * 0.45, 23) + 0.03 * _creased(band, cell * 0.16, 31)
        )
        pressed = chamfer(band.distance, stem * 0.16, 0.55, 0.5)
        nx, ny = band.normals(crumple * np.float32(cell * 0.070) + pressed)
        slow = band.cloud(em * 0.8, 5, 2)
        out = looked_up(cap, (nx + lx * 0.07 * slow, ny + ly * 0.07 * slow))
        worn = 1 + np.float32(0.05) * band.cloud(0.35, 41, 2)
        return rolled_off(out * worn[..., None] * np.float32(1.15), 0.75)

    return Made(bench.face(shade), bench.shadow(em * 0.010, em * 0.008, 0.5))


def _creased(band: Band, cell: float, salt: int) -> Plane:
    """Paper-like folds: smooth fields with their zero lines folded sharp, deviation about 1."""
    bend = band.smooth(cell * 2.2, salt + 3)
    first = np.abs(band.smooth(cell, salt) + 0.4 * bend)
    second = np.abs(band.smooth((cell * 1.6, cell * 0.8), salt + 1))
    return np.maximum(first, 0.85 * second) * np.float32(1.4) - 0.3 * bend
