"""The command line: every job it does, and one plain sentence with the right exit code for everything that goes wrong."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from posta import cli
from posta.document.files import load_poster

BRIEF = """
title: Blue Hour Quartet
subtitle: An evening of slow swing
date: Saturday, 13 March 2027, 20:00
place: Cellar 9, Gdańsk
details: [Tickets 45 zł]
theme: smoky jazz cellar at night
format: a5
"""


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in a fresh folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    Path("brief.yaml").write_text(BRIEF, encoding="utf-8")

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


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    """A finished poster to work on."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "brief.yaml").write_text(BRIEF, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "posta", "make", "brief.yaml", "-o", "poster.posta"], cwd=folder, check=True)
    return folder / "poster.posta"


def one_sentence(told: tuple[int, str, str], *names: str, code: int = 2) -> None:
    assert told[0] == code
    assert "Traceback" not in told[2]
    assert told[2].startswith("posta: ")
    assert len(told[2].strip().splitlines()) == 1
    for name in names:
        assert name in told[2]


def size(path: str) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "svg", "pdf", "posta"])
def test_a_brief_becomes_every_kind_of_file(run, suffix) -> None:
    assert run("make", "brief.yaml", "-o", f"out.{suffix}", "--ppi", "50")[0] == 0
    assert Path(f"out.{suffix}").stat().st_size > 1000
    if suffix in ("png", "jpg", "webp"):
        assert size(f"out.{suffix}") == (291, 413)


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(run) -> None:
    for suffix in ("pdf", "png", "posta", "svg"):
        for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
            assert run("make", "brief.yaml", "-o", f"{name}.{suffix}", "--ppi", "40", "--seed", seed)[0] == 0
        if suffix != "posta":  # a .posta file also tells how long each stage took
            assert Path(f"a.{suffix}").read_bytes() == Path(f"b.{suffix}").read_bytes()
        assert Path(f"a.{suffix}").read_bytes() != Path(f"c.{suffix}").read_bytes()


def test_flags_make_a_poster_without_a_file(run) -> None:
    told = run("make", "--title", "Breathe.", "--theme", "morning mist", "--format", "1080x1350", "-o", "a.png")
    assert told[0] == 0
    assert size("a.png") == (1080, 1350)


def test_flags_go_before_what_the_file_says(run) -> None:
    assert run("make", "brief.yaml", "--title", "Other", "--format", "a6", "-o", "a.posta")[0] == 0
    poster, _ = load_poster("a.posta")
    assert (poster.brief.title, poster.brief.place, poster.page.width) == ("Other", "Cellar 9, Gdańsk", 105)


def test_variants_are_numbered_files_and_a_contact_sheet(run) -> None:
    assert run("make", "brief.yaml", "--variants", "3", "-o", "v.png", "--ppi", "30")[0] == 0
    pictures = {Path(f"v-{n}.png").read_bytes() for n in (1, 2, 3)}
    assert len(pictures) == 3
    assert size("v-contact.png")[0] > 900


def test_a_poster_is_rendered_again(run, saved) -> None:
    assert run("render", str(saved), "-o", "again.pdf", "--ppi", "60")[0] == 0
    assert Path("again.pdf").read_bytes().startswith(b"%PDF-")


def test_one_stage_again_leaves_everything_else_untouched(run, saved) -> None:
    before, _ = load_poster(saved)
    Path("p.posta").write_bytes(saved.read_bytes())
    assert run("redo", "p.posta", "background", "--seed", "77")[0] == 0
    after, _ = load_poster("p.posta")
    assert after.background != before.background
    # A cut-out of the old picture goes with it.
    stays = [layer for layer in before.layers[1:] if layer.kind != "picture" or layer.role != "subject"]
    assert [layer for layer in after.layers[1:] if layer.kind != "picture" or layer.role != "subject"] == stays
    assert (after.palette, after.designed_by, after.brief) == (before.palette, before.designed_by, before.brief)

    assert run("redo", "p.posta", "arttext", "--lettering", "brushed brass")[0] == 0
    lettered, _ = load_poster("p.posta")
    assert [x.id for x, y in zip(lettered.layers, after.layers, strict=True) if x != y] == ["title"]

    assert run("redo", "p.posta", "design", "--seed", "9")[0] == 0
    designed, _ = load_poster("p.posta")
    assert designed.background.changed(finish=()) == after.background.changed(finish=())  # the picture itself
    assert designed.layers[1:] != lettered.layers[1:]


def test_problems_are_told_and_errors_end_with_one(run, saved) -> None:
    assert run("check", str(saved))[0] == 0
    poster, assets = load_poster(saved)
    title = next(x for x in poster.layers if x.id == "title")
    broken = poster.with_layer(title.changed(size=2000, fit="none"))
    from posta.document.files import save_poster

    save_poster(broken, assets, "broken.posta")
    code, out, _ = run("check", "broken.posta", "--json")
    assert code == 1
    assert {"error"} <= {p["level"] for p in json.loads(out)}


def test_schemas_fonts_and_engines_are_listed(run) -> None:
    for name in ("poster", "brief", "design"):
        assert "properties" in json.loads(run("schema", name)[1])
    assert "Inter" in run("fonts")[1]
    assert "procedural" in run("engines")[1]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("subtitle: no title", ["brief.yaml", "title"]),
        ("title: A\nthemes: x", ["themes", "theme"]),
        (f"title: {'x' * 10_000}", ["title", "10,000"]),
        ('title: "bell \\a"', ["title", "U+0007"]),
        ('title: "half \\ud83d"', ["title", "U+D83D"]),
        ("title: Jazz 🎷", ["title", "🎷", "U+1F3B7"]),
        ("title: A\nformat: a33", ["format", "a33"]),
        ("title: A\nbackground: gone.png", ["background", "gone.png"]),
        ("title: A\nbackground: brief.yaml", ["picture"]),
        ("title: A\nlogo: broken.png", ["logo"]),
        ("title: [A", ["YAML", "line"]),
    ],
)
def test_a_bad_brief_gets_one_sentence_and_leaves_nothing(run, content, names) -> None:
    Path("brief.yaml").write_text(content, encoding="utf-8")
    Path("broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    one_sentence(run("make", "brief.yaml", "-o", "out.pdf"), *names)
    assert sorted(p.name for p in Path().iterdir()) == ["brief.yaml", "broken.png"]


@pytest.mark.parametrize("title", ["سلام Hello 123 عالم", "Hello שלום 42", "שלום", "ＡＢＣ 春 नमस्ते Ω"])
def test_mixed_scripts_and_directions_are_set(run, title) -> None:
    assert run("make", "--title", title, "--format", "a6", "-o", "a.png", "--ppi", "40")[0] == 0


def test_a_huge_picture_is_refused(run) -> None:
    from zlib import crc32

    small = io.BytesIO()
    Image.new("L", (1, 1)).save(small, "PNG")
    png = small.getvalue()
    header = b"IHDR" + (13_000).to_bytes(4, "big") * 2 + png[24:29]
    Path("huge.png").write_bytes(png[:12] + header + crc32(header).to_bytes(4, "big") + png[33:])
    Path("brief.yaml").write_text("title: A\nbackground: huge.png", encoding="utf-8")
    one_sentence(run("make", "brief.yaml", "-o", "out.png"), "13000 x 13000")


def edited(saved: Path, change) -> str:
    from posta.document.files import dumps, save_poster

    poster, assets = load_poster(saved)
    save_poster(poster, assets, "folder")
    Path("folder/poster.json").write_text(json.dumps(change(json.loads(dumps(poster)))), encoding="utf-8")
    return "folder"


def test_a_poster_from_a_newer_version_is_left_alone(run, saved) -> None:
    folder = edited(saved, lambda data: data | {"format": "posta/9"})
    before = Path("folder/poster.json").read_bytes()
    one_sentence(run("redo", folder, "design"), "newer", "posta/9")
    assert Path("folder/poster.json").read_bytes() == before


def test_a_missing_font_is_named(run, saved) -> None:
    def other(data):
        layer = next(x for x in data["layers"] if x["id"] == "title")
        layer["font"] = {"family": "Interr"}
        return data

    one_sentence(run("render", edited(saved, other), "-o", "out.png"), "Interr", "Inter")


def test_a_truncated_poster_is_refused(run, saved) -> None:
    Path("cut.posta").write_bytes(saved.read_bytes()[:-500])
    one_sentence(run("render", "cut.posta", "-o", "out.png"), "cut.posta")
    assert not Path("out.png").exists()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["make", "brief.yaml", "-o", "out.xyz"], [".xyz", ".pdf"]),
        (["make", "brief.yaml", "-o", "nowhere/out.pdf"], ["nowhere"]),
        (["make", "gone.yaml", "-o", "out.pdf"], ["gone.yaml"]),
        (["make", "-o", "out.pdf"], ["--title"]),
        (["make", "brief.yaml", "-o", "out.pdf", "--engine", "background=magic"], ["magic", "procedural"]),
        (["make", "brief.yaml", "-o", "out.pdf", "--engine", "magic"], ["magic", "procedural"]),
        (["make", "brief.yaml", "-o", "out.pdf", "--painter", "nobody"], ["nobody"]),
        (["make", "brief.yaml", "-o", "out.pdf", "--lettering", "unobtainium"], ["unobtainium"]),
        (["render", "gone.posta", "-o", "out.pdf"], ["gone.posta"]),
    ],
)
def test_a_wrong_command_gets_one_sentence(run, words, names) -> None:
    one_sentence(run(*words), *names)
    assert [p.name for p in Path().iterdir()] == ["brief.yaml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_named(run) -> None:
    Path("shut").mkdir(mode=0o555)
    one_sentence(run("make", "brief.yaml", "-o", "shut/out.pdf"), "shut")


def started(folder: Path, *words: str, sheet: str = "a2", prepare=lambda: None) -> subprocess.Popen:
    def before() -> None:
        # Started from a background job, a program would ignore Ctrl-C, and so would its children.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare()

    (folder / "brief.yaml").write_text(BRIEF.replace("a5", sheet), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "posta", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg", "posta"])
def test_a_full_disk_leaves_nothing_behind(tmp_path, suffix) -> None:
    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    job = started(tmp_path, "make", "brief.yaml", "-o", f"out.{suffix}", "--ppi", "72", prepare=small_files_only)
    out, err = job.communicate(timeout=120)
    one_sentence((job.returncode, out, err), f"out.{suffix}")
    assert [p.name for p in tmp_path.iterdir()] == ["brief.yaml"]


@pytest.mark.parametrize("after_seconds", [0.5, 1.2, 2.0])
def test_ctrl_c_leaves_nothing_behind(tmp_path, after_seconds) -> None:
    job = started(tmp_path, "make", "brief.yaml", "-o", "out.png", "--ppi", "600", sheet="a0")
    time.sleep(after_seconds)
    job.send_signal(signal.SIGINT)
    out, err = job.communicate(timeout=60)
    one_sentence((job.returncode, out, err), "Stopped")
    assert [p.name for p in tmp_path.iterdir()] == ["brief.yaml"]


def test_a_print_shops_file_is_written_and_judged(run, saved) -> None:
    assert (
        run(
            "render", str(saved), "-o", "press.pdf", "--pdf", "x-4", "--marks", "crop", "--bleed", "3mm", "--ppi", "72"
        )[0]
        == 0
    )
    assert run("check", "press.pdf")[0] in (0, 1)
    assert run("proof", str(saved), "-o", "proof.png", "--ppi", "40")[0] == 0
    assert run("proof", str(saved), "-o", "ink.png", "--ppi", "40", "--coverage")[0] == 0
    one_sentence(run("render", str(saved), "-o", "b.pdf", "--bleed", "3"), "3mm")
    one_sentence(run("render", str(saved), "-o", "b.pdf", "--pdf", "x-4", "--condition", "gone.icc"), "gone.icc")
    assert not Path("b.pdf").exists()


def test_engine_options_are_checked(run) -> None:
    one_sentence(run("make", "brief.yaml", "-o", "a.png", "--option", "nonsense"), "nonsense")
    one_sentence(run("make", "brief.yaml", "-o", "a.png", "--option", "background.colour=1"), "colour")
    assert "flux1-schnell" in run("models", "list")[1]


def test_the_plan_for_a_print_size_says_what_works_here_and_how(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("POSTA_UPSCALER", raising=False)
    code, out, _ = run("plan", "--format", "a2", "--ppi", "300")
    assert code == 0
    assert out.startswith("5033 x 7088 px at 300 ppi")
    assert "painted at the page's own pixels" in out
    assert "≈" not in out, "the speed of painting is measured"
    code, out, _ = run("plan", "--format", "a2", "--picture", "3000x2000")
    assert code == 0
    assert "posta redo POSTER upscale --engine upscale=" in out
    assert "takes lanczos" in out
    code, out, _ = run("plan", "--format", "a2", "--generated")
    assert code == 0
    one_sentence(run("plan", "--picture", "3000"), "3000", "4000x3000")
    one_sentence(run("plan", "--format", "a77"), "a77")
    one_sentence(run("plan", "--picture", "30x20", "--generated"), "not both")
    Image.new("RGB", (300, 420), (40, 90, 160)).save("photo.png")
    Path("photo.yaml").write_text("title: Sea\nformat: a6\nbackground: photo.png\n", encoding="utf-8")
    assert run("make", "photo.yaml", "-o", "photo.posta")[0] == 0
    code, out, _ = run("plan", "photo.posta")
    assert code == 0
    assert "takes lanczos" in out
    one_sentence(run("plan", "photo.posta", "--picture", "30x20"), "its own picture")


def test_upscalers_are_listed_with_the_models(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    code, out, _ = run("models", "list")
    assert code == 0
    assert "real-esrgan-x4plus" in out
    assert "BSD-3-Clause" in out


def test_a_picture_made_large_again_is_told(run, saved, tmp_path) -> None:
    code, out, _ = run("redo", str(saved), "upscale", "-o", "large.posta", "--ppi", "200")
    assert code == 0
    assert "background: 1213 x 1702 px, painted again" in out


def test_an_enlargement_that_cannot_be_made_leaves_the_poster_as_it_was(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    Image.new("RGB", (300, 420), (40, 90, 160)).save("photo.png")
    Path("photo.yaml").write_text("title: Sea\nformat: a6\nbackground: photo.png\n", encoding="utf-8")
    assert run("make", "photo.yaml", "-o", "photo.posta")[0] == 0
    before = Path("photo.posta").read_bytes()
    Path("old.pth").write_bytes(b"PK")
    wrong = (
        (("--option", "upscale.model=old.pth"), "pickle"),
        (("--engine", "upscale=urae", "--option", "upscale.two_k=none.safetensors"), "no weights file"),
        (("--engine", "upscale=spandrel", "--option", "upscale.device=tpu"), "tpu"),
        (("--ppi", "2400", "--engine", "upscale=urae", "--option", "upscale.window=0"), "radius"),
    )
    for words, name in wrong:
        one_sentence(run("redo", "photo.posta", "upscale", *words), name)
        assert Path("photo.posta").read_bytes() == before
