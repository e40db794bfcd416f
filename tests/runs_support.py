"""What tests of runs share: a way to run, and to look at what came out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.records import Record
from pipeline.runs.run import run_folder
from pipeline.runs.settings import Settings
from pipeline.runs.statistics import Statistics

Run = Callable[..., Statistics]


def runner(tmp_path: Path, archive: Path) -> Run:
    """A run over the archive into ``tmp_path / "out"``, quiet and with one process."""

    def run(
        *inputs: Path, out: str = "out", jobs: int = 1, resume: bool = False, quiet: bool = True, **settings: Any
    ) -> Statistics:
        settings.setdefault("extractor", "poison:PoisonExtractor")
        given = [str(path) for path in inputs or (archive,)]
        return run_folder(given, tmp_path / out, Settings(**settings), jobs=jobs, resume=resume, quiet=quiet)

    return run


def write(folder: Path, *texts: str, name: str = "articles.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


def shards(out: Path) -> list[list[Record]]:
    return [
        [Record.model_validate_json(line) for line in path.read_bytes().splitlines()]
        for path in sorted(out.glob("records-*.jsonl"))
    ]


def errors(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "errors.jsonl").read_text("utf-8").splitlines()]


def output(out: Path) -> dict[str, bytes]:
    """All that must be the same however a run went."""
    names = ("records-*.jsonl", "errors.jsonl", "statistics.json", "done/*.json")
    return {str(path.relative_to(out)): path.read_bytes() for name in names for path in sorted(out.glob(name))}
