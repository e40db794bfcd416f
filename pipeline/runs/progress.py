"""How far a run is, in a line on standard error where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.runs.engine import Engine
from pipeline.runs.plan import Plan


@contextmanager
def progress(plan: Plan, engine: Engine, quiet: bool) -> Iterator[Callable[[], None]]:
    """Gives what to call now and then."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def tick() -> None:
            done = engine.progress
            read = f"{done.tasks} of {len(plan.tasks)} groups of files read"
            bar.update(task, description=f"{done.articles} articles, {done.errors} errors; {read}")

        yield tick
