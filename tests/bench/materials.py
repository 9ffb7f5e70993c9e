"""How long each material takes and how much memory the process held at most: `python tests/bench/materials.py [name ...]`.

Letters are drawn by hand (an A, an O, an S-like bowl), so no font is needed; sizes are a title on a screen (1100 x 400 px), an
A3 title at 300 ppi (3200 x 1200) and, with `--large`, an A1 title at 300 ppi (6600 x 2500).
"""

from __future__ import annotations

import resource
import sys
import time

from posta.arttext import LetteringRequest
from posta.arttext.materials import Materials
from posta.arttext.materials.table import MATERIALS, find
from posta.color import Rgb
from posta.geometry import Affine, Path, Rect, ellipse_path

PALETTE = (Rgb(0.05, 0.10, 0.16), Rgb(0.96, 0.94, 0.90), Rgb(0.88, 0.64, 0.35))


def letters(width: float, height: float) -> Path:
    """Seven heavy letter-like shapes in a box: a wedge with a hole and a ring, in turn."""
    wedge = Path(
        (
            *(
                ("M", 0.0, 1.0),
                ("L", 0.35, 0.0),
                ("L", 0.65, 0.0),
                ("L", 1.0, 1.0),
                ("L", 0.70, 1.0),
                ("L", 0.62, 0.75),
            ),
            *(("L", 0.38, 0.75), ("L", 0.30, 1.0), ("Z",)),
        )
    )
    inner = ellipse_path(Rect(0.32, 0.25, 0.36, 0.5))
    ring = Path.joined((ellipse_path(Rect(0, 0, 1, 1)), inner.transformed(Affine(a=-1, e=1))))
    step = width / 7
    parts = []
    for k in range(7):
        place = Affine.move(k * step, 0).after(Affine.scale(step * 0.88, height))
        parts.append((wedge if k % 2 == 0 else ring).transformed(place))
    return Path.joined(parts)


def main(arguments: list[str]) -> None:
    engine = Materials()
    sizes = [(1100, 400, 90), (3200, 1200, 300)] + ([(6600, 2500, 300)] if "--large" in arguments else [])
    named = [word for word in arguments if not word.startswith("--")]
    rows = [find(word) for word in named] or MATERIALS
    for width, height, ppi in sizes:
        print(f"{width} x {height} px at {ppi} ppi")
        wide, tall = width * 72 / ppi, height * 72 / ppi
        for row in rows:
            size = tall * 0.62
            reach = engine.reach_pt(row.name, size)
            outline = letters(max(wide - 2 * reach, size), max(tall - 2 * reach, size * 0.5)).transformed(
                Affine.move(reach, reach)
            )
            request = LetteringRequest(outline, Rect(0, 0, wide, tall), ppi, row.name, 3, PALETTE, size_pt=size)
            start, used = time.perf_counter(), time.process_time()
            engine.letter(request)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"  {row.name:18} {time.perf_counter() - start:6.2f} s  {time.process_time() - used:6.2f} s of processor"
                f"  {peak:6.0f} MB at most"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
