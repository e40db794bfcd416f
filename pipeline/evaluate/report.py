"""Print a check for people: tables of the figures, the differences of each article, what fell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.evaluate.counts import FIELDS, Counts, Difference, micro, total
from pipeline.evaluate.floors import Fall, Floors, article_changes
from pipeline.evaluate.output import Output
from pipeline.evaluate.results import ArticleResult, LanguageResult

_KIND_STYLE = {"missed": "yellow", "spurious": "magenta", "wrong": "red"}


class Report(Output):
    """What a check found out, in full or only what fell."""

    def tables(self, results: Mapping[str, LanguageResult], floors: Floors) -> None:
        """One table a language and, where there are several, one over all."""
        for code, result in results.items():
            held = floors.languages.get(code)
            title = f"{code}: {_articles(len(result.articles))}"
            self._table(title, result.counts, held.fields if held else {})
        if len(results) > 1:
            count = sum(len(r.articles) for r in results.values())
            self._table(f"all: {_articles(count)}", total(r.counts for r in results.values()), {})

    def _table(self, title: str, counts: Mapping[str, Counts], floors: Mapping[str, float]) -> None:
        self.line(title, "bold")
        table = self.new_table()
        table.add_column("field")
        for heading in ("P", "R", "F1", "floor", "tp", "fp", "fn"):
            table.add_column(heading, justify="right")
        for name in FIELDS:
            if name in counts or name in floors:
                table.add_row(*_row(name, counts.get(name, Counts()), floors.get(name)))
        table.add_section()
        table.add_row(*_row("micro", micro(counts), None))
        self.show_table(table)

    def articles(self, results: Mapping[str, LanguageResult], floors: Floors) -> None:
        """Every article that is not perfect, or that changed since the floors were taken."""
        for result in results.values():
            for article in result.articles:
                changes = article_changes(floors, article)
                if article.error or changes or not article.score.perfect:
                    self._article(article, changes)

    def _article(self, article: ArticleResult, changes: Mapping[str, str]) -> None:
        marks = []
        for mark in ("worse", "better"):
            if fields := [f for f, c in changes.items() if c == mark]:
                marks.append(f"{mark.upper()} than at the floors: {', '.join(fields)}")
        if not article.error and article.score.perfect:
            marks.append("now perfect")
        suffix = f"  [{'; '.join(marks)}]" if marks else ""
        self.line(f"{article.language}/{article.name}{suffix}", "bold")
        if article.error:
            self.line(f"  no record: {article.error.strip().splitlines()[-1]}", "red")
        for difference in article.score.differences:
            self.line(f"  {describe(difference)}", _KIND_STYLE[difference.kind])
        self.line()

    def falls(self, falls: Sequence[Fall]) -> None:
        """Which field of which language fell from what to what, and through which articles."""
        for fall in falls:
            self.line(describe_fall(fall), "bold red")
            for name in fall.articles:
                self.line(f"  lost in {fall.language}/{name}")

    def closing(self, results: Mapping[str, LanguageResult], verdict: str, style: str) -> None:
        """The last line: how many articles, the micro figure, and how it ended."""
        count = sum(len(r.articles) for r in results.values())
        figure = micro(total(r.counts for r in results.values())).f1
        languages = f"{len(results)} language{'s' if len(results) != 1 else ''}"
        self.line(f"{_articles(count)} in {languages}, micro F1 {_figure(figure)}: {verdict}", style)


def describe(difference: Difference) -> str:
    """One line: field, kind, value, what was expected, and where the value was read from."""
    parts = [f"{difference.field:15} {difference.kind:8} {_flat(difference.value)}"]
    if difference.about is not None:
        parts.append(f"of {_flat(difference.about)}")
    if difference.expected is not None:
        parts.append(f"(expected {_flat(difference.expected)})")
    if difference.quote is not None:
        parts.append(f'<- "{_flat(difference.quote)}"')
    if difference.rule is not None:
        parts.append(f"by {difference.rule}")
    return " ".join(parts)


def describe_fall(fall: Fall) -> str:
    """``lv partner: F1 fell from 0.9500 to 0.9000``."""
    now = "nothing left to measure" if fall.now is None else f"{fall.now:.4f}"
    return f"{fall.language} {fall.field}: F1 fell from {fall.floor:.4f} to {now}"


def _row(name: str, counts: Counts, floor: float | None) -> list[str]:
    figures = [_figure(x) for x in (counts.precision, counts.recall, counts.f1)]
    return [name, *figures, "" if floor is None else f"{floor:.3f}", *map(str, counts)]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _articles(count: int) -> str:
    return f"{count} article{'s' if count != 1 else ''}"


def _flat(text: str) -> str:
    return " ".join(text.split())
