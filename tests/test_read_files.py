"""Files, folders and standard input; every failure names the file and what to do."""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.read import ReadFailure, failure, iter_articles
from pipeline.records import Article


def articles(*inputs: str | Path, **options: object) -> list[Article]:
    found = list(iter_articles([str(i) for i in inputs], **options))  # type: ignore[arg-type]
    assert not [f for f in found if isinstance(f, ReadFailure)], found
    return [a for a in found if isinstance(a, Article)]


def one_failure(*inputs: str | Path) -> ReadFailure:
    found = list(iter_articles([str(i) for i in inputs]))
    assert len(found) == 1, found
    assert isinstance(found[0], ReadFailure), found
    return found[0]


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def put(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

    return put


def test_a_text_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"Rindas\r\nar CRLF paliek.\r\n")
    (article,) = articles(file)
    assert article.content == "Rindas\r\nar CRLF paliek.\r\n"
    assert article.uri == file.as_posix()
    assert (article.media_type, article.item, article.notes) == ("text/plain", None, [])
    assert len(article.sha256) == 64


def test_a_relative_path_stays_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("text", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert articles("in")[0].uri == "in/a.txt"
    assert articles("./in/a.txt")[0].uri == "in/a.txt"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.html", "no tag at all", "text/html"),
        ("a.HTM", "<p>x", "text/html"),
        ("a.txt", "\n <!-- c --> <!DOCTYPE html><p>x", "text/html"),
        ("a.txt", "1 < 2 <html>", "text/plain"),
        ("a", "<html><body>x", "text/html"),
        ("a.asp", "plain words", "text/plain"),
    ],
)
def test_html_is_told_by_name_or_beginning(tmp_path: Path, name: str, content: str, media_type: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert articles(tmp_path / name)[0].media_type == media_type


def test_a_folder_is_read_in_order_and_the_rest_counted(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/10.html",
        "a.txt",
        "z.JSONL",
        "B.txt",
        "x.doc",
        "x.odt",
        "y.odt",
        ".hid.txt",
        "README",
    ):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text('{"text": "x"}', encoding="utf-8")
    skipped: Counter[str] = Counter()
    found = [Path(a.uri).relative_to(tmp_path).as_posix() for a in articles(tmp_path, skipped=skipped)]
    assert found == ["B.txt", "a.txt", "b/10.html", "b/2.txt", "z.JSONL"]
    assert skipped == {".doc": 1, ".odt": 2, "hidden": 1, "no ending": 1}


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf \n"])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a"])
def test_an_empty_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = one_failure(tmp_path / name)
    assert found.code == failure.EMPTY
    assert found.message == f"{(tmp_path / name).as_posix()}: the file is empty. Remove it from the input."


def test_a_binary_file_does_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"%PDF-1.4\n\x00\x01")
    (tmp_path / "b.txt").write_text("text", encoding="utf-8")
    bad, good = iter_articles([str(tmp_path)])
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.BINARY
    assert "a.txt: this is a PDF file, not text. Export it" in bad.message
    assert isinstance(good, Article)


def test_undecodable_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(range(0x80, 0xA0)) * 10 + b"\xff\xfe\xfd\xa5\xb4" * 40)
    found = one_failure(tmp_path / "a.txt")
    assert found.code == failure.UNDECODABLE
    assert "a.txt: its bytes make no sense" in found.message


def test_a_missing_path(tmp_path: Path) -> None:
    found = one_failure(tmp_path / "no.txt")
    assert found.code == failure.MISSING
    assert found.message.endswith("no.txt: no such file or folder. Check the path.")
    assert one_failure("bad\0name").code == failure.MISSING


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x", encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    found = one_failure(file)
    assert found.code == failure.UNREADABLE
    assert found.message.endswith("a.txt: cannot be read (permission denied). Check its permissions.")


def test_an_unreadable_folder_does_not_stop_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    real = os.listdir

    def listdir(path: Path) -> list[str]:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    bad, good = iter_articles([str(tmp_path)])
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.UNREADABLE
    assert isinstance(good, Article)


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "x.doc").write_bytes(b"x")
    found = one_failure(tmp_path)
    assert found.code == failure.EMPTY_FOLDER
    assert "holds no file to read" in found.message


def test_a_link_to_a_folder_above(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    found = list(iter_articles([str(tmp_path)]))
    assert [type(f) for f in found] == [Article, ReadFailure]
    assert isinstance(found[1], ReadFailure)
    assert found[1].code == failure.LINK_LOOP
    assert "leads back to a folder above it" in found[1].message


def test_a_link_to_itself_and_a_dangling_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    assert [getattr(f, "code", None) for f in iter_articles([str(tmp_path)])] == [failure.LINK_LOOP, failure.MISSING]
    assert one_failure(tmp_path / "a.txt").code == failure.LINK_LOOP


def test_a_folder_linked_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "in" / "real").mkdir(parents=True)
    (tmp_path / "in" / "real" / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in" / "real", target_is_directory=True)
    assert len(articles(tmp_path / "in")) == 1


def test_a_very_deep_folder(tmp_path: Path) -> None:
    here, depth = os.getcwd(), 1200
    try:
        os.chdir(tmp_path)
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        Path("a.txt").write_text("x", encoding="utf-8")
        assert len(articles(tmp_path)) == 1
    finally:  # step by step: whoever removes the temporary folder may not get so deep
        Path("a.txt").unlink(missing_ok=True)
        while Path.cwd() != tmp_path.resolve():
            os.chdir("..")
            os.rmdir("d")
        os.chdir(here)


def test_one_enormous_line(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"word " * 4_000_000)
    found = one_failure(file)
    assert found.code == failure.TOO_LARGE
    assert (
        found.message
        == f"{file.as_posix()} is larger than 10 MB, the limit for one article. Split it into articles first."
    )


def test_a_device_without_end() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no such device here")
    assert one_failure("/dev/zero").code == failure.TOO_LARGE


def test_standard_input_as_text(stdin) -> None:  # type: ignore[no-untyped-def]
    stdin(b"\n\nDivas rindas\nte.\n")
    (article,) = articles("-")
    assert (article.uri, article.item, article.media_type) == ("-", None, "text/plain")
    assert article.content == "\n\nDivas rindas\nte.\n"


def test_standard_input_as_html(stdin) -> None:  # type: ignore[no-untyped-def]
    stdin(b"<!doctype html><p>x")
    assert articles("-")[0].media_type == "text/html"


def test_standard_input_as_json_lines(stdin) -> None:  # type: ignore[no-untyped-def]
    stdin(b'\n{"text": "one"}\n{"text": "two"}\n')
    assert [(a.content, a.item) for a in articles("-")] == [("one", "2"), ("two", "3")]


def test_standard_input_with_nothing(stdin) -> None:  # type: ignore[no-untyped-def]
    stdin(b"")
    assert one_failure("-").code == failure.EMPTY
