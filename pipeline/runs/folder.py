"""The folder a run writes into: what lies where in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import RunError
from pipeline.runs.durable import UNFINISHED, writing

BUSY = "E-RUN-005"


class Folder:
    """Paths in the folder of a run.

    ``records-00000.jsonl`` … are its shards, ``done/00000.json`` … say that one is whole. ``parts/`` is there while it
    runs. ``statistics.json`` is written last.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest = root / "manifest.json"
        self.inputs = root / "inputs.jsonl"
        self.errors = root / "errors.jsonl"
        self.statistics = root / "statistics.json"
        self.parts = root / "parts"
        self.done = root / "done"

    def shard(self, number: int) -> Path:
        return self.root / f"records-{number:05d}.jsonl"

    def marker(self, number: int) -> Path:
        return self.done / f"{number:05d}.json"

    def part(self, task: int, block: int) -> Path:
        return self.parts / f"{task:05d}" / f"{block:06d}.jsonl"

    @property
    def complete(self) -> bool:
        """Whether the run has come to its end."""
        return self.statistics.exists()

    def remove_unfinished(self) -> None:
        """Removes what an interrupted run was writing; only for who has the folder for itself."""
        with writing(self.root):
            for folder in (self.root, self.done, *(self.parts.glob("*") if self.parts.is_dir() else ())):
                for path in folder.glob(f"*{UNFINISHED}"):
                    path.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other runs on this machine out of the folder. Raises RunError (E-RUN-005) where there is one.

        The system takes the lock away when the process ends, however it ends.
        """
        try:
            import fcntl
        except ImportError:  # not a POSIX system
            yield
            return
        with writing(self.root):
            descriptor = os.open(self.root, os.O_RDONLY)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RunError(
                    f"{self.root}: another run is writing into this folder. Wait for its end, or end it.", code=BUSY
                ) from None
            except OSError:
                pass  # a file system without locks
            yield
        finally:
            os.close(descriptor)
