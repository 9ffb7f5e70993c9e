"""How long designing takes: seconds for one design and for four different ones, on a synthetic picture.

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
                start = time.perf_counter()
                rules.arrange(request)
                took.append(time.perf_counter() - start)
            print(
                f"{name:8} {count} design(s): first {took[0]:.2f} s, others {sum(took[1:]) / len(took[1:]):.2f} s each"
            )


if __name__ == "__main__":
    main()
