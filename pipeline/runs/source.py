"""The reading of a task in a process of its own, so that a file that crashes its reader ends no run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.read import InputFile
from pipeline.runs.attempt import error_row
from pipeline.runs.blocks import Entry, Passed
from pipeline.runs.child import Child, ChildDied
from pipeline.runs.plan import plain_of
from pipeline.runs.settings import Settings
from pipeline.runs.watch import Watch

READ_TIME = "E-READ-030"
READ_MEMORY = "E-READ-031"
READ_DIED = "E-READ-032"

#: The module that the process runs.
READER = "pipeline.runs.reading"

#: A step of reading may take so many times the time of an article: there may be much between two articles.
PATIENCE = 10


class Source:
    """Reads tasks, one after another. ``ended`` is asked whether the run is ending: then nothing is a file's fault."""

    def __init__(self, settings: Settings, watch: Watch, ended: Callable[[], bool]) -> None:
        self._settings, self._ended = settings, ended
        self._seconds = settings.article_seconds * PATIENCE
        self._child = Child(READER, {"settings": settings.plain()}, watch, memory=settings.article_memory)

    def read(self, files: list[InputFile]) -> Iterator[Entry | Passed]:
        """All entries of some files in order. A file whose reader dies twice at one place is given up there.

        Raises ChildDied when the run is ending.
        """
        plain = [plain_of(file) for file in files]
        first = skip = 0
        died_at: tuple[int, int] | None = None
        while first < len(files):
            try:
                self._child.send({"kind": "read", "files": plain, "first": first, "skip": skip}, seconds=self._seconds)
                while True:
                    header, body = self._child.receive(seconds=self._seconds)
                    match header["kind"]:
                        case "article" | "error" as kind:
                            skip += 1
                            yield Entry(kind, header, body)
                        case "closed":
                            yield Passed(header["skipped"])
                            first, skip = first + 1, 0
                        case "end":
                            return
            except ChildDied as died:
                if self._ended():
                    raise
                if died.reason != "time" and died_at != (first, skip):
                    died_at = (first, skip)  # it may not have been the file's fault
                    continue
                yield Entry("error", self._given_up(files[first], skip, died))
                first, skip = first + 1, 0

    def close(self) -> None:
        """Ends the process; a reading that goes on ends with ChildDied."""
        self._child.close()

    def _given_up(self, file: InputFile, read: int, died: ChildDied) -> dict[str, object]:
        if died.reason == "time":
            code, what = READ_TIME, f"one step of reading took more than {self._seconds:g} seconds"
        elif died.reason == "memory":
            code, what = READ_MEMORY, f"reading took more than {self._settings.article_memory} MB of memory"
        else:
            code, what = READ_DIED, f"the process that read it crashed ({died.detail})"
        message = (
            f"{file.uri}: {what} after {read} articles; the rest of the file was not read. "
            "Take out what is behind them, or repair the file."
        )
        return error_row(file.uri, None, "read", code, message)
