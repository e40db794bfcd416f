"""The wheel carries the data and works in an empty environment, away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--outdir",
        str(out),
        str(ROOT),
    ]  # a source archive, and the wheel from it
    subprocess.run(command, check=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_code_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {p.relative_to(ROOT / "models").as_posix() for p in (ROOT / "models").rglob("*") if p.is_file()}
    data = {name for name in data if not name.startswith("training/") and "__pycache__" not in name}
    assert {f"pipeline/_models/{name}" for name in data} <= names
    assert "pipeline/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "samples/", "tools/")) or name.endswith(".pyc")]


def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([str(programs / "python"), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    article = 'The town has started the project "Green School". It is funded by Erasmus+ and runs until 31 May 2024.'
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def granthound(*arguments: str) -> str:
        command = [str(programs / "granthound"), *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert granthound("--version").startswith("granthound ")
    assert "Latvian" in granthound("languages")
    granthound("extract", "a.txt", "-o", "out.jsonl")
    assert '"uri":"a.txt"' in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    granthound("export", "out.jsonl", "-o", "tables")
    assert (tmp_path / "tables" / "articles.csv").stat().st_size > 200
