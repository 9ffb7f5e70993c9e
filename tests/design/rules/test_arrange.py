"""How facts share the width they are given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posta.design import DesignRequest
from posta.design.rules.arrange import Voice, foot
from posta.design.rules.desk import desk_for
from posta.design.rules.draft import Draft, Words
from posta.typeset.fonts import FontLibrary

DATE = "Thursday, 27 May 2027, 5 pm"


def footed(request: DesignRequest, voice: Voice) -> dict[str, Words]:
    """The texts of a foot in two columns, by role."""
    desk, _ = desk_for(request, FontLibrary.shipped())
    draft = Draft(desk)
    foot(draft, desk.live, voice, count=2)
    return {t.block.role: t for t in draft.texts}


def test_a_date_gets_the_room_of_its_neighbour_to_stay_on_one_line(
    request_for: Callable[..., DesignRequest],
) -> None:
    request = request_for(pieces={"title": "Hour", "date": DATE, "place": "School gym", "details.0": "Free"})
    even, spaced = footed(request, Voice(lead=1.75, saves=False)), footed(request, Voice(lead=1.75))
    assert len(even["date"].block.setting.lines) == 2
    assert len(spaced["date"].block.setting.lines) == 1
    assert spaced["details"].bounds.x > spaced["date"].bounds.right
    assert spaced["details"].bounds.x > even["details"].bounds.x


def test_columns_stay_even_where_everything_fits(request_for: Callable[..., DesignRequest]) -> None:
    request = request_for(pieces={"title": "Hour", "date": "5 May", "place": "Gym", "details.0": "Free"})
    found = footed(request, Voice())
    desk = found["date"].block
    assert len(desk.setting.lines) == 1
    live = request.page.points(request.page.width)
    assert found["details"].bounds.x == pytest.approx(live / 2, abs=0.02 * live)
