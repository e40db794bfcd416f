"""Fit the weights of pipeline.assemble.confidence on articles with expected facts, and tell how well they hold.

    python tools/fit_confidence.py FOLDER... [--held FOLDER...]

Folders hold pairs <name>.txt|html + <name>.json (or <name>.gold.json). Logistic regression with a ridge towards nothing, so
that a clue seen a few times moves little. Prints the weights, and reliability tables: of the folders themselves, each fifth
of the articles judged by weights fitted on the others, and of the ``--held`` ones, which no weight has seen.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pipeline.assemble.confidence import PARTNER, TITLE, partner_clues, title_clues
from pipeline.evaluate.score import score_article
from pipeline.extract import Extractor
from pipeline.knowledge.programmes import programme_parents
from pipeline.records import Article

RIDGE = 1.0
FOLDS = 5
SEEN = 6  # a clue seen less often has no weight

Row = tuple[int, list[str], bool]  # article, clues, whether the value is right


def rows(folders: Iterable[str]) -> tuple[list[Row], list[Row]]:
    """Partners and titles of all articles."""
    extractor, parents = Extractor(), programme_parents()
    partners: list[Row] = []
    titles: list[Row] = []
    paths = sorted(p for f in folders for p in Path(f).rglob("*") if p.suffix in (".txt", ".html"))
    for number, path in enumerate(paths):
        gold = next((g for g in (path.with_suffix(".json"), path.with_suffix(".gold.json")) if g.exists()), None)
        if gold is None:
            continue
        media = "text/html" if path.suffix == ".html" else "text/plain"
        record = extractor.extract(Article(uri=str(path), content=path.read_text(encoding="utf-8"), media_type=media))
        scored = score_article(json.loads(gold.read_text(encoding="utf-8")), record, parents=parents)
        wrong = Counter((d.field, d.value) for d in scored.differences if d.kind != "missed")
        for project in record.projects:
            if project.name:
                titles.append(
                    (number, title_clues(project, len(record.projects)), not wrong["project_name", project.name])
                )
            for p in project.partners:
                partners.append((number, partner_clues(p, len(project.partners)), not wrong["partner", p.name]))
    return partners, titles


def fit(data: list[Row]) -> dict[str, float]:
    """Newton's method on the penalised likelihood."""
    seen = Counter(clue for _, clues, _ in data for clue in clues)
    names = sorted(clue for clue, n in seen.items() if n >= SEEN)
    x = np.array([[float(name in clues) for name in names] for _, clues, _ in data])
    y = np.array([float(right) for *_, right in data])
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        penalty = np.array([0.01 if name == "always" else RIDGE for name in names])
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + np.diag(penalty), x.T @ (p - y) + penalty * w)
    return dict(zip(names, (round(float(v), 2) for v in w), strict=True))


def judged(weights: dict[str, float], data: list[Row]) -> list[tuple[float, bool]]:
    return [(float(1 / (1 + np.exp(-sum(weights.get(c, 0.0) for c in clues)))), right) for _, clues, right in data]


def crossed(data: list[Row]) -> list[tuple[float, bool]]:
    """Each article's values by weights that have not seen it."""
    out = []
    for fold in range(FOLDS):
        weights = fit([r for r in data if r[0] % FOLDS != fold])
        out += judged(weights, [r for r in data if r[0] % FOLDS == fold])
    return out


def table(title: str, results: list[tuple[float, bool]]) -> None:
    """Reliability by confidence, the expected calibration error, and what a filter at 0.9 leaves."""
    print(f"\n{title}\n\n| confidence | values | mean confidence | right |\n|---|--:|--:|--:|")
    error = 0.0
    edges = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01]
    for low, high in itertools.pairwise(edges):
        some = [(p, right) for p, right in results if low <= round(p, 2) < high]
        if some:
            mean, share = sum(p for p, _ in some) / len(some), sum(right for _, right in some) / len(some)
            error += abs(mean - share) * len(some) / len(results)
            print(f"| {low:.1f} to {min(high, 1.0):.1f} | {len(some)} | {mean:.2f} | {share:.2f} |")
    print(f"\nexpected calibration error {error:.3f} over {len(results)} values")


def main() -> None:
    given = sys.argv[1:]
    cut = given.index("--held") if "--held" in given else len(given)
    known = rows(given[:cut])
    held = rows(given[cut + 1 :]) if given[cut + 1 :] else ([], [])
    for name, data, unseen, now in (("PARTNER", known[0], held[0], PARTNER), ("TITLE", known[1], held[1], TITLE)):
        weights = fit(data)
        print(f"{name}: dict[str, float] = {json.dumps(weights, indent=4)}")
        table(f"{name}: fitted on other articles of the same folders", crossed(data))
        if unseen:
            table(f"{name}: held-back articles, fitted weights", judged(weights, unseen))
            table(f"{name}: held-back articles, weights in the code", judged(now, unseen))


if __name__ == "__main__":
    main()
