"""``granthound check``: extract the samples again, score them, and hold the floors."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import GranthoundError
from pipeline.evaluate.floors import (
    EPSILON,
    Fall,
    Floors,
    changed_sets,
    find_falls,
    load_floors,
    retake,
    save_floors,
)
from pipeline.evaluate.junit import write_junit
from pipeline.evaluate.measure import Extracts, measure
from pipeline.evaluate.report import Report
from pipeline.evaluate.results import LanguageResult
from pipeline.evaluate.samples import read_samples

OK, SOME_FAILED, UNUSABLE, GATE = 0, 1, 2, 3
FLOORS_FILE = "floors.json"


def run_check(
    samples: Path,
    *,
    update_floors: bool = False,
    junit: Path | None = None,
    quiet: bool = False,
    extractor: Extracts | None = None,
    parents: Mapping[str, str] | None = None,
) -> int:
    """Score all samples below the folder and compare with its ``floors.json``; the exit code.

    0: the floors hold. 1: an article could not be extracted. 2: samples, floors or data cannot be
    used (said on standard error). 3: a field of a language fell below its floor.

    ``update_floors`` raises the floors and adds new ones, or writes nothing where one would have to
    be lowered, unless the samples of that language changed. ``quiet`` leaves out tables and articles.
    """
    try:
        floors = load_floors(samples / FLOORS_FILE)
        results = measure(read_samples(samples), extractor, parents)
        falls = find_falls(floors, results)
        changed = changed_sets(floors, results)
        # Where the samples changed, taking the floors anew may lower them: nothing to hold against it.
        held = [f for f in falls if not (update_floors and f.language in changed)]
        if junit:
            write_junit(junit, results, held)
        report = Report()
        if not quiet:
            report.articles(results, floors)
            report.tables(results, floors)
        _tell_what_is_new(report, floors, results, update_floors)
        if update_floors:
            dropped = [f for f in falls if f.now is None and f not in held]
            return _update(report, samples / FLOORS_FILE, floors, results, held, dropped)
        return _verdict(report, floors, results, falls)
    except GranthoundError as error:
        print(f"granthound check: {error} [{error.code}]", file=sys.stderr)
        return UNUSABLE


def _tell_what_is_new(report: Report, floors: Floors, results: Mapping[str, LanguageResult], updating: bool) -> None:
    for code in changed_sets(floors, results):
        what = "the samples changed since the floors were taken" if code in results else "no samples any more"
        report.line(f"note: {code}: {what}" + ("" if updating else "; --update-floors takes its floors anew"), "yellow")
    if updating:
        return
    for code in results:
        if code not in floors.languages:
            report.line(f"note: {code}: no floors yet; --update-floors takes them", "yellow")


def _verdict(report: Report, floors: Floors, results: Mapping[str, LanguageResult], falls: Sequence[Fall]) -> int:
    report.falls(falls)
    broken = _tell_broken(report, results)
    if falls:
        report.closing(results, f"{len(falls)} below the floor", "bold red")
        return GATE
    if broken:
        report.closing(results, f"{broken} without a record", "bold red")
        return SOME_FAILED
    report.closing(results, "the floors hold" if floors.languages else "no floors to hold yet", "bold green")
    return OK


def _update(
    report: Report,
    path: Path,
    floors: Floors,
    results: Mapping[str, LanguageResult],
    refused: Sequence[Fall],
    dropped: Sequence[Fall],
) -> int:
    if refused:
        report.falls(refused)
        report.closing(results, "floors not written, for they are never lowered", "bold red")
        return GATE
    if broken := _tell_broken(report, results):
        report.closing(results, f"floors not written, for {broken} came without a record", "bold red")
        return SOME_FAILED
    taken = retake(floors, results)
    for code, held in taken.languages.items():
        before = floors.languages[code].fields if code in floors.languages else {}
        for name, floor in held.fields.items():
            _tell_moved(report, f"{code} {name}", before.get(name), floor)
    for fall in dropped:
        what = f"{fall.language} {fall.field}: floor {fall.floor:.4f} dropped"
        report.line(f"note: {what} (the samples changed)", "yellow")
    save_floors(taken, path)
    report.closing(results, f"floors written to {path.as_posix()}", "bold green")
    return OK


def _tell_moved(report: Report, what: str, before: float | None, floor: float) -> None:
    if before is None:
        report.line(f"{what}: new floor {floor:.4f}")
    elif floor > before:
        report.line(f"{what}: floor raised from {before:.4f} to {floor:.4f}")
    elif floor < before - EPSILON:
        report.line(f"note: {what}: floor lowered from {before:.4f} to {floor:.4f} (the samples changed)", "yellow")


def _tell_broken(report: Report, results: Mapping[str, LanguageResult]) -> int:
    broken = [a for r in results.values() for a in r.articles if a.error]
    for article in broken:
        last = (article.error or "").strip().splitlines()[-1]
        report.line(f"{article.language}/{article.name}: no record could be made: {last}", "bold red")
    return len(broken)
