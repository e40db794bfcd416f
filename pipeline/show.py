"""One article in the terminal: its text with every value marked, and for each value the rule that read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import InputError
from pipeline.extract import Extractor
from pipeline.read import ReadFailure, iter_articles
from pipeline.records import Evidence, Record, iter_evidence
from pipeline.triage import BIAS, WEIGHTS, Relevance

STYLES = {
    "name": "bold white on blue", "programmes": "black on yellow", "references": "black on bright_yellow", "partners": "black on green",
    "countries": "black on cyan", "start": "white on magenta", "end": "white on magenta", "published": "white on magenta",
    "amounts": "black on bright_cyan", "events": "white on red",
}  # fmt: skip


def show(path: Path, console: Console | None = None) -> None:
    """Print one article; raises InputError where it cannot be read."""
    out = console or Console()
    extractor = Extractor()
    for article in iter_articles([str(path)]):
        if isinstance(article, ReadFailure):
            raise InputError(article.message, code=article.code)
        record, relevance = extractor.explain(article)
        out.print(_marked(record))
        out.print(_values(record))
        out.print(_why(record, relevance))


def values(record: Record) -> Iterator[tuple[str, str, Evidence | None]]:
    """(path, value, evidence) of every value; one row a piece of evidence."""
    for path, evidence in iter_evidence(record):
        owner = path.rsplit(".evidence", 1)[0]
        yield owner, _value_at(record, owner), evidence


def _value_at(record: Record, path: str) -> str:
    node: object = record
    for part in path.replace("]", "").replace("[", ".").split("."):
        node = node[int(part)] if isinstance(node, list) else getattr(node, part)
    for name in ("value", "name", "code", "id", "kind"):
        value = getattr(node, name, None)
        if value is not None:
            extra = [str(x) for x in (getattr(node, "role", None), getattr(node, "currency", None)) if x]
            return " ".join([str(value), *extra])
    return ""


def _style(path: str) -> str:
    for part in reversed(path.replace("]", "").replace("[", ".").split(".")):
        if part in STYLES:
            return STYLES[part]
    return STYLES["name"]


def _marked(record: Record) -> Text:
    text = Text(record.text)
    for path, _, evidence in values(record):
        if evidence:
            text.stylize(_style(path), evidence.start, evidence.end)
    return text


def _values(record: Record) -> Table:
    table = Table(
        title=f"{record.source.uri}: {record.language.code}, relevance {record.relevance:.2f}", show_lines=False
    )
    for column in ("value of", "value", "read from", "by rule"):
        table.add_column(column, overflow="fold")
    for path, value, evidence in values(record):
        quote = " ".join(evidence.quote.split()) if evidence else ""
        table.add_row(
            Text(path, _style(path)), Text(value), Text(quote), Text((evidence.rule or "") if evidence else "")
        )
    return table


def _why(record: Record, relevance: Relevance) -> Text:
    """Why the article counts as being about a project or not, and what was looked for in vain."""
    verdict = "tells of a funded project" if record.about_project else "does not tell of a funded project"
    lines = [f"The article {verdict}: log-odds start at {BIAS:+.1f}"]
    for kind, count in relevance.reasons.items():
        weight, most = WEIGHTS[kind]
        lines.append(f"  {weight * min(count, most):+.1f}  {kind} ({count} found, at most {most} count)")
    for number, project in enumerate(record.projects):
        missing = [
            n
            for n in ("name", "programmes", "partners", "countries", "start", "end", "references", "amounts")
            if not getattr(project, n)
        ]
        if missing:
            lines.append(f"projects[{number}]: nothing in the text was read as {', '.join(missing)}")
    lines += [f"{w.code} {w.path or ''} {w.message}" for w in record.warnings]
    return Text("\n".join(lines))
