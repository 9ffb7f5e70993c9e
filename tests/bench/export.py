"""How long exports of large sheets take: seconds, file size, peak memory. `python tests/bench/export.py [a3|a0] [kinds]`."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path as FilePath

sys.path.insert(0, str(FilePath(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray

from posta.export import ExportOptions, export
from posta.geometry import Rect
from posta.render.frame import Frame, Look, Picture, PictureItem, ShadowStyle
from posta.units import PAPER_SIZES, to_points
from tests.export.export_frames import face, frame, photo, shaped, solid, words

KINDS: dict[str, tuple[str, dict]] = {
    "pdf": (".pdf", {}),
    "pdf-lossless": (".pdf", {"quality": None}),
    "x-4": (".pdf", {"pdf": "x-4"}),
    "x-4-lossless": (".pdf", {"pdf": "x-4", "quality": None}),
    "x-1a": (".pdf", {"pdf": "x-1a"}),
    "png": (".png", {}),
    "svg": (".svg", {}),
    "cmyk-tiff": (".tif", {"cmyk": True}),
}


@dataclass(frozen=True)
class Wallpaper:
    """A picture of any size painted as it is read, so that the export's memory is measured and not the picture's."""

    width_px: int
    height_px: int
    tile: NDArray[np.uint8]
    has_alpha: bool = False
    key: str = "wallpaper"

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        across = np.arange(self.width_px) % self.tile.shape[1]
        return self.tile[np.arange(top, bottom) % len(self.tile)][:, across]


def sheet(size: str, ppi: float = 300) -> Frame:
    """A sheet with one picture to the edge of its bleed, a shadowed title and small type."""
    width, height = (to_points(v, PAPER_SIZES[size][2]) for v in PAPER_SIZES[size][:2])
    bleed = to_points(3, "mm")
    across, down = round((width + 2 * bleed) * ppi / 72), round((height + 2 * bleed) * ppi / 72)
    ground = Rect(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed)
    big = width / 4
    title = words(
        "title", [shaped("BLUE HOUR", face("anton/Anton-Regular.ttf"), big, width * 0.04, big * 1.2)], solid("#ffffff"),
        shadow=ShadowStyle(2, 4, 6, solid("#000000"), 0.5),
    )  # fmt: skip
    inter, small = face("inter/Inter-Regular.ttf"), width / 50
    lines = [
        shaped("Saturday, 13 March 2027, 19:00", inter, small, width * 0.04, height * (0.7 + 0.03 * i))
        for i in range(5)
    ]
    picture = PictureItem(
        Look("background"), Picture(Wallpaper(across, down, photo(1500, 1100).data), Rect(0, 0, across, down), ground)
    )
    return frame([picture, title, words("details", lines, solid("#101010"))], width=width, height=height, bleed=bleed)


def main() -> None:
    size = sys.argv[1] if len(sys.argv) > 1 else "a3"
    kinds = sys.argv[2:] or list(KINDS)
    made = sheet(size)
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            suffix, options = KINDS[kind]
            for turn in ("cold", "warm") if size != "a0" else ("cold",):
                began, spent = time.perf_counter(), time.process_time()
                report = export(made, FilePath(folder) / f"sheet{suffix}", ExportOptions(**options))
                took, spent = time.perf_counter() - began, time.process_time() - spent
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
                spent_on = f"{took:6.2f} s ({spent:.2f} s of processor)"
                print(
                    f"{size} {kind:13} {turn} {spent_on} {report.bytes / 1e6:8.2f} MB  peak {peak:.2f} GB", flush=True
                )


if __name__ == "__main__":
    main()
