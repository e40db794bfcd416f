"""The command line: output, exit codes, quick help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support import FakeExtractor, write_sample
from typer.testing import CliRunner

from pipeline import __version__, cli
from pipeline.read import ReadOptions
from pipeline.runs.settings import Settings
from pipeline.runs.statistics import Statistics

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
    for command in ("extract", "cluster", "export", "show", "check", "schema", "languages"):
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
        before = os.times()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
        after = os.times()  # the child's processor time: a busy machine doesn't count
        times.append(after.children_user + after.children_system - before.children_user - before.children_system)
        assert done.stderr.strip() == "[]"
    assert min(times) < 0.7


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
    out = tmp_path / "a.txt" / "out"
    monkeypatch.setattr(sys, "argv", ["granthound", "extract", str(tmp_path / "a.txt"), "-o", str(out)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert capsys.readouterr().err == (
        f"granthound: E-WRITE-001 {out}: cannot be written (file exists). Choose another place with -o.\n"
    )


@pytest.fixture
def folder_runs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What runs into folders are called with; none of them is done."""
    called: list[dict[str, Any]] = []

    def run_folder(inputs: list[str], output: Path, settings: Settings, **more: Any) -> Statistics:
        called.append({"inputs": inputs, "output": output, "settings": settings, **more})
        return Statistics(errors=Counter({"E-READ-003": 1} if "bad" in inputs else {}))

    monkeypatch.setattr("pipeline.runs.run.run_folder", run_folder)
    return called


@pytest.mark.parametrize(
    ("arguments", "jobs", "resume"),
    [
        (["-o", "new/"], None, False),
        (["-o", "there"], None, False),
        (["-o", "new", "-j", "3"], 3, False),
        (["-o", "new", "--resume"], None, True),
    ],
)
def test_extract_into_a_folder(
    folder_runs: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    jobs: int | None,
    resume: bool,
) -> None:
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(cli.app, ["extract", "in", *arguments])
    assert result.exit_code == 0, result.output
    assert folder_runs == [
        {
            "inputs": ["in"],
            "output": Path(arguments[1]),
            "settings": Settings(extractor_options={"contacts": False, "ner": "auto", "ner_labels": {}}),
            "jobs": jobs,
            "resume": resume,
            "quiet": False,
        }
    ]


def test_extract_into_a_folder_with_all_that_can_be_chosen(folder_runs: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "list").write_text("bad\n")
    arguments = (
        "--contacts --only-projects --shard-size 5 --article-seconds 2.5 --article-memory 300 --text-field t "
        "--ner none --ner-label institution=ORG -q"
    )
    listed = ["--paths-from", str(tmp_path / "list"), "-o", f"{tmp_path}/out/"]
    assert runner.invoke(cli.app, ["extract", *listed, *arguments.split()]).exit_code == 1
    [called] = folder_runs
    assert (called["inputs"], called["quiet"]) == (["bad"], True)
    assert called["settings"] == Settings(
        ReadOptions(text="t"),
        {"contacts": True, "ner": "none", "ner_labels": {"institution": "ORG"}},
        True,
        5,
        2.5,
        300,
    )


@pytest.mark.parametrize("arguments", [["-j", "2"], ["--resume"], ["--plan"], ["-o", "x.jsonl", "--shard-size", "5"]])
def test_options_that_need_a_folder(
    folder_runs: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert runner.invoke(cli.app, ["extract", "in", *arguments]).exit_code == 2
    assert (folder_runs, list(tmp_path.iterdir())) == ([], [])


def test_only_projects_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "rain"}\n{"text": "a project"}\n')
    out = tmp_path / "out.jsonl"
    runner.invoke(cli.app, ["extract", str(tmp_path / "in.jsonl"), "-o", str(out), "--only-projects"])
    assert [json.loads(line)["text"] for line in out.read_text().splitlines()] == ["a project"]


def test_a_plan_is_made_and_shown_to_slurm(tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    (tmp_path / "in.txt").write_text("a project")
    out = str(tmp_path / "out")
    assert runner.invoke(cli.app, ["extract", str(tmp_path / "in.txt"), "-o", out, "--plan"]).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["done", "inputs.jsonl", "manifest.json"]
    slurm = ["cluster", out, "--engine", "slurm", "--dry-run"]
    assert runner.invoke(cli.app, slurm).exit_code == 2
    result = runner.invoke(cli.app, [*slurm, "--partition", "p", "--workers", "9", "--sbatch", "account=me"])
    assert result.exit_code == 0
    assert result.stdout.count("#SBATCH --account=me\n") == 2
    assert "#SBATCH --job-name=granthound-finish\n" in result.stdout


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
