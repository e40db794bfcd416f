"""gzip and Zstandard: unpacked as they are read, cut-off and damaged ones told, bombs stopped."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import articles, failed, one, outcome, read, tar_of, write

from pipeline.errors import InputError
from pipeline.read import ReadFailure, failure, limits
from pipeline.read.compressed import unpack
from pipeline.read.source import Opened, Source

PACK = {
    ".gz": gzip.compress,
    ".zst": lambda data: zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1}),
}
LINES = b"".join(
    b'{"text": "article %d %s"}\n' % (i, random.Random(i).randbytes(300).hex().encode()) for i in range(1000)
)


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.txt", b"words", "text/plain"),
        ("a.html", b"words", "text/html"),
        ("a.jsonl", b'{"text": "words"}', "text/plain"),
        ("a.csv", b"text\nwords\n", "text/plain"),
        ("export", b'\n{"text": "words"}', "text/plain"),
        ("page", b"<!doctype html><p>x", "text/html"),
    ],
)
def test_packed_files(tmp_path: Path, ending: str, name: str, data: bytes, media_type: str) -> None:
    article = one(write(tmp_path / (name + ending), PACK[ending](data)))
    assert article.media_type == media_type
    assert article.uri.endswith(name + ending)


def test_packing_is_told_by_the_first_bytes_too(tmp_path: Path) -> None:
    for ending, pack in PACK.items():
        assert one(write(tmp_path / ending.strip("."), pack(b"words"))).content == "words"


def test_several_members_and_padding(tmp_path: Path) -> None:
    data = gzip.compress(b'{"text": "a"}\n') + gzip.compress(b"") + gzip.compress(b'{"text": "b"}\n') + b"\0" * 2000
    assert outcome(read(write(tmp_path / "a.jsonl.gz", data))) == ["a", "b"]
    data = zstd.compress(b'{"text": "a"}\n') + zstd.compress(b'{"text": "b"}\n')
    assert outcome(read(write(tmp_path / "a.jsonl.zst", data))) == ["a", "b"]


@pytest.mark.parametrize("ending", PACK)
def test_a_file_that_is_cut_off_keeps_what_was_read(tmp_path: Path, ending: str) -> None:
    packed = PACK[ending](LINES)
    *good, bad = read(write(tmp_path / f"a.jsonl{ending}", packed[: len(packed) * 2 // 3]))
    assert len(good) > 100
    assert not [f for f in good if isinstance(f, ReadFailure)]
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.DAMAGED
    assert (
        f"is cut off: the end of the packed data is missing. What stands before it, up to {len(good)}, was read."
        in bad.message
    )


@pytest.mark.parametrize("ending", PACK)
def test_a_damaged_file(tmp_path: Path, ending: str) -> None:
    packed = bytearray(PACK[ending](LINES))
    packed[-1 if ending == ".gz" else len(packed) // 2] ^= 0xFF
    if ending == ".gz":
        packed[len(packed) // 2 : len(packed) // 2 + 9] = b"\xff" * 9
    found = read(write(tmp_path / f"a.jsonl{ending}", bytes(packed)))
    assert outcome(found)[-1] == failure.DAMAGED
    assert failed(write(tmp_path / f"b.txt{ending}", b"no packed data")).code == failure.DAMAGED


def test_a_wrong_checksum(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"words"))
    packed[-5] ^= 0xFF
    assert failed(write(tmp_path / "a.txt.gz", bytes(packed))).code == failure.DAMAGED


def test_packed_twice(tmp_path: Path) -> None:
    data = gzip.compress(gzip.compress(b"words"))
    for name in ("a.txt.gz", "a.gz.gz", "a"):
        found = failed(write(tmp_path / name, data))
        assert found.code == (failure.BINARY if name == "a.txt.gz" else failure.NESTED)


@pytest.mark.parametrize("ending", PACK)
def test_a_bomb_is_stopped(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1_000_000)
    bomb = PACK[ending](b'{"text": "first"}\n' + b" " * 60_000_000)
    assert len(bomb) < 80_000
    found = read(write(tmp_path / f"a.jsonl{ending}", bomb))
    assert outcome(found)[0] == "first"
    assert outcome(found)[-1] == failure.UNPACKS_TOO_FAR
    assert isinstance(found[-1], ReadFailure)
    assert "unpacks to more than 250 times its size" in found[-1].message
    assert "unpack it yourself and name the folder." in found[-1].message


def test_a_total_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 100_000)
    monkeypatch.setattr("pipeline.read.compressed._CHUNK", 4096)
    found = read(write(tmp_path / "a.jsonl.gz", gzip.compress(LINES)))
    assert outcome(found)[-1] == failure.UNPACKS_TOO_FAR
    assert 50 < len(found) < 1000


def test_a_frame_that_wants_too_much_memory(tmp_path: Path) -> None:
    options = {zstd.CompressionParameter.window_log: 30, zstd.CompressionParameter.enable_long_distance_matching: 1}
    data = zstd.ZstdCompressor(options=options).compress(b"words", zstd.ZstdCompressor.FLUSH_BLOCK)
    found = failed(write(tmp_path / "a.txt.zst", data))
    assert found.code == failure.DAMAGED
    assert "needs too much memory" in found.message


def test_a_missing_library_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "backports.zstd", None)
    write(tmp_path / "a.txt.zst", zstd.compress(b"words"))
    write(tmp_path / "b.txt", b"words")
    bad, good = read(tmp_path)
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.MISSING_EXTRA
    assert bad.message.endswith(
        'a.txt.zst: Zstandard files are read with a library that is not installed. Install it: pip install "granthound[zstd]"'
    )
    assert not isinstance(good, ReadFailure)


def test_packed_archives_have_short_endings(tmp_path: Path) -> None:
    tar = tar_of({"a.txt": b"words"})
    for name in ("a.tgz", "a.tar.gz", "a"):
        assert one(write(tmp_path / name, gzip.compress(tar))).item == "a.txt"
    assert one(write(tmp_path / "a.tzst", zstd.compress(tar))).item == "a.txt"
    assert len(articles(tmp_path)) == 3  # what has no ending is passed over in folders


@settings(max_examples=80, deadline=None)
@given(members=st.lists(st.binary(max_size=2000), min_size=1, max_size=4), chunk=st.integers(1, 700))
def test_any_members_unpack_as_the_standard_library_unpacks_them(members: list[bytes], chunk: int) -> None:
    packed = b"".join(gzip.compress(m) for m in members)
    opened = unpack(Opened(io.BytesIO(packed), Source("a.gz")), "gzip")
    parts = []
    while part := opened.stream.read(chunk):
        parts.append(part)
    assert b"".join(parts) == gzip.decompress(packed)


@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=300), cut=st.integers(0, 400), junk=st.binary(max_size=40))
def test_any_damage_is_an_error_of_ours(data: bytes, cut: int, junk: bytes) -> None:
    packed = gzip.compress(data)[:cut] + junk
    try:
        expected: bytes | None = gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        expected = None
    opened = unpack(Opened(io.BytesIO(packed), Source("a.gz")), "gzip")
    if expected is not None:
        assert opened.stream.read() == expected
        return
    with pytest.raises(InputError) as caught:
        opened.stream.read()
    assert caught.value.code == failure.DAMAGED
