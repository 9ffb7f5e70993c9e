"""Things made by hand: cut paper, embroidery, foil balloons. A bench in, face and halo out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench, Made
from posta.arttext.materials.grid import Plane, step
from posta.arttext.materials.light import SPHERE, lin, looked_up, matcap, rolled_off
from posta.color import Rgb, contrast, from_oklch, to_oklch


def vivid(bench: Bench) -> Rgb:
    """The accent, moved in lightness until it stands out from the ground."""
    mean = (
        bench.ground[:: max(1, bench.grid.height // 32), :: max(1, bench.grid.width // 32)].reshape(-1, 3).mean(0) / 255
    )
    lightness, chroma, hue = to_oklch(bench.color("accent"))
    ways = np.arange(0.40, 0.86, 0.05)
    ground = np.array(mean)
    good = [w for w in ways if float(contrast(np.array(from_oklch(w, chroma, hue)), ground)) >= 3.0]
    best = min(
        good or ways[[0, -1]],
        key=lambda w: abs(w - lightness) if good else -contrast(np.array(from_oklch(w, chroma, hue)), ground),
    )
    return from_oklch(float(best), chroma, hue)


def paper(bench: Bench) -> Made:
    """A stack of coloured sheets, each cut a little further in than the one above, throwing soft shadows."""
    top = vivid(bench)
    lightness, chroma, hue = to_oklch(top)
    # Yellow goes brown, not olive, in the depth.
    turn = -14 if 12 < hue < 115 else 9
    step_down = -0.095 if lightness > 0.55 else 0.10
    sheets = [
        lin(
            from_oklch(
                float(np.clip(lightness + k * step_down, 0.2, 0.95)), max(chroma, 0.02) * (1 + 0.08 * k), hue + turn * k
            )
        )
        for k in range(4)
    ]
    em, stem = bench.em_mm, bench.stem_mm
    lx, ly, _ = bench.light()
    long = float(np.hypot(lx, ly)) or 1.0
    cast = stem * 0.11
    dx, dy = lx / long * cast / bench.grid.pitch_mm, ly / long * cast / bench.grid.pitch_mm
    # The distance seen from a place moved towards the light: where that lies under a higher sheet, there is shadow.
    distance: Plane = bench.form.distance_mm
    moved: Plane = cv2.warpAffine(
        distance,
        np.array([[1, 0, -dx], [0, 1, -dy]], np.float32),
        distance.shape[::-1],
        borderMode=cv2.BORDER_REPLICATE,
    )

    def shade(band: Band) -> NDArray[np.float32]:
        fibre = 0.6 * band.cloud(0.30, 3, 2) + 0.4 * band.cloud((1.6, 0.5), 6, 2)
        tooth = band.normals(np.float32(0.010) * fibre)
        out: Plane = np.broadcast_to(sheets[0], (*band.distance.shape, 3)).copy()
        soft = band.pitch_mm
        shaded = moved[band.rows]
        for level in range(1, 4):
            wobble = np.float32(stem * 0.05) * band.cloud((em * 0.22, em * 0.22), 11 * level, 2)
            edge = stem * (0.30 + 0.235 * (level - 1)) + wobble
            inside = np.clip((band.distance - edge) / soft + 0.5, 0, 1)
            shadow = step(cast * 0.45, -cast * 0.75, shaded - edge)
            color = sheets[level] * (1 - 0.55 * shadow)[..., None]
            # The cut edge of the sheet above is a hair of lighter board where it faces the light.
            out = out + inside[..., None] * (color - out)
            lip = np.exp(-(((band.distance - edge) / (stem * 0.012 + soft * 0.6)) ** 2))
            out += (lip * 0.10 * step(-cast * 0.3, cast * 0.3, edge - shaded))[..., None] * sheets[level - 1]
        out *= (1 + 0.028 * fibre + 0.9 * (tooth[0] * lx + tooth[1] * ly))[..., None]
        rim = np.exp(-((band.distance / (stem * 0.015 + soft * 0.6)) ** 2))
        out += (rim * 0.12)[..., None] * sheets[0]
        return rolled_off(out, 0.9)

    return Made(bench.face(shade), bench.shadow(em * 0.030, em * 0.024, 0.65))


def thread(bench: Bench) -> Made:
    """Split satin stitch: threads run from either edge to the middle of the stroke, each with its own sheen."""
    light = bench.light(48)
    base = vivid(bench)
    lightness, chroma, hue = to_oklch(base)
    body = lin(base)
    gloss = lin(from_oklch(min(0.97, lightness + 0.24), chroma * 0.6, hue))
    cap = matcap((0.26 + 0.85 * SPHERE.diffuse(light, 0.15), np.ones(3, np.float32)))
    em, stem = bench.em_mm, bench.stem_mm
    pitch = float(np.clip(stem * 0.11, 0.32, em * 0.016 + 0.3))
    along = bench.form.along_mm()

    def shade(band: Band) -> NDArray[np.float32]:
        # Stitches lean a little, and no needle lands quite where it should.
        lean = along[band.rows] + 0.42 * band.distance
        place = lean / np.float32(pitch) + 0.16 * band.smooth((em * 0.05, em * 0.05), 3)
        number = np.floor(place).astype(np.intp)
        across = (place - number.astype(np.float32)) * 2 - 1
        random = bench.noise.even[number % 1024, (number // 1024 + 5) % 1024]
        tight = bench.noise.even[number % 1024, (number // 1024 + 77) % 1024]
        # Twisted strands: fine lines askew on each thread.
        twist = np.sin((band.distance / np.float32(pitch) * 1.1 + across * 1.2 + random * 6) * np.float32(2 * np.pi))
        fade = float(np.clip(pitch / band.pitch_mm / 4 - 0.5, 0, 1))
        rope = np.sqrt(np.maximum(1 - across * across, 0.02))
        nx, ny = band.normals(band.round * 0.42)
        # The thread's own roundness, across its direction (which is square to the edge).
        ex, ey = band.normals(band.distance)
        long = np.maximum(np.hypot(ex, ey), 1e-3)
        tx, ty = -ey / long, ex / long
        bump = across * 0.50 * fade
        out = body * looked_up(cap, (np.clip(nx + tx * bump, -0.95, 0.95), np.clip(ny + ty * bump, -0.95, 0.95)))
        out *= (0.90 + 0.20 * random)[..., None]
        # Sheen runs across the threads, where the stroke's curve turns to the light.
        turn = nx * light[0] + ny * light[1]
        sheen = np.exp(-(((turn - 0.26) / 0.20) ** 2)) * (0.55 + 0.45 * random)
        out += (sheen * 0.50 * rope)[..., None] * gloss
        out *= (1 - fade * (0.50 * (1 - rope) + 0.035 * twist + 0.03))[..., None]
        # Each stitch dives into the cloth at its own place near the edge and in the middle.
        dive = step(0.0, pitch * 0.75, band.distance - np.float32(pitch * 0.30) * tight)
        out *= (0.45 + 0.55 * dive)[..., None]
        return rolled_off(out * np.float32(1.12), 0.8)

    return Made(bench.face(shade), bench.shadow(em * 0.014, em * 0.011, 0.65))


def balloon(bench: Bench) -> Made:
    """Foil blown up tight: mirror bands in the accent's colour, wrinkles running in from the seam."""
    light = bench.light(50)
    base = vivid(bench)
    lightness, chroma, hue = to_oklch(base)
    lx, ly, _ = light
    rx, ry, rz = SPHERE.reflected()
    facing = rx * lx + ry * ly
    tone = [
        lin(from_oklch(bright, chroma * c, hue + h))
        for bright, c, h in ((0.30, 0.9, -8), (lightness, 1.1, 0), (min(0.92, lightness + 0.2), 0.75, 6))
    ]
    cap = matcap(
        (step(0.15, -0.5, facing), tone[0] * 0.9),
        (step(-0.45, 0.25, facing) * step(0.95, 0.45, facing), tone[1] * 1.0),
        (step(0.45, 0.95, facing), tone[2] * 1.0),
        (step(-0.55, -0.8, facing) * step(-1.0, -0.8, facing) * 0.55, tone[1]),
        (step(0.75, 1.0, rz) * 0.12, tone[1]),
        (SPHERE.window(light, 0.34, panes=False) * 0.95, np.ones(3, np.float32)),
        (SPHERE.softbox((-lx, -ly, 0.55), 0.02, 0.25) * 0.35, tone[2]),
        (SPHERE.sheen(light, 30) * 0.22, np.ones(3, np.float32)),
    )
    em, stem = bench.em_mm, bench.stem_mm
    along = bench.form.along_mm()
    fold = stem * 0.62

    def shade(band: Band) -> NDArray[np.float32]:
        s = along[band.rows] / np.float32(fold)
        sway = 0.8 * band.smooth(em * 0.10, 3)
        wrinkle = np.sin((s + sway) * np.float32(2 * np.pi)) + 0.35 * np.sin(
            (s * 2.3 + 2 * sway) * np.float32(2 * np.pi)
        )
        depth = np.exp(-((band.distance / (stem * (0.36 + 0.10 * np.clip(sway, -1.5, 1.5)))) ** 2))
        depth *= step(0.0, stem * 0.10, band.distance)
        height = band.round * 0.95 + np.float32(stem * 0.026) * wrinkle * depth
        nx, ny = band.normals(height)
        dent = 0.03 * band.cloud(em * 0.22, 7, 2)
        out = looked_up(cap, (np.clip(nx * 0.97 + dent, -0.97, 0.97), np.clip(ny * 0.97 + dent, -0.97, 0.97)))
        # The welded seam around the edge is flat and dull.
        seam = step(stem * 0.06, stem * 0.035, band.distance)
        out = out + (seam * 0.8)[..., None] * (tone[1] * 0.55 - out)
        return rolled_off(out, 0.75)

    return Made(bench.face(shade), bench.shadow(em * 0.045, em * 0.035, 0.6))
