"""Lines and checks bent until they seem to swell: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np

from posta.background.painters.bands import Field, Patch
from posta.background.painters.inks import mix, ramp
from posta.background.painters.sheet import Composition, Sheet, steepness


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("op art"), sheet.width, sheet.height, sheet.inks
    ground, figure = inks.ground, inks.figure
    x, y = w * rng.uniform(0.38, 0.62), h * rng.uniform(0.5, 0.64)
    reach = rng.uniform(0.34, 0.48)
    sheet.wash(np.broadcast_to(np.asarray(ground, np.float32), (*sheet.shape, 3)))
    dx, dy = sheet.x - np.float32(x), sheet.y - np.float32(y)
    far = np.hypot(dx, dy)
    swell = np.exp(-((far / np.float32(reach)) ** 2))
    scene = str(rng.choice(["lines", "sphere", "rings", "moire"]))
    phase = {"lines": _lines, "sphere": _sphere, "rings": _rings, "moire": _moire}[scene](
        sheet, (dx, dy, far), swell, reach
    )
    two = phase if isinstance(phase, tuple) else (phase,)
    # The slope of the phase keeps every line's edge one pixel soft at any resolution.
    slopes = [steepness(part) for part in two]

    def cover(patch: Patch) -> Field:
        total = None
        for part, slope in zip(two, slopes, strict=True):
            turn = patch.up(part, smooth=True) % 1.0
            edge = (np.float32(0.25) - np.abs(turn - np.float32(0.5))) / (patch.up(slope) * np.float32(patch.px))
            mask = np.clip(edge + 0.5, 0, 1)
            total = mask if total is None else np.abs(total - mask)
        return total if total is not None else np.zeros((1, 1), np.float32)

    fade = (
        np.clip((sheet.y / np.float32(h) - 0.02) * 3.2, 0, 1)
        if rng.random() < 0.5
        else np.ones((sheet.shape[0], 1), np.float32)
    )
    heat = np.clip(swell * 1.25 - 0.12, 0, 1)
    color = ramp(
        [figure, mix(figure, inks.accent, 0.5), inks.accent] if rng.random() < 0.75 else [figure, figure], heat
    )
    sheet.shade(color, cover)
    sheet.shade(ground, (1 - fade) * np.ones((1, sheet.shape[1]), np.float32))
    ball = np.clip(1 - far / np.float32(reach * 1.05), 0, 1)
    if scene == "sphere":
        lean = np.clip((dx * 0.6 + dy * 0.8) / np.float32(reach), 0, 1) * (ball > 0)
        sheet.shade(inks.dark, lean * np.float32(0.8), grain=0.8, blend="multiply")
    sheet.finish(1.8, tooth=1.2)
    return Composition((x / w, y / h), ((0.0, 0.0, 1.0, 0.18),))


Offsets = tuple[Field, Field, Field]


def _lines(sheet: Sheet, at: Offsets, swell: Field, _reach: float) -> Field:
    """Stripes pushed aside by a bump."""
    rng = sheet.rng("lines")
    angle, many = rng.choice([0.0, 0.0, 0.5, -0.5, 1.57]), rng.uniform(22, 34)
    along = sheet.x * np.float32(np.sin(angle)) + sheet.y * np.float32(np.cos(angle))
    push = (at[0] * np.float32(np.sin(angle)) + at[1] * np.float32(np.cos(angle))) * swell * np.float32(-0.72)
    wave = np.float32(0.03) * np.sin(sheet.x * np.float32(rng.uniform(4, 9)) + np.float32(rng.uniform(0, 6)))
    return ((along + push + wave * (1 - swell)) * np.float32(many)).astype(np.float32)


def _sphere(sheet: Sheet, at: Offsets, _swell: Field, reach: float) -> tuple[Field, Field]:
    """A checkerboard stretched over a ball."""
    many = np.float32(sheet.rng("sphere").uniform(9, 14))
    far = np.clip(at[2] / np.float32(reach), 1e-4, 1)
    grow = np.where(at[2] < reach, np.arcsin(far * 0.985) / far * np.float32(0.64), 1.0).astype(np.float32)
    return (at[0] * grow * many + 0.25).astype(np.float32), (at[1] * grow * many + 0.25).astype(np.float32)


def _rings(sheet: Sheet, at: Offsets, _swell: Field, _reach: float) -> Field:
    """Rings whose centres wander, so that they crowd on one side; a spiral at times."""
    rng = sheet.rng("rings")
    lean, turn = rng.uniform(0.35, 0.62), rng.uniform(0, 6.28)
    drift = at[0] * np.float32(np.cos(turn)) + at[1] * np.float32(np.sin(turn))
    spiral = np.arctan2(at[1], at[0]) / np.float32(2 * np.pi) * int(rng.choice([0, 0, 1, 2, 4]))
    return ((at[2] + np.float32(lean) * drift) * np.float32(rng.uniform(12, 20)) + spiral).astype(np.float32)


def _moire(sheet: Sheet, at: Offsets, _swell: Field, _reach: float) -> tuple[Field, Field]:
    """Two sets of rings laid over each other."""
    rng = sheet.rng("moire")
    many, gap, turn = rng.uniform(13, 19), rng.uniform(0.1, 0.26), rng.uniform(0, 6.28)
    ox, oy = np.float32(gap * np.cos(turn)), np.float32(gap * np.sin(turn))
    return (np.hypot(at[0] - ox, at[1] - oy) * np.float32(many)).astype(np.float32), (
        np.hypot(at[0] + ox, at[1] + oy) * np.float32(many)
    ).astype(np.float32)
