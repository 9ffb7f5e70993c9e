"""The speeds people feel: `python tests/bench/run.py [name …]` prints one table. Seconds are medians of warm runs.

Every row is one short function; `limit` is the figure it is held against, in seconds (or MB where it says so).
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posta.document.assets import Assets
from posta.document.brief import load_brief
from posta.document.finish import Treatment
from posta.document.poster import Poster
from posta.export import ExportOptions
from posta.export.pdf.kept import KEPT
from posta.output import write
from posta.pipeline import make, make_variants
from posta.render.place import place, set_layer
from posta.render.raster import rasterize
from posta.typeset.fonts import FontLibrary

BRIEF = Path(__file__).parents[2] / "data/posterart/briefs/blue-hour.yaml"
OUT = Path(tempfile.mkdtemp(prefix="posta-bench-"))


@dataclass(frozen=True)
class Row:
    """One measured thing."""

    name: str
    run: Callable[[], object]
    limit: float
    runs: int = 5
    warm: int = 1


def poster_on(format_name: str) -> tuple[Poster, Assets]:
    """The sample brief as a finished poster."""
    return make(load_brief(BRIEF).changed(format=format_name))


def import_time() -> float:
    """Seconds `import posta` takes in a fresh interpreter, beyond an empty one."""

    def once(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    return min(once("import posta") for _ in range(5)) - min(once("pass") for _ in range(5))


def typeset_page(poster: Poster) -> None:
    """Every text of a poster set anew."""
    from posta.typeset import setting

    setting.typeset.cache_clear()
    for layer in poster.layers:
        if layer.kind == "text":
            set_layer(poster, layer, FontLibrary.shipped())


def edit_and_redraw(poster: Poster, assets: Assets) -> Callable[[], None]:
    """Change the title's words, place and rasterize a 1240 px preview: another text every time."""
    count = iter(range(10_000))
    title = next(x for x in poster.layers if x.id == "title")

    def edit() -> None:
        changed = poster.with_layer(title.changed(text=f"Blue Hour {next(count)}"))
        frame = place(changed, assets)
        rasterize(frame, 1240 / frame.trim.width * 72)

    return edit


def rows() -> list[Row]:
    """All rows, cheap ones first."""
    a3, assets = poster_on("a3")
    brief = load_brief(BRIEF)
    ground = a3.background
    assert ground is not None
    two_inks = (Treatment(kind="riso"), Treatment(kind="paper"), Treatment(kind="grain"))
    riso = a3.with_layer(ground.changed(finish=two_inks))

    def preview() -> None:
        made, pictures = make(brief)
        frame = place(made, pictures)
        rasterize(frame, 1240 / frame.trim.width * 72)

    def four() -> None:
        made, pictures = make_variants(brief, 4)
        for poster in made:
            frame = place(poster, pictures)
            rasterize(frame, 1240 / frame.trim.width * 72)

    def export(name: str, *, again: bool = False, **options: Any) -> Callable[[], object]:
        """Write the sheet; a first export finds no encoded picture kept from an earlier one, one `again` does."""

        def run() -> None:
            if not again:
                KEPT.clear()
            write(a3, assets, OUT / name, ExportOptions(**options))

        return run

    return [
        Row("typeset a page", lambda: typeset_page(a3), 0.08),
        Row("re-render a preview after a text edit", edit_and_redraw(a3, assets), 0.06, runs=9),
        Row("brief to A3 preview, 1240 px", preview, 1.5),
        Row("four variants", four, 4.0, runs=3),
        Row("A3 300 ppi PNG", export("a3.png"), 3.0, runs=3),
        Row(
            "A3 300 ppi PNG in two inks",
            lambda: write(riso, assets, OUT / "riso.png", ExportOptions(ppi=300)),
            3.0,
            runs=3,
        ),
        Row("A3 PDF", export("a3.pdf"), 1.5, runs=3),
        Row("A3 PDF/X-4", export("a3.pdf", pdf="x-4"), 3.0, runs=3),
        Row("A3 PDF/X-1a", export("a3.pdf", pdf="x-1a"), 3.0, runs=3),
        Row("A3 PDF/X-4 a second time", export("a3.pdf", again=True, pdf="x-4"), 0.6, runs=3),
        Row("A3 SVG", export("a3.svg"), 3.0, runs=3),
    ]


def measure(row: Row) -> tuple[float, float, float]:
    """(lowest, median, highest) seconds of a row's runs."""
    for _ in range(row.warm):
        row.run()
    times = []
    for _ in range(row.runs):
        start = time.perf_counter()
        row.run()
        times.append(time.perf_counter() - start)
    return min(times), statistics.median(times), max(times)


# name, format, suffix, kind of PDF, most memory in MB
LARGE_SHEETS = [
    ("A1 300 ppi PNG", "a1", "png", "plain", 2000),
    ("A1 300 ppi PDF", "a1", "pdf", "plain", 2000),
    ("A1 300 ppi PDF/X-4", "a1", "pdf", "x-4", 2000),
    ("A0 300 ppi PNG", "a0", "png", "plain", 2500),
]

LARGE = """
import resource, sys, time
sys.path.insert(0, {here!r})
from run import poster_on, write, ExportOptions, OUT
poster, assets = poster_on({format!r})
start = time.perf_counter()
write(poster, assets, OUT / "large.{suffix}", ExportOptions(ppi=300, pdf={pdf!r}))
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def large(format_name: str, suffix: str, pdf: str) -> tuple[float, float]:
    """(seconds, peak MB) of writing a large sheet at 300 ppi, in a process of its own."""
    code = LARGE.format(here=str(Path(__file__).parent), format=format_name, suffix=suffix, pdf=pdf)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def main(wanted: list[str]) -> None:
    """Print the table."""

    def asked(name: str) -> bool:
        return not wanted or any(w.lower() in name.lower() for w in wanted)

    print(f"{'':40} {'lowest':>8} {'median':>8} {'highest':>8} {'limit':>8}")
    if asked("import posta"):
        print(f"{'import posta':40} {'':8} {import_time():8.3f} {'':8} {0.3:8.3f}")
    for row in rows():
        if asked(row.name):
            low, middle, high = measure(row)
            print(f"{row.name:40} {low:8.3f} {middle:8.3f} {high:8.3f} {row.limit:8.3f}", flush=True)
    for name, format_name, suffix, pdf, memory in LARGE_SHEETS:
        if asked(name):
            seconds, peak = large(format_name, suffix, pdf)
            print(f"{name:40} {'':8} {seconds:8.3f} {'':8} {peak:5.0f} MB of {memory}", flush=True)
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
