"""Records as JSON Lines: the same record gives the same bytes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from pipeline.errors import OutputError
from pipeline.records import Record

UNWRITABLE = "E-WRITE-001"


def to_line(record: Record) -> bytes:
    """One record as a line of UTF-8."""
    return record.model_dump_json().encode("utf-8") + b"\n"


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error for a place that cannot be written to."""
    reason = (error.strerror or str(error)).lower()
    return OutputError(f"{path}: cannot be written ({reason}). Choose another place with -o.", code=UNWRITABLE)


class JsonlWriter:
    """Writes line by line to standard output (``path`` None) or to a file.

    A file is written as ``<path>.part`` and renamed when all is written, so ``path`` is never half a
    file; after an interruption the part stays. Raises OutputError where it cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part") if path else None
        self._stream: BinaryIO | None = None

    def __enter__(self) -> JsonlWriter:
        if self.path is None or self.part is None:
            self._stream = sys.stdout.buffer
            return self
        if self.path.is_dir():
            raise OutputError(f"{self.path}: is a folder. Name a file with -o.", code=UNWRITABLE)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.part.open("wb")
        except OSError as error:
            raise unwritable(self.path, error) from error
        return self

    def write(self, line: bytes) -> None:
        """Writes a line as :func:`to_line` gives it; at once, where it goes to standard output."""
        assert self._stream is not None, "use the writer in a with statement"
        try:
            self._stream.write(line)
            if self.path is None:
                self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self.path or Path("-"), error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.path is None or self.part is None or self._stream is None:
            return
        try:
            self._stream.close()
            if kind is None:
                os.replace(self.part, self.path)
        except OSError as failed:
            raise unwritable(self.path, failed) from failed
