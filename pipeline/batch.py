"""Article by article through the extractor; a failing article is noted and the run goes on."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol, TextIO

from pipeline.errors import GranthoundError, InputError, OutputError
from pipeline.read import ReadFailure, ReadOptions, iter_articles
from pipeline.records import Article, Record
from pipeline.write.jsonl import JsonlWriter, to_line, unwritable

EXTRACT_FAILED = "E-EXTRACT-001"
OUTPUT_IS_INPUT = "E-WRITE-002"


class Extracts(Protocol):
    """What a run needs of an extractor."""

    def extract(self, article: Article) -> Record: ...


@dataclass(slots=True)
class RunSummary:
    """Counts of one run. ``skipped`` counts files passed over in folders, by file name ending."""

    articles: int = 0
    about_projects: int = 0
    errors: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    errors_file: Path | None = None

    @property
    def exit_code(self) -> int:
        """1 where an article failed, else 0."""
        return 1 if self.errors else 0

    def count(self, record: Record) -> None:
        """Takes a written record into account."""
        self.articles += 1
        self.about_projects += record.about_project
        self.languages[record.language.code] += 1
        self.warnings.update(warning.code for warning in record.warnings)

    def lines(self) -> list[str]:
        """The summary for a reader."""
        where = f" (see {self.errors_file})" if self.errors and self.errors_file else ""
        lines = [
            f"{self.articles} articles, {self.about_projects} about projects; {self.errors} errors{where}, "
            f"{self.warnings.total()} warnings"
        ]
        return lines + counted({"languages": self.languages, "warnings": self.warnings, "skipped": self.skipped})


def counted(counters: Mapping[str, Counter[str]]) -> list[str]:
    """A line for each counter that has counted anything, what was most often first."""
    lines: list[str] = []
    for name, counts in counters.items():
        if counts:
            ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            lines.append(f"{name}: " + ", ".join(f"{key} {number}" for key, number in ordered))
    return lines


class _Errors:
    """Failed articles, a JSON object each, to ``<output>.errors.jsonl`` or else to standard error."""

    def __init__(self, output: Path | None) -> None:
        self.path = output.with_name(output.name + ".errors.jsonl") if output else None
        self._stream: TextIO | None = None

    def add(self, uri: str, item: str | None, stage: str, code: str, message: str) -> None:
        row = {"uri": uri, "item": item, "stage": stage, "code": code, "message": message}
        if self.path is None:
            print(f"{code} {message}", file=sys.stderr)
            return
        try:
            if self._stream is None:
                self._stream = self.path.open("w", encoding="utf-8", newline="\n", errors="replace")
            print(json.dumps(row, ensure_ascii=False), file=self._stream, flush=True)
        except OSError as error:
            raise unwritable(self.path, error) from error

    def remove_old(self) -> None:
        """Removes the file of an earlier run."""
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
            except OSError as error:
                raise unwritable(self.path, error) from error

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()


def run(
    inputs: Sequence[str],
    output: Path | None,
    extractor: Extracts,
    *,
    options: ReadOptions | None = None,
    paths: Iterable[str] = (),
    only_projects: bool = False,
    quiet: bool = False,
) -> RunSummary:
    """Extracts all articles of the inputs in order and writes a record each.

    ``paths`` are further inputs, read after the others and as they come. ``output`` None is standard output.
    Articles that fail go to ``<output>.errors.jsonl``, with standard output to standard error. ``only_projects``
    leaves out the records of articles that are not about a project, ``quiet`` progress and summary. Raises
    OutputError where nothing can be written, KnowledgeError where the data is broken, InputError where ``paths``
    does; never for an article.
    """
    for given in inputs:
        _refuse(given, output)
    summary = RunSummary()
    errors = _Errors(output)
    summary.errors_file = errors.path
    own = [path for path in (output, errors.path) if path]
    try:
        with JsonlWriter(output) as writer, _progress(summary, quiet) as tick:
            errors.remove_old()
            every = chain(inputs, (_refuse(path, output) for path in paths))
            for found in iter_articles(every, options or ReadOptions(), skipped=summary.skipped, exclude=own):
                tick(found.uri)
                if isinstance(found, ReadFailure):
                    summary.errors += 1
                    errors.add(found.uri, found.item, "read", found.code, found.message)
                    continue
                try:
                    record = extractor.extract(found)
                    line = to_line(record)
                except InputError as error:
                    summary.errors += 1
                    errors.add(found.uri, found.item, "extract", error.code, f"{found.uri}: {error}")
                    continue
                except GranthoundError:
                    raise
                except Exception as error:  # a bug must not cost the other articles
                    summary.errors += 1
                    errors.add(found.uri, found.item, "extract", EXTRACT_FAILED, bug(found, error))
                    continue
                if record.about_project or not only_projects:
                    writer.write(line)
                summary.count(record)
    except KeyboardInterrupt:
        if output:
            print(f"Interrupted. The records so far are in {output}.part", file=sys.stderr)
        raise
    finally:
        errors.close()
    if not quiet:
        print("\n".join(summary.lines()), file=sys.stderr)
    return summary


def _refuse(given: str, output: Path | None) -> str:
    """The input; raises OutputError where it is the output."""
    if output and given != "-" and os.path.realpath(given) == os.path.realpath(output):
        raise OutputError(f"{output}: is an input, too. Choose another place with -o.", code=OUTPUT_IS_INPUT)
    return given


def bug(article: Article, error: Exception) -> str:
    """The message for what must not happen."""
    place = f"{article.uri}, item {article.item}" if article.item else article.uri
    kind = type(error).__name__
    return f"{place}: could not be understood ({kind}: {error}). This is a fault of granthound; please report it."


@contextmanager
def _progress(summary: RunSummary, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A line on standard error that counts, where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda uri: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def tick(uri: str) -> None:
            bar.update(task, description=f"{summary.articles} articles, {summary.errors} errors  {uri[-60:]}")

        yield tick
