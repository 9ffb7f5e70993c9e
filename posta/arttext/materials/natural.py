"""Things found outdoors: carved stone, wood, moss and molten lava. A bench in, face and halo out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench, Made, blur
from posta.arttext.materials.grid import step
from posta.arttext.materials.light import SPHERE, lin, looked_up, matcap, rolled_off
from posta.arttext.materials.relief import chamfer, cushion
from posta.arttext.materials.texture import Cells, grown, stacked
from posta.color import Rgb, from_oklch, to_oklch

_WHITE = np.ones(3, np.float32)


def stone(bench: Bench) -> Made:
    """Limestone letters chiselled to a ridge: tooled facets, chipped arrises, speckle."""
    light = bench.light(36)
    hue = to_oklch(bench.color("paper"))[2]
    body = lin(from_oklch(0.80, 0.018, 75 if to_oklch(bench.color("paper"))[1] < 0.02 else hue))
    cap = matcap(
        (0.16 + 0.10 * SPHERE.z, body * np.array([0.92, 0.97, 1.08], np.float32)),
        (SPHERE.diffuse(light) ** 1.1, body * 1.05),
    )
    em, stem = bench.em_mm, bench.stem_mm
    tool = float(np.clip(em * 0.012, 0.35, 2.5))

    def shade(band: Band) -> NDArray[np.float32]:
        chip = 0.5 * band.cloud(tool * 2.2, 3, 4)
        distance = band.distance + np.float32(stem * 0.035) * np.minimum(chip, 0.6)
        facets = chamfer(distance, stem * 1.02, 0.80, 0.10)
        tooled = band.smooth((tool * 6, tool * 0.8), 8) + 0.8 * band.smooth((tool * 2.4, tool * 1.1), 9)
        grain = band.cloud(0.55, 12, 3)
        height = facets + np.float32(tool * 0.085) * tooled + np.float32(tool * 0.10) * chip + 0.030 * grain
        out = looked_up(cap, band.normals(height))
        speckle = 1 + 0.05 * grain + 0.07 * band.cloud(em * 0.12, 17, 4)
        dark = step(1.35, 2.2, band.cloud(0.42, 21, 2)) * 0.35
        out *= (speckle * (1 - dark) * (0.72 + 0.28 * step(0, stem * 0.4, band.distance)))[..., None]
        return rolled_off(out, 0.85)

    return Made(bench.face(shade), bench.shadow(em * 0.05, em * 0.03, 0.75))


def wood(bench: Bench) -> Made:
    """Planed and oiled wood: flame-shaped year rings, fine fibres, pores, softly broken edges."""
    light = bench.light(42)
    accent_hue = to_oklch(bench.color("accent"))[2]
    hue = 62 + float(np.clip((accent_hue - 62 + 180) % 360 - 180, -14, 14))
    early, late, pore = (
        lin(from_oklch(bright, c, h))
        for bright, c, h in ((0.72, 0.095, hue + 4), (0.47, 0.090, hue - 8), (0.26, 0.045, hue - 12))
    )
    cap = matcap((0.30 + 0.75 * SPHERE.diffuse(light), _WHITE))
    sheen = matcap((0.20 * SPHERE.sheen(light, 14) + 0.30 * SPHERE.sheen(light, 90), lin(Rgb(1, 0.95, 0.86))))
    em, stem = bench.em_mm, bench.stem_mm
    ring = em * 0.085
    fibre = float(np.clip(em * 0.0035, 0.12, 0.6))

    def shade(band: Band) -> NDArray[np.float32]:
        # A board cut along the trunk: rings are level lines of a long, bent valley.
        bend = band.cloud((em * 2.4, em * 0.42), 3, 3)
        rise = (band.y / ring + 1.9 * bend + 0.25 * band.smooth((em * 0.9, em * 0.06), 6)).astype(np.float32)
        phase = rise - np.floor(rise)
        # Early wood fades slowly into late wood, which ends sharply.
        grown_late = phase**2.2 * step(1.0, 0.93, phase)
        fibres = band.smooth((fibre * 45, fibre), 8) + 0.8 * band.smooth((fibre * 90, fibre * 2.2), 9)
        pores = step(1.5, 2.3, band.smooth((fibre * 26, fibre * 1.1), 12)) * (1 - 0.6 * grown_late)
        mix = np.clip(0.12 + 0.72 * grown_late + 0.09 * fibres + 0.10 * band.cloud(em * 0.9, 14, 2), 0, 1)[..., None]
        color = early * (1 - mix) + late * mix
        color = color + (pores * 0.75)[..., None] * (pore - color)
        height = (
            cushion(band.distance, stem * 0.20, 0.9)
            + np.float32(fibre * 0.05) * fibres
            - np.float32(fibre * 0.25) * pores
        )
        normal = band.normals(height)
        out = color * looked_up(cap, normal)
        gleam = 1 + 0.35 * band.cloud((em * 0.5, em * 0.08), 19, 2)
        out += looked_up(sheen, normal) * (np.maximum(gleam, 0) * 0.45)[..., None]
        out *= (0.68 + 0.32 * step(0, stem * 0.22, band.distance))[..., None]
        return rolled_off(out * np.float32(1.12))

    return Made(bench.face(shade), bench.shadow(em * 0.035, em * 0.02, 0.7))


def moss(bench: Bench) -> Made:
    """Cushions of moss: clumps of fine shoots, deep between them, bright at the tips, fringed at the edge."""
    light = bench.light(50)
    hue = 128.0
    deep, body, tip = (
        lin(from_oklch(bright, c, h))
        for bright, c, h in ((0.22, 0.06, hue + 8), (0.50, 0.13, hue), (0.80, 0.17, hue - 16))
    )
    cap = matcap((0.25 + 0.85 * SPHERE.diffuse(light, 0.35), _WHITE))
    em, stem = bench.em_mm, bench.stem_mm
    shoot = float(np.clip(em * 0.009, 0.4, 1.4))
    clump = Cells(bench, em * 0.085, 5, 0.35)
    fluff = Cells(bench, shoot * 2.6, 11, 0.3)

    def shade(band: Band) -> NDArray[np.float32]:
        big = step(0, 0.34, clump.at(band)[0])
        small = step(0, 0.36, fluff.at(band)[0])
        fine = band.cloud(shoot * 0.55, 21, 2)
        height = (
            band.round * 0.45
            + np.float32(em * 0.030) * big
            + np.float32(shoot * 0.75) * small
            + np.float32(shoot * 0.20) * fine
        )
        normal = band.normals(height)
        up = np.clip(0.20 + 0.34 * big + 0.30 * small + 0.10 * fine + 0.10 * band.cloud(em * 0.3, 29, 2), 0, 1)[
            ..., None
        ]
        color = np.where(up < 0.5, deep + (body - deep) * (up * 2), body + (tip - body) * (up * 2 - 1))
        out = color * looked_up(cap, normal)
        out *= (0.75 + 0.25 * step(0, stem * 0.5, band.distance))[..., None]
        return rolled_off(out * np.float32(1.35), 0.85)

    face = bench.face(shade)
    fringe = np.zeros((bench.grid.height, bench.grid.width), np.float32)
    for band in bench.bands():
        tufts = 0.5 * band.cloud(shoot * 1.3, 33, 3) + 0.4 * band.cloud(em * 0.05, 37, 2)
        fringe[band.rows] = grown(band.distance, np.float32(em * 0.012) * (tufts + 0.25), shoot * 0.25)
    edge = bench.halo(fringe, Rgb(*from_oklch(0.42, 0.11, hue)))
    return Made(face, stacked(edge, bench.shadow(em * 0.03, em * 0.022, 0.7)))


def lava(bench: Bench) -> Made:
    """Cooling crust, broken into plates, over glowing rock."""
    light = bench.light(40)
    # On the dark, dark crust would take the letters apart.
    crust = lin(Rgb(0.30, 0.25, 0.24) if bench.ground_is_dark else Rgb(0.17, 0.15, 0.15))
    cap = matcap((0.10 + 0.9 * SPHERE.diffuse(light), crust), (0.35 * SPHERE.sheen(light, 24), crust * 1.6))
    ember, orange, white = lin(Rgb(0.55, 0.04, 0.0)), lin(Rgb(1.0, 0.40, 0.02)), lin(Rgb(1.0, 0.90, 0.55))
    em, stem = bench.em_mm, bench.stem_mm
    plates = Cells(bench, float(np.clip(stem * 1.05, em * 0.045, em * 0.16)), 7, 0.30)
    chips = Cells(bench, em * 0.035, 19, 0.35)

    def shade(band: Band) -> NDArray[np.float32]:
        gap = plates.at(band)[0]
        hot = np.maximum(0.35 + 0.75 * band.cloud(em * 0.45, 3, 3), 0.0)
        rough = band.cloud(em * 0.03, 5, 4)
        width = np.clip(0.055 + 0.05 * hot, 0.03, 0.2) * (1 + 0.3 * rough)
        crack = np.exp(-((gap / np.maximum(width, 0.01)) ** 2))
        fine = np.exp(-((chips.at(band)[0] / 0.035) ** 2)) * step(0.2, 1.2, hot) * 0.7
        heat = np.clip(np.maximum(crack, fine), 0, 1)
        height = chamfer(band.distance, stem * 0.28, 0.9, 0.6) + np.float32(em * 0.022) * step(0.0, 0.20, gap)
        height += np.float32(em * 0.0045) * rough
        out = looked_up(cap, band.normals(height)) * (1 + 0.25 * rough)[..., None]
        # Crust next to a crack is lit by it.
        near = np.exp(-np.maximum(gap, 0) / (0.09 + 0.05 * np.clip(hot, 0, 2)))
        out += (near * 0.20)[..., None] * orange
        # The glow behind creeps round the edge, so that the letters keep their shape in the coolest parts.
        out += (np.exp(-((band.distance / (stem * 0.09 + band.pitch_mm)) ** 2)) * 0.40)[..., None] * orange
        low = step(0.05, 0.55, heat)[..., None]
        high = step(0.55, 1.0, heat)[..., None]
        glow = ember * 1.1 + (orange * 1.15 - ember * 1.1) * step(0.25, 0.75, heat)[..., None]
        glow = glow + (white - glow) * high * 0.85
        out = out + low * (glow - out)
        return rolled_off(out, 0.85)

    face = bench.face(shade)
    form = bench.soft_form(em * 0.03)
    cover = form.coverage.astype(np.float32) / 255
    glow = np.clip(
        0.55 * blur(cover, em * 0.03 / form.grid.pitch_mm) + 0.40 * blur(cover, em * 0.10 / form.grid.pitch_mm), 0, 0.85
    )
    return Made(face, bench.halo(glow * np.float32(0.8 if bench.ground_is_dark else 0.5), Rgb(1.0, 0.36, 0.06)))
