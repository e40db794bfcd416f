"""The tables as CSV files: UTF-8 with a byte order mark, so that spreadsheets read the letters right."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from pipeline.write.rows import TABLES, Cell

#: A text that begins so would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CsvTables:
    """A folder with a file for each table. Files are complete or not there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.warnings: list[str] = []
        self._files: dict[str, tuple[Path, TextIO]] = {}
        self._writers: dict[str, Any] = {}
        for table, columns in TABLES.items():
            path = folder / f"{table}.csv"
            stream = path.with_name(path.name + ".part").open("w", encoding="utf-8-sig", newline="", errors="replace")
            self._files[table] = (path, stream)
            self._writers[table] = csv.writer(stream)
            self._writers[table].writerow([column.name for column in columns])

    def add(self, table: str, cells: list[Cell]) -> None:
        """Adds a row."""
        self._writers[table].writerow([_csv_cell(cell) for cell in cells])

    def close(self, *, keep: bool) -> None:
        """Finishes the files; with ``keep`` false what was written is thrown away."""
        for path, stream in self._files.values():
            stream.close()
            part = path.with_name(path.name + ".part")
            if keep:
                os.replace(part, path)
            else:
                part.unlink(missing_ok=True)


def _csv_cell(cell: Cell) -> str | int | float:
    """The cell as written: ISO dates, true/false; a text that would be a formula after an apostrophe."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case date():
            return cell.isoformat()
        case str():
            return "'" + cell if cell.startswith(FORMULA_STARTS) else cell
        case _:
            return cell
