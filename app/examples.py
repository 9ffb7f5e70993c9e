"""Briefs to start from: a table in, the brief panel's values and a small poster of each out."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.session import jpeg
from posta import __version__
from posta.document.assets import write_atomically
from posta.document.brief import Brief
from posta.document.files import cannot_write
from posta.document.page import page_for
from posta.errors import Missing
from posta.pipeline import make
from posta.render.place import place
from posta.render.raster import rasterize

FOLDER = "examples"
SMALL_PX = 360

# title, subtitle, date, place, details, the picture, format
EXAMPLES: list[tuple[str, ...]] = [
    ("Blue Hour Quartet", "An evening of slow swing", "Saturday, 13 March 2027, 20:00", "Cellar 9, Gdańsk",
     "Tickets 45 zł\nDoors 19:00", "smoky jazz cellar at night, brass, deep blue", "a3"),
    ("Nordlicht", "Fotografien aus dem hohen Norden", "4. Februar – 2. Mai 2027", "Kunsthalle Kiel",
     "Di–So 10–18 Uhr\nEintritt frei am ersten Sonntag", "aurora over a frozen fjord, green and violet", "a2"),
    ("Farmers’ Market", "Every Sunday on the square", "9 am – 2 pm", "Mill Square",
     "Bread, cheese, honey\nLive music at noon", "ripe vegetables and wheat, warm morning light", "tabloid"),
    ("東京の夜", "写真展", "2027年4月3日〜5月9日", "ギャラリー水", "入場無料", "neon city in the rain at night", "b2"),
    ("Open Compilers Day", "Talks and workshops for people who build languages", "17 September 2027",
     "Technical University, Hall 3", "Free admission\nRegister by 1 September", "geometric shapes, red and cream", "story"),
]  # fmt: skip
ABOUT = ("Concert", "Exhibition", "Market", "写真展", "Conference")


class Examples:
    """The examples with their small posters, which are made when they are first asked for and kept in the library's folder."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        self._one_at_a_time = threading.Lock()

    def listed(self) -> list[dict[str, Any]]:
        """Every example's number, title, kind and page, the address of its picture and whether that is made."""
        return [
            {
                "number": n, "title": row[0], "about": ABOUT[n], "width": page.width, "height": page.height,
                "picture": f"/api/v1/examples/{n}/picture.jpg?v={__version__}", "made": self._path(n).is_file(),
            }
            for n, row in enumerate(EXAMPLES) for page in [page_for(row[6])]
        ]  # fmt: skip

    def picture(self, number: int) -> bytes:
        """A small JPEG of the poster an example leads to. Raises Missing."""
        if not 0 <= number < len(EXAMPLES):
            raise Missing(f"There is no example {number}.")
        path = self._path(number)
        with self._one_at_a_time:
            if path.is_file():
                return path.read_bytes()
            data = _made(number)
            try:
                self.folder.mkdir(exist_ok=True)
                write_atomically(path, data)
            except OSError as problem:
                raise cannot_write(path, problem) from None
            return data

    def _path(self, number: int) -> Path:
        return self.folder / f"{number}-{__version__}.jpg"


def _made(number: int) -> bytes:
    title, subtitle, date, place_, details, theme, format_name = EXAMPLES[number]
    brief = Brief(
        title=title, subtitle=subtitle, date=date, place=place_, details=tuple(details.splitlines()), theme=theme,
        format=format_name,
    )  # fmt: skip
    poster, assets = make(brief)
    frame = replace(place(poster, assets), bleed=0.0)
    return jpeg(rasterize(frame, SMALL_PX / max(frame.trim.width, frame.trim.height) * 72), 85)
