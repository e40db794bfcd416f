"""The extraction of blocks in a process of its own. An article that ends the process is left out, the others go on."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.runs.attempt import error_row
from pipeline.runs.blocks import Block, Entry
from pipeline.runs.child import Child, ChildDied
from pipeline.runs.frames import Frame
from pipeline.runs.parts import Part
from pipeline.runs.settings import Settings
from pipeline.runs.watch import Watch

TIME = "E-EXTRACT-002"
MEMORY = "E-EXTRACT-003"
DIED = "E-EXTRACT-004"

#: Blocks after which a process has loaded most of what it needs; from then on its memory should not grow.
WARM = 20


class Lane:
    """Extracts blocks, one after another. ``ended`` is asked whether the run is ending: then nothing is an article's
    fault."""

    def __init__(self, settings: Settings, watch: Watch, ended: Callable[[], bool]) -> None:
        self._settings, self._ended = settings, ended
        self._child = Child(
            "pipeline.runs.extracting", {"settings": settings.plain()}, watch, memory=settings.article_memory
        )
        self._blocks = self._warm = 0

    def extract(self, block: Block) -> Part:
        """What became of a block. Raises ChildDied when the run is ending, GranthoundError when it cannot go on."""
        part = Part([self._outcome(entry) for entry in block.entries], block.last, block.skipped)
        self._keep_small()
        return part

    def close(self) -> None:
        """Ends the process; an extraction that goes on ends with ChildDied."""
        self._child.close()

    def _outcome(self, entry: Entry) -> Frame:
        if entry.kind == "error":
            return entry.header, b""
        try:
            return self._ask(entry)
        except ChildDied as died:
            if self._ended():
                raise
            if died.reason == "time":
                return self._left_out(entry, died), b""
        # Somebody else may have ended the process, or earlier articles may have filled it: once more, in a new one.
        try:
            return self._ask(entry)
        except ChildDied as died:
            if self._ended():
                raise
            return self._left_out(entry, died), b""

    def _ask(self, entry: Entry) -> Frame:
        self._child.send({"kind": "article"}, entry.body, seconds=self._settings.article_seconds)
        return self._child.receive()

    def _left_out(self, entry: Entry, died: ChildDied) -> dict[str, object]:
        uri, item = entry.header["uri"], entry.header["item"]
        if died.reason == "time":
            code = TIME
            what = f"took more than {self._settings.article_seconds:g} seconds (--article-seconds)"
        elif died.reason == "memory":
            code = MEMORY
            what = f"needed more than {self._settings.article_memory} MB of memory (--article-memory)"
        else:
            code, what = DIED, f"crashed the process that read it ({died.detail})"
        place = f"{uri}, item {item}" if item else uri
        message = f"{place}: {what} and was left out. Look at the article; if it is one, please report it."
        return error_row(uri, item, "extract", code, message)

    def _keep_small(self) -> None:
        """A process that has grown by more than an article may is started anew: something in it leaks."""
        self._blocks += 1
        memory = self._child.memory()
        if self._blocks <= WARM or not self._warm:
            self._warm = memory
        elif memory > self._warm + self._settings.article_memory * 1_000_000:
            self._child.stop()
            self._blocks = self._warm = 0
