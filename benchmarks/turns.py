"""Two programs timed in turns, and a program of the user's to compare with."""

from __future__ import annotations

import gc
import importlib.util
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[[], None]


def compare(ours: Run, theirs: Run, rounds: int) -> tuple[float, float, float]:
    """Median seconds of processor time of each, and the median of how many times longer the second takes."""
    ours(), theirs()  # what they load is loaded now
    gc.freeze()  # the packs are some millions of objects: a full collection takes seconds and would fall into any round
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds)]
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    return a, b, statistics.median(theirs / ours for ours, theirs in pairs)


def _seconds(run: Run) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def record_of(file: Path) -> Callable[[Path], Any]:
    """The function ``record(path)`` of a Python file. Ends the program where it is none."""
    spec = importlib.util.spec_from_file_location("baseline", file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{file}: no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    record: Callable[[Path], Any] = module.record
    return record
