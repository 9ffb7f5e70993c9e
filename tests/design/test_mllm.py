"""Designs by a model, against a real HTTP server that answers with layouts good and bad."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest

from posta.design import ENGINES, DesignRequest
from posta.design.board import board_of, messages_for
from posta.design.examples import examples, font_of
from posta.design.expand import LETTERING, LONGEST, expand, without_lettering
from posta.design.layout import MOST_TEXTS, draft_of, read_layout, schema_for
from posta.design.mllm import Mllm
from posta.design.rules import Rules
from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.score import faults, measures, total
from posta.design.rules.tint import tint
from posta.document.design import Design
from posta.document.layers import CodeLayer, PictureLayer, TextLayer
from posta.document.page import page_for
from posta.engines import load
from posta.engines.chat import Server
from posta.errors import Cancelled, EngineError, StageError
from posta.typeset.fonts import FontLibrary
from tests.engines.scripted_server import Reply, Scripted, never, said, scripted, streamed

FONTS = FontLibrary.shipped()
WORDS = {
    "title": "Harbour Lights", "subtitle": "An evening of slow swing", "date": "Saturday, 13 March 2027, 20:00",
    "place": "Cellar 9, Gdańsk", "details.0": "Doors 19:00", "details.1": "Tickets 14 €",
}  # fmt: skip


def dusk(width: int = 240, height: int = 340) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A dark picture with a bright disc."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    picture = np.stack([20 + 0.1 * y, 24 + 0.08 * y, 52 + 0.1 * y], axis=-1)
    picture[(x - 150) ** 2 + (y - 170) ** 2 < 900] = (240, 176, 70)
    return picture.astype(np.uint8)


def wanted(pieces: dict[str, str] | None = None, **changes: Any) -> DesignRequest:
    """A request for a poster."""
    fields = {
        "pieces": pieces or WORDS,
        "page": page_for("a3"),
        "picture": dusk(),
        "theme": "harbour at dusk, brass lamps",
    }
    return DesignRequest(**{**fields, **changes})


def text(pieces: list[str], x: int, y: int, w: int, h: int, font: str = "Inter", **changes: Any) -> dict[str, Any]:
    """One text of an answer."""
    plain = {
        "pieces": pieces, "x": x, "y": y, "w": w, "h": h, "font": font, "weight": 400, "italic": False, "size": 0, "leading": 120,
        "tracking": 0, "align": "left", "valign": "top", "case": "none", "color": "ink", "angle": 0, "breaks": [], "veil": "none",
    }  # fmt: skip
    return {**plain, **changes}


def layout(*, title_y: int = 60, title_font: str = "Anton", **changes: Any) -> dict[str, Any]:
    """A sound answer for WORDS."""
    texts = [
        text(["title"], 60, title_y, 880, 220, title_font, case="upper", leading=95),
        text(["subtitle"], 60, title_y + 250, 700, 40, size=34),
        text(["date"], 60, 850, 420, 40, size=30, weight=700, color="accent"),
        text(["place"], 60, 910, 420, 40, size=30, weight=700),
        text(["details.0", "details.1"], 560, 850, 380, 90, size=22, leading=130),
    ]
    return {"idea": "Big type.", "archetype": "swiss", "palette": "a", "shapes": [], "texts": texts, **changes}


def without(piece: str) -> dict[str, Any]:
    """The answer with one text left out."""
    answer = layout()
    return {**answer, "texts": [t for t in answer["texts"] if piece not in t["pieces"]]}


def changed(number: int, **fields: Any) -> dict[str, Any]:
    """The answer with one text changed."""
    answer = copy.deepcopy(layout())
    answer["texts"][number].update(fields)
    return answer


def arrange(replies: Any, request: DesignRequest | None = None, **options: Any) -> tuple[list[Design], Mllm, Scripted]:
    """What the engine makes of a server that replies so."""
    with scripted(replies) as server:
        engine = Mllm(server.url, **{"candidates": 1, "wait_s": 0.01, "stall_s": 5, "shots": 0, **options})
        return engine.arrange(request or wanted()), engine, server


def answers(*layouts: Any) -> list[Reply]:
    """Streams of these layouts, in turn."""
    return [streamed(json.dumps(one)) for one in layouts]


def last_words(server: Scripted) -> str:
    """What the model was told last."""
    content = server.asked[-1]["messages"][-1]["content"]
    return content if isinstance(content, str) else content[-1]["text"]


def words_of(design: Design) -> dict[str, str]:
    """The printed words by piece."""
    found: dict[str, str] = {}
    for layer in design.layers:
        if isinstance(layer, TextLayer):
            found |= dict(zip(layer.pieces, layer.text.split("\n"), strict=True))
    return found


def test_a_good_answer_becomes_a_design_with_exactly_the_briefs_words() -> None:
    [design], engine, server = arrange(answers(layout()))
    assert words_of(design) == WORDS
    assert design.archetype == "swiss"
    assert len(server.asked) == 1
    assert engine.record["sound"] == 1
    assert engine.record["model"] == "tiny"
    assert engine.record["idea"] == "Big type."
    assert engine.fallback_from == ""
    title = next(x for x in design.layers if isinstance(x, TextLayer) and x.role == "title")
    assert (title.font.family, title.case, title.fit) == ("Anton", "upper", "box")
    assert title.rect.x == pytest.approx(0.06 * 297, abs=0.1)


def test_it_is_scored_as_the_rules_score() -> None:
    [design], _, _ = arrange(answers(layout()))
    board = board_of(wanted(), FONTS)
    read, wrong = read_layout(layout(), board.choices, FONTS)
    assert wrong == []
    assert read is not None
    palette, row = board.choices.palettes["a"], ARCHETYPES["swiss"]
    printed = board.printer.choose("swiss", row.finishes, row.graphic)
    desk = board.printer.on(replace(board.desk, palette=palette), printed)
    tinted = tint(draft_of(read, desk, palette))
    assert faults(tinted) == []
    assert design.score == pytest.approx(total(measures(tinted)), abs=1e-5)


def test_the_model_sees_the_picture_and_the_pieces_but_writes_no_words() -> None:
    _, _, server = arrange(answers(layout()), shots=2)
    messages = server.asked[0]["messages"]
    assert [m["role"] for m in messages] == ["system", "user", "assistant", "user", "assistant", "user"]
    picture, words = messages[-1]["content"]
    assert picture["image_url"]["url"].startswith("data:image/jpeg;base64,")
    for piece, said_as in WORDS.items():
        assert f"{piece}: {json.dumps(said_as, ensure_ascii=False)}" in words["text"]
    schema = server.asked[0]["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["texts"]["items"]["properties"]["pieces"]["items"]["enum"] == list(WORDS)
    strings = [s for s in nodes(schema) if s.get("type") == "string"]
    free = [s for s in strings if "enum" not in s]
    assert free == [{"maxLength": 160, "type": "string"}], "only the idea is free, and it is never printed"


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(schema, dict):
        if "type" in schema and isinstance(schema["type"], str):
            yield schema
        for value in schema.values():
            yield from nodes(value)


def test_the_schema_is_closed_bounded_and_takes_what_we_read() -> None:
    board = board_of(wanted(code="https://example.org/t"), FONTS)
    schema = schema_for(board.choices)
    jsonschema.Draft202012Validator.check_schema(schema)
    for node in nodes(schema):
        if node["type"] == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        if node["type"] == "array":
            assert node["maxItems"] <= MOST_TEXTS
        if node["type"] == "integer":
            assert "enum" in node or {"minimum", "maximum"} <= set(node)
    assert "$ref" not in json.dumps(schema)
    fonts = schema["properties"]["texts"]["items"]["properties"]["font"]["enum"]
    good = layout(
        archetype=board.choices.archetypes[0], marks=[{"kind": "code", "x": 800, "y": 850, "w": 150, "h": 110}]
    )
    for one in good["texts"]:
        one["font"] = fonts[0]
    jsonschema.validate(good, schema)
    assert read_layout(good, board.choices, FONTS)[1] == []


def test_several_candidates_come_back_best_first_and_different() -> None:
    middling = layout(title_y=560)
    middling["texts"][0].update(h=120, w=500)

    def script(body: dict[str, Any], _: int) -> Reply:
        return said(json.dumps(layout() if body["seed"] % 2 == 0 else middling))

    designs, engine, server = arrange(script, wanted(count=3), candidates=4, retries=0)
    assert len(server.asked) == 4
    assert len({body["seed"] for body in server.asked}) == 4
    assert engine.record["usable"] == 4
    assert len(designs) == 2
    assert designs[0].score >= designs[1].score
    leads = {
        m["content"][-1]["text"].split("Follow the art direction ")[1].split()[0]
        for m in (b["messages"][-1] for b in server.asked)
    }
    assert len(leads) == 4, "each candidate is led another way"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("Sure! I would put the title on top.", "no JSON object"),
        ("<html><body>Hello</body></html>", "no JSON object"),
        (json.dumps(layout())[:300], "JSON breaks"),
        (json.dumps(changed(0, x="NaN")).replace('"NaN"', "NaN"), "NaN is no number"),
        (json.dumps(changed(0, x=1e300)), "texts[0].x"),
        (json.dumps(changed(0, y=1200)), "texts[0].y: found 1200"),
        (json.dumps(changed(0, w=-5)), "texts[0].w"),
        (json.dumps(changed(0, text="HARBOR LIGHTS")), "texts[0].text is not a known field"),
        (json.dumps(changed(1, pieces=["slogan"])), "there is no piece 'slogan'"),
        (json.dumps(changed(1, pieces=["title"])), "'title' is placed 2 times"),
        (json.dumps(without("date")), "piece 'date' is not placed"),
        (json.dumps(changed(0, font="Antonn")), "there is no font 'Antonn'"),
        (json.dumps(layout(archetype="baroque")), "archetype 'baroque'"),
        (json.dumps(layout(palette="z")), "palette 'z'"),
        (json.dumps(layout(texts=[])), "texts"),
        (json.dumps(layout(texts=[text(["title"], 0, 0, 9, 9)] * 500)), "texts"),
        (json.dumps(layout(marks=[{"kind": "code", "x": 1, "y": 1, "w": 9, "h": 9}])), "there is no code to place"),
    ],
    ids=["prose", "html", "truncated", "nan", "huge", "outside", "negative", "retyped words", "unknown id", "duplicate",
         "missing", "unknown font", "unknown archetype", "unknown palette", "empty", "many", "unasked code"],
)  # fmt: skip
def test_what_is_wrong_goes_back_and_the_corrected_answer_is_taken(bad: str, words: str) -> None:
    [design], engine, server = arrange([said(bad), said(json.dumps(layout()))])
    assert words in last_words(server)
    assert len(server.asked) == 2
    assert engine.record["repairs"] == 1
    assert words_of(design) == WORDS


def test_two_corrections_and_no_more() -> None:
    with scripted(said("I cannot do that.")) as server:
        with pytest.raises(EngineError, match="gave no usable layout, also after 2 corrections") as problem:
            Mllm(server.url, candidates=1, shots=0).arrange(wanted())
        assert len(server.asked) == 3
    assert server.url in str(problem.value)
    assert "'rules'" in problem.value.hint


def test_words_on_words_are_sent_back_with_where_they_really_stand() -> None:
    clash = changed(2, y=70)
    [design], engine, server = arrange(answers(clash, layout()))
    told = last_words(server)
    assert "lies on" in told
    assert "So the words really stand when set (per mille):\ntitle: x 6" in told
    assert engine.record["sound"] == 1
    assert words_of(design) == WORDS


def test_the_best_of_a_candidates_answers_is_kept_where_the_last_is_worse() -> None:
    mild, bad = changed(2, y=70), changed(2, y=70)
    bad["texts"][3].update(y=80)
    designs, engine, server = arrange(answers(bad, mild, bad))
    assert len(server.asked) == 3
    assert len(engine.record["flaws"]) == len(faults_of(mild)) < len(faults_of(bad))
    assert len(designs) == 1


def faults_of(answer: dict[str, Any]) -> list[str]:
    board = board_of(wanted(), FONTS)
    read, _ = read_layout(answer, board.choices, FONTS)
    assert read is not None
    return faults(tint(draft_of(read, board.desk, board.choices.palettes["a"])))


def test_words_that_do_not_stand_out_get_a_veil_when_the_model_finds_no_way() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (86, 60, 3), np.uint8).repeat(4, 0).repeat(4, 1)
    [design], engine, server = arrange(answers(layout()), wanted(picture=noise))
    assert "does not stand out" in last_words(server)
    assert any(x.id.startswith("veil") for x in design.layers)
    assert engine.record["usable"] == 1


def test_a_code_and_a_locked_layer_are_told_and_kept() -> None:
    kept = TextLayer(
        id="old", role="place", text=WORDS["place"], pieces=("place",), box=(17, 380, 120, 20), locked=True
    )
    answer = without("place")
    answer["texts"][1]["y"] = 310
    answer["texts"][2]["y"] = 780
    answer["marks"] = [{"kind": "code", "x": 780, "y": 820, "w": 160, "h": 130}]
    answer["texts"][3].update(x=480, w=260)
    request = wanted(code="https://example.org/t", locked=(kept,))
    [design], _, server = arrange(answers(answer), request)
    told = server.asked[0]["messages"][-1]["content"][-1]["text"]
    assert "KEEP CLEAR" in told
    assert "QR code" in told
    assert "place:" not in told
    [code] = [x for x in design.layers if isinstance(x, CodeLayer)]
    assert code.data == "https://example.org/t"
    assert code.rect.width == code.rect.height
    assert "place" not in words_of(design)
    assert "old" not in {x.id for x in design.layers}


@pytest.mark.parametrize(
    ("language", "title", "font"),
    [
        ("ar", "ليالي العود", "Cairo"),
        ("ja", "春の茶会", "Noto Sans JP"),
        ("hi", "आषाढ़ का एक दिन", "Baloo 2"),
        ("de", "Große Überfahrt", "Anton"),
    ],
)
def test_other_scripts_lie_where_the_model_put_them(language: str, title: str, font: str) -> None:
    pieces = {"title": title, "date": "2027"}
    answer = layout(
        texts=[
            text(["title"], 500, 60, 440, 200, font, tracking=80, case="upper"),
            text(["date"], 60, 900, 300, 40, size=30),
        ]
    )
    [design], engine, _ = arrange(answers(answer), wanted(pieces, language=language))
    assert words_of(design) == pieces
    layer = next(x for x in design.layers if isinstance(x, TextLayer) and x.role == "title")
    assert layer.rect.x == pytest.approx(0.5 * 297, abs=1)
    assert layer.rect.right <= 297
    assert (layer.tracking == 0) == (language != "de")
    assert "sound" in engine.record


def test_the_idea_is_recorded_without_control_characters() -> None:
    _, engine, _ = arrange([said(json.dumps(layout(idea="Big\x10 type\u202e")))])
    assert engine.record["idea"] == "Big  type "


def test_a_design_offered_already_is_told_and_its_twin_comes_last() -> None:
    twin, other = layout(), layout(title_y=560)
    other["texts"][0].update(h=120, w=500, font="Inter", weight=900)
    [first], _, _ = arrange(answers(twin))

    def script(body: dict[str, Any], _: int) -> Reply:
        return said(json.dumps(twin if body["seed"] % 2 == 0 else other))

    best, _, _ = arrange(script, candidates=2, retries=0)
    request = wanted(beside=(first,))
    [again], _, server = arrange(script, request, candidates=2, retries=0)
    assert family_of(best[0]) == family_of(first) == "Anton"
    assert family_of(again) == "Inter"
    told = server.asked[0]["messages"][-1]["content"][-1]["text"]
    assert "OFFERED ALREADY" in told
    assert "swiss, title in Anton" in told
    leads = [
        b["messages"][-1]["content"][-1]["text"].split("Follow the art direction ")[1].split()[0] for b in server.asked
    ]
    assert "swiss" not in leads


def family_of(design: Design) -> str:
    """The title's family."""
    return next(x.font.family for x in design.layers if isinstance(x, TextLayer) and x.role == "title")


def test_the_pictures_subject_is_told() -> None:
    _, _, server = arrange(answers(layout()), wanted(hero=(0.5, 0.4, 0.25, 0.2)))
    told = server.asked[0]["messages"][-1]["content"][-1]["text"]
    assert "SUBJECT of the picture, to be left open: x 50" in told


def test_breaks_are_words_that_start_a_line() -> None:
    [design], _, _ = arrange(answers(changed(2, breaks=[1], w=500)))
    layer = next(x for x in design.layers if isinstance(x, TextLayer) and x.role == "date")
    assert layer.breaks is not None
    assert [layer.text[b:].split()[0] for b in layer.breaks] == ["13"]
    assert layer.text == WORDS["date"]


def test_nobody_there_is_told_and_the_rules_step_in_only_when_asked() -> None:
    url = "http://127.0.0.1:9/v1"
    with pytest.raises(EngineError, match="No model server answers at") as problem:
        Mllm(url, retries=0).arrange(wanted())
    assert url in str(problem.value)
    engine = Mllm(url, retries=0, fallback="rules")
    [design] = engine.arrange(wanted())
    assert engine.fallback_from == "mllm"
    assert url in engine.record["why"]
    [own] = Rules().arrange(wanted())
    assert design == own


def test_cancel_is_never_taken_for_a_failure() -> None:
    def progress(done: float, doing: str) -> None:
        if doing.startswith("asking"):
            raise Cancelled("Stopped.")

    with scripted(never()) as server:
        engine = Mllm(server.url, fallback="rules", shots=0)
        with pytest.raises(Cancelled):
            engine.arrange(wanted(), progress)
        assert not server.answered.is_set()


def test_progress_only_rises_and_says_what_is_done() -> None:
    told: list[tuple[float, str]] = []
    with scripted(answers(layout())) as server:
        Mllm(server.url, candidates=3, shots=0).arrange(wanted(), lambda done, doing: told.append((done, doing)))
    shares = [done for done, _ in told]
    assert shares == sorted(shares)
    assert told[0][1] == "looking at the picture"
    assert shares[-1] == 1.0


def test_one_lost_candidate_does_not_lose_the_others() -> None:
    def script(_: dict[str, Any], number: int) -> Reply:
        return Reply(b'{"error": "no"}', 400) if number == 0 else said(json.dumps(layout()))

    [design], engine, _ = arrange(script, candidates=3)
    assert engine.record["usable"] == 2
    assert words_of(design) == WORDS


@pytest.mark.parametrize(
    "options",
    [{"candidates": 0}, {"candidates": 99}, {"temperature": 9}, {"max_tokens": 1}, {"shots": -1}, {"fallback": "magic"},
     {"url": "nowhere"}, {"colour": "red"}, {"candidates": True}, {"total_s": -1}, {"retries": "many"}, {"model": 7},
     {"url": 8000}],
)  # fmt: skip
def test_options_that_cannot_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(EngineError) as problem:
        Mllm(**options)
    assert problem.value.hint


def test_the_table_of_engines_makes_it_with_its_options() -> None:
    engine = load(ENGINES, "design", "mllm", url="http://127.0.0.1:8001", model="some/model", candidates=2)
    assert isinstance(engine, Mllm)
    assert (engine.server.url, engine.server.model) == ("http://127.0.0.1:8001/v1", "some/model")
    assert engine.settings["candidates"] == 2


def test_a_requests_own_settings_come_first() -> None:
    request = wanted(settings={"candidates": 2, "temperature": 0.1})
    _, engine, server = arrange(answers(layout()), request)
    assert [body["temperature"] for body in server.asked] == [0.1, 0.1]
    assert engine.record["asked"] == 2
    with pytest.raises(EngineError, match="candidates is 'many'"):
        Mllm().arrange(wanted(settings={"candidates": "many"}))


def test_a_request_without_a_picture_or_words_is_refused() -> None:
    with pytest.raises(StageError, match="needs an"):
        Mllm().arrange(wanted(picture=np.zeros((4, 4), np.uint8)))
    with pytest.raises(StageError, match="nothing to arrange"):
        Mllm().arrange(wanted({"title": " "}))


def test_words_without_a_title_are_led_by_the_first_piece() -> None:
    answer = layout(texts=[text(["title"], 60, 60, 880, 200), text(["place"], 60, 900, 400, 40, size=30)])
    [design], _, _ = arrange(answers(answer), wanted({"date": "13 March", "place": "Cellar 9"}))
    assert words_of(design) == {"date": "13 March", "place": "Cellar 9"}


def test_the_shipped_examples_are_answers_to_their_own_schema() -> None:
    shown = examples(8)
    assert len(shown) == 5
    for example in shown:
        answer = json.loads(example.answer)
        assert answer["idea"]
        placed = [p for t in answer["texts"] for p in t["pieces"]]
        for piece in placed:
            assert f"\n{piece}: " in example.asked
        for one in answer["texts"]:
            assert FONTS.family(one["font"]).name == one["font"]
    assert "春の音" in examples(1, "Jpan")[0].asked


def test_a_folder_of_the_dataset_is_read_and_its_damaged_files_are_passed_over(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    def layer(words: str, size: float, top: int) -> dict[str, Any]:
        box = {"left": 20, "top": top, "right": 380, "bottom": top + 60, "width": 360, "height": 60}
        font = {
            "font_name": "PlayfairDisplay-BoldItalic",
            "font_size": size,
            "color_values": ["#ffffff"],
            "alignment": "center",
            "rotation": 0.0,
        }
        return {
            "name": "Layer 7",
            "kind": "type",
            "visible": True,
            "text_content": words,
            "position": box,
            "font_info": font,
            "children": [],
        }

    for name in ("json", "background"):
        (tmp_path / name).mkdir()
    tree = {
        "layers": [{"name": "Group", "kind": "group", "children": [layer("Small", 20, 500), layer("Large", 80, 60)]}]
    }
    (tmp_path / "json" / "one.json").write_text(json.dumps(tree))
    (tmp_path / "json" / "._one.json").write_bytes(b"\x00\x05")
    (tmp_path / "json" / "two.json").write_text("{")
    (tmp_path / "json" / "three.json").write_text('{"layers": [[1]]}')
    for name in ("one", "two", "three"):
        Image.fromarray(dusk(400, 600)).save(tmp_path / "background" / f"{name}.jpg")
    monkeypatch.setenv("POSTA_POSTERART", str(tmp_path))
    [example] = examples(3)
    first = json.loads(example.answer)["texts"][0]
    title = next(t for t in json.loads(example.answer)["texts"] if t["pieces"] == ["title"])
    assert 'title: "Large"' in example.asked
    assert (title["font"], title["weight"], title["italic"], title["size"]) == ("Playfair Display", 700, True, 200)
    assert first["align"] == "center"


def test_font_names_of_documents_find_their_family() -> None:
    assert font_of("BebasNeue-Regular", ("Inter",)) == ("Bebas Neue", 400, False)
    assert font_of("HelveticaNeue-Light", ("Inter",)) == ("Inter", 300, False)


def test_candidates_are_led_in_turn() -> None:
    board = board_of(wanted(), FONTS)
    first, second = (messages_for(board, (), n)[-1].text for n in (0, 1))
    assert f"direction {board.choices.archetypes[0]} " in first
    assert f"direction {board.choices.archetypes[1]} " in second
    styled = board_of(wanted(style="editorial"), FONTS)
    assert [styled.direction(n) for n in (0, 2)] == ["editorial", "editorial"]
    assert "editorial" not in {styled.direction(n) for n in (1, 3)}


GOOD = (
    "A brass quartet plays on a small stage in a vaulted cellar, warm lamps from the upper left, deep blue shadows. "
    "The upper half stays calm and dark."
)


def test_a_theme_is_expanded_without_any_lettering() -> None:
    told = GOOD + ' A neon sign with the words "Blue Hour" glows. The title space is empty.'
    with scripted(said(json.dumps({"description": told}))) as server:
        found = expand("smoky jazz cellar", Server(server.url), style="cinematic", seed=3)
        body = server.asked[0]
    assert found.text == GOOD
    assert found.model == "tiny"
    assert not LETTERING.search(found.text)
    assert "smoky jazz cellar" in body["messages"][-1]["content"]
    assert "cinematic" in body["messages"][-1]["content"]
    assert body["seed"] == 3


def test_a_description_of_nothing_but_lettering_goes_back() -> None:
    replies = [
        said('{"description": "A poster with large letters that say hello to everyone who walks by on the street"}')
    ]
    with scripted([*replies, said(json.dumps({"description": GOOD}))]) as server:
        assert expand("jazz", Server(server.url)).text == GOOD
        assert "without sentences about lettering" in last_words(server)
    with scripted(said('{"description": 5}')) as server:
        with pytest.raises(EngineError, match="wrote no description"):
            expand("jazz", Server(server.url))
        assert len(server.asked) == 3


def test_descriptions_are_bounded_and_plain() -> None:
    long = without_lettering("A calm sea under a low sun.\x00\n " * 400)
    assert len(long) <= LONGEST
    assert long.endswith("sun.")
    assert "\n" not in long


@pytest.mark.parametrize("theme", ["", "  ", "x" * 5000])
def test_themes_that_cannot_be_expanded_are_refused(theme: str) -> None:
    with pytest.raises(StageError) as problem:
        expand(theme)
    assert problem.value.hint


def test_the_same_answers_give_the_same_designs() -> None:
    first, _, _ = arrange(answers(layout()))
    second, _, _ = arrange(answers(layout()))
    assert first == second


def test_a_landscape_screen_page_works_too() -> None:
    request = replace(wanted(), page=page_for("1920x1080"), picture=dusk(420, 236))
    [design], _, _ = arrange(answers(layout()), request)
    page = request.page.trim
    for layer in design.layers:
        if isinstance(layer, TextLayer):
            assert page.contains(layer.rect, 1.0)


def with_subject(box: tuple[int, int, int, int] = (100, 40, 60, 250)) -> DesignRequest:
    """A request whose picture has a tall subject (x, y, w, h in pixels of 240 x 340)."""
    x, y, w, h = box
    picture = dusk()
    subject = np.zeros((340, 240), np.float32)
    subject[y : y + h, x : x + w] = 1
    picture[y : y + h, x : x + w] = (210, 90, 40)
    hero = (x / 240, y / 340, w / 240, h / 340)
    return wanted(
        picture=picture, hero=hero, subject=subject, subject_mask="sha256:" + "0" * 64, background="sha256:" + "1" * 64
    )


def behind_layout(**title: Any) -> dict[str, Any]:
    answer = layout()
    answer["texts"][0].update(x=60, y=60, w=880, h=200, behind=True, color="ink", **title)
    answer["texts"][1].update(y=790)
    for one in answer["texts"][1:]:
        one["behind"] = False
    return answer


def test_a_title_may_stand_behind_the_pictures_subject_where_that_is_known() -> None:
    request = with_subject((150, 100, 40, 120))
    [design], engine, server = arrange(answers(behind_layout()), request)
    assert engine.record["sound"] == 1, engine.record
    ids = [(x.id, getattr(x, "role", "")) for x in design.layers]
    cut = next(i for i, x in enumerate(design.layers) if isinstance(x, PictureLayer) and x.role == "subject")
    titles = [i for i, x in enumerate(design.layers) if isinstance(x, TextLayer) and x.role == "title"]
    others = [i for i, x in enumerate(design.layers) if isinstance(x, TextLayer) and x.role != "title"]
    assert titles[0] < cut < min(others), ids
    told = server.asked[0]["messages"][-1]["content"][-1]["text"]
    assert "may stand partly behind it" in told


def test_a_title_the_subject_hides_goes_back() -> None:
    request = with_subject((20, 20, 200, 120))
    _, engine, server = arrange(answers(behind_layout(), layout()), request)
    sent_back = json.dumps(server.asked[1]["messages"][-1])
    assert "the subject hides too much of the title" in sent_back
    assert engine.record["repairs"] >= 1


def test_without_a_subject_nothing_can_stand_behind_it() -> None:
    board = board_of(wanted(), FONTS)
    assert "behind" not in json.dumps(schema_for(board.choices))
    layout_read, wrong = read_layout(behind_layout(), board.choices, FONTS)
    assert layout_read is None
    assert "title cannot stand behind the subject" in wrong[0]
    known = board_of(with_subject(), FONTS)
    assert "behind" in schema_for(known.choices)["properties"]["texts"]["items"]["required"]
    side = behind_layout()
    side["texts"][1]["behind"] = True
    assert "subtitle cannot stand behind" in read_layout(side, known.choices, FONTS)[1][0]
