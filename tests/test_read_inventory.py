"""The list of files with their fingerprints, files that change, and lists of paths."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import outcome, write, zip_of

from pipeline.errors import InputError
from pipeline.read import ReadFailure, failure, inventory, iter_articles, read_file, read_paths


def folder(tmp_path: Path) -> Path:
    write(tmp_path / "in/b.txt", b"two")
    write(tmp_path / "in/a.jsonl", b'{"text": "one"}\n')
    write(tmp_path / "in/c/d.zip", zip_of({"x.txt": b"three", "y.txt": b"four"}))
    write(tmp_path / "in/e.doc", b"x")
    return tmp_path / "in"


def test_the_list_is_what_is_read_in_that_order(tmp_path: Path) -> None:
    given = [str(folder(tmp_path)), str(tmp_path / "nowhere")]
    skipped: Counter[str] = Counter()
    files = inventory(given, skipped=skipped)
    assert [Path(f.uri).name for f in files] == ["a.jsonl", "b.txt", "d.zip", "nowhere"]
    assert [f.size for f in files[:2]] == [16, 3]
    assert files[3].failure is not None
    assert skipped == {".doc": 1}
    found = [item for file in files for item in read_file(file)]
    assert found == list(iter_articles(given))
    assert outcome(found) == ["one", "two", "three", "four", failure.MISSING]


def test_listing_opens_nothing_and_leaves_out_what_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = folder(tmp_path)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("opened"))
    assert [Path(f.uri).name for f in inventory([str(top)], exclude=[top / "b.txt"])] == ["a.jsonl", "d.zip"]


def test_fingerprints_differ_with_name_size_and_time(tmp_path: Path) -> None:
    top = folder(tmp_path)
    first = inventory([str(top)])
    assert first == inventory([str(top)])
    assert len({f.fingerprint for f in first}) == 3
    os.utime(top / "b.txt", ns=(1, 1))
    write(top / "a.jsonl", b'{"text": "other"}\n')
    assert [a.fingerprint == b.fingerprint for a, b in zip(first, inventory([str(top)]), strict=True)] == [
        False,
        False,
        True,
    ]


def test_a_file_that_changed_since_it_was_listed_is_not_read(tmp_path: Path) -> None:
    (file,) = inventory([str(write(tmp_path / "a.txt", b"one"))])
    write(tmp_path / "a.txt", b"another")
    (found,) = read_file(file)
    assert isinstance(found, ReadFailure)
    assert found.code == failure.CHANGED
    assert found.message.endswith("a.txt: it has changed since the files were listed; it was not read. Start again.")
    (tmp_path / "a.txt").unlink()
    assert outcome(read_file(file)) == [failure.MISSING]


@pytest.mark.parametrize("how", ["grows", "is replaced", "is cut", "goes"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, how: str) -> None:
    path = write(tmp_path / "a.jsonl", b"".join(b'{"text": "article %d"}\n' % i for i in range(20_000)))
    found: list[object] = []
    for item in iter_articles([str(path)]):
        if not found:
            if how == "grows":
                with path.open("ab") as stream:
                    stream.write(b'{"text": "late"}\n')
            elif how == "is cut":
                os.truncate(path, 300_000)
            else:
                path.unlink()
            if how == "is replaced":
                write(path, b'{"text": "new"}\n')
        found.append(item)
    last = found[-1]
    assert isinstance(last, ReadFailure)
    assert last.code == (failure.MISSING if how == "goes" else failure.CHANGED)
    assert len(found) > 1000


def test_a_pipe_does_not_count_as_changed(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    try:
        os.write(writer, b'{"text": "words"}\n')
        os.close(writer)
        assert outcome(iter_articles([f"/dev/fd/{reader}"])) == ["words"]
    finally:
        os.close(reader)


class Slow(io.RawIOBase):
    """Gives a byte at a time, and says how many were taken."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data, self.taken = data, 0

    def read(self, size: int = -1) -> bytes:
        self.taken += 1
        return self.data[self.taken - 1 : self.taken]


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        (b"a.txt\nin/b c.txt\r\n\n  \nz", ["a.txt", "in/b c.txt", "z"]),
        (b"a.txt\0in/b\nc.txt\0", ["a.txt", "in/b\nc.txt"]),
        (b"-\n./-\n", ["./-", "./-"]),
        (b"", []),
        (b"sk\xe9.txt\n", [os.fsdecode(b"sk\xe9.txt")]),
    ],
)
def test_lists_of_paths(data: bytes, paths: list[str]) -> None:
    assert list(read_paths(io.BytesIO(data))) == paths


def test_paths_come_as_they_are_read() -> None:
    stream = Slow(b"a\nb\nc\n")
    found: Iterator[str] = read_paths(stream)  # type: ignore[arg-type]
    assert next(found) == "a"
    assert stream.taken == 2


def test_a_list_that_is_none() -> None:
    with pytest.raises(InputError, match="Write one path a line") as caught:
        list(read_paths(io.BytesIO(b"x" * 200_000)))
    assert caught.value.code == failure.TOO_LARGE


_names = st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r"), min_size=1).filter(
    lambda n: n.strip() and n != "-"
)


@given(names=st.lists(_names, min_size=1), nul=st.booleans())
def test_any_names(names: list[str], nul: bool) -> None:
    end = "\0" if nul else "\n"
    assert list(read_paths(io.BytesIO("".join(n + end for n in names).encode()))) == names
