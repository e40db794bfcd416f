"""Whether an article tells of a publicly funded project: a weighted sum of what was marked, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, mentions
from pipeline.doc.tokens import text_of

ABOUT = 0.5
FACTS = frozenset(
    f"label.{x}"
    for x in (
        "title",
        "reference",
        "programme",
        "lead",
        "partners",
        "countries",
        "period",
        "start",
        "end",
        "total",
        "grant",
        "own",
    )
)

# Weights in log-odds, fitted by logistic regression (tools/fit_triage.py) on 240 articles and then moved a little towards
# recall: a project that is missed costs all its facts. Of each kind at most the number given counts.
BIAS = -1.5
WEIGHTS: dict[str, tuple[float, int]] = {
    "reference": (4.1, 1),  # a number in a programme's own format
    "programme": (1.0, 2),  # funds and programmes named
    "many_programmes": (-2.55, 2),  # more than three: advice, a job, a list
    "project_with_programme": (1.45, 2),  # sentences that name both the project and a programme
    "title_with_funding": (1.5, 1),  # ... with a programme or a word of funding in the same sentence or the next
    "cued_reference": (0.15, 1),  # any other number that is called one
    "funded_amount": (0.2, 2),  # sentences with a sum and a programme or a word for total, grant or own money
    "span": (0.4, 2),  # sentences with a date and a word for the project's start, end or course
    "partner": (0.1, 2),  # sentences with a word for partners or who leads
    "label": (0.17, 6),  # project partners:, duration:, total cost:
    "project": (0.24, 6),  # the word project
    "positive": (0.25, 4),
    "negative": (-1.6, 3),
    "no_project_word": (-1.55, 1),  # neither the word nor a number of a project
    "no_pack": (2.0, 1),  # little can be found without a language pack, so little must do
}


@dataclass(slots=True)
class Relevance:
    """0..1 and the reasons: kind -> how many."""

    score: float
    reasons: dict[str, int]

    @property
    def about(self) -> bool:
        return self.score >= ABOUT


def _relevance(reasons: dict[str, int]) -> Relevance:
    total = BIAS + sum(weight * min(reasons.get(kind, 0), most) for kind, (weight, most) in WEIGHTS.items())
    return Relevance(round(1 / (1 + math.exp(-total)), 4), {k: v for k, v in reasons.items() if v})


def without_subject() -> Relevance:
    """Of an article that names neither a project nor a programme nor a programme's number: whatever else it says, it is not
    about a project."""
    return _relevance({"no_project_word": 1})


def triage(doc: Doc, *, neutral: bool = False) -> Relevance:
    """Judge an annotated article; furniture does not count. ``neutral``: read without a language pack, by programmes
    and numbers alone."""
    layout, text = layout_of(doc), text_of(doc)

    def body(group: str, *labels: str) -> list[Mention]:
        return [m for m in mentions(doc, group) if not layout.furniture(m.start) and (not labels or m.label in labels)]

    def sentences(items: list[Mention]) -> set[int]:
        return {layout.sentence_number(m.start) for m in items}

    projects, programmes = body("cue", "cue.project"), body("programme")
    positive = body("triage", "triage.positive")
    titles = [
        q for q in body("quotes") if any(0 <= q.value[2] - p.end <= 2 or 0 <= p.start - q.value[3] <= 1 for p in projects)
    ]  # fmt: skip
    numbers = [m for m in body("references") if m.value[1]]
    if not (projects or programmes or numbers):
        return without_subject()
    named = len({m.value for m in programmes})
    funded = sentences([*programmes, *positive, *body("references")])
    reasons = {
        "reference": len(numbers),
        "programme": named,
        "many_programmes": max(named - 3, 0),
        "project_with_programme": len(sentences(projects) & sentences(programmes)),
        "title_with_funding": sum(1 for n in sentences(titles) if {n, n + 1} & funded),
        "cued_reference": sum(1 for m in body("references") if not m.value[1]),
        "funded_amount": len(
            sentences(body("amounts")) & sentences([*programmes, *body("cue", "cue.total", "cue.grant", "cue.own")])
        ),
        "span": len(sentences(body("dates")) & sentences(body("cue", "cue.start", "cue.end", "cue.period"))),
        "partner": len(sentences(body("cue", "cue.partner", "cue.lead"))),
        "label": len({m.label for m in body("label") if m.label in FACTS}),
        "project": len(projects),
        "positive": len({(m.rule, text[m.start_char : m.end_char].casefold()) for m in positive}),
        "negative": len({text[m.start_char : m.end_char].casefold() for m in body("triage", "triage.negative")}),
    }
    reasons["no_pack"] = int(neutral and bool(named or reasons["reference"]))
    reasons["no_project_word"] = int(not neutral and not projects and not reasons["reference"])
    return _relevance(reasons)
