"""The layout measures against values worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from posta.design import DesignRequest
from posta.design.rules import metrics
from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.desk import Desk, Setter
from posta.design.rules.ground import ground_of
from posta.design.rules.pairings import ranked
from posta.design.rules.palette import palette_for
from posta.design.rules.words import Words
from posta.typeset.fonts import FontLibrary

TWO = np.array([[0.0, 0.0, 0.4, 0.2], [0.2, 0.0, 0.4, 0.2]])
NONE = np.zeros(2, bool)


def test_overlap_is_the_mean_intersection_over_union() -> None:
    # Shared 0.2 x 0.2 = 0.04; union 0.08 + 0.08 - 0.04 = 0.12.
    assert metrics.overlap(TWO, NONE) == pytest.approx(1 / 3)


def test_overlap_leaves_underlays_out() -> None:
    assert metrics.overlap(TWO, np.array([False, True])) == 0


def test_alignment_is_zero_when_every_element_shares_a_line() -> None:
    assert metrics.alignment(TWO) == pytest.approx(0)


def test_alignment_counts_the_nearest_of_six_lines_for_each_element() -> None:
    boxes = np.array([[0.10, 0.10, 0.20, 0.10], [0.15, 0.50, 0.30, 0.30]])
    # Left edges differ by 0.05, middles by 0.10, right edges by 0.15; all vertical ones by more.
    assert metrics.alignment(boxes) == pytest.approx(-np.log10(0.95))


def test_one_aligned_pair_does_not_excuse_the_others() -> None:
    boxes = np.array([[0.1, 0.1, 0.2, 0.1], [0.1, 0.4, 0.3, 0.2], [0.62, 0.77, 0.11, 0.07]])
    assert metrics.alignment(boxes) > 0.005


def test_underlay_loose_is_the_best_share_carried_and_strict_needs_all_of_it() -> None:
    boxes = np.array([[0.0, 0.0, 0.5, 0.5], [0.25, 0.1, 0.5, 0.2]])
    underlay = np.array([True, False])
    assert metrics.underlay_loose(boxes, underlay) == pytest.approx(0.5)
    assert metrics.underlay_strict(boxes, underlay) == 0
    inside = np.array([[0.0, 0.0, 0.5, 0.5], [0.1, 0.1, 0.2, 0.2]])
    assert metrics.underlay_strict(inside, underlay) == 1


def test_utility_and_occlusion_read_the_saliency_under_the_boxes() -> None:
    saliency = np.zeros((10, 10))
    saliency[:, 5:] = 1.0
    left, half = np.array([[0.0, 0.0, 0.5, 1.0]]), np.array([[0.25, 0.0, 0.5, 1.0]])
    assert metrics.utility(left, saliency) == pytest.approx(1.0)
    assert metrics.occlusion(left, saliency) == 0
    # Columns 2..7 (rounded): three calm, three salient... of ten rows each.
    mask = metrics.mask_of(half, (10, 10))
    assert metrics.occlusion(half, saliency) == pytest.approx(saliency[mask].mean())
    assert metrics.occlusion(np.empty((0, 4)), saliency) == 0


def test_unreadability_sees_edges_in_both_directions_and_forgives_underlays() -> None:
    picture = np.zeros((20, 20, 3), np.uint8)
    picture[:, :10] = 255  # falling edge: a uint8 Sobel would clip it to nothing
    text = np.array([[0.4, 0.0, 0.2, 1.0]])
    assert metrics.unreadability(text, np.array([False]), picture) > 0.3
    both = np.array([[0.4, 0.0, 0.2, 1.0], [0.3, 0.0, 0.4, 1.0]])
    assert metrics.unreadability(both, np.array([False, True]), picture) == 0


def test_a_drafts_boxes_are_its_texts_and_panels_in_shares_of_the_page(
    request_for: Callable[..., DesignRequest],
) -> None:
    request = request_for()
    pair = ranked(Words(dict(request.pieces)), {}, ("grotesk",), FontLibrary.shipped())[0][1]
    desk = Desk(
        request.page, Words(dict(request.pieces)), pair, palette_for(request.picture),
        ground_of(request.picture, request.page, request.focus), Setter(FontLibrary.shipped()),
    )  # fmt: skip
    draft = ARCHETYPES["split"].draw(desk, {"side": "end", "ground": "paper"})
    boxes, underlay = metrics.boxes_of(draft)
    assert underlay.sum() == 1
    assert len(boxes) == len(draft.texts) + 1
    assert metrics.valid(boxes).all()
    assert boxes.min() >= 0
    assert metrics.underlay_strict(boxes, underlay) == 1
    assert metrics.overlap(boxes, underlay) == 0
