"""CSV and TSV: one article a row, below a row of column names.

The columns are told apart before the bytes are decoded: as Latin-1 every byte is a character, and commas, quotes and
line ends are the same in all encodings but UTF-16 and UTF-32. So each row is decoded by itself, in constant memory.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain

from pipeline.errors import InputError
from pipeline.read import failure
from pipeline.read.decode import decode
from pipeline.read.fields import Columns, article_of, choose, missing_columns, no_text
from pipeline.read.source import Found, Opened
from pipeline.read.streams import put_back

_DELIMITERS = ",;\t|"
_JOIN = "\n--granthound--\n"  # between the values of a row while they are decoded together
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPREADSHEET_HINT = "sep="  # what spreadsheets write above the names to say which delimiter follows
_UNCLOSED = "Look for a quotation mark that is never closed. The rest of the file was not read."


def read_delimited(opened: Opened) -> Iterator[Found]:
    """The articles of the rows; ``item`` is the row's id or the number of its first line."""
    csv.field_size_limit(max(csv.field_size_limit(), failure.MAX_ARTICLE_BYTES))
    head = opened.stream.read(len(codecs.BOM_UTF32_LE))
    wide = next((name for mark, name in _WIDE if head.startswith(mark)), "")
    stream = put_back(head.removeprefix(codecs.BOM_UTF8), opened.stream)
    lines = _Lines(io.TextIOWrapper(stream, wide or "latin-1", "replace", newline=""))
    delimiter, first = _delimiter(lines, opened)
    if not first:
        yield opened.source.fail(failure.EMPTY, "the file is empty. Remove it from the input.")
        return
    rows = _Rows(lines, first, delimiter)
    header = [_text(name, not wide).strip() for name in next(rows, [])]
    columns = choose(tuple(header), opened.options)
    if not any(name in header for name in (*columns.text, *columns.html)):
        shown = [name[:40] for name in header]
        yield opened.source.fail(failure.NO_TEXT, no_text(shown, opened.options), label="first row")
        return
    yield from missing_columns(header, opened.options, opened.source)
    try:
        for row in rows:
            if any(row):
                yield _article(row, header, columns, opened, rows.line, raw=not wide)
    except csv.Error as error:
        yield opened.source.fail(failure.TOO_LARGE, f"{error}. {_UNCLOSED}", str(rows.line), f"line {rows.line}")
        return
    if lines.number > rows.line and rows.quotes % 2:
        message = f"a quotation mark is never closed: lines {rows.line} to {lines.number} were read as one row."
        yield opened.source.fail(failure.DAMAGED, message, str(rows.line), f"line {rows.line}")


class _Lines:
    """Lines, none longer than an article may be; counts them and the quotation marks in them."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.number = 0
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        limit = failure.MAX_ARTICLE_BYTES
        line = self._text.readline(limit + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.quotes += line.count('"')
        if len(line) > limit:
            raise csv.Error(f"a line of more than {limit / 1e6:g} MB")
        return line


class _Rows:
    """Rows, with the number of the line that the last one began in, and the quotation marks in it."""

    def __init__(self, lines: _Lines, first: str, delimiter: str) -> None:
        self._lines = lines
        self._reader = csv.reader(chain([first], lines), delimiter=delimiter)
        self.line = lines.number
        self.quotes = 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        start = self._lines.number + 1 if self._reader.line_num else self.line
        quotes = self._lines.quotes
        try:
            row = next(self._reader)
        except csv.Error:
            self.line = start
            raise
        self.line, self.quotes = start, self._lines.quotes - quotes
        return row


def _delimiter(lines: _Lines, opened: Opened) -> tuple[str, str]:
    """The delimiter that gives the most columns, known ones first, and the line of names."""
    first = next((line for line in lines if line.strip()), "")
    hint = first.strip()
    if hint[:-1].lower() == _SPREADSHEET_HINT and hint[-1] in _DELIMITERS:
        return hint[-1], next(lines, "")

    def score(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=delimiter))
        columns = choose(tuple(name.strip() for name in names), opened.options)
        return len(set(columns.all()) & {name.strip() for name in names}), len(names)

    return max(_DELIMITERS, key=score), first


def _text(value: str, raw: bool) -> str:
    return decode(value.encode("latin-1")).text if raw and not value.isascii() else value


def _article(row: list[str], header: list[str], columns: Columns, opened: Opened, line: int, *, raw: bool) -> Found:
    label = f"line {line}"
    values = {name: value for name, value in zip(header, row, strict=False) if name in columns.all()}
    blob = _JOIN.join(value.replace(_JOIN, "\n") for value in values.values())
    notes: list[tuple[str, str]] | None = None
    if raw:
        try:
            decoded = decode(blob.encode("latin-1"))
        except InputError as error:
            return opened.source.fail(error.code, str(error), str(line), label)
        notes = decoded.notes
        values = dict(zip(values, decoded.text.split(_JOIN), strict=False))
    found = article_of(
        values, columns, opened.options, opened.source, line, label, digest=blob.encode("utf-8"), decoded=notes
    )
    if len(row) > len(header) and not isinstance(found, failure.ReadFailure):
        more = len(row) - len(header)
        found.notes.append(("row-too-long", f"{more} values beyond the named columns were left out."))
    return found
