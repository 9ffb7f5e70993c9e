"""What the page's controls do: values of controls in, new values out. Long work is a job that can be watched and stopped."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.jobs import Job, Jobs
from app.session import Desk
from posta.document.assets import Assets
from posta.document.brief import Brief, brief_from
from posta.document.files import dumps, loads
from posta.document.poster import Poster
from posta.engines import Progress
from posta.errors import PostaError
from posta.export import ExportOptions
from posta.output import write
from posta.pipeline import Engines, Wishes, redo, variants
from posta.units import to_points

POLL_SECONDS = 0.15
STRIP_MOST = 24

# The order of the brief panel's controls.
BRIEF_FIELDS = (
    "title", "subtitle", "tagline", "date", "place", "details", "credits", "link", "qr", "theme", "style", "format",
    "painter", "lettering", "palette", "background", "logo", "language", "seed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A brief panel, read."""

    brief: Brief
    wishes: Wishes
    seed: int


def read_brief(*values: Any) -> Asked:
    """The brief panel's controls as a brief. Raises BriefError naming the field."""
    told = dict(zip(BRIEF_FIELDS, values, strict=True))
    fields: dict[str, Any] = {
        name: told[name] or "" for name in ("title", "subtitle", "tagline", "date", "place", "credits", "link", "theme")
    }
    fields["details"] = [line for line in (told["details"] or "").splitlines() if line.strip()]
    fields["palette"] = [c for c in (told["palette"] or "").replace(",", " ").split() if c]
    fields["qr"], fields["language"] = bool(told["qr"]), told["language"] or ""
    fields["format"] = told["format"] or "a3"
    for name in ("background", "logo"):
        fields[name] = str(told[name] or "")
    wishes = Wishes(
        painter=_chosen(told["painter"]), style=_chosen(told["style"]), lettering=_chosen(told["lettering"])
    )
    return Asked(brief_from(fields, source="The brief"), wishes, int(told["seed"] or 0))


def _chosen(value: Any) -> str:
    return "" if not value or str(value).startswith("as ") else str(value)


def bar(job: Job) -> str:
    """A job as a progress bar with its stage and the time left."""
    left = f" · about {job.seconds_left:.0f} s left" if job.seconds_left and job.seconds_left > 1 else ""
    return (
        f'<div class="posta-job" role="status"><progress max="1" value="{job.done:.3f}"></progress>'
        f"<span>{html.escape(job.doing)}{left}</span></div>"
    )


def told(text: str, kind: str = "info") -> str:
    """One sentence for the person."""
    return f'<p class="posta-says {kind}" role="{"alert" if kind == "error" else "status"}">{html.escape(text)}</p>'


def follow(job: Job) -> Iterator[str]:
    """A job's progress until it ends, then how it ended."""
    while not job.ended.wait(POLL_SECONDS):
        yield bar(job)
    if job.state == "done":
        yield ""
    elif job.state == "cancelled":
        yield told("Stopped. What was there before is unchanged.")
    else:
        yield told(job.error, "error")


class Events:
    """The page's events over one desk and one queue of jobs."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        self.desk, self.jobs = desk, jobs

    # --- making ---------------------------------------------------------------------------------------------------

    def make(self, strip: list[str], *values: Any) -> Iterator[tuple[str, str, list[str], Any]]:
        """Four variants of a brief: (progress, job id, strip of poster ids, poster to show) again and again."""
        try:
            asked = read_brief(*values)
        except PostaError as problem:
            yield told(str(problem), "error"), "", strip, None
            return
        made: list[str] = []

        def work(progress: Progress) -> dict[str, Any]:
            assets = Assets()
            for _, poster in variants(
                asked.brief, 4, assets, engines=Engines(), seed=asked.seed, wishes=asked.wishes, progress=progress
            ):
                made.append(self.desk.add(poster, assets))
            return {"posters": made}

        job = self.jobs.submit("make", work)
        shown = 0
        for status in follow(job):
            opens = None
            if len(made) > shown:
                opens = made[0] if shown == 0 else None
                shown = len(made)
            yield status, job.id, (made + strip)[:STRIP_MOST], opens

    def stop(self, job_id: str) -> None:
        """Stop the job that runs."""
        if job_id:
            self.jobs.cancel(job_id)

    def again(
        self, poster_id: str, stage: str, seed: float | None, wishes: Wishes, layer: str = ""
    ) -> Iterator[tuple[str, str, str]]:
        """One stage again: (progress, job id, revision once it is done)."""
        if not poster_id:
            yield told("Open or make a poster first."), "", ""
            return
        try:
            opened = self.desk.open(poster_id)
        except PostaError as problem:
            yield told(str(problem), "error"), "", ""
            return
        poster, revision = opened.poster, opened.revision

        def work(progress: Progress) -> dict[str, Any]:
            made = redo(
                poster, opened.folder.assets, stage, seed=None if seed is None else int(seed), wishes=wishes,
                layer=layer, progress=progress,
            )  # fmt: skip
            label = {"background": "New background", "design": "New design", "arttext": "New lettering"}[stage]
            return {"revision": self.desk.replace(poster_id, made, label=label, expected=revision).revision}

        job = self.jobs.submit(stage, work, poster=poster_id)
        for status in follow(job):
            yield status, job.id, str(job.result.get("revision", ""))

    def resize(self, poster_id: str, format_name: str) -> Iterator[tuple[str, str, str]]:
        """The poster on another format as a new poster: (progress, job id, its id once it is done)."""
        try:
            opened = self.desk.open(poster_id)
            brief = brief_from({**opened.poster.brief.model_dump(exclude_defaults=True), "format": format_name})
        except PostaError as problem:
            yield told(str(problem), "error"), "", ""
            return
        job = self.jobs.submit("resize", lambda progress: self._resized(opened.poster, brief, progress))
        for status in follow(job):
            yield status, job.id, str(job.result.get("poster", ""))

    def _resized(self, poster: Poster, brief: Brief, progress: Progress) -> dict[str, Any]:
        ground = poster.background.made_by if poster.background else None
        told_design = poster.designed_by.settings if poster.designed_by else {}
        wishes = Wishes(painter=ground.painter if ground else "", style=str(told_design.get("archetype", "")))
        assets = Assets()
        seed = ground.seed if ground else 0
        [(_, made)] = variants(brief, 1, assets, engines=Engines(), seed=seed, wishes=wishes, progress=progress)
        return {"poster": self.desk.add(made, assets, label=f"On {brief.format}")}

    # --- the JSON tab -----------------------------------------------------------------------------------------------

    def document(self, poster_id: str) -> str:
        """The poster as people edit it."""
        return dumps(self.desk.open(poster_id).poster) if poster_id else ""

    def judge(self, text: str) -> str:
        """Whether edited JSON is a poster; if not, where and why."""
        try:
            loads(text or "", source="The JSON")
        except PostaError as problem:
            return told(str(problem), "error")
        return told("Valid.")

    def apply(self, poster_id: str, text: str) -> tuple[str, str]:
        """Save edited JSON: (message, new revision or nothing)."""
        try:
            poster = loads(text or "", source="The JSON")
            opened = self.desk.open(poster_id)
            saved = self.desk.replace(poster_id, poster, label="Edit JSON", expected=opened.revision)
        except PostaError as problem:
            return told(str(problem), "error"), ""
        return told("Applied."), saved.revision

    # --- checking and exporting ---------------------------------------------------------------------------------------

    def problems(self, poster_id: str) -> str:
        """The poster's problems as a list whose lines select their layer."""
        if not poster_id:
            return ""
        try:
            found = self.desk.problems(poster_id)
        except PostaError as problem:
            return told(str(problem), "error")
        if not found:
            return told("No problems found.")
        lines = []
        for p in found:
            layer = html.escape(json.dumps(p["layer"]), quote=True)
            choose = f' onclick="window.posta?.desk.select([{layer}])"' if p["layer"] else ""
            name = f"<b>{html.escape(p['layer'])}</b> " if p["layer"] else ""
            lines.append(
                f'<li class="{p["level"]}"><button type="button"{choose}>{name}{html.escape(p["message"])}</button></li>'
            )
        return f'<ul class="posta-problems">{"".join(lines)}</ul>'

    def export(
        self, poster_id: str, kind: str, ppi: float, pdf: str, bleed: bool, marks: list[str], folder: Path
    ) -> Iterator[tuple[str, str, str | None]]:
        """A file of the poster: (progress, job id, path once it is there)."""
        if not poster_id:
            yield told("Open or make a poster first."), "", None
            return
        try:
            opened = self.desk.open(poster_id)
            page = opened.poster.page
            options = ExportOptions(
                ppi=ppi, pdf=pdf, marks=frozenset(marks) if kind == "pdf" else frozenset(),  # type: ignore[arg-type]
                bleed=to_points(page.bleed, page.unit) if bleed else 0.0,
            )  # fmt: skip
        except PostaError as problem:
            yield told(str(problem), "error"), "", None
            return
        stem = "".join(c if c.isalnum() else "-" for c in opened.poster.brief.title).strip("-")[:60] or "poster"
        target = folder / opened.revision[:8] / f"{stem}.{kind}"
        target.parent.mkdir(parents=True, exist_ok=True)

        def work(progress: Progress) -> dict[str, Any]:
            report = write(
                opened.poster, opened.folder.assets, target, options, fonts=self.desk.fonts, progress=progress
            )
            return {"file": str(target), "notes": list(report.notes) if report else []}

        job = self.jobs.submit("export", work, poster=poster_id)
        for status in follow(job):
            done = job.state == "done" and job.ended.is_set()
            notes = " ".join(job.result.get("notes", [])) if done else ""
            yield (told(notes) if notes else status), job.id, str(target) if done else None

    # --- history and library ------------------------------------------------------------------------------------------

    def moments(self, poster_id: str) -> list[tuple[str, str]]:
        """(what was done and when, revision) of every state, newest first; the shown one is marked."""
        if not poster_id:
            return []
        line = self.desk.open(poster_id).folder.timeline()
        rows = []
        for i, m in reversed(list(enumerate(line.moments))):
            when = time.strftime("%H:%M:%S", time.localtime(m.at))
            mark = "● " if i == line.cursor else ""
            name = f" — “{m.snapshot}”" if m.snapshot else ""
            rows.append((f"{mark}{when}  {m.label}{name}", m.revision))
        return rows

    def restore(self, poster_id: str, revision: str) -> str:
        """Go back to a state; the new revision."""
        if not poster_id or not revision:
            return ""
        return self.desk.restore(poster_id, revision)[0].revision

    def snapshot(self, poster_id: str, name: str) -> str:
        """Name the shown state."""
        if not poster_id:
            return told("Open or make a poster first.")
        self.desk.open(poster_id).folder.name_snapshot(name)
        return told("Kept.")

    def thumbnails(self, ids: list[str]) -> list[tuple[str, str]]:
        """(picture file, caption) for a gallery; posters that are gone are left out."""
        shown = []
        for poster_id in ids:
            try:
                folder = self.desk.library.folder(poster_id)
                if not (folder.path / "thumbnail.jpg").is_file():
                    self.desk.thumbnail(poster_id)
                poster = self.desk.open(poster_id).poster
            except PostaError:
                continue
            archetype = poster.designed_by.settings.get("archetype", "") if poster.designed_by else ""
            shown.append((str(folder.path / "thumbnail.jpg"), f"{poster.brief.title} · {archetype}"))
        return shown

    def library(self, search: str) -> tuple[list[tuple[str, str]], list[str]]:
        """The library's posters for a gallery, and their ids in the same order."""
        entries = self.desk.library.entries(search or "", limit=120)
        shown, ids = [], []
        for e in entries:
            path = self.desk.library.folder(e.id).path / "thumbnail.jpg"
            if not path.is_file():
                try:
                    self.desk.thumbnail(e.id)
                except PostaError:
                    continue
            shown.append((str(path), e.title))
            ids.append(e.id)
        return shown, ids


def wishes_for(stage: str, theme: str, painter: str, style: str, lettering: str) -> Wishes:
    """What one stage's re-roll takes from the panel."""
    empty = Wishes()
    if stage == "background":
        return replace(empty, theme=theme or "", painter=_chosen(painter))
    if stage == "design":
        return replace(empty, style=_chosen(style))
    return replace(empty, lettering=_chosen(lettering))
