"""How far partners and titles can be believed: 0.9 means that nine of ten such values were right on annotated articles.

A logistic model over clues that a reader of the record can check: which rule read the value, whether a name model had to find
the name, how often it is told, what else is known of it. The weights were fitted by ``tools/fit_confidence.py`` on articles
with expected facts; docs/names.md shows how well they hold on others.
"""

from __future__ import annotations

import math

from pipeline.assemble.names import Candidate
from pipeline.records import Partner, Project

#: Clue: log odds. What is not listed weighs nothing.
PARTNER: dict[str, float] = {
    "alone": 0.74,
    "always": 0.02,
    "country known": 1.4,
    "kind known": 0.52,
    "leads": 0.25,
    "many": 0.19,
    "one word": -1.21,
    "recognised": 0.43,
    "rule brackets": 0.22,
    "rule cue.home and the page's head or foot": -0.32,
    "rule cue.implement": -1.43,
    "rule cue.lead": -0.23,
    "rule cue.partner": -0.6,
    "rule label.lead": -0.24,
    "rule label.partners": 0.93,
    "rule lines with countries": 0.34,
    "rule list behind a colon": 0.24,
    "rule most named in the project's sentences": 0.4,
    "rule series of organisations": 0.97,
    "rule towns of several countries": 0.46,
    "told again": 0.55,
}
TITLE: dict[str, float] = {
    "always": 0.21,
    "has number": 0.66,
    "has programme": 1.52,
    "one word": 0.33,
    "rule cue.project before": 0.88,
    "rule cue.project behind": -1.08,
    "rule cue.titled before": -0.17,
    "rule cue.titled unquoted": 0.88,
    "rule headline above labels": -1.15,
    "rule label.title": 0.31,
    "several": -1.01,
    "told again": 0.84,
}
RECOGNISED = "ner."


def partner_clues(partner: Partner | Candidate, partners: int) -> list[str]:
    """What speaks for and against one of so many ``partners``."""
    rule = partner.evidence[0].rule or ""
    clues = ["always", f"rule {_family(rule)}"]
    clues += ["recognised"] if RECOGNISED in rule else []
    clues += ["told again"] if len(partner.evidence) > 1 else []
    clues += ["kind known"] if partner.type else []
    clues += ["country known"] if partner.country else []
    clues += ["leads"] if partner.role == "lead" else []
    clues += ["alone"] if partners == 1 else ["many"] if partners >= 4 else []
    words = len(partner.name.split())
    return clues + (["one word"] if words == 1 else ["long"] if words > 8 else [])


def title_clues(project: Project, projects: int) -> list[str]:
    """What speaks for and against the title of one of so many ``projects``."""
    clues = ["always", f"rule {_family((project.evidence[0].rule or '') if project.evidence else '')}"]
    clues += ["told again"] if len(project.evidence) > 1 else []
    clues += ["has number"] if project.references else []
    clues += ["has programme"] if project.programmes else []
    clues += ["several"] if projects > 1 else []
    words = len((project.name or "").split())
    return clues + (["one word"] if words == 1 else ["long"] if words > 12 else [])


def confidence(weights: dict[str, float], clues: list[str]) -> float:
    """0..1, two digits."""
    total = sum(weights.get(clue, 0.0) for clue in clues)
    return round(1 / (1 + math.exp(-total)), 2)


def weighed(projects: list[Project]) -> list[Project]:
    """The projects with the confidence of their titles."""
    return [
        p.model_copy(update={"confidence": confidence(TITLE, title_clues(p, len(projects)))}) if p.name else p
        for p in projects
    ]


def _family(rule: str) -> str:
    """A rule without its language and without the model that read the name: "lv/cue.partner (ner.lv)" is "cue.partner"."""
    name = rule.partition(" (")[0].rpartition("/")[2]
    return "ner" if name.startswith(RECOGNISED) else name
