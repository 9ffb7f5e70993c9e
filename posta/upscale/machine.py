"""How fast and how large this machine is: short probes and the times of earlier work in, a `Machine` for plans out.

Speeds are kept in the person's config folder (`speeds.json`) beside what they were measured on; every real run of an engine
replaces the probe's guess by what it took.
"""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import numpy as np

from posta.engines.device import Device, find_device
from posta.engines.keep import recall, remember
from posta.engines.weights import find
from posta.errors import EngineError, ModelError
from posta.upscale import UpscaleRequest
from posta.upscale.lanczos import Lanczos
from posta.upscale.upscalers import find_file

KEPT = "speeds"
# Real-ESRGAN x4plus: 23 blocks at the source's size, four layers above it; multiplications and additions for each source pixel.
NETWORK_OPERATIONS = 35.8e6
NETWORK_SHARE = 0.5  # of the probe's speed that a whole network reaches (measured on a CPU)
DRAWERS = ("flux1-schnell", "z-image-turbo", "flux2-klein-4b", "qwen-image", "qwen-image-2512", "flux1-dev")
PROBES = 2
PAINTED = ((620, 877), (1754, 2480))
LEAST_PIXELS = 100_000  # what a small picture takes says little of a large one


@dataclass(frozen=True, slots=True)
class Speed:
    """A rate, and whether it was measured on this machine or is a guess."""

    value: float
    measured: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """What a plan needs to know. Sizes in GB (10^9 bytes), rates per second."""

    name: str
    host_free_gb: float
    lanczos: Speed
    """Megapixels made."""
    paint: Speed
    """Megapixels painted."""
    network: Speed
    """Megapixels of the source that a learned network takes."""
    gpu: str = ""
    """Name of the GPU; empty: none."""
    gpu_free_gb: float = 0.0
    drawing: Speed = Speed(1.0, False)
    """Time that drawing with a diffusion model takes, as a multiple of the estimate of `posta.ultra.plan`."""
    lacks_network: str = ""
    """Why no learned upscaler can run; empty: one can."""
    lacks_model: str = ""
    """Why no diffusion model can run; empty: one can."""
    model: str = DRAWERS[0]
    """The diffusion model that plans reckon with: the first of `DRAWERS` whose files are here."""


def this_machine(paint: Callable[[int, int], object] | None = None, *, again: bool = False) -> Machine:
    """This machine, probed once (a few seconds) and then as kept. `again` probes anew.

    `paint(width_px, height_px)` paints something, to tell how fast; without it (and nothing kept) that is a guess.
    """
    gpu, free_gb, host_gb = _hardware()
    where = gpu or _cpu()
    kept = {} if again else recall(KEPT)

    def speed(what: str, on: str, probe: Callable[[], float] | None, guess: float) -> Speed:
        key = f"{what}|{on}"
        found = kept.get(key)
        if isinstance(found, (int, float)) and found > 0:
            return Speed(float(found), True)
        if probe is None:
            return Speed(guess, False)
        return Speed(note(what, on, probe()), True)

    file, lacks_network = _network_file()
    model, lacks_model = _model(gpu)
    ran = kept.get(f"network {file}|{where}")
    if isinstance(ran, (int, float)) and ran > 0:
        network = Speed(float(ran), True)
    else:
        convolution = speed("convolution", where, _convolution if find_spec("torch") else None, 3e10)
        network = Speed(convolution.value * NETWORK_SHARE / (NETWORK_OPERATIONS * 1e6), False)
    return Machine(
        name=where if gpu else f"{_cpu()}, {host_gb:.0f} GB free",
        host_free_gb=host_gb,
        lanczos=speed("lanczos", _cpu(), _lanczos, 10.0),
        paint=speed("paint", _cpu(), None if paint is None else lambda: _painted(paint), 0.5),
        network=network,
        gpu=gpu,
        gpu_free_gb=free_gb,
        drawing=speed("drawing", where, None, 1.0),
        lacks_network=lacks_network,
        lacks_model=lacks_model,
        model=model,
    )


def note(what: str, on: str, value: float) -> float:
    """Keep a speed; returns it as kept. Where the config folder cannot be written it is only not kept: the work was done."""
    rounded = float(f"{value:.4g}")
    with contextlib.suppress(EngineError):
        remember(KEPT, {f"{what}|{on}": rounded})
    return rounded


def note_network(sha256: str, device: Device, pixels: int, seconds: float) -> None:
    """Keep how fast a learned network took a picture of that many pixels."""
    if pixels >= LEAST_PIXELS:
        note(f"network {sha256}", _place(device), pixels / 1e6 / max(seconds, 1e-6))


def note_drawing(device: Device, estimated: float, seconds: float) -> None:
    """Keep how long drawing took beside its estimate."""
    note("drawing", _place(device), seconds / max(estimated, 1e-6))


def _place(device: Device) -> str:
    return device.name if device.kind == "cuda" else _cpu()


def _hardware() -> tuple[str, float, float]:
    """(GPU or "", its free GB, free GB of main memory)."""
    if find_spec("torch") is None or find_spec("psutil") is None:
        return "", 0.0, _pages_gb()
    try:
        device = find_device("auto")
    except EngineError:
        return "", 0.0, find_device("cpu").host_free_gb
    return (
        (device.name, device.free_gb, device.host_free_gb) if device.kind == "cuda" else ("", 0.0, device.host_free_gb)
    )


def _pages_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):  # not told by this system
        return 4.0


def _cpu() -> str:
    return f"{os.cpu_count()} {platform.machine()} cores"


def _network_file() -> tuple[str, str]:
    """(hash of the learned upscaler at hand, why there is none)."""
    if find_spec("torch") is None or find_spec("spandrel") is None:
        return "", "needs the packages of posta[gpu]"
    try:
        return find_file().sha256, ""
    except ModelError as problem:
        return "", str(problem)


def _model(gpu: str) -> tuple[str, str]:
    """(name of the diffusion model to reckon with, why it cannot run; empty: it can)."""
    if find_spec("torch") is None or find_spec("diffusers") is None:
        return DRAWERS[0], "needs the packages of posta[gpu]"
    if not gpu:
        return DRAWERS[0], "needs an NVIDIA GPU"
    reason = ""
    for name in DRAWERS:
        try:
            find(name)
        except ModelError as problem:
            reason = reason or str(problem)
        else:
            return name, ""
    return DRAWERS[0], reason


def _best(work: Callable[[], object], amount: float) -> float:
    """`amount` a second, by the fastest of a few runs: other programs only ever make one slower."""
    seconds = []
    for _ in range(PROBES):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return amount / max(min(seconds), 1e-6)


def _lanczos() -> float:
    source = np.random.default_rng(0).integers(0, 255, (320, 256, 3), np.uint8)
    return _best(lambda: Lanczos().enlarge(UpscaleRequest(source, 1024, 1280)), 1024 * 1280 / 1e6)


def _painted(paint: Callable[[int, int], object]) -> float:
    """By the difference of two sizes: composing a picture takes the same time whatever its pixels."""
    small, large = (1 / _best(partial(paint, *size), 1.0) for size in PAINTED)
    more = (PAINTED[1][0] * PAINTED[1][1] - PAINTED[0][0] * PAINTED[0][1]) / 1e6
    return more / max(large - small, large / 4)


def _convolution() -> float:
    """Operations a second of a 3 x 3 convolution over 64 channels, as the networks are made of."""
    import torch

    cuda = torch.cuda.is_available()
    side, where = (1024, "cuda") if cuda else (160, "cpu")
    kind = torch.float16 if cuda else torch.float32
    picture = torch.ones(1, 64, side, side, device=where, dtype=kind)
    weights = torch.ones(64, 64, 3, 3, device=where, dtype=kind)

    def run() -> None:
        with torch.inference_mode():
            torch.nn.functional.conv2d(picture, weights, padding=1)
        if cuda:
            torch.cuda.synchronize()

    run()
    return _best(run, 2.0 * 9 * 64 * 64 * side * side)
