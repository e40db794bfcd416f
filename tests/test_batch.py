"""A run over many articles: order, failures noted, summary, atomic output."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import FakeExtractor

from pipeline.batch import run
from pipeline.errors import KnowledgeError, OutputError
from pipeline.records import Article, Record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The project began.", encoding="utf-8")
    (folder / "b.txt").write_text("boom", encoding="utf-8")
    (folder / "c.txt").write_bytes(b"%PDF-1.4 not text")
    (folder / "d.jsonl").write_text('{"text": "refuse"}\n{"text": "šodien"}\n', encoding="utf-8")
    (folder / "e.doc").write_text("x", encoding="utf-8")
    return folder


def records(path: Path) -> list[Record]:
    return [Record.model_validate_json(line) for line in path.read_bytes().split(b"\n") if line]


def test_a_run(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "out.jsonl"
    summary = run([str(folder)], out, FakeExtractor())
    found = records(out)
    assert [Path(r.source.uri).name for r in found] == ["a.txt", "d.jsonl"]
    assert [r.source.item for r in found] == [None, "2"]
    errors = [json.loads(line) for line in (tmp_path / "new" / "out.jsonl.errors.jsonl").read_text().splitlines()]
    assert [(Path(e["uri"]).name, e["item"], e["stage"], e["code"]) for e in errors] == [
        ("b.txt", None, "extract", "E-EXTRACT-001"),
        ("c.txt", None, "read", "E-READ-004"),
        ("d.jsonl", "1", "extract", "E-READ-099"),
    ]
    assert errors[0]["message"].endswith("(RuntimeError: boom). This is a fault of granthound; please report it.")
    assert (summary.articles, summary.about_projects, summary.errors, summary.exit_code) == (2, 1, 3, 1)
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert lines[0].startswith("2 articles, 1 about projects; 3 errors (see ")
    assert lines[1:] == ["languages: en 1, lv 1", "skipped: .doc 1"]
    assert sorted(p.name for p in out.parent.iterdir()) == ["out.jsonl", "out.jsonl.errors.jsonl"]


def test_the_same_bytes_twice(folder: Path, tmp_path: Path) -> None:
    for name in ("1.jsonl", "2.jsonl"):
        run([str(folder)], tmp_path / name, FakeExtractor(), quiet=True)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_standard_output(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run([str(folder)], None, FakeExtractor(), quiet=True)
    captured = capsysbinary.readouterr()
    assert len(captured.out.splitlines()) == 2
    assert [line.split()[0] for line in captured.err.splitlines()] == [b"E-EXTRACT-001", b"E-READ-004", b"E-READ-099"]


def test_an_old_errors_file_goes_when_all_is_well(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run([str(folder)], out, FakeExtractor(), quiet=True).exit_code == 1
    assert run([str(folder / "a.txt")], out, FakeExtractor(), quiet=True).exit_code == 0
    assert not (tmp_path / "out.jsonl.errors.jsonl").exists()
    assert len(records(out)) == 1


def test_the_output_is_not_read_again(folder: Path) -> None:
    out = folder / "out.jsonl"
    run([str(folder)], out, FakeExtractor(), quiet=True)
    first = out.read_bytes()
    summary = run([str(folder)], out, FakeExtractor(), quiet=True)
    assert out.read_bytes() == first
    assert summary.skipped["output"] == 1  # the errors file was removed at the start


def test_an_input_is_not_overwritten(folder: Path) -> None:
    before = (folder / "d.jsonl").read_bytes()
    with pytest.raises(OutputError, match="is an input, too"):
        run([str(folder / "d.jsonl")], folder / ".." / "in" / "d.jsonl", FakeExtractor())
    assert (folder / "d.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["", "a.txt/out.jsonl"])
def test_a_place_that_cannot_be_written(folder: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"Name a file|cannot be written"):
        run([str(folder / "a.txt")], folder / name, FakeExtractor())


def test_an_interrupted_run_keeps_the_old_output(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(FakeExtractor):
        def extract(self, article: Article) -> Record:
            if article.uri.endswith("d.jsonl"):
                raise KeyboardInterrupt
            return super().extract(article)

    out = tmp_path / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        run([str(folder)], out, Interrupted(), quiet=True)
    assert out.read_text(encoding="utf-8") == "old"
    assert len(records(tmp_path / "out.jsonl.part")) == 1
    assert capsys.readouterr().err == f"Interrupted. The records so far are in {out}.part\n"


def test_broken_data_stops_the_run(folder: Path, tmp_path: Path) -> None:
    class Broken:
        def extract(self, article: Article) -> Record:
            raise KnowledgeError("no pack")

    with pytest.raises(KnowledgeError):
        run([str(folder)], tmp_path / "out.jsonl", Broken(), quiet=True)


def test_warnings_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes("Skolēni stādīja kokus un ēda pīrāgus.".encode("cp1257"))
    summary = run([str(tmp_path / "a.txt")], tmp_path / "out.jsonl", FakeExtractor())
    assert summary.warnings == {"encoding-guessed": 1}
    assert "warnings: encoding-guessed 1" in capsys.readouterr().err


def test_progress_on_a_terminal(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    run([str(folder)], tmp_path / "out.jsonl", FakeExtractor())
    assert "articles, 1 about projects" in screen.getvalue()


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"A project.")))
    run(["-"], tmp_path / "out.jsonl", FakeExtractor(), quiet=True)
    assert records(tmp_path / "out.jsonl")[0].source.uri == "-"
