"""What lets the picture through: glass and ice. A bench in, face and halo out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench, Made
from posta.arttext.materials.grid import Plane, step
from posta.arttext.materials.light import SPHERE, Normals, decoded, lin, looked_up, matcap, rolled_off
from posta.arttext.materials.relief import cushion
from posta.arttext.materials.texture import Cells
from posta.color import Rgb, from_oklch, to_oklch


def refracted(band: Band, normal: Normals, depth_mm: float | Plane) -> NDArray[np.float32]:
    """The ground seen through a surface with these normals `depth_mm` above it, linear light."""
    ground = band.bench.ground
    shift = depth_mm / np.float32(band.pitch_mm)
    columns = np.arange(ground.shape[1], dtype=np.float32)
    rows = np.arange(band.first, band.last, dtype=np.float32)[:, None]
    seen = cv2.remap(
        ground,
        (columns - normal[0] * shift).astype(np.float32),
        (rows - normal[1] * shift).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return decoded(seen)


def glass(bench: Bench) -> Made:
    """A polished slab: bright and dark lines along its bevel, a window's reflection, the picture bent behind it."""
    light = bench.light(46)
    dark = bench.ground_is_dark
    accent = bench.color("accent")
    _, chroma, hue = to_oklch(accent)
    tint = lin(from_oklch(0.93 if dark else 0.72, min(chroma, 0.07), hue))
    facing = SPHERE.x * light[0] + SPHERE.y * light[1]
    shine = matcap(
        (SPHERE.fresnel(0.03) * 0.9, lin(Rgb(0.9, 0.95, 1))),
        (SPHERE.softbox(light, 0.05, 0.18) * 0.35, lin(Rgb(0.92, 0.96, 1))),
        (SPHERE.window(light, 0.42) * 0.9, np.ones(3, np.float32)),
        (SPHERE.sheen(light, 70) * 0.8, np.ones(3, np.float32)),
        # Light that has crossed the slab leaves it on the far side.
        (step(0.15, 0.75, -facing) * 0.75, lin(from_oklch(0.88, min(chroma, 0.13), hue))),
    )
    em, stem = bench.em_mm, bench.stem_mm
    width = stem * 0.42
    # Glass keeps its distance from what is behind: a veil, light on the dark and dark on the light, keeps the word readable.
    veil = (
        lin(from_oklch(0.88, min(chroma, 0.045), hue)) * 0.10
        if dark
        else lin(from_oklch(0.42, min(chroma, 0.16), hue)) * 0.30
    )

    def shade(band: Band) -> NDArray[np.float32]:
        height = cushion(band.distance, width, 1.15)
        normal = band.normals(height)
        ripple = 0.018 * band.smooth(em * 0.35, 3)
        behind = refracted(band, (normal[0] + ripple, normal[1] + ripple), em * 0.10)
        pooled = step(-1.0, 1.0, np.sin((band.y * 0.8 + band.x * 0.3) / np.float32(em) * np.float32(2 * np.pi / 2.3)))
        out = behind * tint * (0.90 if dark else 0.62) + veil * (0.25 + 1.5 * pooled)[..., None]
        across = step(0.0, 1.0, band.distance / width)
        out *= (0.55 + 0.45 * across)[..., None]
        out += looked_up(shine, (normal[0] * 0.97, normal[1] * 0.97))
        rim = np.exp(-(((band.distance - width * 0.05) / (width * 0.10 + band.pitch_mm * 0.5)) ** 2))
        out += (rim * 0.30)[..., None]
        # A long reflection across the flat of the whole word.
        lean = (band.y * 0.9 + band.x * 0.45) / em
        streak = step(0.86, 0.97, np.sin(lean * np.float32(2 * np.pi / 1.7)))
        out += (streak * across * (0.10 if dark else 0.16))[..., None]
        return rolled_off(out, 0.8)

    return Made(bench.face(shade), bench.shadow(em * 0.05, em * 0.03, 0.55))


def ice(bench: Bench) -> Made:
    """Clear, cold and cracked: white fractures at several depths, trapped bubbles, a frosted rim, hard highlights."""
    light = bench.light(44)
    hue = 228.0
    shine = matcap(
        (SPHERE.fresnel(0.05) * 0.8, lin(from_oklch(0.93, 0.04, hue))),
        (SPHERE.softbox(light, 0.025, 0.06) * 0.9, np.ones(3, np.float32)),
        (SPHERE.diffuse(light) * 0.22, lin(from_oklch(0.9, 0.05, hue))),
        (step(0.1, 0.9, -(SPHERE.x * light[0] + SPHERE.y * light[1])) * 0.40, lin(from_oklch(0.72, 0.11, hue + 8))),
    )
    low = 0.50 if bench.ground_is_dark else 0.35
    deep, pale, frost = (
        lin(from_oklch(bright, c, hue)) for bright, c in ((low, 0.11), (low + 0.34, 0.06), (0.985, 0.012))
    )
    em, stem = bench.em_mm, bench.stem_mm
    large = Cells(bench, em * 0.26, 5, 0.22)
    small = Cells(bench, em * 0.085, 13, 0.30)
    hair = float(np.clip(em * 0.0022, 0.06, 0.3))

    def shade(band: Band) -> NDArray[np.float32]:
        gap, own = large.at(band)
        chip, tone = small.at(band)
        wave = band.cloud(em * 0.10, 3, 3)
        facets = np.minimum(step(0.0, 0.3, gap), 1)
        height = band.round * 0.62 + np.float32(em * 0.0045) * wave + np.float32(em * 0.010) * facets
        normal = band.normals(height)
        behind = refracted(band, normal, em * 0.16)
        body = band.cloud(em * 0.22, 9, 3)
        depth = np.clip(0.42 + 0.20 * body + 0.22 * own, 0, 1)[..., None]
        out = deep + (pale - deep) * depth
        out = out * 0.80 + behind * lin(Rgb(0.86, 0.95, 1.0)) * 0.30
        # Fractures: one hard white line where a crack meets the surface, a milky sheet where it dives.
        line = np.exp(-((gap * em * 0.26 / (hair * 1.6)) ** 2))
        sheet = np.exp(-gap / 0.16) * step(-0.2, 0.9, own)
        fine = np.exp(-((chip * em * 0.085 / hair) ** 2)) * step(0.0, 1.0, body + 0.5 * tone)
        milk = np.clip(0.75 * line + 0.34 * sheet + 0.50 * fine, 0, 1)
        rime = step(stem * 0.30, 0.0, band.distance + np.float32(stem * 0.10) * band.cloud(em * 0.035, 17, 3))
        milk = np.clip(milk + 0.75 * rime * (0.75 + 0.25 * band.cloud(0.5, 21, 2)), 0, 1)[..., None]
        out = out + milk * (frost - out)
        out += looked_up(shine, (normal[0] * 0.97, normal[1] * 0.97))
        sparkle = step(2.3, 3.0, band.smooth(0.45, 25)) * 0.6
        out += sparkle[..., None]
        return rolled_off(out * np.float32(0.92), 0.7)

    return Made(bench.face(shade), bench.shadow(em * 0.04, em * 0.028, 0.6, Rgb(0.02, 0.07, 0.13)))
