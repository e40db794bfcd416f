"""Whether an article tells of a publicly funded project: a weighted sum of what was marked, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, mentions

ABOUT = 0.5

# Weights in log-odds; of each kind at most the number given counts.
BIAS = -3.2
WEIGHTS: dict[str, tuple[float, int]] = {
    "programme": (1.3, 3),  # a fund or programme named in the body
    "reference": (2.6, 1),  # a number in a programme's format
    "title": (1.9, 1),  # a quoted string beside the word project
    "label": (0.5, 4),  # project partners:, duration:, total cost:
    "project": (0.35, 4),  # the word project
    "partner": (0.4, 2),
    "implement": (0.3, 2),
    "positive": (0.7, 3),
    "amount_of_project": (0.6, 2),
    "negative": (-1.0, 3),
}


@dataclass(slots=True)
class Relevance:
    """0..1 and the reasons: kind -> how many."""

    score: float
    reasons: dict[str, int]

    @property
    def about(self) -> bool:
        return self.score >= ABOUT


def triage(doc: Doc, *, neutral: bool = False) -> Relevance:
    """Judge an annotated article; furniture does not count. ``neutral``: read without a language pack, by programmes
    and numbers alone."""
    layout = layout_of(doc)

    def body(items: list[Mention]) -> list[Mention]:
        return [m for m in items if not layout.furniture(m.start)]

    cues = body(mentions(doc, "cue"))
    named: dict[str, list[Mention]] = {}
    for m in cues:
        named.setdefault(m.label.partition(".")[2], []).append(m)
    signs = body(mentions(doc, "triage"))
    projects = named.get("project", [])
    reasons = {
        "programme": len({m.value for m in body(mentions(doc, "programme"))}),
        "reference": sum(1 for m in body(mentions(doc, "references"))),
        "title": sum(1 for q in body(mentions(doc, "quotes")) if any(0 <= q.value[2] - p.end <= 2 or 0 <= p.start - q.value[3] <= 1 for p in projects)),
        "label": len({m.label for m in body(mentions(doc, "label")) if m.label not in ("label.other", "label.published", "label.updated")}),
        "project": len(projects),
        "partner": len(named.get("partner", [])) + len(named.get("lead", [])),
        "implement": len(named.get("implement", [])),
        "positive": sum(m.label == "triage.positive" for m in signs),
        "amount_of_project": len(named.get("total", [])) + len(named.get("grant", [])) if mentions(doc, "amounts") else 0,
        "negative": sum(m.label == "triage.negative" for m in signs),
    }
    total = BIAS + sum(weight * min(reasons[kind], most) for kind, (weight, most) in WEIGHTS.items())
    if neutral:
        total += 2.0
    elif not projects and not reasons["reference"]:
        total -= 1.5
    return Relevance(round(1 / (1 + math.exp(-total)), 4), {k: v for k, v in reasons.items() if v})
