"""Records as joined tables, for spreadsheets: a workbook or a folder of CSV files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError
from xlsxwriter.exceptions import XlsxWriterException

from pipeline.errors import InputError, OutputError
from pipeline.records import Record
from pipeline.write.csv_tables import CsvTables
from pipeline.write.jsonl import UNWRITABLE, unwritable
from pipeline.write.rows import TABLES, rows
from pipeline.write.xlsx import XlsxTables

NO_RECORDS = "E-READ-020"


@dataclass(slots=True)
class TablesSummary:
    """Rows of each table, lines that are no records, and what a user should know."""

    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))
    failed: int = 0
    warnings: list[str] = field(default_factory=list)


def export_tables(records: str, output: Path) -> TablesSummary:
    """Writes the records of a JSON Lines file (``-``: standard input) as tables.

    ``output`` ending in ``.xlsx`` is a workbook, anything else a folder for CSV files. A line that is
    no record is left out and told of in ``warnings``. Raises InputError where the records cannot be
    opened, OutputError where the tables cannot be written.
    """
    summary = TablesSummary()
    tables: XlsxTables | CsvTables | None = None
    with _opened(records) as stream:
        try:
            tables = XlsxTables(output) if output.suffix.lower() == ".xlsx" else CsvTables(output)
            for record in _records(stream, records, summary):
                for table, cells in rows(record):
                    tables.add(table, cells)
                    summary.rows[table] += 1
            tables.close(keep=True)
        except (OSError, XlsxWriterException) as error:
            if tables is not None:
                _discard(tables)
            if isinstance(error, OSError):
                raise unwritable(output, error) from error
            raise OutputError(f"{output}: cannot be written ({error}).", code=UNWRITABLE) from error
        except BaseException:
            if tables is not None:
                _discard(tables)
            raise
    summary.warnings += tables.warnings
    return summary


def _discard(tables: XlsxTables | CsvTables) -> None:
    try:
        tables.close(keep=False)
    except (OSError, XlsxWriterException):
        return  # the first error is the one to tell


@contextmanager
def _opened(records: str) -> Iterator[BinaryIO]:
    if records == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(records).open("rb")  # noqa: SIM115 - closed below; errors of the caller are not ours
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"{records}: cannot be read ({reason}). Name a file that granthound extract wrote."
        raise InputError(message, code=NO_RECORDS) from error
    with stream:
        yield stream


def _records(stream: BinaryIO, name: str, summary: TablesSummary) -> Iterator[Record]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield Record.model_validate_json(line)
        except ValidationError as error:
            summary.failed += 1
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the line"
            summary.warnings.append(f"{name}, line {number}: no record ({place}: {first['msg']}); it was left out.")
