"""Fit the weights of pipeline.triage on articles with expected facts.

    python tools/fit_triage.py FOLDER...

Folders hold pairs <name>.txt|html + <name>.json (or <name>.gold.json). Logistic regression with a ridge towards the weights
that stand in the code now, so that a few articles move them little; prints weights and what is misjudged.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from pipeline.clean import clean
from pipeline.detect import detect
from pipeline.extract import annotate
from pipeline.knowledge.packs import languages
from pipeline.records import Article
from pipeline.triage import BIAS, WEIGHTS, triage

RIDGE = 4.0
STEPS = 6000
RATE = 0.01


def rows(folders: list[str]) -> list[tuple[str, list[float], bool]]:
    out = []
    for path in sorted(p for f in folders for p in Path(f).rglob("*") if p.suffix in (".txt", ".html")):
        gold = next((g for g in (path.with_suffix(".json"), path.with_suffix(".gold.json")) if g.is_file()), None)
        if gold is None:
            continue
        kind = "text/html" if path.suffix == ".html" else "text/plain"
        text = clean(Article(uri=path.name, content=path.read_text(encoding="utf8"), media_type=kind)).text
        code = detect(text).code
        if code not in languages():
            continue
        reasons = triage(annotate(text, code)).reasons
        values = [float(min(reasons.get(name, 0), most)) for name, (_, most) in WEIGHTS.items()]
        out.append((path.name, values, bool(json.loads(gold.read_text(encoding="utf8"))["about_project"])))
    return out


def main() -> None:
    data = rows(sys.argv[1:])
    prior = [BIAS, *(w for w, _ in WEIGHTS.values())]
    weights = list(prior)
    for _ in range(STEPS):
        gradient = [RIDGE * (w - p) for w, p in zip(weights, prior, strict=True)]
        for _, values, wanted in data:
            score = 1 / (1 + math.exp(-(weights[0] + sum(w * v for w, v in zip(weights[1:], values, strict=True)))))
            error = score - wanted
            gradient[0] += error
            for k, v in enumerate(values):
                gradient[k + 1] += error * v
        weights = [w - RATE * g for w, g in zip(weights, gradient, strict=True)]
    print(f"BIAS = {weights[0]:.2f}")
    for (name, (_, most)), weight in zip(WEIGHTS.items(), weights[1:], strict=True):
        print(f'    "{name}": ({weight:.2f}, {most}),')
    wrong = 0
    for name, values, wanted in data:
        total = weights[0] + sum(w * v for w, v in zip(weights[1:], values, strict=True))
        if (total > 0) != wanted or abs(total) < 0.7:
            wrong += (total > 0) != wanted
            found = {n: int(v) for n, v in zip(WEIGHTS, values, strict=True) if v}
            print(f"{'WRONG' if (total > 0) != wanted else 'close'} {total:+.1f} {name} {found}")
    print(f"{len(data)} articles, {wrong} misjudged")


if __name__ == "__main__":
    main()
