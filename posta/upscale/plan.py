"""Which way reaches the pixels of a print: the page's pixels, what the picture is, and a machine in, routes out, best first.

Each route says what it takes (memory, time) and the resolution it truly has: the pixels an inch that were painted, drawn or
made by a network. Plain resampling makes pixels, not detail, and does not count. Times come from speeds measured on the
machine where there are any; the rest are estimates and marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from posta.engines.models import MODELS
from posta.errors import StageError
from posta.ultra.sizes import STEP, Size, fit_size
from posta.upscale.lanczos import MOST_PIXELS
from posta.upscale.machine import Machine

Kind = Literal["painted", "picture", "generated"]

DRAWN_SIDE = 4096
"""The longer side that the engine `urae` draws at most by default."""
NETWORK_SCALE = 4
GPU_TILE, CPU_TILE, OVERLAP = 512, 256, 32
STRIP_ROWS = 256
FEW_STEPS = 10
FITS = 0.94  # of free memory: fragments and drivers take the rest
GB = 1e9


@dataclass(frozen=True, slots=True)
class Source:
    """What the picture is before it is made large."""

    kind: Kind
    width: int = 0
    """Its pixels; of a generated one, 0 for what the model makes."""
    height: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """One way to the wanted pixels."""

    name: str
    how: str
    """For a person: the steps."""
    engines: tuple[str, ...]
    """The choices that take it, as the command line's `--engine` knows them."""
    detail_px: tuple[int, int]
    """The page's pixels at the resolution the picture truly has."""
    ppi: float
    """That resolution: never more than was asked for."""
    gpu_gb: float
    host_gb: float
    seconds: float
    measured: bool
    """Whether the time comes from speeds measured on this machine."""
    lacks: str = ""
    """Why it cannot be taken here; empty: it can."""
    options: tuple[str, ...] = ()
    """What goes with the choices, as `--option` knows it."""

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that take it on a poster; none where an export does it by itself."""
        found = []
        for engine in self.engines:
            stage = engine.partition("=")[0]
            if stage == "upscale" or engine == "background=diffusion":
                words = [f"--engine {engine}", *(f"--option {o}" for o in self.options if o.startswith(stage))]
                found.append(f"posta redo POSTER {stage} {' '.join(words)}")
        return tuple(found)


def routes(page_px: tuple[int, int], source: Source, ppi: float, machine: Machine) -> list[Route]:
    """Every route to `page_px` (width, height at `ppi`), those that can be taken here first, then by resolution and time.

    Raises StageError for sizes that are none.
    """
    if min(page_px) < 1 or ppi <= 0 or (source.kind == "picture" and min(source.width, source.height) < 1):
        raise StageError(f"No route leads from {source} to {page_px[0]} x {page_px[1]} px at {ppi:g} ppi.")
    if source.kind == "painted":
        found = [_painted(page_px, ppi, machine)]
        if source.width and source.height:
            found.append(_enlarged(_Start(page_px, ppi, machine, Size(source.width, source.height)), ()))
    elif source.kind == "generated":
        found = _generated(page_px, source, ppi, machine)
    else:
        start = _Start(page_px, ppi, machine, Size(source.width, source.height))
        if start.factor <= 1.02:
            found = [_as_it_is(start)]
        else:
            found = [_enlarged(start, way) for way in WAYS]
    found = [_fitting(r, machine) for r in found]
    return sorted(found, key=lambda r: (bool(r.lacks), -round(r.ppi), r.seconds))


Step = Literal["draw", "network"]
WAYS: tuple[tuple[Step, ...], ...] = (("draw",), ("draw", "network"), ("network",), ())
"""What is done before Lanczos brings a picture to its exact size."""


@dataclass(frozen=True, slots=True)
class _Start:
    """A picture that is to cover a page, and the cost of having it."""

    page_px: tuple[int, int]
    ppi: float
    machine: Machine
    size: Size
    seconds: float = 0.0
    gpu_gb: float = 0.0
    host_gb: float = 0.0

    @property
    def factor(self) -> float:
        """How many times as many pixels a side must have."""
        return max(self.page_px[0] / self.size.width, self.page_px[1] / self.size.height)

    @property
    def wanted(self) -> Size:
        """The whole picture's size when it covers the page."""
        return Size(*(max(1, round(side * self.factor)) for side in self.size))


def _painted(page_px: tuple[int, int], ppi: float, machine: Machine) -> Route:
    pixels = page_px[0] * page_px[1]
    host = (pixels * 3 + page_px[0] * STRIP_ROWS * 240) / GB  # the picture, and about 20 float32 planes of a strip
    return Route(
        "paint", "painted at the page's own pixels", ("background=procedural",), page_px, ppi, 0.0, host,
        pixels / 1e6 / machine.paint.value, machine.paint.measured,
    )  # fmt: skip


def _as_it_is(start: _Start) -> Route:
    host = start.size.pixels * 6 / GB
    return Route("as it is", "the picture has the pixels", (), start.page_px, start.ppi, 0.0, host, 0.0, True)


def _generated(page_px: tuple[int, int], source: Source, ppi: float, machine: Machine) -> list[Route]:
    aspect = page_px[0] / page_px[1]
    size = Size(source.width, source.height) if source.width and source.height else fit_size(aspect)
    row = MODELS[machine.model]
    seconds, needs = 0.0, row.weights_gb() + row.working_gb
    if not machine.lacks_model:
        from posta.ultra.plan import shape_of, speed_of, step_operations

        operations = row.steps * step_operations(size, shape=shape_of(row))
        seconds = operations / speed_of(machine.gpu) * machine.drawing.value
        needs = min(needs, machine.gpu_free_gb * FITS)  # where less is free, it runs part by part
    start = _Start(page_px, ppi, machine, size, seconds, needs, row.weights_gb())
    found = []
    for way in WAYS:
        route = _enlarged(start, way)
        lacks = machine.lacks_model or route.lacks
        name = "generate" if route.name == "lanczos" and start.factor <= 1.02 else f"generate, {route.name}"
        how = f"generated at {size.width} x {size.height} px; {route.how}"
        engines = ("background=diffusion", *route.engines)
        options = (f"background.model={row.name}", *route.options)
        found.append(replace(route, name=name, how=how, engines=engines, options=options, lacks=lacks, measured=False))
    return found


def _enlarged(start: _Start, way: tuple[Step, ...]) -> Route:
    """The route that takes the steps of a way, then Lanczos to the exact size."""
    machine, size = start.machine, start.size
    seconds, gpu, host, measured = start.seconds, start.gpu_gb, start.host_gb, True
    lacks, words = "", []
    if "draw" in way:
        drawn, needs, took, problem = _drawing(start)
        lacks = problem
        words.append(f"drawn larger to {drawn.width} x {drawn.height} px")
        seconds, gpu, host = seconds + took, max(gpu, needs), max(host, MODELS[machine.model].weights_gb())
        size, measured = drawn, measured and machine.drawing.measured
    if "network" in way:
        left = max(start.wanted.width / size.width, start.wanted.height / size.height)
        tile = GPU_TILE if machine.gpu else CPU_TILE
        tiles = (tile / (tile - OVERLAP)) ** 2 if max(size) > tile else 1.0
        seconds += size.pixels / 1e6 * tiles / machine.network.value
        working = 4 * 64 * (tile * NETWORK_SCALE) ** 2 * (2 if machine.gpu else 4) / GB
        gpu, host = (max(gpu, working), host) if machine.gpu else (gpu, max(host, working))
        host = max(host, (size.pixels * 3 + size.width * tile * 12) * NETWORK_SCALE**2 / GB)
        lacks = lacks or machine.lacks_network
        if size.pixels * NETWORK_SCALE**2 > MOST_PIXELS:
            lacks = lacks or f"{size.pixels / 1e6:.0f} megapixels are too many to be enlarged {NETWORK_SCALE}x at once"
        words.append(f"a learned network enlarges it {NETWORK_SCALE}x")
        factor = min(NETWORK_SCALE, left)
        size = Size(ceil(size.width * factor), ceil(size.height * factor))
        measured = measured and machine.network.measured
    share = min(1.0, size.width / start.wanted.width)
    if start.wanted.pixels > MOST_PIXELS:
        lacks = lacks or f"more than {MOST_PIXELS // 1_000_000} megapixels cannot be made; ask for a lower ppi"
    words.append("Lanczos to the exact size" if words else "resampled: no detail is added")
    seconds += start.wanted.pixels / 1e6 / machine.lanczos.value
    host = max(host, (start.wanted.pixels * 3 + size.pixels * 3 + start.wanted.width * 96 * 80) / GB)
    detail = max(1, round(start.page_px[0] * share)), max(1, round(start.page_px[1] * share))
    ways: dict[tuple[Step, ...], tuple[str, tuple[str, ...]]] = {
        ("draw",): ("draw larger", ("upscale=urae",)),
        ("draw", "network"): ("draw larger, network", ("upscale=urae",)),
        ("network",): ("network", ("upscale=spandrel",)),
        (): ("lanczos", ("upscale=lanczos",)),
    }
    name, engines = ways[way]
    options = ("upscale.finish=spandrel",) if way == ("draw", "network") else ()
    if "draw" in way:
        options = (f"upscale.model={machine.model}", *options)
    return Route(
        name, ", then ".join(words), engines, detail, start.ppi * share, gpu, host, seconds,
        measured and machine.lanczos.measured, lacks, options,
    )  # fmt: skip


def _drawing(start: _Start) -> tuple[Size, float, float, str]:
    """(size drawn, GB on the GPU, seconds, why it cannot be done) of the engine `urae`."""
    size = Size(*(max(1, round(side / STEP)) * STEP for side in start.size))
    target = min(DRAWN_SIDE, max(start.wanted))
    if start.machine.lacks_model or target < max(size) + STEP:
        reason = start.machine.lacks_model or f"the picture already has {max(size)} px a side"
        scale = max(1.0, target / max(start.size))
        return Size(*(round(side * scale) for side in start.size)), 0.0, 0.0, reason
    from posta.ultra.plan import plans, shape_of

    row = MODELS[start.machine.model]
    steps = {"steps": 2 * row.steps} if row.steps <= FEW_STEPS else {}
    offered = plans(size, target, "projected", card=start.machine.gpu, shape=shape_of(row), **steps)
    fits = [p for p in offered if p.bytes / GB <= start.machine.gpu_free_gb * FITS]
    best = fits[0] if fits else offered[-1]
    least = f"{best.bytes / GB:.0f} GB of the GPU are needed, {start.machine.gpu_free_gb:.0f} are free"
    seconds = best.seconds * start.machine.drawing.value
    return best.passes[-1].size, best.bytes / GB, seconds, "" if fits else least


def _fitting(route: Route, machine: Machine) -> Route:
    if route.lacks or route.host_gb <= machine.host_free_gb * FITS:
        return route
    return replace(
        route, lacks=f"{route.host_gb:.0f} GB of main memory are needed, {machine.host_free_gb:.0f} are free"
    )


# Words --------------------------------------------------------------------------------------------------------------------


def table(found: list[Route], page_px: tuple[int, int], ppi: float, machine: Machine) -> str:
    """The routes as text with aligned columns: those to take first, then what the others lack."""
    lines = [f"{page_px[0]} x {page_px[1]} px at {ppi:g} ppi, on {machine.name}"]
    head = ("route", "true ppi", "GPU", "memory", "time", "")
    rows = [
        (
            r.name,
            f"{r.ppi:.0f}",
            _gb(r.gpu_gb) if r.gpu_gb else "-",
            _gb(r.host_gb),
            ("" if r.measured else "≈ ") + duration(r.seconds),
            r.how,
        )
        for r in found
        if not r.lacks
    ]
    if rows:
        wide = [max(len(row[i]) for row in (head, *rows)) for i in range(5)]
        for row in (head, *rows):
            cells = [c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, wide, strict=False))]
            lines.append("  ".join((*cells, row[5])).rstrip())
    if rows:
        lines.append("true ppi: what was painted, drawn or made by a network, before resampling.")
        best = next(r for r in found if not r.lacks)
        ending = f" --ppi {ppi:g}"
        lines += [f"  {c}{ending if ' upscale ' in c else ''}" for c in best.commands]
    if any(not r.measured for r in found if not r.lacks):
        lines.append("≈: an estimate, not measured on this machine. Times leave out the loading of models.")
    missing = [r for r in found if r.lacks]
    if missing:
        lines.append("not here:")
        lines += [f"  {r.name} ({r.ppi:.0f} ppi): {r.lacks}" for r in missing]
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """Seconds for a person."""
    if seconds < 1:
        return "under 1 s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def _gb(value: float) -> str:
    return f"{value * 1000:.0f} MB" if value < 0.95 else f"{value:.1f} GB"
