"""JSON Lines: a bad line fails with its number, the others go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.read import ReadFailure, ReadOptions, failure, iter_articles
from pipeline.records import Article


def read(tmp_path: Path, data: bytes, **options: str) -> list[Article | ReadFailure]:
    file = tmp_path / "a.jsonl"
    file.write_bytes(data)
    return list(iter_articles([str(file)], ReadOptions(**options)))  # type: ignore[arg-type]


def one(tmp_path: Path, **fields: object) -> Article:
    (article,) = read(tmp_path, json.dumps(fields).encode())
    assert isinstance(article, Article), article
    return article


def one_failure(tmp_path: Path, data: bytes) -> ReadFailure:
    (found,) = read(tmp_path, data)
    assert isinstance(found, ReadFailure)
    return found


def test_the_fields(tmp_path: Path) -> None:
    article = one(
        tmp_path, text="Hello", title=" T ", url="https://example.org/a", published="2024-05-31T10:00:00Z", id="n-17"
    )
    assert article.content == "Hello"
    assert (article.item, article.title, article.url) == ("n-17", "T", "https://example.org/a")
    assert article.published == "2024-05-31"
    assert article.notes == []


@pytest.mark.parametrize(
    ("value", "published"),
    [("2024", "2024"), ("2024-05", "2024-05"), ("2024-05-31 08:00", "2024-05-31"), (" 2024-05-31 ", "2024-05-31")],
)
def test_the_publishing_date(tmp_path: Path, value: str, published: str) -> None:
    assert one(tmp_path, text="x", date=value).published == published


@pytest.mark.parametrize("value", ["31.05.2024", "2024-02-30", "2024-05-311", "20240531", "soon"])
def test_a_publishing_date_that_is_none(tmp_path: Path, value: str) -> None:
    article = one(tmp_path, text="x", published=value)
    assert article.published is None
    assert article.notes[0][0] == "published-unreadable"


def test_html_and_text(tmp_path: Path) -> None:
    assert one(tmp_path, html="<p>x</p>").media_type == "text/html"
    assert one(tmp_path, html="<p>x</p>", text="x").media_type == "text/plain"
    assert one(tmp_path, html="<p>x</p>", text="").media_type == "text/html"
    assert one(tmp_path, text="<!doctype html><p>x</p>").media_type == "text/html"


def test_another_text_field(tmp_path: Path) -> None:
    (article,) = read(tmp_path, b'{"words": "x", "id": 5}', text="words")
    assert isinstance(article, Article)
    assert (article.content, article.item) == ("x", "5")


def test_bad_lines_do_not_stop_the_good_ones(tmp_path: Path) -> None:
    lines = [
        b'{"text": "one"}',
        b'{"text": "cut',
        b"",
        b"[1]",
        b'{"title": "t"}',
        b'{"text": "\xe2"}',
        b'{"text": "two"}',
    ]
    found = read(tmp_path, b"\xef\xbb\xbf" + b"\r\n".join(lines))
    assert [getattr(f, "code", "ok") for f in found] == [
        "ok", failure.BAD_JSON, failure.BAD_JSON, failure.NO_TEXT, failure.UNDECODABLE, "ok",
    ]  # fmt: skip
    assert [f.item for f in found] == ["1", "2", "4", "5", "6", "7"]


def test_the_messages(tmp_path: Path) -> None:
    assert "a.jsonl, line 1: invalid JSON (" in one_failure(tmp_path, b"{oops}").message
    missing = one_failure(tmp_path, b'{"title": "t", "words": "w"}').message
    assert missing.endswith('no text in "text" or "html" (fields: title, words). Name the field with --text-field.')
    assert one_failure(tmp_path, b'{"text": 5}').code == failure.NO_TEXT
    assert one_failure(tmp_path, b'{"text": " "}').code == failure.EMPTY
    assert one_failure(tmp_path, b"").code == failure.EMPTY


def test_deep_nesting_fails_only_its_line(tmp_path: Path) -> None:
    found = read(tmp_path, b'{"text": ' + b"[" * 200_000 + b'\n{"text": "x"}')
    assert [getattr(f, "code", "ok") for f in found] == [failure.BAD_JSON, "ok"]


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
def test_lines_end_at_line_feeds_only(tmp_path: Path, char: str) -> None:
    data = json.dumps({"text": f"a{char}b"}, ensure_ascii=False) + "\n"
    if char in "\x0b\x1c":
        data = json.dumps({"text": f"a{char}b"})
    (article,) = read(tmp_path, data.encode())
    assert isinstance(article, Article)
    repaired = "…" if char == "\x85" else char  # the byte of windows-1252, once read as Latin-1
    assert article.content == f"a{repaired}b"


def test_half_characters_are_replaced(tmp_path: Path) -> None:
    (article,) = read(tmp_path, rb'{"text": "a\ud800b", "title": "\udc00t"}')
    assert isinstance(article, Article)
    assert (article.content, article.title) == ("a\ufffdb", "\ufffdt")
    assert article.notes[0][0] == "undecodable-bytes"


def test_an_enormous_line_fails_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure, "MAX_ARTICLE_BYTES", 1000)
    long = json.dumps({"text": "x" * 5000}).encode()
    found = read(tmp_path, b'{"text": "a"}\n' + long + b'\n{"text": "b"}\n' + long)
    assert [getattr(f, "code", "ok") for f in found] == ["ok", failure.TOO_LARGE, "ok", failure.TOO_LARGE]
    assert [f.item for f in found] == ["1", "2", "3", "4"]
    assert isinstance(found[1], ReadFailure)
    assert "a.jsonl, line 2 is larger than 0.001 MB" in found[1].message


def test_a_file_without_an_ending_is_told_by_its_first_line(tmp_path: Path) -> None:
    file = tmp_path / "export"
    file.write_bytes(b'{"text": "cut\n{"text": "x"}\n')
    assert [getattr(f, "code", "ok") for f in iter_articles([str(file)])] == [failure.BAD_JSON, "ok"]
