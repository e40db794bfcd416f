"""Parts in the order of the inputs become shards; duplicates are marked on the way."""

from __future__ import annotations

import json
from types import TracebackType

from pipeline.errors import RunError
from pipeline.runs.durable import save, saving
from pipeline.runs.folder import Folder
from pipeline.runs.frames import Frame
from pipeline.runs.parts import Parts
from pipeline.runs.plan import Plan
from pipeline.runs.seen import Seen
from pipeline.runs.shards import Position, ShardWriter, check_shard, read_markers
from pipeline.runs.statistics import Statistics

PARTS_GONE = "E-RUN-009"

_NO_DUPLICATE = b'"duplicate_of":null'


class Finisher:
    """Takes parts as they come, in order; goes on behind the shards that are whole.

    Only one at a time may work in a folder. Raises RunError (E-RUN-006) where a shard is not what was written.
    """

    def __init__(self, folder: Folder, plan: Plan, parts: Parts) -> None:
        self._folder, self._plan, self._parts = folder, plan, parts
        self._seen = Seen()
        self._used: list[tuple[int, int]] = []
        self.position = Position()
        self.statistics = Statistics()
        self._ended = False
        whole = 0
        for marker in read_markers(folder):
            check_shard(folder, marker, self._seen)
            self.position, self.statistics = marker.position, Statistics.of(marker.statistics)
            self._ended, whole = marker.last, marker.shard + 1
        self._writer = None if self._ended else ShardWriter(folder, whole)

    def __enter__(self) -> Finisher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()
        self._seen.__exit__(kind, error, trace)

    def advance(self) -> bool:
        """Takes all parts that are next. Whether all of the run is in shards now."""
        while not self._ended:
            if self.position.task >= len(self._plan.tasks):
                self._end()
                break
            part = self._parts.read(self.position.task, self.position.block)
            if part is None:
                return False
            for outcome in part.outcomes[self.position.line :]:
                self._take(outcome)
            self._used.append((self.position.task, self.position.block))
            if part.last:
                self.statistics.skipped.update(part.skipped)
            here = self.position
            self.position = Position(here.task + 1) if part.last else Position(here.task, here.block + 1)
        return True

    def _take(self, outcome: Frame) -> None:
        assert self._writer is not None
        if max(self._writer.rows, len(self._writer.errors)) >= self._plan.settings.shard_size:
            self._cut(last=False)
        header, line = outcome
        first = self._seen.first(header["same"], header["id"]) if header["kind"] == "record" else None
        self.statistics.count(header, first is not None)
        here = self.position
        self.position = Position(here.task, here.block, here.line + 1)
        if header["kind"] == "error":
            self._writer.errors.append(header["row"])
        elif header["kind"] == "record":
            self._writer.write(_marked(line, first) if first else line)

    def _cut(self, *, last: bool) -> None:
        assert self._writer is not None
        self._writer.finish(self.position, self.statistics, last=last)
        self._parts.remove(self._used)
        self._used.clear()

    def _end(self) -> None:
        """The last shard is empty only where the run has no records at all."""
        self._cut(last=True)
        self._ended = True

    def conclude(self) -> Statistics:
        """Writes errors and statistics of the whole run, and takes away what was needed on the way.

        Raises RunError (E-RUN-009) where parts are missing, OutputError where it cannot be written.
        """
        if not self._ended:
            raise RunError(
                f"{self._folder.parts}: parts that were made are gone; something else must have removed them. "
                "Go on with --resume.",
                code=PARTS_GONE,
            )
        with saving(self._folder.errors) as stream:
            for marker in read_markers(self._folder):
                for row in marker.errors:
                    stream.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        self._parts.remove_all()
        self.statistics.skipped.update(self._plan.skipped)
        save(self._folder.statistics, (json.dumps(self.statistics.plain(), indent=2) + "\n").encode("ascii"))
        return self.statistics


def _marked(line: bytes, first: str) -> bytes:
    """A record's line that says whose text it has. Its quotation marks are no text's: those are escaped."""
    return line.replace(_NO_DUPLICATE, f'"duplicate_of":"{first}"'.encode("ascii"), 1)
