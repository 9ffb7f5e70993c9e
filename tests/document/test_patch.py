"""Patches: one gesture, one change, never a broken poster."""

from __future__ import annotations

import pytest

from posta.document.brief import Brief
from posta.document.layers import ShapeLayer, TextLayer
from posta.document.patch import Added, Patch, apply
from posta.document.poster import Poster
from posta.errors import DocumentError

TITLE = TextLayer(id="title", text="A", box=(0, 0, 10, 10), size=30)
BAND = ShapeLayer(id="band", box=(0, 50, 100, 10), fill="ink")
POSTER = Poster.blank(Brief(title="A")).with_layers([BAND, TITLE])


def test_fields_are_set_on_the_layer_named_and_nothing_else_moves() -> None:
    after = apply(POSTER, Patch(set={"title": {"box": [1, 2, 30, 40], "text": "B"}}))
    assert after.layer("title") == TITLE.changed(box=(1, 2, 30, 40), text="B")
    assert after.layer("band") == BAND


def test_new_words_are_broken_anew_and_a_size_asked_for_stands() -> None:
    fitted = POSTER.with_layer(TITLE.changed(text="One two", breaks=(4,), fit="box"))
    assert apply(fitted, Patch(set={"title": {"text": "Other words"}})).layer("title").breaks is None
    assert apply(fitted, Patch(set={"title": {"text": "Other words"}})).layer("title").fit == "box"
    sized = apply(fitted, Patch(set={"title": {"size": 77}})).layer("title")
    assert (sized.fit, sized.size) == ("none", 77)


def test_null_puts_a_default_back() -> None:
    assert apply(POSTER, Patch(set={"title": {"size": None}})).layer("title").size == 24


def test_layers_are_added_at_a_depth_removed_and_put_in_order() -> None:
    new = ShapeLayer(id="new", box=(0, 0, 1, 1))
    assert [x.id for x in apply(POSTER, Patch(add=(Added(layer=new, at=1),))).layers] == ["band", "new", "title"]
    assert [x.id for x in apply(POSTER, Patch(remove=("band",))).layers] == ["title"]
    assert [x.id for x in apply(POSTER, Patch(order=("title", "band"))).layers] == ["title", "band"]


def test_a_colour_changes_everywhere_by_name() -> None:
    assert apply(POSTER, Patch(palette={"ink": "#ff0000"})).palette["ink"] == "#ff0000"


@pytest.mark.parametrize(
    ("patch", "says"),
    [
        (Patch(set={"gone": {"size": 5}}), "gone"),
        (Patch(set={"title": {"size": -5}}), "size"),
        (Patch(set={"title": {"sise": 5}}), "sise"),
        (Patch(set={"title": {"id": "x"}}), "kind and id"),
        (Patch(set={"title": {"fill": "nocolour"}}), "nocolour"),
        (Patch(remove=("gone",)), "gone"),
        (Patch(order=("title",)), "every layer"),
        (Patch(add=(Added(layer=TITLE),)), "used twice"),
        (Patch(palette={"paper": None}), "paper"),
    ],
)
def test_a_wrong_patch_is_refused_by_name(patch, says) -> None:
    with pytest.raises(DocumentError, match=says):
        apply(POSTER, patch)
