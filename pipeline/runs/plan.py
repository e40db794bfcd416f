"""The plan of a run: which files there are, and in which tasks they are read."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import RunError
from pipeline.read import InputFile, ReadFailure, inventory
from pipeline.runs.settings import Settings

READ_ONCE = "E-RUN-007"

#: A task is closed at so many files, or bytes, whichever comes first. A larger file is a task of its own.
TASK_FILES = 500
TASK_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """``tasks`` are groups of files in the order of the inputs. ``skipped`` counts what folders hold beside them."""

    settings: Settings
    tasks: list[list[InputFile]]
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def files(self) -> list[InputFile]:
        return [file for task in self.tasks for file in task]

    @property
    def fingerprint(self) -> str:
        """64 hex digits that differ where an input does: its name, size or time of change, or its place."""
        lines = "\n".join(file.fingerprint for file in self.files)
        return hashlib.sha256(lines.encode("ascii")).hexdigest()


def make_plan(inputs: Iterable[str], output: Path, settings: Settings) -> Plan:
    """Looks at all inputs, but not into them. Files in ``output`` are no inputs.

    Raises RunError (E-RUN-007) for standard input and pipes, which cannot be read a second time.
    """
    given = list(inputs)
    if "-" in given:
        raise RunError(
            "Standard input cannot be read again after an interruption. Save it to a file, or name a file with -o.",
            code=READ_ONCE,
        )
    skipped: Counter[str] = Counter()
    own = os.path.realpath(output)
    files: list[InputFile] = []
    for file in inventory(given, skipped=skipped):
        if file.size < 0:
            raise RunError(
                f"{file.uri}: is no ordinary file and cannot be read again after an interruption. Save it to a file.",
                code=READ_ONCE,
            )
        if Path(os.path.realpath(file.path)).is_relative_to(own):
            skipped["output"] += 1
        else:
            files.append(replace(file, path=os.path.abspath(file.path)))
    return Plan(settings, _tasks(files), dict(sorted(skipped.items())))


def _tasks(files: list[InputFile]) -> list[list[InputFile]]:
    tasks: list[list[InputFile]] = []
    room_files = room_bytes = 0
    for file in files:
        if not tasks or room_files < 1 or file.size > room_bytes:
            tasks.append([])
            room_files, room_bytes = TASK_FILES, TASK_BYTES
        tasks[-1].append(file)
        room_files -= 1
        room_bytes -= file.size
    return tasks


def plain_of(file: InputFile) -> dict[str, Any]:
    """A file of the plan as JSON can hold it."""
    failure = file.failure
    plain: dict[str, Any] = {"path": file.path, "uri": file.uri, "size": file.size, "mtime_ns": file.mtime_ns}
    if file.found:
        plain["found"] = True
    if failure is not None:
        plain["failure"] = [failure.uri, failure.item, failure.code, failure.message]
    return plain


def file_of(plain: dict[str, Any]) -> InputFile:
    """The inverse of :func:`plain_of`."""
    failure = plain.get("failure")
    known = ReadFailure(*failure) if failure else None
    return InputFile(plain["path"], plain["uri"], plain["size"], plain["mtime_ns"], known, plain.get("found", False))
