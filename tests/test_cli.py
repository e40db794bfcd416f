"""The command line: output, exit codes, quick help."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from support import FakeExtractor, write_sample
from typer.testing import CliRunner

from pipeline import __version__, cli

runner = CliRunner()
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]
ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def fake_modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Modules that the commands import when they run, replaced."""
    called: dict[str, object] = {}

    def run_check(samples: Path, *, update_floors: bool, junit: Path | None, quiet: bool) -> int:
        called.update(samples=samples, update_floors=update_floors, junit=junit, quiet=quiet)
        return 3

    for name, values in {
        "pipeline.extract": {"Extractor": FakeExtractor},
        "pipeline.evaluate.check": {"run_check": run_check},
        "pipeline.show": {"show": lambda path: called.update(shown=path)},
    }.items():
        module = ModuleType(name)
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, name, module)
    return called


def test_the_version() -> None:
    result = runner.invoke(cli.app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"granthound {__version__}\n")


def test_help_names_every_command() -> None:
    result = runner.invoke(cli.app, ["--help"])
    assert result.exit_code == 0
    for command in ("extract", "export", "show", "check", "schema", "languages"):
        assert command in result.stdout


def test_help_is_quick_and_loads_no_library() -> None:
    code = (
        "import sys; sys.argv = ['granthound', '--help']\nfrom pipeline.cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    heavy = {'spacy', 'trafilatura', 'babel', 'pydantic', 'lxml'} & set(sys.modules)\n"
        "    print(sorted(heavy), file=sys.stderr)"
    )
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
        times.append(time.perf_counter() - start)
        assert done.stderr.strip() == "[]"
    assert min(times) < 0.5


def test_extract(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The project began.", encoding="utf-8")
    result = runner.invoke(cli.app, ["extract", str(tmp_path / "a.txt")])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["projects"][0]["name"] == "project"
    assert "1 articles, 1 about projects; 0 errors, 0 warnings" in result.stderr


def test_extract_to_a_file_with_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "A project."}\n{"body": "boom"}\n', encoding="utf-8")
    out = tmp_path / "out.jsonl"
    result = runner.invoke(cli.app, ["extract", str(tmp_path), "-o", str(out), "--text-field", "body", "--quiet"])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")
    assert len(out.read_bytes().splitlines()) == 1


def test_extract_with_named_fields(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nr,what,head,page\n7,A project.,Title,https://example.org\n", encoding="utf-8")
    options = ["--text-field", "what", "--title-field", "head", "--url-field", "page", "--id-field", "nr"]
    result = runner.invoke(cli.app, ["extract", str(tmp_path / "a.csv"), *options, "-q"])
    record = json.loads(result.stdout)
    assert (result.exit_code, record["text"], record["title"]) == (0, "A project.", "Title")
    assert (record["source"]["item"], record["source"]["url"]) == ("7", "https://example.org")


@pytest.mark.parametrize("from_stdin", [False, True])
def test_extract_from_a_list_of_paths(tmp_path: Path, from_stdin: bool) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"project {name}", encoding="utf-8")
    paths = f"{tmp_path / 'c.txt'}\n{tmp_path / 'a.txt'}\n"
    (tmp_path / "list").write_text(paths, encoding="utf-8")
    given = ["--paths-from", "-" if from_stdin else str(tmp_path / "list")]
    result = runner.invoke(
        cli.app, ["extract", str(tmp_path / "b.txt"), *given, "-q"], input=paths if from_stdin else None
    )
    assert result.exit_code == 0
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == ["project b", "project c", "project a"]


def test_a_list_of_paths_with_the_output_or_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text('{"text": "old"}\n', encoding="utf-8")
    (tmp_path / "list").write_text(f"{out}\n", encoding="utf-8")
    for given, code in ((tmp_path / "list", "E-WRITE-002"), (tmp_path / "none", "E-READ-002")):
        monkeypatch.setattr(sys, "argv", ["granthound", "extract", "--paths-from", str(given), "-o", str(out)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert stop.value.code == 2
        assert capsys.readouterr().err.startswith(f"granthound: {code} ")
    assert out.read_text(encoding="utf-8") == '{"text": "old"}\n'


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "-", "--paths-from", "-"],
        ["extract", "--no-such-option", "x"],
        ["nothing"],
        ["export", "x"],
        ["check", "/no/where"],
    ],
)
def test_wrong_use(arguments: list[str]) -> None:
    assert runner.invoke(cli.app, arguments).exit_code == 2


def test_an_error_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["granthound", "extract", str(tmp_path / "a.txt"), "-o", str(tmp_path)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert capsys.readouterr().err == f"granthound: E-WRITE-001 {tmp_path}: is a folder. Name a file with -o.\n"


def test_schema() -> None:
    result = runner.invoke(cli.app, ["schema"])
    schema = json.loads(result.stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"projects", "events", "text"} <= set(schema["properties"])


def test_languages() -> None:
    lines = runner.invoke(cli.app, ["languages"]).stdout.splitlines()
    assert lines[1].split() == ["code", "language", "rules", "examples", "programme", "names"]
    assert [line.split()[:2] for line in lines if line.startswith(("cs", "lv"))] == [["cs", "Czech"], ["lv", "Latvian"]]
    assert not any("\t" in line for line in lines)


def test_languages_with_figures(tmp_path: Path) -> None:
    write_sample(tmp_path, "en/en-a", "project; Riga; LV")
    result = runner.invoke(cli.app, ["languages", "--samples", str(tmp_path), "--markdown"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "## F1 per field" in result.stdout


def test_languages_without_a_folder_of_samples() -> None:
    result = runner.invoke(cli.app, ["languages", "--samples", "/no/where"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'/no/where' does not exist" in " ".join(result.stderr.replace("│", "").split())


def test_languages_with_an_empty_folder_of_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["granthound", "languages", "--samples", str(tmp_path)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"granthound: E-CHECK-001 {tmp_path}: no samples here; expected ")


def test_check_passes_its_options_and_exit_code_on(tmp_path: Path, fake_modules: dict[str, object]) -> None:
    result = runner.invoke(cli.app, ["check", str(tmp_path), "--update-floors", "--junit", "x.xml", "-q"])
    assert result.exit_code == 3
    assert fake_modules == {"samples": tmp_path, "update_floors": True, "junit": Path("x.xml"), "quiet": True}


def test_show(tmp_path: Path, fake_modules: dict[str, object]) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert runner.invoke(cli.app, ["show", str(tmp_path / "a.txt")]).exit_code == 0
    assert fake_modules["shown"] == tmp_path / "a.txt"


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen([*COMMAND, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert b"Traceback" not in error
