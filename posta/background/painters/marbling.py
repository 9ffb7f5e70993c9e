"""Ink combed on water, as on old endpapers, or clouds of ink: a Sheet in, its steps recorded and a Composition out."""

from __future__ import annotations

import numpy as np

from posta.background.painters.bands import Field, Patch
from posta.background.painters.inks import lit, mix, ramp
from posta.background.painters.sheet import Composition, Sheet, steepness


def paint(sheet: Sheet) -> Composition:
    rng, w, h, inks = sheet.rng("marbling"), sheet.width, sheet.height, sheet.inks
    tones = [
        inks.ground,
        mix(inks.mid, inks.light, 0.25),
        inks.figure,
        inks.accent,
        inks.second,
        mix(inks.mid, inks.dark, 0.3),
    ]
    style = str(rng.choice(["combed", "stones", "combed", "veins"]))
    if style == "veins":
        return _veins(sheet)
    x, y = _moved(sheet, style)
    rings = sheet.rng("drops")
    spots = [
        (rings.uniform(-0.2, w + 0.2), rings.uniform(-0.2, h + 0.2), rings.uniform(0.12, 0.42))
        for _ in range(int(44 * w * h))
    ]
    field = np.full(sheet.shape, -1e3, np.float32)
    owner = np.zeros(sheet.shape, np.float32)
    for k, (px, py, size) in enumerate(spots):
        depth = np.float32(size) - np.hypot(x - np.float32(px), y - np.float32(py))
        inside = depth > np.maximum(field, 0)
        owner = np.where(inside, np.float32(k % 6), owner)
        field = np.where(inside, depth, field)
    bands = np.maximum(field, 0) * np.float32(rng.uniform(9, 15)) + owner
    quiet = (
        np.clip((sheet.y / np.float32(h) - 0.1) * 4, 0, 1)
        if rng.random() < 0.6
        else np.ones((sheet.shape[0], 1), np.float32)
    )
    order = sheet.rng("order").permutation(6)
    sheet.terraces(bands, np.array([tones[int(k)] for k in order]), wrap=True)
    shine = np.clip(sheet.blur(np.sin(bands * np.float32(6.28)), 0.004), 0, 1)
    sheet.shade(inks.light, shine * np.float32(0.16), grain=0.4)
    sheet.shade(inks.ground, (1 - quiet) * np.ones((1, sheet.shape[1]), np.float32) * np.float32(0.94))
    sheet.finish(1.8, tooth=2.8)
    return Composition((0.5, 0.6), ((0.0, 0.0, 1.0, 0.22),), (-0.5, -0.5))


def _moved(sheet: Sheet, style: str) -> tuple[Field, Field]:
    """Where each point of the paper came from before the comb or stylus moved the water (Jaffer and Lu's tine lines:
    a tine drags the ink along itself, less the farther it is)."""
    rng = sheet.rng("comb")
    x, y = sheet.x + np.zeros(sheet.shape, np.float32), sheet.y + np.zeros(sheet.shape, np.float32)
    if style == "combed":
        pitch = rng.uniform(0.11, 0.2)
        for turn, pull in ((0.0, 0.2), (np.pi / 2, 0.12)):
            along = (x if turn == 0 else y) / np.float32(pitch)
            tooth = (
                1
                / (1 + 22 * np.abs(along - np.rint(along)) ** 1.4)
                * np.where(np.rint(along).astype(int) % 2 == 0, 1, -1)
            )
            if turn == 0:
                y = y - tooth.astype(np.float32) * np.float32(pull)
            else:
                x = x - tooth.astype(np.float32) * np.float32(pull)
    for _k in range(int(rng.integers(2, 5))):
        cx, cy, reach, twist = (
            rng.uniform(0, sheet.width),
            rng.uniform(0, sheet.height),
            rng.uniform(0.12, 0.3),
            rng.uniform(1.5, 4.0) * rng.choice([-1, 1]),
        )
        dx, dy = x - np.float32(cx), y - np.float32(cy)
        angle = np.float32(twist) * np.exp(-((np.hypot(dx, dy) / np.float32(reach)) ** 2))
        x, y = (
            np.float32(cx) + dx * np.cos(angle) - dy * np.sin(angle),
            np.float32(cy) + dx * np.sin(angle) + dy * np.cos(angle),
        )
    sway = np.float32(0.05 if style == "combed" else 0.11)
    return x + sway * sheet.noise(0.45, 3, "sway x"), y + sway * sheet.noise(0.45, 3, "sway y")


def _veins(sheet: Sheet) -> Composition:
    """Polished stone: clouded ground, thin dark and gilded veins."""
    rng, _w, _h, inks = sheet.rng("veins"), sheet.width, sheet.height, sheet.inks
    stir = sheet.noise(0.6, 3, "stir") * np.float32(0.25)
    cloud = sheet.warp(sheet.noise(0.5, 5, "cloud"), stir, -stir)
    ground, far = inks.ground, mix(inks.ground, inks.mid, 0.5)
    sheet.wash(
        lit(
            ramp([far, mix(ground, far, 0.35), ground], np.clip(0.55 + 0.5 * cloud, 0, 1)),
            inks.light,
            np.clip(cloud - 0.4, 0, 1) * np.float32(0.3),
        )
    )
    lean, offset = rng.uniform(0.3, 1.2), rng.uniform(-0.2, 0.3)
    for k, (tone, wide) in enumerate(
        ((mix(inks.figure, far, 0.35), 0.008), (inks.figure, 0.003), (inks.accent, 0.0045))
    ):
        field = sheet.warp(
            sheet.noise(rng.uniform(0.5, 0.8), 4, f"vein {k}", gain=0.5), stir * np.float32(0.8), stir * np.float32(0.8)
        ) * np.float32(0.45) + np.float32(0.9) * (
            sheet.x * np.float32(np.cos(lean + 0.25 * k))
            + sheet.y * np.float32(np.sin(lean + 0.25 * k))
            - np.float32(0.5 + offset + 0.18 * k)
        )
        slope = steepness(field)
        presence = np.clip(0.35 + 0.9 * sheet.noise(0.4, 3, f"presence {k}"), 0, 1).astype(np.float32)

        def cover(
            patch: Patch,
            field: Field = field,
            slope: Field = slope,
            presence: Field = presence,
            wide: float = wide,
        ) -> Field:
            here = patch.up(presence)
            away = np.abs(patch.up(field, smooth=True)) / patch.up(slope)
            return np.clip(
                (np.float32(wide) * here - away) / np.float32(max(patch.px, wide * 0.35)) + 0.5, 0, 1
            ) * np.clip(here * 3, 0, 1)

        sheet.shade(tone, cover)
    sheet.finish(1.8, tooth=1.0)
    return Composition((0.5, 0.5), ((0.0, 0.0, 1.0, 0.25), (0.0, 0.75, 1.0, 1.0)), (-0.5, -0.5))
