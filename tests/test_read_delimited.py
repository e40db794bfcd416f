"""CSV and TSV: delimiters, encodings and quotes as they come, and what of it is broken."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import articles, failed, one, outcome, read, write

from pipeline.read import ReadFailure, failure

TEXT = 'Skolēni, skolotāji un vecāki; „Zaļā skola”\r\notrā rinda ar "pēdiņām"\n\nceturtā'


def rows(*values: list[str], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(values)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1257"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = TEXT.replace("\r\n", "\n") if encoding == "utf-16" else TEXT
    data = rows(["id", "Virsraksts", "text"], ["7", "Projekts „Zaļā skola” noslēdzies", text], delimiter=delimiter)
    article = one(write(tmp_path / "a.csv", data.encode(encoding)))
    assert (article.content, article.title, article.item) == (text, "Projekts „Zaļā skola” noslēdzies", "7")
    assert [code for code, _ in article.notes] == (["encoding-guessed"] if encoding == "cp1257" else [])


def test_without_an_id_the_line_is_the_place(tmp_path: Path) -> None:
    data = "\n" + rows(["text", "x"], ["a\nb", ""], ["", ""], ["c", ""])
    found = articles(write(tmp_path / "a.tsv", data.encode()))
    assert [(a.content, a.item) for a in found] == [("a\nb", "3"), ("c", "6")]


def test_each_row_in_its_own_encoding(tmp_path: Path) -> None:
    lines = [
        b"text",
        "Žáci sázeli stromy u potoka".encode(),
        "Žáci sázeli stromy a třída jela do Děčína".encode("cp1250"),
    ]
    assert outcome(read(write(tmp_path / "a.csv", b"\n".join(lines)))) == [
        "Žáci sázeli stromy u potoka",
        "Žáci sázeli stromy a třída jela do Děčína",
    ]


def test_the_hint_of_a_spreadsheet(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.csv", b"sep=;\r\ntext;b,c\r\nx;y\r\n")).content == "x"


def test_line_ends_of_old_macs(tmp_path: Path) -> None:
    assert outcome(read(write(tmp_path / "a.csv", b"text,b\rone,1\rtwo,2\r"))) == ["one", "two"]


def test_a_file_without_a_text_column(tmp_path: Path) -> None:
    found = failed(write(tmp_path / "a.csv", b"place,year\nRiga,2020\nOgre,2021\n"))
    assert found.code == failure.NO_TEXT
    assert found.message.endswith(
        'no text in "text" or "html" (fields: place, year). Name the field with --text-field.'
    )


def test_rows_that_are_too_short_or_too_long(tmp_path: Path) -> None:
    short, long = read(write(tmp_path / "a.csv", b"id,text\n1\n2,x,and,more\n"))
    assert isinstance(short, ReadFailure)
    assert (short.code, short.item) == (failure.NO_TEXT, "2")
    assert not isinstance(long, ReadFailure)
    assert long.notes == [("row-too-long", "2 values beyond the named columns were left out.")]


def test_a_huge_field_ends_the_file_but_not_what_came_before(tmp_path: Path) -> None:
    data = b"text\nfirst\n" + b'"never closed\n' + b"word word\n" * 1_100_000
    good, bad = read(write(tmp_path / "a.csv", data))
    assert not isinstance(good, ReadFailure)
    assert isinstance(bad, ReadFailure)
    assert (bad.code, bad.item) == (failure.TOO_LARGE, "3")
    assert "line 3: field larger than field limit" in bad.message
    assert "a quotation mark that is never closed. The rest of the file was not read." in bad.message


def test_a_huge_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure, "MAX_ARTICLE_BYTES", 1000)
    found = read(write(tmp_path / "a.csv", b"text,b\nfirst,1\n" + b"x" * 5000 + b",1\nlast,1\n"))
    assert outcome(found) == ["first", failure.TOO_LARGE]


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", b'text,b\none,1\n"two,2\nthree,3\n'))
    assert outcome(found) == ["one", "two,2\nthree,3\n", failure.DAMAGED]
    assert isinstance(found[2], ReadFailure)
    assert "line 3: a quotation mark is never closed: lines 3 to 4 were read as one row." in found[2].message


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_nothing(tmp_path: Path, data: bytes) -> None:
    assert failed(write(tmp_path / "a.csv", data)).code == failure.EMPTY


_values = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n,;\"'"), min_size=1, max_size=40
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(_values.filter(lambda t: t.strip()), min_size=1, max_size=5))
def test_what_was_written_is_read(tmp_path: Path, texts: list[str]) -> None:
    data = rows(["n", "text"], *[[str(i), t] for i, t in enumerate(texts)])
    found = articles(write(tmp_path / "a.csv", data.encode()))
    repaired = {i for i, a in enumerate(found) if a.notes}
    assert [a.content for i, a in enumerate(found) if i not in repaired] == [
        t for i, t in enumerate(texts) if i not in repaired
    ]
