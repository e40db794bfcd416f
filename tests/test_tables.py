"""Tables: joined rows, real dates and numbers, no formulas, the limits of spreadsheets."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, OutputError
from pipeline.records import (
    Amount,
    Country,
    Date,
    Event,
    Evidence,
    Language,
    Partner,
    Place,
    Programme,
    Project,
    Record,
    Reference,
    Source,
    Warning_,
)
from pipeline.write import xlsx
from pipeline.write.jsonl import to_line
from pipeline.write.rows import TABLES, rows
from pipeline.write.tables import export_tables

TEXT = "Projekts „Zaļā skola” sākas 2021. gada 1. martā, budžets -5 eiro."


def at(quote: str) -> list[Evidence]:
    start = TEXT.index(quote)
    return [Evidence(start=start, end=start + len(quote), quote=quote, rule="lv/x")]


def record(key: str = "a1", name: str | None = "Zaļā skola", text: str = TEXT, **more: Any) -> Record:
    project = Project(
        name=name,
        aliases=["Green School", "=cmd()"],
        references=[Reference(value="LLI-1"), Reference(value="LLI-2")],
        programmes=[Programme(id="interreg-lat-lit", name="Interreg", confidence=0.5)],
        partners=[
            Partner(name="+Ogres novads", role="lead", country="LV", confidence=1.0),
            Partner(name="@Zarasai", role="partner", confidence=0.25),
        ],
        countries=[Country(code="LV")],
        start=Date(value="2021-03-01", precision="day", evidence=at("2021. gada 1. martā") if text == TEXT else []),
        end=Date(value="2022-05", precision="month", inferred=True),
        amounts=[Amount(value=-1234.5, currency="EUR", kind="grant"), Amount(value=7, currency="CZK")],
        evidence=at("„Zaļā skola”") if text == TEXT else [],
        confidence=0.75,
    )
    fields: dict[str, Any] = {
        "id": key,
        "source": Source(uri="in/a.txt", media_type="text/plain", sha256="0"),
        "language": Language(code="lv", confidence=0.9),
        "published": Date(value="1850-01-02", precision="day"),
        "about_project": True,
        "relevance": 1.0,
        "projects": [project, Project(name="-otrs", confidence=0.5)],
        "events": [Event(kind="launch", start=Date(value="2021", precision="year"), place=Place(name="Ogre"))],
        "warnings": [Warning_(code="w", message="\tm")],
        "text": text,
    }
    return Record(**(fields | more))


def export(tmp_path: Path, records: list[Record], name: str) -> tuple[Path, list[str]]:
    source = tmp_path / "records.jsonl"
    source.write_bytes(b"".join(map(to_line, records)))
    summary = export_tables(str(source), tmp_path / name)
    assert not list(tmp_path.rglob("*.part"))
    return tmp_path / name, summary.warnings


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    values = list(openpyxl.load_workbook(path)[name].values)
    return [dict(zip(map(str, values[0]), row, strict=True)) for row in values[1:]]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_rows_have_a_cell_for_each_column() -> None:
    seen = set()
    for name, cells in rows(record()):
        assert len(cells) == len(TABLES[name]), name
        seen.add(name)
    assert seen == set(TABLES)


def test_the_workbook(tmp_path: Path) -> None:
    path, warnings = export(tmp_path, [record()], "projects.xlsx")
    assert warnings == []
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == list(TABLES)
    assert all(s.freeze_panes == "A2" and s.auto_filter.ref for s in book.worksheets)
    first, second = sheet(path, "projects")
    assert (first["project_id"], first["article_id"], second["project_id"]) == ("a1-1", "a1", "a1-2")
    assert first["start"] == datetime(2021, 3, 1)
    assert (first["start_precision"], first["start_inferred"]) == ("day", False)
    assert (first["end"], first["end_precision"], first["end_inferred"]) == ("2022-05", "month", True)
    assert first["aliases"] == "Green School; =cmd()"
    assert first["references"] == "LLI-1; LLI-2"
    assert first["quote"] == "„Zaļā skola”"
    assert second["name"] == "-otrs"
    assert [a["value"] for a in sheet(path, "amounts")] == [-1234.5, 7]
    assert [p["name"] for p in sheet(path, "partners")] == ["+Ogres novads", "@Zarasai"]
    assert sheet(path, "articles")[0]["published"] == "1850-01-02"
    assert sheet(path, "events")[0]["place"] == "Ogre"
    evidence = sheet(path, "evidence")
    assert {e["path"] for e in evidence} == {"projects[0].evidence[0]", "projects[0].start.evidence[0]"}
    assert all(TEXT[e["start"] : e["end"]] == e["quote"] and e["project_id"] == "a1-1" for e in evidence)
    assert not [c for s in book.worksheets for row in s for c in row if c.data_type == "f" or c.hyperlink]


def test_the_csv_files(tmp_path: Path) -> None:
    folder, warnings = export(tmp_path, [record(), record("a2")], "tables")
    assert warnings == []
    assert sorted(p.stem for p in folder.iterdir()) == sorted(TABLES)
    assert (folder / "projects.csv").read_bytes().startswith(b"\xef\xbb\xbfproject_id,")
    projects = table(folder, "projects")
    assert [p["project_id"] for p in projects] == ["a1-1", "a1-2", "a2-1", "a2-2"]
    assert (projects[0]["start"], projects[0]["end"], projects[0]["end_inferred"]) == ("2021-03-01", "2022-05", "true")
    assert projects[1]["name"] == "'-otrs"
    assert [p["name"] for p in table(folder, "partners")][:2] == ["'+Ogres novads", "'@Zarasai"]
    assert [a["value"] for a in table(folder, "amounts")][:2] == ["-1234.5", "7.0"]
    articles = {a["article_id"] for a in table(folder, "articles")}
    assert {p["article_id"] for p in projects} <= articles


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    first = export(tmp_path, [record()], "1.xlsx")[0].read_bytes()
    assert export(tmp_path, [record()], "2.xlsx")[0].read_bytes() == first


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(
        st.one_of(st.sampled_from("=+-@\t\r\n'\",; ā"), st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
        min_size=1,
        max_size=40,
    ).filter(lambda s: s.strip())
)
def test_any_name_comes_back_and_is_no_formula(tmp_path: Path, name: str) -> None:
    folder, _ = export(tmp_path, [record(name=name)], "tables")
    cell = table(folder, "projects")[0]["name"]
    assert cell == name or cell == "'" + name
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    path, _ = export(tmp_path, [record(name=name)], "book.xlsx")
    value = openpyxl.load_workbook(path)["projects"]["C2"]
    assert value.data_type in ("s", "inlineStr")
    if "\r" not in name and "_x" not in name and "\ufffe" not in name and "\uffff" not in name:  # XML's own rules
        assert value.value == name


@pytest.mark.parametrize("name", ["x" * 40_000, "🌲" * 20_000])
def test_a_text_too_long_for_a_cell(tmp_path: Path, name: str) -> None:
    path, warnings = export(tmp_path, [record(name=name)], "book.xlsx")
    assert warnings == ["1 texts longer than the 32,767 characters a cell can hold were cut."]
    value = sheet(path, "projects")[0]["name"]
    assert value.endswith("…")
    assert name.startswith(value[:-1])
    assert 32_700 < len(value.encode("utf-16-le")) // 2 <= 32_767
    folder, warnings = export(tmp_path, [record(name=name)], "tables")
    assert warnings == []
    csv.field_size_limit(1_000_000)
    assert table(folder, "projects")[0]["name"] == name


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    path, warnings = export(tmp_path, [record("a1"), record("a2")], "book.xlsx")
    assert [w for w in warnings if w.startswith("projects:")] == [
        'projects: more rows than the 4 a sheet can hold; they go on in the sheet "projects 2".'
    ]
    assert [p["project_id"] for p in sheet(path, "projects")] == ["a1-1", "a1-2", "a2-1"]
    assert [p["project_id"] for p in sheet(path, "projects 2")] == ["a2-2"]


def test_a_line_that_is_no_record_is_left_out(tmp_path: Path) -> None:
    source = tmp_path / "r.jsonl"
    source.write_bytes(b'{"id": "x"}\n\nnot json\n' + to_line(record()))
    summary = export_tables(str(source), tmp_path / "t")
    assert (summary.failed, summary.rows["articles"]) == (2, 1)
    assert summary.warnings[0].endswith("r.jsonl, line 1: no record (source: Field required); it was left out.")
    assert "line 3: no record (the line: Invalid JSON" in summary.warnings[1]


def test_no_records_at_all_still_gives_tables(tmp_path: Path) -> None:
    path, _ = export(tmp_path, [], "book.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == list(TABLES)
    folder, _ = export(tmp_path, [], "tables")
    assert table(folder, "projects") == []


def test_records_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.jsonl: cannot be read \(no such file or directory\)"):
        export_tables(str(tmp_path / "no.jsonl"), tmp_path / "t")
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize("name", ["file/tables", "file/book.xlsx", "file"])
def test_a_place_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "r.jsonl").write_bytes(to_line(record()))
    with pytest.raises(OutputError, match="cannot be written"):
        export_tables(str(tmp_path / "r.jsonl"), tmp_path / name)


def test_a_failing_export_leaves_the_old_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = export(tmp_path, [record()], "book.xlsx")
    before = path.read_bytes()
    monkeypatch.setattr(xlsx.XlsxTables, "add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(tmp_path, [record()], "book.xlsx")
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_workbook(tmp_path: Path) -> None:
    path, _ = export(tmp_path, [record()], "book.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    utf8 = "csv:Text - txt - csv (StarCalc):44,34,76,1"  # comma, double quote, UTF-8: not the locale's code page
    command = ["soffice", profile, "--headless", "--convert-to", utf8, "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    first = next(csv.DictReader(io.StringIO((tmp_path / "book.csv").read_text(encoding="utf-8"))))
    assert (first["name"], first["start"], first["end"]) == ("Zaļā skola", date(2021, 3, 1).isoformat(), "2022-05")
