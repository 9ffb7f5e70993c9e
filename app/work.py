"""Long work on posters: briefs, wishes and poster ids in, jobs out whose results are posters, revisions or files.

The page and the HTTP API both start their work here, so both follow the same rules.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.choices import as_made
from app.jobs import Job, Jobs, Line
from app.printing import Conditions, told_problems
from app.session import Desk
from posta.document.assets import Assets
from posta.document.brief import PIECES, Brief, brief_from
from posta.document.layers import TextLayer
from posta.document.poster import Poster
from posta.engines import Progress, part
from posta.errors import LibraryError, Missing, Outdated
from posta.export import ExportOptions
from posta.output import print_report, write
from posta.pipeline import STAGES, Engines, Wishes, redo, variants
from posta.render.check import check

LABELS = {"background": "New background", "design": "New design", "arttext": "New lettering", "upscale": "Enlarge"}
ON_THIS_COMPUTER = frozenset({"procedural", "picture", "rules", "materials", "lanczos"})
"""Engines that need no graphics processor and no server: they never wait for one."""
MOST_FORMATS = 12


@dataclass(frozen=True, slots=True)
class Again:
    """One stage wanted again."""

    stage: str
    wishes: Wishes = field(default_factory=Wishes)
    engines: Engines | None = None
    """None: those the poster was made with."""
    seed: int | None = None
    layer: str = ""
    ppi: float = 300
    picture: str = ""
    """Path of a person's own picture that is to be the background."""


class Work:
    """Starts jobs over one desk."""

    def __init__(self, desk: Desk, jobs: Jobs, *, any_server: bool = True) -> None:
        """`any_server`: whether people may name a model server of their own."""
        self.any_server = any_server
        self.desk, self.jobs, self.conditions = desk, jobs, Conditions(desk.library.root)
        self._exports = tempfile.TemporaryDirectory(prefix="posta-exports-", ignore_cleanup_errors=True)

    @property
    def exports(self) -> Path:
        """Where exported files lie until the server ends."""
        return Path(self._exports.name)

    def make(
        self, brief: Brief, wishes: Wishes, *, count: int = 4, seed: int = 0, engines: Engines | None = None
    ) -> Job:
        """Posters of a brief; their ids stand in the job's result as soon as each is there."""
        brief, chosen = self.desk.with_own_files(brief), engines or Engines()

        def work(progress: Progress, job: Job) -> dict[str, Any]:
            assets, made = Assets(), list[str]()
            for _, poster in variants(
                brief, count, assets, engines=chosen, seed=seed, wishes=wishes, progress=progress
            ):
                made.append(self.desk.add(poster, assets))
                job.result = {"posters": list(made)}
                progress(len(made) / count, f"variant {min(len(made) + 1, count)} of {count}")
            return {"posters": made}

        return self.jobs.submit("make", work, line=line_of(chosen, "background", "design", "arttext"))

    def again(self, poster_id: str, order: Again, *, expected: str | None = None) -> Job:
        """One stage again on a poster. Changes made to other layers meanwhile are kept.

        Where they are in each other's way the result becomes a poster of its own, so neither is lost.
        """
        if order.stage not in STAGES:
            raise LibraryError(f"There is no stage {order.stage!r}.", hint=f"Choose from {', '.join(STAGES)}.")
        opened = self.desk.open(poster_id)
        base, revision, assets = opened.poster, opened.revision, opened.folder.assets
        if expected is not None and expected != revision:
            raise Outdated()
        brief, engines = self.desk.with_own_files(base.brief), order.engines or as_made(base)
        if order.wishes.painter and order.engines is None:
            engines = engines.with_engine("background", "procedural")
        if order.stage == "background" and order.picture:
            brief = brief.changed(background=order.picture)
        elif order.stage == "background" and (order.wishes.painter or order.wishes.theme or order.engines):
            brief = brief.changed(background="")  # a made picture is asked for in place of the person's own

        def work(progress: Progress, _job: Job) -> dict[str, Any]:
            made = redo(
                base.changed(brief=brief), assets, order.stage, engines=engines, seed=order.seed,
                wishes=order.wishes, layer=order.layer, ppi=order.ppi, progress=progress,
            ).changed(brief=base.brief)  # fmt: skip
            progress(1.0, "saving")
            return self._kept(poster_id, base, made, revision, LABELS[order.stage])

        used = ("design", "arttext") if order.stage == "design" else (order.stage,)
        return self.jobs.submit(order.stage, work, poster=poster_id, line=line_of(engines, *used))

    def _kept(self, poster_id: str, base: Poster, made: Poster, revision: str, label: str) -> dict[str, Any]:
        for _try in range(5):
            try:
                return {"revision": self.desk.replace(poster_id, made, label=label, expected=revision).revision}
            except Outdated:
                now = self.desk.open(poster_id)
                merged = merged_onto(now.poster, base, made)
                if merged is None:
                    break
                made, base, revision = merged, now.poster, now.revision
        other = self.desk.add(made, self.desk.open(poster_id).folder.assets, label=label)
        return {"poster": other, "notes": ["The poster was changed meanwhile, so this became a poster beside it."]}

    def resize(self, poster_id: str, formats: Sequence[str]) -> Job:
        """The poster's words, look and background on other formats, each as a poster of its own. Raises BriefError."""
        if not 1 <= len(formats) <= MOST_FORMATS:
            raise LibraryError(f"{len(formats)} formats cannot be made.", hint=f"Choose 1 to {MOST_FORMATS}.")
        opened = self.desk.open(poster_id)
        poster, assets = opened.poster, opened.folder.assets
        shown = brief_as_shown(poster)
        briefs = [brief_from({**shown.model_dump(exclude_defaults=True), "format": name}) for name in formats]
        ground, told = poster.background, poster.designed_by.settings if poster.designed_by else {}
        made_by = ground.made_by if ground else None
        wishes, seed, picture = Wishes(style=str(told.get("archetype", ""))), 0, ""
        if made_by and made_by.engine == "procedural":
            wishes, seed = replace(wishes, painter=made_by.painter, theme=made_by.prompt), made_by.seed
        elif ground and ground.asset:  # a picture that cannot be painted again for another shape is shown in it
            picture = str(self.desk.library.keep_upload(assets.get(ground.asset), source="the background"))

        def work(progress: Progress, job: Job) -> dict[str, Any]:
            made: list[str] = []
            for number, brief in enumerate(briefs):
                mine, own = part(progress, number / len(briefs), (number + 1) / len(briefs)), Assets()
                whole = self.desk.with_own_files(brief.changed(background=picture))
                [(_, one)] = variants(whole, 1, own, engines=Engines(), seed=seed, wishes=wishes, progress=mine)
                made.append(self.desk.add(one.changed(brief=brief), own, label=f"On {formats[number]}"))
                job.result = {"posters": list(made)}
            return {"posters": made}

        return self.jobs.submit("resize", work, poster=poster_id)

    def export(self, poster_id: str, kind: str, options: ExportOptions) -> Job:
        """A file of the poster as it is now; of a PDF also what is found in the written file."""
        opened = self.desk.open(poster_id)
        poster, assets, title = opened.poster, opened.folder.assets, opened.poster.brief.title
        stem = "-".join("".join(c if c.isalnum() else " " for c in title).split())[:60] or "poster"

        def work(progress: Progress, job: Job) -> dict[str, Any]:
            target = self.exports / job.id / f"{stem}.{kind}"
            target.parent.mkdir()
            writing = part(progress, 0.0, 0.9)
            report = write(poster, assets, target, options, fonts=self.desk.fonts, progress=writing)
            told = {"file": f"{job.id}/{target.name}", "bytes": target.stat().st_size, "kind": kind}
            if report:
                told |= {"kind": report.kind, "notes": list(report.notes)}
            if kind == "pdf":
                progress(0.9, "reading the file back")
                found = print_report(poster, assets, target, options, fonts=self.desk.fonts)
                told |= {"problems": told_problems(found.problems), "facts": [list(fact) for fact in found.facts]}
            return told

        return self.jobs.submit("export", work, poster=poster_id)

    def check(self, poster_id: str, options: ExportOptions) -> Job:
        """What a print shop would stumble over, beside what is wrong on the screen."""
        opened = self.desk.open(poster_id)
        poster, assets = opened.poster, opened.folder.assets

        def work(progress: Progress, _job: Job) -> dict[str, Any]:
            with tempfile.TemporaryDirectory(dir=self.exports) as folder:
                written = Path(folder) / "print.pdf"
                write(poster, assets, written, options, fonts=self.desk.fonts, progress=part(progress, 0.0, 0.9))
                progress(0.9, "reading the file back")
                found = print_report(poster, assets, written, options, fonts=self.desk.fonts)
            problems = [*check(poster, assets, self.desk.fonts), *found.problems]
            return {"problems": told_problems(problems), "facts": [list(fact) for fact in found.facts]}

        return self.jobs.submit("check", work, poster=poster_id)

    def file(self, job_id: str) -> Path:
        """The file an export wrote. Raises LibraryError while there is none."""
        job = self.jobs.get(job_id)
        path = self.exports / str(job.result.get("file", ""))
        if job.kind != "export" or job.state != "done" or not path.is_file():
            raise Missing("There is no file yet.", hint="Wait until the job is done.")
        return path


def merged_onto(now: Poster, base: Poster, made: Poster) -> Poster | None:
    """What a stage changed between `base` and `made`, on the poster as it is `now`; None where both changed the same."""
    changed = {layer.id: layer for layer in made.layers if layer not in base.layers}
    before = {layer.id: layer for layer in base.layers}
    stayed = [layer.id for layer in made.layers]
    gone = before.keys() - set(stayed)  # a cut-out leaves with the picture it was cut from
    same_layers = stayed == [name for name in before if name not in gone]
    rest = made.palette == base.palette and made.page == base.page == now.page and made.designed_by == base.designed_by
    there = {layer.id: layer for layer in now.layers}
    if not same_layers or not rest or any(there.get(name) != before[name] for name in (*changed, *gone)):
        return None
    return now.with_layers(changed.get(layer.id, layer) for layer in now.layers if layer.id not in gone)


def line_of(engines: Engines, *stages: str) -> Line:
    """Where these stages are done."""
    return "here" if all(getattr(engines, stage) in ON_THIS_COMPUTER for stage in stages) else "device"


def brief_as_shown(poster: Poster) -> Brief:
    """The poster's brief with the words as they were edited on the page."""
    fields = poster.brief.model_dump(exclude_defaults=True)
    details = list(poster.brief.details)
    for layer in poster.layers:
        if not isinstance(layer, TextLayer) or len(layer.pieces) != 1:
            continue
        name, dot, number = layer.pieces[0].partition(".")
        if dot and number.isdigit() and int(number) < len(details):
            details[int(number)] = layer.text
        elif not dot and name in PIECES:
            fields[name] = layer.text
    return brief_from({**fields, "details": details})
