"""Parquet: a few rows at a time, dates and bytes as the columns have them."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import articles, failed, one, outcome, read, zip_of

from pipeline.read import failure, limits


def table(path: Path, **columns: list[object]) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=2)
    return path


def test_the_columns(tmp_path: Path) -> None:
    file = table(
        tmp_path / "a.parquet",
        id=[10, 11, 12],
        title=["A", None, "C"],
        text=["one", "two", "three"],
        published=[date(2020, 5, 1), None, date(2021, 1, 2)],
        other=[1.0, 2.0, 3.0],
    )
    found = articles(file)
    assert [(a.item, a.title, a.content, a.published) for a in found] == [
        ("10", "A", "one", "2020-05-01"), ("11", None, "two", None), ("12", "C", "three", "2021-01-02"),
    ]  # fmt: skip


def test_times_and_bytes(tmp_path: Path) -> None:
    page = "<html><body><p>Žáci sázeli stromy a třída jela do Děčína</p></body></html>"
    article = one(table(tmp_path / "a.parquet", html=[page.encode("cp1250")], date=[datetime(2020, 5, 1, 23, 59)]))
    assert (article.content, article.media_type, article.published) == (page, "text/html", "2020-05-01")
    assert [code for code, _ in article.notes] == ["encoding-guessed"]


def test_rows_without_a_text_fail_alone(tmp_path: Path) -> None:
    file = table(tmp_path / "a.parquet", text=["one", None, " ", "four"])
    found = read(file)
    assert outcome(found) == ["one", failure.NO_TEXT, failure.EMPTY, "four"]
    assert [f.item for f in found] == ["1", "2", "3", "4"]


def test_no_text_column(tmp_path: Path) -> None:
    found = failed(table(tmp_path / "a.parquet", place=["Ogre"], year=[2020]))
    assert found.code == failure.NO_TEXT
    assert "(fields: place, year). Name the field with --text-field." in found.message
    assert one(tmp_path / "a.parquet", text="place").content == "Ogre"


def test_no_rows(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    assert failed(tmp_path / "a.parquet").code == failure.EMPTY


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    file = table(tmp_path / "a.parquet", text=["one"] * 100)
    file.write_bytes(file.read_bytes()[:-20])
    assert failed(file).code == failure.DAMAGED


def test_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1_000_000)
    pq.write_table(
        pa.table({"text": ["a" * 8_000_000]}), tmp_path / "a.parquet", compression="zstd", use_dictionary=False,
        write_statistics=False,
    )  # fmt: skip
    monkeypatch.setattr("pipeline.read.parquet._rows", lambda *_: pytest.fail("unpacked, to see how much it is"))
    assert failed(tmp_path / "a.parquet").code == failure.UNPACKS_TOO_FAR


def test_in_an_archive_and_without_an_ending(tmp_path: Path) -> None:
    data = table(tmp_path / "a.parquet", text=["one"]).read_bytes()
    (tmp_path / "a.zip").write_bytes(zip_of({"in/a.parquet": data}))
    (tmp_path / "export").write_bytes(data)
    assert one(tmp_path / "a.zip").item == "in/a.parquet#1"
    assert one(tmp_path / "export").content == "one"


def test_one_text_meant_many_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1_000_000)
    pq.write_table(pa.table({"text": ["a" * 10_000] * 5_000}), tmp_path / "a.parquet", compression="zstd")
    found = read(tmp_path / "a.parquet")
    assert outcome(found)[-1] == failure.UNPACKS_TOO_FAR
    assert 90 < len(found) < 1000


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_any_damage_gives_articles_or_failures(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(table(tmp_path / "a.parquet", id=[1, 2, 3], text=["one", "two", "three"]).read_bytes())
    for _ in range(chance.randint(1, 10)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    (tmp_path / "a.parquet").write_bytes(bytes(data))
    assert read(tmp_path / "a.parquet")
