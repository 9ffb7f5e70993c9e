"""Enlarge with a learned network (Real-ESRGAN and its kin): a picture and the size wanted in, the picture with its detail out.

The network enlarges by its own whole factor, tile by tile; Lanczos or area resampling brings that to exactly the size wanted.
The same request gives the same picture with the same file, device and precision.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from posta.engines import Progress, part, silent
from posta.engines.device import Device, find_device, forget, is_out_of_memory
from posta.engines.turns import time_left, turn
from posta.engines.warm import WARM, Warm, WarmKey
from posta.errors import EngineError, OutOfMemory, StageError
from posta.upscale import UpscaleRequest
from posta.upscale.enlarged import Enlarged
from posta.upscale.kept import kept, zones_of
from posta.upscale.lanczos import MOST_PIXELS, Lanczos
from posta.upscale.machine import note_network
from posta.upscale.networks import DTYPES, Inside, Network, Precision
from posta.upscale.options import check_kinds
from posta.upscale.tiles import Tiling, tiled, tiles
from posta.upscale.transparency import apart, together
from posta.upscale.upscalers import find_file

GPU_TILE, CPU_TILE, LEAST_TILE = 512, 256, 64
EVERY_SECONDS = 0.3
LESS = "Close other programs, run it with device=cpu, or use the lanczos engine."


class Spandrel:
    """The engine `spandrel`."""

    def __init__(
        self,
        model: str = "",
        *,
        device: str = "auto",
        download: bool = False,
        tile: int | None = None,
        overlap: int = 32,
        precision: Precision | Literal["auto"] = "auto",
    ) -> None:
        """`model`: a row, a file or a folder (see `posta.upscale.upscalers`); `device` "auto": a GPU if there is one, else
        the CPU; `tile` and `overlap` in source pixels, tile None: 512 on a GPU, 256 on the CPU, 0: the whole picture at once.

        Raises StageError for options out of range. The file is looked for when a picture is enlarged.
        """
        given = {"model": model, "device": device, "download": download, "tile": tile, "overlap": overlap}
        kinds = {"model": str, "device": str, "download": bool, "tile": int, "overlap": int}
        check_kinds("spandrel", given, kinds, frozenset({"tile"}))
        if precision not in ("auto", *DTYPES):
            raise EngineError(f"There is no precision {precision!r}.", hint=f"Choose auto, {', '.join(DTYPES)}.")
        self.model, self.device, self.download = model, device, download
        self.precision: Precision | Literal["auto"] = precision
        self.tile, self.overlap = tile, overlap
        self.warm: Warm = WARM
        Tiling(LEAST_TILE if tile is None else tile, min(overlap, LEAST_TILE // 2) if tile is None else overlap)

    def enlarge(self, request: UpscaleRequest, progress: Progress = silent) -> NDArray[np.uint8]:
        """The picture at the size wanted. Raises ModelError (no usable file), EngineError, OutOfMemory and Cancelled."""
        return self.enlarged(request, progress).pixels

    def enlarged(self, request: UpscaleRequest, progress: Progress = silent) -> Enlarged:
        """The picture and how it was made, with how well it kept to the source where zones are told."""
        source = request.pixels
        zones = zones_of(request.settings.get("zones", {}))
        width, height = request.width_px, request.height_px
        if width * height > MOST_PIXELS:
            raise StageError(
                f"{width} x {height} pixels are more than can be made here.",
                hint=f"Up to {MOST_PIXELS // 1_000_000} megapixels work; use a lower ppi.",
            )
        if width <= source.shape[1] and height <= source.shape[0]:
            return Enlarged(
                Lanczos().enlarge(request, progress), {"network": "not needed: the picture has these pixels"}
            )
        device = _device(self.device)
        file = find_file(self.model, download=self.download, progress=progress)
        colors, alpha = apart(source)
        with turn(device.torch_name, progress):
            key = WarmKey(f"{file.path}|{file.sha256}", device.torch_name, self.precision)

            def load() -> Network:
                progress(0.0, f"loading {file.name} on {device.name}")
                try:
                    return Network(file, device, self.precision)
                except (RuntimeError, MemoryError) as failure:
                    if not is_out_of_memory(failure):
                        raise
                raise OutOfMemory(f"{file.name} does not fit in the memory of {device.name}.", hint=LESS)

            network: Network = self.warm.get(key, file.path.stat().st_size / 1e9, device.free_gb, load)
            made = colors.shape[0] * colors.shape[1] * network.scale**2
            if made > MOST_PIXELS:
                raise StageError(
                    f"{file.name} enlarges {network.scale}x: {made // 1_000_000} megapixels on the way.",
                    hint="Use the lanczos engine for a picture as large as this, or a network with a smaller factor.",
                )
            started = time.monotonic()
            large, used = self._by_network(network, colors, part(progress, 0.0, 0.95))
            note_network(file.sha256, device, colors.shape[0] * colors.shape[1], time.monotonic() - started)
        measured = {"kept": kept(large, colors, zones)} if len(zones) > 1 else {}
        exact = Lanczos().enlarge(replace(request, pixels=large), part(progress, 0.95, 1.0))
        record: dict[str, Any] = {
            "network": file.name,
            "network_sha256": file.sha256,
            "licence": file.licence.name,
            "architecture": network.architecture,
            "scale": network.scale,
            "device": device.name,
            **used,
            **measured,
            "versions": {name: version(name) for name in ("torch", "spandrel")},
        }
        return Enlarged(together(exact, alpha, source.shape[2], width, height), record)

    def _by_network(
        self, network: Network, colors: NDArray[np.uint8], progress: Progress
    ) -> tuple[NDArray[np.uint8], dict[str, Any]]:
        """The colours enlarged by the network's factor; smaller tiles where memory runs out, float32 where numbers overflow."""
        tile = _default_tile(network.device) if self.tile is None else self.tile
        if network.whole_only:
            tile = 0
        said: list[str] = []
        while True:
            tiling = Tiling(tile, min(self.overlap, tile // 2) if tile else self.overlap)
            problem = ""
            told = _Told(progress, network.file.name, tiles(colors.shape[0], colors.shape[1], tiling))
            try:
                made = tiled(colors, network.scale, partial(_finite, network, told.inside), tiling, told)
                used: dict[str, Any] = {"tile_px": tile, "overlap_px": tiling.overlap, "precision": network.precision}
                return made, used | ({"fell_back": said} if said else {})
            except _NotFinite:
                network.in_full()
                problem = f"{network.file.name} overflowed float16; going on in float32."
            except (RuntimeError, MemoryError) as failure:
                if not is_out_of_memory(failure):
                    raise
            forget(network.device.torch_name)
            if not problem:
                smaller = (tile or max(colors.shape[:2])) // 2
                if network.whole_only or smaller < LEAST_TILE:
                    raise OutOfMemory(
                        f"{network.file.name} does not fit in the memory of {network.device.name}, in tiles of "
                        f"{tile or 'the whole picture'} px.",
                        hint=LESS,
                    )
                problem = f"Memory ran out with tiles of {tile or max(colors.shape[:2])} px; trying {smaller} px."
                tile = smaller
            said.append(problem)
            progress(0.0, problem)


class _Told:
    """Progress by tiles and, inside one, by layers; at most a few times a second."""

    def __init__(self, progress: Progress, name: str, tiles: int) -> None:
        self.progress, self.name, self.tiles = progress, name, tiles
        self.started = self.last = time.monotonic()
        self.at, self.doing = 0.0, ""

    def __call__(self, done: float, doing: str) -> None:
        self.at, self.doing = done, doing
        self._say(done)

    def inside(self, share: float) -> None:
        if time.monotonic() - self.last >= EVERY_SECONDS:
            self._say(self.at + share / self.tiles)

    def _say(self, done: float) -> None:
        self.last = time.monotonic()
        left = time_left(done, self.last - self.started)
        rest = "" if left is None else f", {max(1, round(left))} s left"
        self.progress(min(1.0, done), f"enlarging with {self.name}: {self.doing}{rest}")


class _NotFinite(Exception):
    """The network gave values that are no numbers."""


def _finite(network: Network, inside: Inside, tile: NDArray[np.float32]) -> NDArray[np.float32]:
    made = network.run(tile, inside)
    if np.isfinite(made).all():
        return made
    if network.precision == "float32":
        raise StageError(
            f"{network.file.name} gave values that are no picture (not a number).", hint="Use another upscaler."
        )
    raise _NotFinite


def _default_tile(device: Device) -> int:
    return CPU_TILE if device.kind == "cpu" else GPU_TILE


def _device(wish: str) -> Device:
    """Where to run: these networks are small enough for a CPU, so "auto" takes it where there is no GPU."""
    import torch

    if wish == "auto" and not torch.cuda.is_available() and not torch.backends.mps.is_available():
        return find_device("cpu")
    try:
        return find_device(wish)
    except EngineError as problem:
        if wish in ("auto", "cpu") or not problem.message.startswith("There is no GPU here"):
            raise
        raise EngineError("There is no GPU here.", hint="Leave the device out: the CPU does it, more slowly.") from None
