"""What the name models add to the records: no model, names of bodies, and names with projects' titles.

    python -m tools.ner.ablation NAME=FOLDER...

Folders hold pairs <name>.txt|html + <name>.json (or <name>.gold.json). Prints a table of F1 for partners, titles and all fields.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from pipeline.doc.mentions import Mention
from pipeline.evaluate.counts import micro, total
from pipeline.evaluate.score import score_article
from pipeline.extract import Extractor
from pipeline.knowledge.programmes import programme_parents
from pipeline.ner.recognise import OwnModels
from pipeline.records import Article

FIELDS = ("partner", "project_name")


class Only:
    """Our models, with only some labels heard."""

    def __init__(self, *labels: str) -> None:
        self._labels = labels

    def mark(self, doc: Doc, parts: Sequence[tuple[int, int]], language: str | None) -> list[Mention]:
        return [m for m in OwnModels().mark(doc, parts, language) if m.label in self._labels]


def pairs(folder: Path) -> list[tuple[Article, dict[str, Any]]]:
    """Articles with their expected facts."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".txt", ".html")):
        gold = next((g for g in (path.with_suffix(".json"), path.with_suffix(".gold.json")) if g.exists()), None)
        if gold:
            media = "text/html" if path.suffix == ".html" else "text/plain"
            article = Article(uri=str(path), content=path.read_text(encoding="utf-8"), media_type=media)
            found.append((article, json.loads(gold.read_text(encoding="utf-8"))))
    return found


def row(extractor: Extractor, articles: list[tuple[Article, dict[str, Any]]], parents: Mapping[str, str]) -> list[str]:
    """Precision, recall and F1 of the partners, F1 of the titles and of all fields."""
    sums = total([score_article(gold, extractor.extract(a), parents=parents).counts for a, gold in articles])
    partner, title, every = sums["partner"], sums["project_name"], micro(sums)
    return [
        f"{partner.precision or 0:.3f}",
        f"{partner.recall or 0:.3f}",
        *(f"{c.f1 or 0:.3f}" for c in (partner, title, every)),
    ]


def main() -> None:
    parents = programme_parents()
    print(
        "| articles | number | names | partner P | R | F1 | title F1 | all fields F1 |\n|---|--:|---|--:|--:|--:|--:|--:|"
    )
    for given in sys.argv[1:]:
        name, _, folder = given.partition("=")
        articles = pairs(Path(folder))
        for label, heard in (
            ("rules alone", None),
            ("+ bodies", Only("ORG")),
            ("+ bodies, titles", Only("ORG", "TITLE")),
        ):
            extractor = Extractor(ner="none")
            extractor.names = heard
            print(
                f"| {name} | {len(articles)} | {label} | {' | '.join(row(extractor, articles, parents))} |", flush=True
            )


if __name__ == "__main__":
    main()
