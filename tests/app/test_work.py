"""What a stage made, laid on a poster that was changed meanwhile."""

from __future__ import annotations

from app.work import merged_onto
from posta.document.brief import brief_from
from posta.document.layers import PictureLayer, TextLayer
from posta.document.poster import Poster

FIRST, SECOND = ("sha256:" + digit * 64 for digit in "12")
BOX = (0.0, 0.0, 100.0, 100.0)


def poster() -> Poster:
    ground = PictureLayer(id="background", role="background", box=BOX, asset=FIRST)
    cut = PictureLayer(id="subject", role="subject", box=BOX, asset="background", mask=FIRST)
    return Poster.blank(brief_from({"title": "Tide"}, source="a test")).with_layers(
        [ground, TextLayer(id="title", role="title", box=BOX, text="Tide", size=40), cut]
    )


def test_a_new_background_keeps_words_changed_meanwhile_and_takes_its_cut_out_along() -> None:
    base = poster()
    made = base.with_layers([base.layer("background").changed(asset=SECOND), base.layer("title")])
    now = base.with_layer(base.layer("title").changed(opacity=0.4))
    merged = merged_onto(now, base, made)
    assert merged is not None
    assert [layer.id for layer in merged.layers] == ["background", "title"]
    assert merged.layer("background").asset == SECOND  # type: ignore[union-attr]
    assert merged.layer("title").opacity == 0.4


def test_a_cut_out_changed_meanwhile_is_not_taken_away() -> None:
    base = poster()
    made = base.with_layers([base.layer("background").changed(asset=SECOND), base.layer("title")])
    now = base.with_layer(base.layer("subject").changed(opacity=0.4))
    assert merged_onto(now, base, made) is None
