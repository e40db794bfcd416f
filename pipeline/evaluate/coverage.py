"""``granthound languages``: what there is for each language and, on request, how well it reads the samples."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.counts import FIELDS, Counts, micro, total
from pipeline.evaluate.measure import Extracts, measure
from pipeline.evaluate.output import Output
from pipeline.evaluate.results import LanguageResult
from pipeline.evaluate.samples import read_samples
from pipeline.knowledge.coverage import Coverage, coverage

OK, SOME_FAILED = 0, 1

FIGURES: dict[str, Callable[[Counts], float | None]] = {
    "precision": lambda counts: counts.precision,
    "recall": lambda counts: counts.recall,
    "F1": lambda counts: counts.f1,
}
DASH = "-"

PACKS = """\
# Languages

What there is for each language, and what comes of it on the samples. The page is written by

    granthound languages --samples samples --markdown > docs/languages.md

and not by hand; `.ci/run` fails where it shows other figures than are measured now.

* **rules**: the phrases, forms and endings of the language's pack (`models/languages/`), each counted once as it is
  written there; one of them may stand for dozens of forms.
* **examples**: texts beside the rules that say what these must find and what not. All of them run as tests.
* **programme names**: names of funds and programmes in the language (`models/programmes/`). Names that are the same in
  every language are not counted; most English names are looked for in articles of every language.
"""

MEASURED = """\
* **samples**: articles with their expected facts in `samples/`. **Not about a project** are those of them that tell of
  no funded project: nothing must be read from them.
* **precision**: how many of the facts that were read are right. **recall**: how many of the expected facts were read.
  **F1**: their harmonic mean. In the first table they are taken over all facts together, `language` and `about_project`
  left aside. How facts are compared: [samples/README.md](../samples/README.md#how-they-are-compared).

The figures are measured on this repository's own samples. These were used while the packs were written, so they are an
upper bound: unseen articles score lower ([README.md](../README.md#measured) says how much, for some languages). There are
few samples of a language, and one of them can move the figure of a field by several hundredths.

A dash means that there was nothing to measure. For languages with a pack but without samples nothing is claimed.
"""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it is known how it is printed; the first ``labels`` columns are text, the others numbers."""

    title: str
    labels: int
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def run_languages(
    samples: Path | None,
    *,
    markdown: bool = False,
    extractor: Extracts | None = None,
    parents: Mapping[str, str] | None = None,
) -> int:
    """Print the tables, with figures where there is a folder of samples; the exit code.

    0: all well. 1: an article could not be extracted (said on standard error) and counts as one without facts.
    ``markdown`` prints them as the page ``docs/languages.md``.
    Raises SampleError where the samples cannot be used, KnowledgeError where the data cannot.
    """
    found = read_samples(samples) if samples else []
    results = measure(found, extractor, parents) if samples else {}
    others = Counter(s.language for s in found if not s.gold["about_project"])
    languages = coverage(*results)
    output = Output()
    if markdown:
        grids = [overview(languages, results, others), *(per_field(results, f) for f in ("F1", "precision", "recall"))]
        parts = [PACKS + MEASURED if samples else PACKS, *(_markdown(grid) for grid in grids if grid.rows)]
        output.line("\n".join(parts).rstrip("\n"))
    else:
        for grid in (overview(languages, results, others), *(per_field(results, f) for f in FIGURES)):
            if grid.rows:
                _show(output, grid)
    return _tell_broken(results)


def overview(languages: Sequence[Coverage], results: Mapping[str, LanguageResult], others: Mapping[str, int]) -> Grid:
    """One row a language: what its pack holds and, where anything was measured, the figures over all facts."""
    headings = ["code", "language", "rules", "examples", "programme names"]
    rows = [
        [c.code, c.name, *([str(c.pack.rules), str(c.pack.examples)] if c.pack else [DASH] * 2), str(c.programmes)]
        for c in languages
    ]
    if results:
        headings += ["samples", "not about a project", *FIGURES]
        for language, row in zip(languages, rows, strict=True):
            result = results.get(language.code)
            row += _measured(len(result.articles), others[language.code], result.counts) if result else [DASH] * 5
        if len(results) > 1:
            articles = sum(len(r.articles) for r in results.values())
            whole = _measured(articles, sum(others.values()), total(r.counts for r in results.values()))
            rows.append(["all", *[""] * 4, *whole])
    return Grid("All languages", 2, headings, rows)


def per_field(results: Mapping[str, LanguageResult], figure: str) -> Grid:
    """One row a language that was measured, one column a field; ``figure`` is one of ``FIGURES``."""
    counts = {code: result.counts for code, result in results.items()}
    if len(counts) > 1:
        counts["all"] = total(results[code].counts for code in results)
    rows = [
        [code, *(_figure(FIGURES[figure](of.get(name, Counts()))) for name in FIELDS)] for code, of in counts.items()
    ]
    return Grid(f"{figure[0].upper()}{figure[1:]} per field", 1, ["code", *FIELDS], rows)


def _measured(articles: int, others: int, counts: Mapping[str, Counts]) -> list[str]:
    facts = micro(counts)
    return [str(articles), str(others), *(_figure(of(facts)) for of in FIGURES.values())]


def _figure(value: float | None) -> str:
    return DASH if value is None else f"{value:.2f}"


def _show(output: Output, grid: Grid) -> None:
    output.line(grid.title, "bold")
    table = output.new_table()
    for at, heading in enumerate(grid.headings):
        # Folded, for a narrow terminal must not cut figures off.
        table.add_column(heading, justify="left" if at < grid.labels else "right", overflow="fold")
    for row in grid.rows:
        table.add_row(*row)
    output.show_table(table)


def _markdown(grid: Grid) -> str:
    rule = ["---" if at < grid.labels else "--:" for at in range(len(grid.headings))]
    return "\n".join([f"## {grid.title}", "", *map(_cells, (grid.headings, rule, *grid.rows)), ""])


def _cells(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"


def _tell_broken(results: Mapping[str, LanguageResult]) -> int:
    broken = [(f"{a.language}/{a.name}", a.error) for r in results.values() for a in r.articles if a.error]
    for name, error in broken:
        print(f"{name}: no record could be made: {error.strip().splitlines()[-1]}", file=sys.stderr)
    return SOME_FAILED if broken else OK
