"""Steps of a datatrove pipeline. Import this module only where datatrove is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datatrove.pipeline.base import PipelineStep

from pipeline.runs.folder import Folder
from pipeline.runs.run import complete, work


class _Step(PipelineStep):
    """``folder`` holds a planned run, ``jobs`` is the number of processes that extract."""

    def __init__(self, folder: str, jobs: int = 1) -> None:
        super().__init__()
        self.folder, self.jobs = folder, jobs


class ExtractStep(_Step):
    """Makes the parts of one rank."""

    name = "granthound parts"
    type = "extract"

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Raises RunError where the run cannot go on; a poison article is quarantined, and raises nothing."""
        yield from data or ()
        with self.track_time("rank"):
            done = work(Folder(Path(self.folder)), rank, world_size, jobs=self.jobs)
        self.stat_update("articles", value=done.articles, unit="rank")
        self.stat_update("errors", value=done.errors, unit="rank")


class FinishStep(_Step):
    """Makes shards of all parts, and what parts are missing; for one rank alone."""

    name = "granthound shards"
    type = "write"

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Raises RunError where the run cannot go on."""
        yield from data or ()
        with self.track_time("rank"):
            complete(Folder(Path(self.folder)), jobs=self.jobs, quiet=True)
