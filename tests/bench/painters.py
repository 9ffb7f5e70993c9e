"""How long each painter takes: names of painters in (none: all), a table of seconds and the peak memory out."""

from __future__ import annotations

import resource
import sys
import time

from posta.background import BackgroundRequest
from posta.background.painters import PAINTERS
from posta.background.procedural import Procedural, compose

SIZES = ((1240, 1754, 150.0), (3508, 4961, 300.0))


def main(names: list[str]) -> None:
    engine = Procedural()
    print(f"{'painter':<12} {'compose':>8} " + " ".join(f"{w} x {h}" for w, h, _ in SIZES))
    for name in names or list(PAINTERS):
        row = []
        for width, height, ppi in SIZES:
            request = BackgroundRequest("", width, height, ppi, seed=3, painter=name)
            if not row:
                compose(request)
                start = time.perf_counter()
                compose(request)
                row.append(time.perf_counter() - start)
            start = time.perf_counter()
            engine.paint(request)
            row.append(time.perf_counter() - start)
        print(f"{name:<12} " + " ".join(f"{seconds:8.2f} s" for seconds in row), flush=True)
    request = BackgroundRequest("", 7016, 9933, 300.0, seed=3, painter=(names or ["mountains"])[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    rows = sum(len(strip) for strip in engine.strips(request, 256))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"strips of {rows} rows at 7016 px: {time.perf_counter() - start:.2f} s, peak {peak:.0f} MB (was {before:.0f})"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
