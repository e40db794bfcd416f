"""Shards: the records of a run in files of a bounded size, each with a marker that says that it is whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any, BinaryIO

from pydantic_core import from_json

from pipeline.errors import RunError
from pipeline.runs.durable import save, sync_folder, unfinished, writing
from pipeline.runs.folder import Folder
from pipeline.runs.same import text_key
from pipeline.runs.seen import Seen
from pipeline.runs.statistics import Statistics

TAMPERED = "E-RUN-006"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """The next outcome: its task, block and line there."""

    task: int = 0
    block: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """Of a whole shard: rows, size in bytes and hash of its file; the errors among its articles; the position behind it and the
    statistics up to there. ``last``: the run ends with it."""

    shard: int
    rows: int
    size: int
    sha256: str
    last: bool
    position: Position
    statistics: dict[str, Any]
    errors: list[dict[str, Any]]

    def encoded(self) -> bytes:
        return (json.dumps(asdict(self)) + "\n").encode("ascii")


def read_markers(folder: Folder) -> Iterator[Marker]:
    """The markers of a run up to the first gap. Raises RunError (E-RUN-006) for one that is none."""
    for path in map(folder.marker, count()):
        if not path.exists():
            return
        try:
            plain = json.loads(path.read_bytes())
            marker = Marker(**{**plain, "position": Position(**plain["position"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _tampered(f"{path}: is no marker of a shard ({type(error).__name__})") from error
        yield marker


def position_behind(folder: Folder) -> Position:
    """The first outcome that is in no shard."""
    position = Position()
    for marker in read_markers(folder):
        position = marker.position
    return position


def check_shard(folder: Folder, marker: Marker, seen: Seen) -> None:
    """Compares a shard with its marker and remembers its texts. Raises RunError (E-RUN-006) where they differ."""
    path = folder.shard(marker.shard)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as lines:
            for line in lines:
                digest.update(line)
                record = from_json(line)
                seen.first(text_key(record["text"]), record["id"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _tampered(f"{path}: is not what was written ({type(error).__name__}: {error})") from error
    if digest.hexdigest() != marker.sha256:
        raise _tampered(
            f"{path}: is not what was written (its hash is another than {folder.marker(marker.shard)} says)"
        )


def _tampered(what: str) -> RunError:
    return RunError(f"{what}. Put it back as it was, or start anew in another folder.", code=TAMPERED)


class ShardWriter:
    """Writes one shard after another; the first has the number ``number``."""

    def __init__(self, folder: Folder, number: int) -> None:
        self._folder, self._number = folder, number
        self._stream: BinaryIO | None = None
        self._begin()

    def _begin(self) -> None:
        self._digest = hashlib.sha256()
        self.rows = self._size = 0
        self.errors: list[dict[str, Any]] = []
        path = unfinished(self._folder.shard(self._number))
        with writing(path):
            self._stream = path.open("wb")

    def write(self, line: bytes) -> None:
        """Raises OutputError."""
        assert self._stream is not None
        with writing(self._folder.shard(self._number)):
            self._stream.write(line)
        self._digest.update(line)
        self.rows += 1
        self._size += len(line)

    def finish(self, position: Position, statistics: Statistics, *, last: bool) -> None:
        """The shard is whole: puts it on the disk under its name, then its marker. Raises OutputError."""
        path = self._folder.shard(self._number)
        assert self._stream is not None
        with writing(path):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            os.replace(unfinished(path), path)
            sync_folder(path.parent)
        marker = Marker(
            shard=self._number,
            rows=self.rows,
            size=self._size,
            sha256=self._digest.hexdigest(),
            last=last,
            position=position,
            statistics=statistics.plain(),
            errors=self.errors,
        )
        save(self._folder.marker(self._number), marker.encoded())
        self._number += 1
        if not last:
            self._begin()

    def close(self) -> None:
        """Leaves an unfinished shard as it is."""
        if self._stream is not None and not self._stream.closed:
            self._stream.close()
