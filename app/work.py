"""Long work on posters: briefs, wishes and poster ids in, jobs out whose results are posters, revisions or files.

The page and the HTTP API both start their work here, so both follow the same rules.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.jobs import Job, Jobs
from app.session import Desk
from posta.document.assets import Assets
from posta.document.brief import Brief, brief_from
from posta.document.poster import Poster
from posta.engines import Progress
from posta.errors import LibraryError, Missing, Outdated
from posta.export import WRITERS, ExportOptions
from posta.output import write
from posta.pipeline import STAGES, Engines, Wishes, as_before, redo, variants

LABELS = {"background": "New background", "design": "New design", "arttext": "New lettering", "upscale": "Enlarge"}


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


class Work:
    """Starts jobs over one desk."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        self.desk, self.jobs = desk, jobs
        self._exports = tempfile.TemporaryDirectory(prefix="posta-exports-", ignore_cleanup_errors=True)

    @property
    def exports(self) -> Path:
        """Where exported files lie until the server ends."""
        return Path(self._exports.name)

    def make(
        self, brief: Brief, wishes: Wishes, *, count: int = 4, seed: int = 0, engines: Engines | None = None
    ) -> Job:
        """Posters of a brief; their ids stand in the job's result as soon as each is there."""
        brief = self.desk.with_own_files(brief)

        def work(progress: Progress, job: Job) -> dict[str, Any]:
            assets, made = Assets(), list[str]()
            for _, poster in variants(
                brief, count, assets, engines=engines or Engines(), seed=seed, wishes=wishes, progress=progress
            ):
                made.append(self.desk.add(poster, assets))
                job.result = {"posters": list(made)}
                progress(len(made) / count, f"variant {min(len(made) + 1, count)} of {count}")
            return {"posters": made}

        return self.jobs.submit("make", work)

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
        brief = self.desk.with_own_files(base.brief)
        if order.stage == "background" and (order.wishes.painter or order.wishes.theme):
            brief = brief.changed(background="")  # a painted picture is asked for in place of the person's own

        def work(progress: Progress, _job: Job) -> dict[str, Any]:
            made = redo(
                base.changed(brief=brief), assets, order.stage, engines=order.engines, seed=order.seed,
                wishes=order.wishes, layer=order.layer, ppi=order.ppi, progress=progress,
            ).changed(brief=base.brief)  # fmt: skip
            progress(1.0, "saving")
            return self._kept(poster_id, base, made, revision, LABELS[order.stage])

        return self.jobs.submit(order.stage, work, poster=poster_id)

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

    def resize(self, poster_id: str, format_name: str) -> Job:
        """The poster's words, look and background on another format, as a poster of its own. Raises BriefError."""
        opened = self.desk.open(poster_id)
        poster = opened.poster
        brief = brief_from({**poster.brief.model_dump(exclude_defaults=True), "format": format_name})
        brief = self.desk.with_own_files(brief)
        ground = poster.background.made_by if poster.background else None
        told = poster.designed_by.settings if poster.designed_by else {}
        made = Engines.of(poster)
        engines = Engines(background=made.background, options=made.options)
        wishes = Wishes(
            painter=ground.painter if ground else "", theme=ground.prompt if ground else "",
            style=str(told.get("archetype", "")),
        )  # fmt: skip

        def work(progress: Progress, _job: Job) -> dict[str, Any]:
            assets, seed = Assets(), ground.seed if ground else 0
            before = as_before(wishes, ground, engines, opened.folder.assets)
            [(_, made)] = variants(brief, 1, assets, engines=engines, seed=seed, wishes=before, progress=progress)
            return {"poster": self.desk.add(made, assets, label=f"On {format_name}")}

        return self.jobs.submit("resize", work, poster=poster_id)

    def export(self, poster_id: str, kind: str, options: ExportOptions) -> Job:
        """A file of the poster as it is now. Raises LibraryError for a kind that is not written."""
        if kind != "posta" and f".{kind}" not in WRITERS:
            raise LibraryError(f"No export ends in .{kind}.", hint=f"Choose from {' '.join(WRITERS)} .posta.")
        opened = self.desk.open(poster_id)
        poster, assets, title = opened.poster, opened.folder.assets, opened.poster.brief.title
        stem = "-".join("".join(c if c.isalnum() else " " for c in title).split())[:60] or "poster"

        def work(progress: Progress, job: Job) -> dict[str, Any]:
            target = self.exports / job.id / f"{stem}.{kind}"
            target.parent.mkdir()
            report = write(poster, assets, target, options, fonts=self.desk.fonts, progress=progress)
            notes = list(report.notes) if report else []
            return {"file": f"{job.id}/{target.name}", "bytes": target.stat().st_size, "notes": notes}

        return self.jobs.submit("export", work, poster=poster_id)

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
    same_layers = [x.id for x in made.layers] == [x.id for x in base.layers]
    rest = made.palette == base.palette and made.page == base.page == now.page and made.designed_by == base.designed_by
    there = {layer.id: layer for layer in now.layers}
    if not same_layers or not rest or any(there.get(name) != before[name] for name in changed):
        return None
    return now.with_layers(changed.get(layer.id, layer) for layer in now.layers)
