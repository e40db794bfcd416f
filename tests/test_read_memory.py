"""Reading takes no more memory for a large archive than for a small one."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd
from reading import http, outcome, record, tar_of, zip_of

from pipeline.read import ReadFailure, failure, iter_articles

NUMBER = 1000
TEXT = "All of an article, as long as they are. " * 400  # 16 kB: 16 MB in all
ROWS = [{"id": f"n{i}", "text": f"{i} {TEXT}"} for i in range(NUMBER)]


def lines() -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)


def table() -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["id", "text"])
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out, row_group_size=500)
    return out.getvalue()


def members() -> dict[str, bytes]:
    return {f"{row['id']}.txt": row["text"].encode() for row in ROWS}


MAKE: dict[str, Callable[[], bytes]] = {
    "a.jsonl": lines,
    "a.jsonl.gz": lambda: gzip.compress(lines(), 1),
    "a.jsonl.zst": lambda: zstd.compress(b"".join(lines().splitlines(True)[:300])),
    "a.csv": table,
    "a.parquet": parquet,
    "a.zip": lambda: zip_of(members()),
    "a.tar.gz": lambda: gzip.compress(tar_of(members()), 1),
    "a.warc": lambda: b"".join(record(http(row["text"].encode())) for row in ROWS),
}


@pytest.mark.parametrize("name", MAKE)
def test_memory(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(MAKE[name]())
    number = 0
    found = iter_articles([str(file)])
    next(found)  # libraries are loaded
    tracemalloc.start()
    try:
        for item in found:
            assert not isinstance(item, ReadFailure), item
            number += 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert number == (299 if name.endswith(".zst") else NUMBER - 1)
    assert peak < 6_000_000


def test_an_enormous_line(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    with file.open("wb") as stream:
        stream.write(b'{"text": "one"}\n{"text": "')
        stream.seek(200_000_000)
        stream.write(b'"}\n{"text": "three"}\n')
    tracemalloc.start()
    try:
        assert outcome(iter_articles([str(file)])) == ["one", failure.TOO_LARGE, "three"]
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
