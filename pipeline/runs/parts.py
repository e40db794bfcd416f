"""Parts: what became of a block of articles, kept until it is in a shard.

A line each for the outcomes (header, tab, record), then one that says how many they are and what their hash is. So a
part that was cut off when the power went is known for what it is, and needs no waiting for the disk.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.runs.durable import make_folder, save, writing
from pipeline.runs.folder import Folder
from pipeline.runs.frames import Frame


@dataclass(frozen=True, slots=True)
class Part:
    """``outcomes`` as :mod:`pipeline.runs.attempt` tells them. ``skipped`` is what the task passed over, in the last
    part of a task only."""

    outcomes: list[Frame]
    last: bool
    skipped: dict[str, int]


class Parts:
    """The parts of a run that are there."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def write(self, task: int, block: int, part: Part) -> None:
        """Keeps a part. Raises OutputError."""
        body = b"".join(_head(header) + b"\t" + line.removesuffix(b"\n") + b"\n" for header, line in part.outcomes)
        end = {
            "kind": "end",
            "outcomes": len(part.outcomes),
            "last": part.last,
            "skipped": part.skipped,
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        path = self._folder.part(task, block)
        make_folder(path.parent)
        save(path, body + _head(end) + b"\n", sync=False)

    def read(self, task: int, block: int) -> Part | None:
        """A part; None where it is not there, or not whole."""
        try:
            data = self._folder.part(task, block).read_bytes()
        except FileNotFoundError:
            return None
        cut = data.rstrip(b"\n").rfind(b"\n") + 1
        body, end = data[:cut], _end(data[cut:])
        if end is None or end.get("sha256") != hashlib.sha256(body).hexdigest():
            return None
        outcomes: list[Frame] = []
        for line in body.split(b"\n")[:-1]:
            head, _, record = line.partition(b"\t")
            outcomes.append((json.loads(head), record + b"\n" if record else b""))
        return Part(outcomes, end["last"], end["skipped"])

    def has(self, task: int, block: int) -> bool:
        """Whether a part is there."""
        return self._folder.part(task, block).exists()

    def check(self) -> None:
        """Removes parts that are not whole: they are made again."""
        for path in self._all():
            if self.read(int(path.parent.name), int(path.stem)) is None:
                with writing(path):
                    path.unlink(missing_ok=True)

    def whole(self, task: int, first: int) -> bool:
        """Whether all parts of a task from ``first`` on are there."""
        block = first
        while (part := self.read(task, block)) is not None:
            if part.last:
                return True
            block += 1
        return False

    def remove(self, places: Iterable[tuple[int, int]]) -> None:
        """Removes parts that are in a shard now."""
        for task, block in places:
            path = self._folder.part(task, block)
            with writing(path):
                path.unlink(missing_ok=True)

    def remove_all(self) -> None:
        """Removes what is left of them at the end."""
        shutil.rmtree(self._folder.parts, ignore_errors=True)

    def _all(self) -> list[Path]:
        return sorted(self._folder.parts.glob("*/*.jsonl"))


def _head(header: dict[str, Any]) -> bytes:
    return json.dumps(header).encode("ascii")


def _end(line: bytes) -> dict[str, Any] | None:
    try:
        end = json.loads(line)
    except ValueError:
        return None
    return end if isinstance(end, dict) and end.get("kind") == "end" else None
