"""The pieces of a run, one by one: frames, blocks, parts, tasks, when texts are the same."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read import InputFile, ReadFailure
from pipeline.records import Article
from pipeline.runs import plan
from pipeline.runs.blocks import BLOCK_ARTICLES, BLOCK_BYTES, Block, Entry, Passed, cut
from pipeline.runs.folder import Folder
from pipeline.runs.frames import pack, read_frame, unpack, write_frame
from pipeline.runs.parts import Part, Parts
from pipeline.runs.same import text_key
from pipeline.runs.seen import Seen
from pipeline.runs.settings import Settings

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # halves of surrogate pairs, too


@given(ANY_TEXT, ANY_TEXT, st.none() | ANY_TEXT, st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=2))
def test_articles_come_through(uri: str, content: str, item: str | None, notes: list[tuple[str, str]]) -> None:
    article = Article(uri=uri, content=content, item=item, notes=notes)
    assert unpack(pack(article)) == article


@given(st.lists(st.tuples(st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=2), st.binary(max_size=20)), max_size=3))
def test_frames_come_through_and_are_whole(frames: list[tuple[dict[str, str], bytes]]) -> None:
    stream = io.BytesIO()
    for header, body in frames:
        write_frame(stream, header, body)
    data = stream.getvalue()
    stream.seek(0)
    assert [read_frame(stream) for _ in frames] == frames
    assert read_frame(stream) is None
    if frames:
        cut_off = io.BytesIO(data[:-1])
        assert [read_frame(cut_off) for _ in frames] == [*frames[:-1], None]


def entries(number: int, size: int = 1) -> list[Entry | Passed]:
    return [Entry("article", {"n": n}, b"x" * size) for n in range(number)]


@pytest.mark.parametrize(
    ("number", "size", "blocks"),
    [
        (0, 1, [0]),
        (1, 1, [1]),
        (BLOCK_ARTICLES, 1, [BLOCK_ARTICLES]),
        (BLOCK_ARTICLES + 1, 1, [BLOCK_ARTICLES, 1]),
        (5, BLOCK_BYTES // 2, [2, 2, 1]),
        (2, BLOCK_BYTES * 3, [1, 1]),
    ],
)
def test_blocks(number: int, size: int, blocks: list[int]) -> None:
    found: list[Block] = list(cut(7, [*entries(number, size), Passed({"b": 1}), Passed({"a": 2, "b": 3})]))
    assert [len(block.entries) for block in found] == blocks
    assert [(block.task, block.number) for block in found] == [(7, n) for n in range(len(blocks))]
    assert [block.last for block in found] == [*[False] * (len(blocks) - 1), True]
    assert list(found[-1].skipped.items()) == [("a", 2), ("b", 4)]
    assert not any(block.skipped for block in found[:-1])


def test_a_part_is_whole_or_not_there(tmp_path: Path) -> None:
    parts = Parts(Folder(tmp_path))
    row = {"uri": "a\tb\nc\ud800", "message": "\u2028"}
    part = Part(
        [({"kind": "record"}, b'{"text":"\xc5\xa1"}\n'), ({"kind": "error", "row": row}, b"")], True, {".doc": 2}
    )
    assert not parts.has(3, 4)
    parts.write(3, 4, part)
    assert parts.has(3, 4)
    assert parts.read(3, 4) == part
    [path] = tmp_path.glob("parts/*/*")
    data = path.read_bytes()
    for length in range(len(data) - 1):  # the last line feed says nothing
        path.write_bytes(data[:length])
        assert parts.read(3, 4) is None, length
    path.write_bytes(data.replace(b"\xc5", b"\xc4"))
    assert parts.read(3, 4) is None
    parts.check()
    assert not parts.has(3, 4)


def test_an_empty_part(tmp_path: Path) -> None:
    parts = Parts(Folder(tmp_path))
    parts.write(0, 0, Part([], False, {}))
    assert not parts.whole(0, 0)
    parts.write(0, 1, Part([], True, {}))
    assert parts.whole(0, 0)
    assert parts.read(0, 0) == Part([], False, {})


def test_a_large_file_is_a_task_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "TASK_FILES", 3)
    monkeypatch.setattr(plan, "TASK_BYTES", 100)
    for number, size in enumerate([10, 10, 10, 10, 500, 60, 60, 40]):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * size)
    made = plan.make_plan([str(tmp_path)], tmp_path / "out", Settings())
    assert [[file.size for file in task] for task in made.tasks] == [[10, 10, 10], [10], [500], [60], [60, 40]]
    assert [Path(file.path).is_absolute() for file in made.files] == [True] * 8


def test_a_file_of_a_plan_can_be_written_down() -> None:
    failure = ReadFailure("a", None, "E-READ-001", "a: no such file")
    for file in (InputFile("/a", "a", 1, 2), InputFile("/a", "a", 0, 0, failure)):
        assert plan.file_of(plan.plain_of(file)) == file


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The project", "the  PROJECT!", True),
        ("co-financed", "co\u2011financed", True),
        ("Straße", "STRASSE", True),
        ("e\u0301cole", "\u00e9cole", True),
        ("a\u00a0b\r\nc", "a b c", True),
        ("12 345", "12 346", False),
        ("12 345", "12345", False),
        ("a b", "b a", False),
        ("māja", "maja", False),
    ],
)
def test_when_texts_are_the_same(one: str, other: str, same: bool) -> None:
    assert (text_key(one) == text_key(other)) is same


@pytest.mark.parametrize("text", ["", " \n", "... – !", "🇪🇺"])
def test_texts_without_words_are_no_duplicates(text: str) -> None:
    assert text_key(text) is None
    with Seen() as seen:
        assert (seen.first(None, "a"), seen.first(None, "b")) == (None, None)
