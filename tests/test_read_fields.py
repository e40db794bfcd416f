"""Fields and columns: found by their usual names, or named by the user."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading import articles, failed, one, read, write

from pipeline.read import ReadFailure, ReadOptions, failure
from pipeline.read.fields import MAX_ID, _usual, choose, day_of


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode()


@pytest.mark.parametrize("name", ["text", "Content", "articleBody", "article_body", "FULL TEXT", "maintext", "obsah"])
def test_the_text_is_found_by_its_usual_names(tmp_path: Path, name: str) -> None:
    assert one(write(tmp_path / "a.jsonl", line(**{name: "words"}))).content == "words"


def test_the_likeliest_name_goes_first_and_blank_ones_are_passed_over(tmp_path: Path) -> None:
    data = line(body="body", text="text", content="content") + b"\n" + line(text=" ", content=None, body="body")
    assert [a.content for a in articles(write(tmp_path / "a.jsonl", data))] == ["text", "body"]


def test_the_other_fields(tmp_path: Path) -> None:
    data = line(body="x", headline="T", datePublished="2024-05-31", link="https://example.org/a", guid="g")
    article = one(write(tmp_path / "a.jsonl", data))
    assert (article.title, article.published, article.url, article.item) == (
        "T",
        "2024-05-31",
        "https://example.org/a",
        "g",
    )


def test_named_fields_stand_alone(tmp_path: Path) -> None:
    data = line(
        text="no",
        words="yes",
        title="no",
        name="T",
        date="2020-01-01",
        day="2021-02-03",
        url="no",
        at="u",
        id=1,
        key="k",
    )
    article = one(write(tmp_path / "a.jsonl", data), text="words", title="name", date="day", url="at", id="key")
    assert (article.content, article.title, article.published) == ("yes", "T", "2021-02-03")
    assert (article.url, article.item) == ("u", "k")


def test_a_named_field_that_is_not_there_is_not_replaced_by_another(tmp_path: Path) -> None:
    found = failed(write(tmp_path / "a.jsonl", line(body="x", title="t")), text="words")
    assert found.code == failure.NO_TEXT
    assert 'no text in "words" or "html" (fields: body, title)' in found.message


def test_a_named_field_of_html(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.jsonl", line(page="plain", text="")), html="page")
    assert (article.content, article.media_type) == ("plain", "text/html")


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("<p>A paragraph</p>", "text/html"),
        ("\n<div class='x'>A</div>", "text/html"),
        ("<!-- block --><p>A</p>", "text/html"),
        ("<p is a letter", "text/plain"),
        ("A <b>bold</b> word", "text/plain"),
        ("<b2b> forum", "text/plain"),
    ],
)
def test_pieces_of_html_are_told(tmp_path: Path, text: str, media_type: str) -> None:
    assert one(write(tmp_path / "a.jsonl", line(content=text))).media_type == media_type


def test_mojibake_is_repaired_in_text_and_title(tmp_path: Path) -> None:
    text = "Žáci sázeli stromy a „zelená“ třída jela do Děčína"
    broken = text.encode().decode("cp1250")
    article = one(write(tmp_path / "a.jsonl", json.dumps({"text": broken, "title": broken}).encode()))
    assert (article.content, article.title) == (text, text)
    assert [code for code, _ in article.notes] == ["mojibake-repaired"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-31T23:30:00-05:00", "2024-05-31"),
        ("Fri, 31 May 2024 23:30:00 -0500", "2024-05-31"),
        ("31 May 2024 10:00:00 GMT", "2024-05-31"),
        ("2024-05", "2024-05"),
        ("31 Mai 2024 10:00", None),
        ("31 May 99999", None),
        ("May 31, 2024", None),
    ],
)
def test_dates(written: str, day: str | None) -> None:
    assert day_of(written) == day


def test_a_user_may_name_what_is_found_twice(tmp_path: Path) -> None:
    assert choose(("Text", "text "), ReadOptions()).text == ("Text",)
    assert choose(("a",), ReadOptions(text="a", title="b")).title == ("b",)


def test_a_column_named_in_vain_is_told_and_the_rows_are_read(tmp_path: Path) -> None:
    told, article = read(write(tmp_path / "a.csv", b"text,head\nx,t\n"), title="titel")
    assert isinstance(told, ReadFailure)
    assert told.code == failure.NO_COLUMN
    assert told.message.endswith('a.csv: no column "titel" (columns: text, head). Look at --title-field.')
    assert not isinstance(article, ReadFailure)


def test_the_first_date_that_can_be_read(tmp_path: Path) -> None:
    assert (
        one(write(tmp_path / "a.jsonl", line(text="x", published="31. 5. 2024", date="2024-05-31"))).published
        == "2024-05-31"
    )


def test_an_endless_id_is_none(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.jsonl", line(text="x", id="i" * (MAX_ID + 1)))).item == "1"


def test_no_usual_name_has_two_meanings() -> None:
    names = [name for role in _usual().values() for name in role]
    assert len(names) == len(set(names)) > 50
