"""Thick liquids: wet paint that runs, and clear coloured gel. A bench in, face and halo out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench, Made
from posta.arttext.materials.clear import refracted
from posta.arttext.materials.contour import edge_points
from posta.arttext.materials.craft import vivid
from posta.arttext.materials.grid import step
from posta.arttext.materials.light import SPHERE, lin, looked_up, matcap, rolled_off
from posta.arttext.materials.relief import cushion
from posta.arttext.materials.texture import drips, stacked
from posta.color import from_oklch, to_oklch
from posta.geometry import Path, Rect, ellipse_path


def _poured(
    bench: Bench, more: Path, make: Callable[[Bench], NDArray[np.uint8]]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The face of letters and what has run out of them as one body, and the latter as a halo with its own shape."""
    body = bench.with_outline(Path.joined((bench.request.outline, more)))
    face = make(body)
    halo = np.dstack([face, body.form.coverage])
    return face, halo


def paint(bench: Bench) -> Made:
    """Enamel from a full brush: a fat lip at the edge, a sharp reflection, runs."""
    light = bench.light(46)
    tone = vivid(bench)
    lightness, chroma, hue = to_oklch(tone)
    body, deep = lin(tone), lin(from_oklch(max(0.15, lightness - 0.16), chroma, hue - 6))
    cap = matcap(
        (0.30 + 0.72 * SPHERE.diffuse(light, 0.1), body),
        (step(0.1, 0.8, -(SPHERE.x * light[0] + SPHERE.y * light[1])) * -0.25, deep),
        (SPHERE.window(light, 0.42) * 0.95, np.ones(3, np.float32)),
        (SPHERE.fresnel(0.02) * 0.35, np.ones(3, np.float32)),
        (SPHERE.sheen(light, 18) * 0.10, np.ones(3, np.float32)),
    )
    em, stem = bench.em_mm, bench.stem_mm

    def make(wet: Bench) -> NDArray[np.uint8]:
        def shade(band: Band) -> NDArray[np.float32]:
            height = cushion(band.distance, stem * 0.55, 0.95)
            height += np.float32(em * 0.012) * band.smooth(em * 0.17, 9)
            out = looked_up(cap, band.normals(height))
            out *= (0.80 + 0.20 * step(0, stem * 0.25, band.distance))[..., None]
            return rolled_off(out, 0.85)

        return wet.face(shade)

    face, halo = _poured(bench, drips(bench, 2.0, 0.42, 0.026), make)
    return Made(face, stacked(halo, bench.shadow(em * 0.016, em * 0.014, 0.5)))


def liquid(bench: Bench) -> Made:
    """Coloured gel: deep where it is thick, glowing on the side away from the light, sharp highlights, stray drops."""
    light = bench.light(48)
    tone = vivid(bench)
    lightness, chroma, hue = to_oklch(tone)
    facing = SPHERE.x * light[0] + SPHERE.y * light[1]
    shine = matcap(
        (SPHERE.window(light, 0.36, panes=False) * 1.0, np.ones(3, np.float32)),
        (SPHERE.softbox((-light[0], -light[1], 0.45), 0.01, 0.12) * 0.5, lin(from_oklch(0.93, 0.05, hue))),
        (SPHERE.fresnel(0.03) * 0.55, lin(from_oklch(0.9, 0.04, hue))),
        (step(0.10, 0.85, -facing) * 0.75, lin(from_oklch(min(0.92, lightness + 0.16), chroma, hue + 10))),
        (SPHERE.sheen(light, 200) * 0.8, np.ones(3, np.float32)),
    )
    em, stem = bench.em_mm, bench.stem_mm
    thin, thick = (
        lin(from_oklch(min(0.9, lightness + 0.10), chroma, hue + 6)),
        lin(from_oklch(max(0.22, lightness - 0.10), chroma * 1.05, hue - 8)),
    )

    def make(wet: Bench) -> NDArray[np.uint8]:
        def shade(band: Band) -> NDArray[np.float32]:
            height = band.round * 0.92 + np.float32(em * 0.008) * band.smooth(em * 0.13, 3)
            normal = band.normals(height)
            depth = np.clip(band.round / np.float32(stem), 0, 1.4)[..., None]
            swirl = 0.16 * band.cloud((em * 0.30, em * 0.14), 7, 3)[..., None]
            color = thin + (thick - thin) * np.clip(0.15 + 0.75 * depth + swirl, 0, 1)
            behind = refracted(band, normal, em * 0.12)
            out = color * 0.86 + behind * color * 0.45
            rim = step(stem * 0.20, 0, band.distance)[..., None]
            out *= 1 - 0.45 * rim
            out += looked_up(shine, (normal[0] * 0.98, normal[1] * 0.98))
            return rolled_off(out, 0.8)

        return wet.face(shade)

    face, halo = _poured(bench, _drops(bench), make)
    shadow = bench.shadow(em * 0.028, em * 0.022, 0.55, from_oklch(0.24, min(chroma, 0.08), hue))
    return Made(face, stacked(halo, shadow))


def _drops(bench: Bench) -> Path:
    """Drops that have splashed beside the letters; they overlap nothing, so their winding does not matter."""
    edge = edge_points(bench.request.outline, bench.request.size_pt / 40)
    em = bench.request.size_pt
    count = int(np.clip(len(edge.at) // 22, 1, 120))
    drops: list[Path] = []
    taken = edge.at
    for index in bench.rng.choice(len(edge.at), min(count, len(edge.at)), replace=False):
        turn = float(bench.rng.uniform(0, 2 * np.pi))
        radius = em * (0.006 + 0.020 * float(bench.rng.beta(1.2, 3.0)))
        far = radius * 1.8 + em * 0.10 * float(bench.rng.beta(1.2, 2.5))
        x, y = edge.at[index] + far * np.array([np.cos(turn), np.sin(turn)])
        if np.hypot(*(taken - (x, y)).T).min() > radius * 1.5 and not bench.covers(float(x), float(y)):
            drops.append(ellipse_path(Rect(float(x) - radius, float(y) - radius * 0.94, 2 * radius, 1.88 * radius)))
            taken = np.concatenate([taken, [(x, y)]])
    return Path.joined(drops)
