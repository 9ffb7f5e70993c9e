"""How long designing takes: seconds (and seconds of processor) for one design and for four, on a synthetic picture.

python tests/bench/design.py
"""

from __future__ import annotations

import time

from posta.design import DesignRequest
from posta.design.rules import Rules
from posta.document.page import page_for
from tests.design.rules.conftest import WORDS, scene


def main() -> None:
    rules = Rules()
    for name in ("a3", "square", "story"):
        page = page_for(name)
        picture = scene("dusk", page.width / page.height)
        for count in (1, 4):
            took = []
            worked = []
            for seed, language in enumerate(WORDS):
                request = DesignRequest(
                    pieces=WORDS[language],
                    page=page,
                    picture=picture,
                    language=language,
                    theme="harbour at dusk",
                    count=count,
                    seed=seed,
                )
                start, busy = time.perf_counter(), time.process_time()
                rules.arrange(request)
                took.append(time.perf_counter() - start)
                worked.append(time.process_time() - busy)
            others, processor = sum(took[1:]) / len(took[1:]), sum(worked[1:]) / len(worked[1:])
            print(f"{name:8} {count} design(s): first {took[0]:.2f} s, others {others:.2f} s ({processor:.2f} s busy)")


if __name__ == "__main__":
    main()
