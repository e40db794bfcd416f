"""The tables as a workbook: real dates and numbers, never formulas or links."""

from __future__ import annotations

import math
import os
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.write.rows import TABLES, Cell

#: Limits of the file format: rows of a sheet with its heading, and UTF-16 units of a cell.
MAX_ROWS = 1_048_576
MAX_CELL = 32_767

_OLDEST = date(1900, 3, 1)  # before, spreadsheets count a day that never was
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


class XlsxTables:
    """A workbook with a sheet for each table, and further sheets where one is full."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.part = path.with_name(path.name + ".part")
        self.part.open("wb").close()  # says now, not at the end, that a place cannot be written to
        self.warnings: list[str] = []
        self._cut = 0
        self._book = xlsxwriter.Workbook(str(self.part), _OPTIONS)
        self._book.set_properties({"created": datetime(2000, 1, 1)})  # same records, same bytes
        self._heading = self._book.add_format({"bold": True, "bottom": 1})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._sheets: dict[str, Any] = {}
        self._rows: Counter[str] = Counter()
        self._number: Counter[str] = Counter()
        for table in TABLES:
            self._add_sheet(table)

    def _add_sheet(self, table: str) -> None:
        self._number[table] += 1
        number = self._number[table]
        sheet = self._book.add_worksheet(table if number == 1 else f"{table} {number}")
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(TABLES[table]):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.name, self._heading)
        self._sheets[table] = sheet
        self._rows[table] = 0

    def add(self, table: str, cells: list[Cell]) -> None:
        """Adds a row; on a further sheet where the limit of rows is met."""
        if self._rows[table] + 1 >= MAX_ROWS:
            self._filter(table)
            self._add_sheet(table)
            self.warnings.append(
                f"{table}: more rows than the {MAX_ROWS:,} a sheet can hold; "
                f'they go on in the sheet "{table} {self._number[table]}".'
            )
        self._rows[table] += 1
        for index, cell in enumerate(cells):
            self._write(table, index, cell)

    def _write(self, table: str, index: int, cell: Cell) -> None:
        sheet, row = self._sheets[table], self._rows[table]
        match cell:
            case None | "":
                return
            case bool():
                sheet.write_boolean(row, index, cell)
            case date() if cell >= _OLDEST:
                sheet.write_datetime(row, index, datetime(cell.year, cell.month, cell.day), self._date)
            case int() | float() if math.isfinite(cell):
                sheet.write_number(row, index, cell, self._amount if TABLES[table][index].name == "value" else None)
            case _:
                sheet.write_string(row, index, self._fitting(str(cell)))

    def _fitting(self, text: str) -> str:
        """A text cut to what a cell holds."""
        units = text.encode("utf-16-le", "replace")
        if len(units) // 2 <= MAX_CELL:
            return text
        self._cut += 1
        return units[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore") + "…"

    def _filter(self, table: str) -> None:
        self._sheets[table].autofilter(0, 0, max(self._rows[table], 1), len(TABLES[table]) - 1)

    def close(self, *, keep: bool) -> None:
        """Finishes the workbook; with ``keep`` false what was written is thrown away."""
        for table in TABLES:
            self._filter(table)
        self._book.close()
        if keep:
            os.replace(self.part, self.path)
        else:
            self.part.unlink(missing_ok=True)
        if self._cut:
            self.warnings.append(f"{self._cut} texts longer than the {MAX_CELL:,} characters a cell can hold were cut.")
