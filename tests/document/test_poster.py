"""Posters: the laws of the document."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from posta.document.brief import Brief
from posta.document.design import Design
from posta.document.files import dumps, json_schema, loads
from posta.document.layers import CodeLayer, FontChoice, PictureLayer, ShapeLayer, TextLayer
from posta.document.paint import Gradient, Stop
from posta.document.poster import Poster
from posta.document.upgrade import upgrade
from posta.errors import DocumentError, NewerDocument

words = st.text(st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0x2FFFF), min_size=1, max_size=40)
lengths = st.floats(-500, 500, allow_nan=False).map(lambda v: round(v, 3))
extents = st.floats(0.1, 500, allow_nan=False).map(lambda v: round(v, 3))
boxes = st.tuples(lengths, lengths, extents, extents)
colors = st.sampled_from(["paper", "ink", "accent", "#12ab9f"])
texts = st.builds(
    TextLayer, id=st.just("x"), text=words, box=boxes, size=st.floats(1, 900), fill=colors, angle=st.floats(-360, 360),
    font=st.builds(FontChoice, family=st.sampled_from(["Inter", "Anton"]), weight=st.integers(1, 1000)),
    case=st.sampled_from(["none", "upper"]), tracking=st.floats(-50, 200), visible=st.booleans(),
)  # fmt: skip
shapes = st.builds(
    ShapeLayer,
    id=st.just("x"),
    box=boxes,
    fill=st.one_of(
        colors, st.builds(Gradient, gradient=st.just("linear"), stops=st.tuples(st.builds(Stop, at=st.just(0), color=colors),
                                                                              st.builds(Stop, at=st.just(1), color=colors)))
    ),
)  # fmt: skip
codes = st.builds(CodeLayer, id=st.just("x"), data=words, box=boxes)
layers = st.lists(st.one_of(texts, shapes, codes), max_size=6).map(
    lambda found: [layer.changed(id=f"layer-{i}") for i, layer in enumerate(found)]
)


def poster_with(*layers) -> Poster:
    return Poster.blank(Brief(title="A title")).with_layers(layers)


@given(layers)
@settings(max_examples=60, deadline=None)
def test_a_poster_survives_its_own_json(found) -> None:
    poster = poster_with(*found)
    assert loads(dumps(poster)) == poster


@given(layers)
@settings(max_examples=20, deadline=None)
def test_the_file_follows_the_published_schema(found) -> None:
    import jsonschema

    jsonschema.validate(json.loads(dumps(poster_with(*found))), json_schema("poster"))


def test_every_field_of_every_document_is_described() -> None:
    for name in ("poster", "brief", "design"):
        schema = json_schema(name)
        for title, part in {name: schema, **schema.get("$defs", {})}.items():
            for field, told in part.get("properties", {}).items():
                assert told.get("description") or "const" in told, f"{title}.{field} has no description"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "posta/99"}, "newer"),
        ({"format": None}, "format"),
        ({"format": "poster/1"}, "format"),
        ({"surprise": 1}, "surprise"),
        ({"page": {"width": 0, "height": 10}}, "page.width"),
        ({"palette": {"paper": "#ffffff"}}, "palette.ink"),
        ({"layers": [{"kind": "text", "id": "t", "text": "a", "box": [0, 0, -1, 5]}]}, "layers[0].box[2]"),
        ({"layers": [{"kind": "text", "id": "t", "text": "a", "box": [0, 0, 1, 5], "fill": "inc"}]}, "inc"),
        ({"layers": [{"kind": "text", "id": "t", "text": "a", "box": [0, 0, 1, 5], "sise": 5}]}, "size"),
        ({"layers": [{"kind": "code", "id": "c", "data": "a", "box": [0, 0, 1, 1]}] * 2}, "used twice"),
        ({"layers": [{"kind": "picture", "id": "../x", "box": [0, 0, 1, 1]}]}, "layers[0].id"),
    ],
)
def test_a_wrong_document_is_told_by_its_path(change, says) -> None:
    data = json.loads(dumps(poster_with())) | change
    with pytest.raises(DocumentError) as told:
        loads(json.dumps(data), source="my poster")
    assert says in str(told.value)
    assert str(told.value).startswith("my poster")


def test_not_a_number_is_refused() -> None:
    text = dumps(poster_with()).replace("297", "NaN")
    with pytest.raises(DocumentError, match="NaN"):
        loads(text)


def test_upgrading_a_current_document_changes_nothing() -> None:
    data = json.loads(dumps(poster_with()))
    assert upgrade(upgrade(data)) == data


def test_a_newer_document_is_refused_as_such() -> None:
    with pytest.raises(NewerDocument):
        upgrade({"format": "posta/2"})


def test_values_are_frozen() -> None:
    with pytest.raises(ValidationError):
        poster_with().palette = {}  # type: ignore[misc]


def test_a_design_replaces_all_but_the_background_and_locked_layers() -> None:
    ground = PictureLayer(id="background", role="background", box=(0, 0, 1, 1))
    old = TextLayer(id="title", role="title", text="A title", pieces=("title",), box=(0, 0, 9, 9))
    kept = TextLayer(id="date", role="date", text="1 May", pieces=("date",), box=(0, 20, 9, 9), locked=True)
    poster = poster_with(ground, old, kept)
    new = Design(
        palette={"paper": "#000000", "ink": "#ffffff"},
        layers=(
            old.changed(id="headline", box=(5, 5, 50, 50)),
            kept.changed(id="when", locked=False, box=(1, 1, 2, 2)),
            ShapeLayer(id="date", box=(0, 0, 1, 1)),
        ),
    )
    after = new.on(poster)
    assert [x.id for x in after.layers] == ["background", "headline", "date"]
    assert after.layer("date") == kept
    assert after.palette["ink"] == "#ffffff"
