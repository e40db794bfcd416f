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
    """The articles of the rows; ``item`` is the row's id or its number from 1.

    Raises InputError (E-READ-013) where the file unpacks to more than is sound.
    """
    parquet = library("pyarrow.parquet", "parquet", "Parquet files")
    stream = opened.stream
    if not stream.seekable():  # inside an archive: the list of what is where stands at the end
        stream = io.BytesIO(limits.read_whole(stream, "a Parquet file in an archive"))
    size = stream.seek(0, io.SEEK_END)
    file = parquet.ParquetFile(stream, pre_buffer=False)
    names = tuple(file.schema_arrow.names)
    columns = choose(names, opened.options)
    wanted = [name for name in columns.all() if name in names]
    if not any(name in wanted for name in (*columns.text, *columns.html)):
        yield opened.source.fail(failure.NO_TEXT, no_text(names, opened.options))
        return
    yield from missing_columns(names, opened.options, opened.source)
    groups = range(file.num_row_groups)
    # Not by column: what pyarrow (26) has for that ends the process where a number in the file is wrong.
    limits.check_unpacked(sum(file.metadata.row_group(group).total_byte_size for group in groups), size)
    number = unpacked = 0
    for row in _rows(parquet, file, stream, wanted):
        number += 1
        unpacked += sum(len(value) for value in row.values() if isinstance(value, str | bytes))
        limits.check_unpacked(unpacked, size)
        yield article_of(row, columns, opened.options, opened.source, number, f"row {number}")
    if not number:
        yield opened.source.fail(failure.EMPTY, "the file has no rows. Remove it from the input.")


def _rows(parquet: Any, file: Any, stream: Any, wanted: list[str]) -> Iterator[dict[str, Any]]:
    """The rows, one by one; a text that the file holds once and means many times is held once, too."""
    kinds = {field.name: str(field.type) for field in file.schema_arrow}
    texts = [name for name in wanted if kinds[name] in ("string", "large_string", "binary", "large_binary")]
    again = parquet.ParquetFile(stream, metadata=file.metadata, pre_buffer=False, read_dictionary=texts)
    for batch in again.iter_batches(batch_size=limits.PARQUET_ROWS, columns=wanted, use_threads=False):
        for at in range(batch.num_rows):
            yield {name: column[at].as_py() for name, column in zip(batch.schema.names, batch.columns, strict=True)}
