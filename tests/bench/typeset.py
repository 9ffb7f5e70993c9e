"""Nothing in; the time to typeset the twelve texts of an A3 poster, first and again, printed in milliseconds.

    python tests/bench/typeset.py

Each number is the median of several processes: what is slow the first time (imports, opening fonts) happens once in each.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 5


def one_process() -> dict[str, float]:
    """Milliseconds of imports, the library, the page set first, set again, and with one word changed."""
    start = time.perf_counter()
    from posta.geometry import Rect
    from posta.typeset.fonts import FontLibrary
    from posta.typeset.setting import typeset
    from posta.typeset.style import TextStyle

    imported = time.perf_counter()
    fonts = FontLibrary.shipped()
    opened = time.perf_counter()
    small, text = TextStyle("Inter", 600, size=22, leading=1.3), TextStyle("EB Garamond", size=15, leading=1.35)
    page = [
        ("Blue Hour Quartet", TextStyle("Anton", fit="box", leading=0.92, case="upper", tracking=-10), Rect(0, 0, 770, 500)),
        ("An evening of slow swing", TextStyle("Playfair Display", italic=True, fit="box", leading=1.1), Rect(0, 0, 500, 80)),
        ("“Smoke, brass & a deep blue night”", TextStyle("Playfair Display", size=26, balance=True), Rect(0, 0, 300, 90)),
        ("Saturday, 13 March 2027, 20:00", small, Rect(0, 0, 400, 40)),
        ("Cellar 9, ul. Długa 12, Gdańsk", small, Rect(0, 0, 400, 40)),
        ("Tickets 45 zł", small, Rect(0, 0, 200, 30)),
        ("Doors 19:00 – no late entry", small, Rect(0, 0, 300, 30)),
        ("https://example.org/blue-hour/tickets", TextStyle("Inter", 500, size=14), Rect(0, 0, 300, 20)),
        ("Ada Nowak, piano · Jan Zieliński, bass · Ewa Lis, drums · Tom Hall, trumpet", text, Rect(0, 0, 320, 120)),
        ("The quartet plays ballads, blues and new songs written for the cellar’s low vault, "
         "recorded live; the evening ends with an open session for anyone who brings a horn.", text, Rect(0, 0, 360, 160)),
        ("ليلة الموسيقى", TextStyle("Amiri", 700, fit="box", align="right"), Rect(0, 0, 300, 80)),
        ("青い時間", TextStyle("Noto Serif JP", 700, fit="box", writing="vertical"), Rect(0, 0, 60, 240)),
    ]  # fmt: skip

    def set_page() -> float:
        began = time.perf_counter()
        for words, style, box in page:
            typeset(words, style, box, fonts)
        return (time.perf_counter() - began) * 1000

    first = set_page()
    again = set_page()
    typeset.cache_clear()
    moved = set_page()
    page = [(words.replace("e", "a", 1), style, box) for words, style, box in page]
    edited = set_page()
    return {
        "imports": (imported - start) * 1000,
        "library": (opened - imported) * 1000,
        "page, first time": first,
        "page, again": again,
        "page, other boxes (settings forgotten, shapes kept)": moved,
        "page, a letter changed in every text": edited,
    }


def main() -> None:
    runs = []
    for _ in range(PROCESSES):
        done = subprocess.run([sys.executable, __file__, "--one"], capture_output=True, text=True, check=True, cwd=ROOT)
        runs.append(json.loads(done.stdout))
    for name in runs[0]:
        print(f"{statistics.median(run[name] for run in runs):8.2f} ms  {name}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if "--one" in sys.argv:
        print(json.dumps(one_process()))
    else:
        main()
