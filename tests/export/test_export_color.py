"""The ruler itself: published pairs of colours and their distance."""

from __future__ import annotations

import numpy as np
import pytest

from tests.export.export_color import delta_e


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_the_published_ones(one: tuple, two: tuple, apart: float) -> None:
    assert float(delta_e(np.array(one), np.array(two))) == pytest.approx(apart, abs=1e-4)
