"""The shipped fonts against their table: assets/fonts/fonts.json and its files in; agreement of names, hashes, scripts out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
MOST_BYTES = 44_500_000
TABLE: dict[str, Any] = json.loads((FONTS / "fonts.json").read_text("utf-8"))
FAMILIES: list[dict[str, Any]] = TABLE["families"]
CATEGORIES = {
    "display-sans", "display-retro", "sans", "serif", "slab", "mono", "script", "arabic", "devanagari", "japanese",
    "hebrew", "thai", "korean",
}  # fmt: skip

# Words a poster may carry; every face of a family that claims the script must have each letter.
SAMPLES = {
    "Latn": "Hamburgefonstiv ÄÖÜ àâçéèêëîïôùû ñáíóú ãõ å 0123456789 .,:;!?&()-–—’“”",
    "Cyrl": "Съешь же ещё этих мягких французских булок, да выпей чаю. Щебетання їжак ґанок Є ў ђ ћ љ њ џ",
    "Grek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία ΆΈΉΊΌΎΏ ϊϋΐΰ ς",
    "Arab": "صِف خَلقَ خَودٍ كَمِثلِ الشَمسِ إِذ بَزَغَت مهرجان الجاز ٢٠٢٦ آأؤئىةء؟،",
    "Deva": "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश संगीत समारोह १२३",
    "Hira": "いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせすん",
    "Kana": "イロハニホヘトチリヌルヲワカヨタレソツネナラムコンサートポスター",
    "Hani": "音楽祭東京美術館展覧会春夏秋冬月火水木金土日入場無料",
    "Hebr": "דג סקרן שט בים מאוכזב ולפתע מצא חברה ףץ",
    "Thai": "เทศกาลดนตรีริมแม่น้ำเจ้าพระยา ญฎฏฐฑฒณ ฿๐๑๒๓๔๕๖๗๘๙ ไใโเแ ๆฯ",
    "Hang": "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다 한강 봄꽃 축제",
    "Gujr": "સંગીત મહોત્સવ અમદાવાદ ૧૨૩",
}
LATIN_EXT = "ĄąĆćĘęŁłŃńŚśŹźŻż ČčĎďĚěŇňŘřŠšŤťŮůŽž ĞğİıŞş ŐőŰű ȘșȚț ĀāĒēĪīŪūĢģĶķĻļŅņ ĖėĮįŲų Đđß"


def _faces() -> Iterator[Any]:
    for family in FAMILIES:
        for face in family["faces"]:
            yield pytest.param(family, face, id=face["file"])


def _family_ids(family: dict[str, Any]) -> str:
    return str(family["slug"])


@pytest.mark.parametrize(("family", "face"), list(_faces()))
def test_a_face_is_what_the_table_says(family: dict[str, Any], face: dict[str, Any]) -> None:
    path = FONTS / family["slug"] / face["file"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == face["sha256"]
    with TTFont(path, lazy=True) as font:
        names, os2 = font["name"], font["OS/2"]
        assert (names.getDebugName(16) or names.getDebugName(1)) == family["family"]
        assert f"{names.getDebugName(6)}.ttf" == face["file"]
        assert os2.usWeightClass == face["weight"]
        assert bool(os2.fsSelection & 1) is bool(font["head"].macStyle & 2) is face["italic"]
        assert os2.fsType == 0, "embedding must be allowed without limits"
        assert "glyf" in font and "fvar" not in font
        letters = font.getBestCmap()
    for script in family["scripts"]:
        missing = {c for c in SAMPLES[script] if c != " " and ord(c) not in letters}
        assert not missing, f"{script}: {sorted(missing)}"
    if family["latin_ext"]:
        assert not {c for c in LATIN_EXT if c != " " and ord(c) not in letters}


def test_a_table_row_has_every_field_with_a_value_that_means_something() -> None:
    for row in FAMILIES:
        assert row["category"] in CATEGORIES, row["slug"]
        assert 4 <= len(row["moods"]) == len(set(row["moods"])) <= 8, row["slug"]
        assert row["scripts"], row["slug"]
        assert row["roles"] and set(row["roles"]) <= {"display", "text"}, row["slug"]
        assert 0 <= row["loudness"] <= 1, row["slug"]
        assert row["width"] in {"condensed", "normal", "wide"} and row["contrast"] in {"low", "high"}, row["slug"]
        assert row["figures"][0] in {"lining", "oldstyle"}, row["slug"]
        assert row["figures"][1] in {"tabular", "proportional"}, row["slug"]
        assert isinstance(row["caps_only"], bool) and isinstance(row["latin_ext"], bool), row["slug"]


def test_families_slugs_and_styles_are_unique() -> None:
    assert len({row["family"] for row in FAMILIES}) == len({row["slug"] for row in FAMILIES}) == len(FAMILIES) == 51
    for row in FAMILIES:
        styles = [(face["weight"], face["italic"]) for face in row["faces"]]
        assert len(set(styles)) == len(styles), row["slug"]


@pytest.mark.parametrize("family", FAMILIES, ids=_family_ids)
def test_a_licence_stands_beside_each_family_and_says_whether_its_name_is_reserved(family: dict[str, Any]) -> None:
    text = (FONTS / family["slug"] / "LICENSE.txt").read_text("utf-8-sig")
    if family["license"] == "Apache-2.0":
        assert "Apache License" in text and "Version 2.0" in text
        assert family["reserved_name"] is False
    else:
        assert family["license"] == "OFL-1.1" and "SIL OPEN FONT LICENSE Version 1.1" in text
        copyright_lines = text.split("This Font Software is licensed")[0]
        assert ("Reserved Font Name" in copyright_lines) is family["reserved_name"]


def test_no_font_file_stands_outside_the_table_and_the_readme_names_every_family() -> None:
    listed = {f"{row['slug']}/{face['file']}" for row in FAMILIES for face in row["faces"]}
    there = {
        path.relative_to(FONTS).as_posix()
        for path in FONTS.rglob("*")
        if path.suffix.lower() in {".ttf", ".otf", ".ttc"}
    }
    assert there == listed
    readme = (FONTS / "README.md").read_text("utf-8")
    for row in FAMILIES:
        assert f"| {row['family']} |" in readme and f"@expo-google-fonts/{row['slug']} " in readme


def test_every_script_a_family_claims_has_a_fallback_that_covers_it() -> None:
    scripts = {row["family"]: set(row["scripts"]) for row in FAMILIES}
    fallback = TABLE["fallback"]
    assert set().union(*scripts.values()) <= set(fallback)
    for script, names in fallback.items():
        needed = {"Jpan": {"Hira", "Kana", "Hani"}, "Zyyy": {"Latn"}}.get(script, {script})
        assert names and all(needed <= scripts[name] for name in names), script


def test_the_letters_a_caps_only_family_sets_are_capitals() -> None:
    """An h without an ascender and a p without a descender are capitals; the other families have real small letters."""
    for row in FAMILIES:
        with TTFont(FONTS / row["slug"] / row["faces"][0]["file"], lazy=True) as font:
            glyphs, letters = font["glyf"], font.getBestCmap()
            cap, h, x, p = (glyphs[letters[ord(c)]] for c in "Hhxp")
            small = abs(h.yMax - x.yMax) > 0.05 * cap.yMax or p.yMin < -0.05 * cap.yMax
        assert row["caps_only"] is not small, row["slug"]


def test_the_whole_tree_stays_small_enough_to_travel() -> None:
    assert sum(path.stat().st_size for path in FONTS.rglob("*")) < MOST_BYTES
