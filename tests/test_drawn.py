"""Posters whose background a model draws, from the pipeline and the command line; with tiny random checkpoints."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from posta import cli
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.files import load_poster, pack, unpack
from posta.document.pictures import encode_png
from posta.engines import Progress
from posta.errors import StageError
from posta.pipeline import Engines, Wishes, make, redo, variants
from tests.engines import tiny_pipelines as tiny

BRIEF = Brief(title="Harbour Lights", date="13 March", theme="a lighthouse above a stormy sea", format="a6")
QUICK = {"steps": 2, "tries": 1, "pixels": 8192}


def drawing(name: str = "flux", **more: object) -> Engines:
    """Engines whose background a tiny model draws."""
    options = {"model": str(tiny.folder(name)), "device": "cpu", **more}
    return Engines(background="diffusion", options={"background": options})


def asked(**settings: object) -> dict[str, dict[str, object]]:
    return {"background": {**QUICK, **settings}}


def picture(seed: int = 0) -> bytes:
    return encode_png(np.random.default_rng(seed).integers(0, 256, (60, 80, 3), dtype=np.uint8))


def test_variants_are_drawn_in_one_go_each_by_its_own_seed() -> None:
    told: list[str] = []
    assets = Assets()
    made = variants(
        BRIEF, 3, assets, engines=drawing(), seed=5, wishes=Wishes(settings=asked()),
        progress=lambda _, doing: told.append(doing),
    )  # fmt: skip
    grounds = [poster.background for _, poster in made]
    by = [g.made_by for g in grounds if g is not None and g.made_by is not None]
    assert [m.seed for m in by] == [5, 6, 7]
    assert [m.settings["seeds"] for m in by] == [[5], [6], [7]]
    assert all(m.settings["drawn_at_once"] == 3 for m in by)
    assert len({g.asset for g in grounds if g is not None}) == 3
    assert sum(doing.startswith("step 1 of") for doing in told) == 1


def test_a_background_again_is_drawn_as_before_by_another_seed_and_keeps_its_pictures(tmp_path: Path) -> None:
    tiny.lora(tmp_path / "ink.safetensors", "flux")
    wishes = Wishes(reference=picture(), theme="a calm sea", settings=asked(styles=["ink:0.5"], strength=0.5))
    poster, assets = make(BRIEF, engines=drawing(styles=str(tmp_path)), seed=3, wishes=wishes)
    poster, assets = unpack(pack(poster, assets))
    first = poster.background.made_by
    # The folder of styles and the device are this computer's own matter, not the poster's.
    again_by = Engines.of(poster).with_options("background", device="cpu", styles=str(tmp_path))
    again = redo(poster, assets, "background", engines=again_by)
    made = again.background.made_by
    assert (made.seed, made.prompt, made.model) == (4, "a calm sea", first.model)
    assert made.settings["asked"] == first.settings["asked"]
    assert made.settings["styles"] == [{"name": "ink", "weight": 0.5}]
    assert made.settings["reference"] == first.settings["reference"]
    assert again.layers[1:] == poster.layers[1:]
    same = redo(poster, assets, "background", engines=again_by, seed=3)
    assert same.background.asset == poster.background.asset
    bare = redo(poster, assets, "background", engines=again_by, wishes=Wishes(reference=b"", settings=asked(styles=[])))
    assert "reference" not in bare.background.made_by.settings
    assert bare.background.made_by.settings["ability"] == "text"


def test_a_stage_is_run_again_by_the_engines_a_poster_was_made_with_but_never_by_a_strangers_server() -> None:
    poster, _ = make(BRIEF, engines=drawing(), wishes=Wishes(settings=asked()))
    designed = poster.designed_by.changed(
        engine="mllm", model="some/model", settings={"server": "http://evil.example/v1"}
    )
    found = Engines.of(poster.changed(designed_by=designed))
    assert (found.background, found.design, found.arttext) == ("diffusion", "mllm", "materials")
    assert found.options == {"background": {"model": str(tiny.folder("flux"))}}


def test_a_picture_the_brief_names_is_started_from_when_a_model_draws(tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(picture())
    brief = BRIEF.changed(background=str(tmp_path / "own.png"))
    poster, _ = make(brief, engines=drawing(), wishes=Wishes(settings=asked()))
    assert poster.background.made_by.settings["ability"] == "image"


@pytest.mark.parametrize(
    "wishes",
    [Wishes(reference=picture()), Wishes(control=picture()), Wishes(settings={"background": {"styles": ["ink"]}})],
)
def test_wishes_only_a_model_can_meet_are_refused_by_other_engines(wishes: Wishes) -> None:
    with pytest.raises(StageError, match="'procedural' takes no") as told:
        make(BRIEF, wishes=wishes)
    assert "diffusion" in told.value.hint


def test_previews_reach_whoever_looks_through_the_whole_pipeline() -> None:
    class Looking(Progress):
        def __init__(self) -> None:
            self.seen: list[np.ndarray] = []

        def __call__(self, done: float, doing: str) -> None: ...

        def show(self, shown: np.ndarray) -> None:
            self.seen.append(shown)

    looking = Looking()
    list(
        variants(
            BRIEF, 2, Assets(), engines=drawing(), seed=0, wishes=Wishes(settings=asked(steps=4)), progress=looking
        )
    )
    assert len(looking.seen) == 2


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in a fresh folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("POSTA_STYLES", raising=False)

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["posta", *words])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


FLAGS = (
    "--engine", "diffusion", "--option", "background.device=cpu", "--option", "background.steps=2",
    "--option", "background.tries=1", "--option", "background.pixels=8192",
)  # fmt: skip
WORDS = ("--title", "Harbour", "--theme", "a lighthouse", "--format", "a6")


def test_a_reference_and_several_styles_are_named_on_the_command_line(run, tmp_path: Path) -> None:
    tiny.lora(tmp_path / "config" / "styles" / "ink.safetensors", "flux")
    tiny.lora(tmp_path / "foil.safetensors", "flux", seed=2)
    Path("pic.png").write_bytes(picture())
    code, _, err = run(
        "make", *WORDS, *FLAGS, "--model", str(tiny.folder("flux")), "--lora", "ink:0.8", "--lora", "foil.safetensors:0.4",
        "--reference", "pic.png", "--strength", "0.5", "-o", "p.posta",
    )  # fmt: skip
    assert code == 0, err
    made = load_poster("p.posta")[0].background.made_by
    assert made.settings["styles"] == [{"name": "ink", "weight": 0.8}, {"name": "foil", "weight": 0.4}]
    assert made.settings["strength"] == 0.5
    assert made.settings["ability"] == "image"
    assert "background: " in err
    assert "cpu-float32" in err
    code, _, err = run("redo", "p.posta", "background", "--option", "background.device=cpu", "--lora", "ink:0.2")
    assert code == 0, err
    again = load_poster("p.posta")[0].background.made_by
    assert again.engine == "diffusion"
    assert again.settings["styles"] == [{"name": "ink", "weight": 0.2}]
    assert again.settings["reference"] == made.settings["reference"]


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--reference", "nothing.png"), "nothing.png cannot be read"),
        (("--reference", "notes.txt"), "notes.txt"),
        (("--control", "pic.png"), "posta models accept flux1-dev"),
        (("--edit", "--reference", "pic.png"), "cannot do editing"),
        (("--edit",), "no picture to edit"),
        (("--lora", "ink"), "no folder of styles yet"),
        (("--lora", "other.safetensors"), "does not fit"),
        (("--painter", "smoke"), "takes no painter"),
        (("--option", "background.strenght=0.5"), "no such option"),
    ],
)
def test_what_a_model_cannot_do_is_one_sentence_and_leaves_nothing(run, flags: tuple[str, ...], told: str) -> None:
    Path("pic.png").write_bytes(picture())
    Path("notes.txt").write_text("hello")
    tiny.lora(Path("other.safetensors"), "flux", target="unet.down_blocks.0.attn")
    code, out, err = run("make", *WORDS, *FLAGS, "--model", str(tiny.folder("flux")), *flags, "-o", "p.posta")
    assert code == 2, out + err
    assert told in err
    assert err.count("\n") == 1
    assert not Path("p.posta").exists()


def test_flags_for_a_model_without_one_say_which_engine_takes_them(run) -> None:
    Path("pic.png").write_bytes(picture())
    code, _, err = run("make", *WORDS, "--reference", "pic.png", "-o", "p.posta")
    assert code == 2
    assert "--engine background=diffusion" in err
    code, _, err = run("make", *WORDS, "--model", "z-image-turbo", "-o", "p.posta")
    assert code == 2
    assert "--engine diffusion" in err
