"""Parquet: one article a row, read a few rows at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pipeline.read import failure, limits
from pipeline.read.extras import library
from pipeline.read.fields import article_of, choose, missing_columns, no_text
from pipeline.read.source import Found, Opened


def read_parquet(opened: Opened) -> Iterator[Found]:
    """The articles of the rows; ``item`` is the row's id or its number from 1."""
    parquet = library("pyarrow.parquet", "parquet", "Parquet files")
    stream = opened.stream
    if not stream.seekable():  # inside an archive: the list of what is where stands at the end
        stream = io.BytesIO(limits.read_whole(stream, "a Parquet file in an archive"))
    file = parquet.ParquetFile(stream, pre_buffer=False)
    names = tuple(file.schema_arrow.names)
    columns = choose(names, opened.options)
    wanted = [name for name in columns.all() if name in names]
    if not any(name in wanted for name in (*columns.text, *columns.html)):
        yield opened.source.fail(failure.NO_TEXT, no_text(names, opened.options))
        return
    yield from missing_columns(names, opened.options, opened.source)
    _check(file.metadata, wanted)
    number = 0
    for batch in file.iter_batches(batch_size=limits.PARQUET_ROWS, columns=wanted, use_threads=False):
        for row in batch.to_pylist():
            number += 1
            yield article_of(row, columns, opened.options, opened.source, number, f"row {number}")
    if not number:
        yield opened.source.fail(failure.EMPTY, "the file has no rows. Remove it from the input.")


def _check(metadata: Any, wanted: list[str]) -> None:
    """Raises InputError (E-READ-013) where a group of rows unpacks to more than is sound."""
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group)
        for number in range(rows.num_columns):
            column = rows.column(number)
            if column.path_in_schema.split(".")[0] in wanted:
                limits.check_unpacked(column.total_uncompressed_size, column.total_compressed_size)
