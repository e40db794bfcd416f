"""Fixtures of more than one file of tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from runs_support import Run, runner


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """What runs of these tests read; texts go into it by ``write``."""
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def run(tmp_path: Path, archive: Path) -> Run:
    return runner(tmp_path, archive)
