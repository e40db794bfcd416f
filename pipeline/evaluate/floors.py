"""Floors: the F1 per language and field that later versions must hold.

The floors file also keeps the counts of every article at the time the floors were taken, so that
a fall can be put down to the articles that lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import GranthoundError, OutputError
from pipeline.evaluate.counts import FIELDS, Counts
from pipeline.evaluate.results import ArticleResult, LanguageResult

# Takes up rounding only: a single lost fact among thousands is more.
EPSILON = 1e-4
_DIGITS = 4

Change = Literal["worse", "better", "same"]


class FloorsError(GranthoundError):
    """A floors file that does not hold what it should."""

    code = "E-CHECK-002"


class LanguageFloors(BaseModel):
    """``fields``: F1 per field; ``articles``: tp, fp, fn per article and field."""

    model_config = ConfigDict(extra="forbid")

    samples: str
    fields: dict[str, Annotated[float, Field(ge=0, le=1)]]
    articles: dict[str, dict[str, Counts]]


class Floors(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    languages: dict[str, LanguageFloors] = {}


@dataclass(frozen=True, slots=True)
class Fall:
    """A field of a language below its floor; ``now`` is None where nothing is left to measure."""

    language: str
    field: str
    floor: float
    now: float | None
    articles: tuple[str, ...]


def load_floors(path: Path) -> Floors:
    """The floors in the file, none where there is no file. Raises FloorsError naming file and key."""
    try:
        return Floors.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Floors()
    except OSError as error:
        raise FloorsError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise FloorsError(f"{path}: {where}: {first['msg']}; restore the file or take the floors anew") from None


def save_floors(floors: Floors, path: Path) -> None:
    """Write the floors, sorted and one article a line, all or nothing. Raises OutputError."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_text(render_floors(floors), encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}", code="E-WRITE-010") from None


def render_floors(floors: Floors) -> str:
    """JSON whose line-by-line difference says what changed."""
    languages = []
    for code, held in sorted(floors.languages.items()):
        articles = {name: {f: list(c) for f, c in counts.items()} for name, counts in held.articles.items()}
        keys = [f'"samples": {json.dumps(held.samples)}', _block("fields", held.fields), _block("articles", articles)]
        languages.append(f"  {json.dumps(code)}: {{\n   " + ",\n   ".join(keys) + "\n  }")
    body = "{\n" + ",\n".join(languages) + "\n }" if languages else "{}"
    return f'{{\n "version": {floors.version},\n "languages": {body}\n}}\n'


def find_falls(floors: Floors, results: Mapping[str, LanguageResult]) -> list[Fall]:
    """Every field that is below its floor, with the articles that lost in it."""
    falls = []
    for code, held in sorted(floors.languages.items()):
        result = results.get(code)
        counts = result.counts if result else {}
        for name, floor in sorted(held.fields.items()):
            now = counts.get(name, Counts()).f1
            if (now or 0.0) < floor - EPSILON:
                falls.append(Fall(code, name, floor, now, tuple(_losers(held, result, name))))
    return falls


def changed_sets(floors: Floors, results: Mapping[str, LanguageResult]) -> list[str]:
    """Languages with floors whose samples are not those that the floors were taken from."""
    return [
        code
        for code, held in sorted(floors.languages.items())
        if code not in results or results[code].samples != held.samples
    ]


def retake(floors: Floors, results: Mapping[str, LanguageResult]) -> Floors:
    """Floors from these results; a floor of an unchanged sample set is never lowered."""
    changed = changed_sets(floors, results)
    taken = {}
    for code, result in results.items():
        fields = {f: round(c.f1, _DIGITS) for f, c in result.counts.items() if c.f1 is not None}
        if code in floors.languages and code not in changed:
            before = floors.languages[code].fields
            fields = {f: max(fields.get(f, 0.0), before.get(f, 0.0)) for f in fields.keys() | before.keys()}
        taken[code] = LanguageFloors(
            samples=result.samples, fields=fields, articles={a.name: dict(a.score.counts) for a in result.articles}
        )
    return Floors(languages=taken)


def article_changes(floors: Floors, article: ArticleResult) -> dict[str, Change]:
    """Per field: did this article lose or gain since the floors were taken (fields without change left out)."""
    held = floors.languages.get(article.language)
    before = held.articles.get(article.name) if held else None
    if before is None:
        return {}
    changes = {f: _change(before.get(f, Counts()), article.score.counts.get(f, Counts())) for f in FIELDS}
    return {f: c for f, c in changes.items() if c != "same"}


def _change(before: Counts, now: Counts) -> Change:
    # More errors are worse; with as many errors, fewer hits are (a right answer is gone).
    was, now_is = (-before.errors, before.tp), (-now.errors, now.tp)
    return "same" if was == now_is else "worse" if now_is < was else "better"


def _losers(held: LanguageFloors, result: LanguageResult | None, name: str) -> Iterable[str]:
    now = {a.name: a.score.counts for a in result.articles} if result else {}
    for article in sorted(held.articles.keys() | now.keys()):
        before = held.articles.get(article, {}).get(name, Counts())
        if _change(before, now.get(article, {}).get(name, Counts())) == "worse":
            yield article


def _block(key: str, values: Mapping[str, object]) -> str:
    if not values:
        return f'"{key}": {{}}'
    lines = (f"{json.dumps(k)}: {json.dumps(v, sort_keys=True)}" for k, v in sorted(values.items()))
    return f'"{key}": {{\n    ' + ",\n    ".join(lines) + "\n   }"
