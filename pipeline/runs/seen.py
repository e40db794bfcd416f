"""The texts of a run so far, and which record had each first. On disk, so that memory doesn't grow with the archive."""

from __future__ import annotations

import sqlite3
from types import TracebackType


class Seen:
    """Keys of texts with the id of the first record; gone when closed. Built anew when a run is gone on with."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # a private file that the system removes
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE seen (same BLOB PRIMARY KEY, id TEXT) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def first(self, same: str | None, record: str) -> str | None:
        """The id of the first record with this text; None where it is this one, or the text is empty."""
        if same is None:
            return None
        key = bytes.fromhex(same)
        row = self._database.execute("SELECT id FROM seen WHERE same = ?", (key,)).fetchone()
        if row is not None:
            return str(row[0])
        self._database.execute("INSERT INTO seen VALUES (?, ?)", (key, record))
        return None

    def __enter__(self) -> Seen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
