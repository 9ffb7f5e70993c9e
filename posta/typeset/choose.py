"""Measured paragraphs and a width in em in; where the lines break out. Every answer keeps all characters, in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from posta.typeset.block import LineRange
from posta.typeset.measure import ParagraphMeasure

INFINITY = float("inf")
# Of the lines that may end at a place, this many, the longest, are weighed.
_LINE_CHOICES = 60
# Longer texts are broken greedily where evenness would cost too much time: no one sees it in them.
EVEN_PLACES = 200
# What a short word alone on the last or the first line costs, in squared shares of a line, by the share of the line it leaves.
# In texts of fewer words a word alone is no accident: War / and Peace.
_COMPANY = 5
_LONE_LAST = 1.0
_LONE_FIRST = 0.6


class Places:
    """The places one paragraph may be broken at, with its two ends, as parallel lists ready for searching.

    Places that cost more than `dearest` are left out.
    """

    def __init__(self, number: int, paragraph: ParagraphMeasure, dearest: float) -> None:
        chosen = [i for i, place in enumerate(paragraph.places) if place.cost <= dearest]
        self.number = number
        self.at = [paragraph.start, *(paragraph.places[i].at for i in chosen), paragraph.end]
        self.cost = [0.0, *(paragraph.places[i].cost for i in chosen), 0.0]
        self.start_x = [paragraph.before[a - paragraph.start] for a in self.at]
        """Advance before the line that starts at each place."""
        seen = [paragraph.start, *(paragraph.visible[i] for i in chosen), paragraph.visible[-1]]
        self.end_x = [paragraph.before[v - paragraph.start] for v in seen]
        """Advance before the end of the line that ends at each place."""
        counts = paragraph.words
        self.words = [0, *(counts[i] for i in chosen), counts[-1]] if counts else []
        """Words before each place; empty in writing without spaces."""

    def __len__(self) -> int:
        return len(self.at) - 1

    def width(self, i: int, j: int) -> float:
        return self.end_x[j] - self.start_x[i]

    def is_lone(self, i: int, j: int) -> bool:
        """Whether the line from one place to another is a single word (or a part of one) of a text of many."""
        return bool(self.words) and self.words[-1] >= _COMPANY and self.words[j] - self.words[i] <= 1

    def leaves_one(self, stops: Sequence[int]) -> bool:
        """Whether one of two lines is a single word less than half as wide as the other."""
        if len(stops) != 3:
            return False
        (a, b, c), first, second = stops, self.width(stops[0], stops[1]), self.width(stops[1], stops[2])
        return (self.is_lone(a, b) and first < second / 2) or (self.is_lone(b, c) and second < first / 2)

    def ranges(self, stops: Sequence[int]) -> list[LineRange]:
        """Lines from one stop to the next; stops are indexes of places, the first 0 and the last the end."""
        return [LineRange(self.number, self.at[i], self.at[j]) for i, j in pairwise(stops)]

    def greedy(self, limit: float) -> list[int]:
        """The fewest lines within `limit`; a word longer than that stands alone."""
        stops, i, last = [0], 0, len(self)
        while i < last:
            j = bisect_right(self.end_x, self.start_x[i] + limit, lo=i + 1) - 1
            i = max(i + 1, min(j, last))
            stops.append(i)
        return stops

    def widest_word(self) -> float:
        return max((self.width(i, i + 1) for i in range(len(self))), default=0.0)


def even(places: Places, lines: int, limit: float) -> list[int] | None:
    """The calmest way to set exactly `lines` lines within `limit`: least sum of squared shortfalls, weighed with the sense.

    A short word alone on the first or last line costs as much as a very uneven line.
    None when it cannot be done. Dynamic programming over the places (Knuth and Plass 1981, with every line's badness squared).
    """
    n = len(places)
    if not 1 <= lines <= n:
        return None
    widths = places.width(0, n) or 1.0
    target = min(limit, widths / lines * 1.0)
    slack = limit * (1 + 1e-9) + 1e-12
    best = [INFINITY] * (n + 1)
    best[0] = 0.0
    came: list[list[int]] = []
    for line in range(lines):
        now = [INFINITY] * (n + 1)
        back = [0] * (n + 1)
        last_line = line == lines - 1
        for i in range(n):
            if best[i] == INFINITY:
                continue
            for j in range(i + 1, n + 1):
                width = places.width(i, j)
                if width > slack and j > i + 1:
                    break
                if width > slack:
                    break
                if last_line and j != n:
                    continue
                shortfall = (target - width) / target if target else 0.0
                cost = best[i] + shortfall * shortfall + places.cost[j] * 0.5
                if lines > 1 and (last_line or not line) and shortfall > 0 and places.is_lone(i, j):
                    cost += shortfall * (_LONE_LAST if last_line else _LONE_FIRST)
                if cost < now[j]:
                    now[j], back[j] = cost, i
        best = now
        came.append(back)
    if best[n] == INFINITY:
        return None
    stops = [n]
    for back in reversed(came):
        stops.append(back[stops[-1]])
    return stops[::-1]


def tightest(paragraphs: Sequence[Places], lines: int) -> float:
    """The least width within which all paragraphs together need at most `lines` lines (found to one part in 2**40)."""
    low = max(p.widest_word() for p in paragraphs)
    high = max(max(p.width(0, len(p)), low) for p in paragraphs)
    if count(paragraphs, low) <= lines:
        return low
    for _ in range(40):
        middle = (low + high) / 2
        if count(paragraphs, middle) <= lines:
            high = middle
        else:
            low = middle
    return high


def count(paragraphs: Sequence[Places], limit: float) -> int:
    return sum(len(p.greedy(limit)) - 1 for p in paragraphs)


def calm(counted: Places, places: Places, limit: float) -> list[LineRange]:
    """As few lines as `limit` allows at the places of `counted`, evened out over those of `places`: for titles.

    `places` may be more: then a dear one is taken where only lines much more uneven would do without.
    """
    stops = counted.greedy(limit)
    found = even(places, len(stops) - 1, limit) if len(places) <= EVEN_PLACES else None
    return places.ranges(found) if found else counted.ranges(stops)


def flowing(places: Places, limit: float, sense: float) -> list[int]:
    """Lines of running text within `limit`: least total badness, the last line free but no lone short word (widow).

    `sense` weighs the breaks' cost against even lines: much in ragged text, little in justified text.
    """
    n = len(places)
    if places.width(0, n) <= limit:
        return [0, n]
    best = [INFINITY] * (n + 1)
    back = [0] * (n + 1)
    best[0] = 0.0
    for j in range(1, n + 1):
        # The longest lines that fit, or the one word that does not.
        first = min(bisect_left(places.start_x, places.end_x[j] - limit * (1 + 1e-9), hi=j), j - 1)
        for i in range(first, j if j == n else min(j, first + _LINE_CHOICES)):
            width = places.width(i, j)
            if j == n:
                is_widow = n > 2 and i == j - 1 and width < 0.25 * limit
                badness = 0.25 if is_widow else 0.0
            else:
                short = max(0.0, limit - width) / limit
                badness = short * short + max(0.0, places.cost[j]) * sense
            cost = best[i] + badness + 0.02
            if cost < best[j]:
                best[j], back[j] = cost, i
    stops = [n]
    while stops[-1]:
        stops.append(back[stops[-1]])
    return stops[::-1]
