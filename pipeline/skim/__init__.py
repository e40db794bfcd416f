"""skim: the articles that name nothing an article about a project names are told from their letters, without annotating them.

Most of an archive is of this kind. Of such an article only the date of publication is read, from the lines that can bear it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.detect import Detected
from pipeline.knowledge.packs import languages
from pipeline.knowledge.reference_formats import possible
from pipeline.knowledge.subjects import beginnings
from pipeline.records import Date
from pipeline.skim.datelines import published

__all__ = ["Skimmed", "skim"]

SUBJECTS = frozenset({"cue.project", "programme"})
LABELS = frozenset({"label.published", "label.updated"})


@dataclass(frozen=True, slots=True)
class Skimmed:
    """What is read of an article that is not about a project."""

    published: Date | None


def skim(text: str, code: str | None, detected: Detected) -> Skimmed | None:
    """What there is to read of a text in which neither a word for a project nor a programme nor a programme's number stands.
    None where one may stand, or where paragraphs are in another language: then the text has to be annotated."""
    if any(other in languages() for _, other in detected.others):
        return None
    kinds = beginnings(code, *sorted(SUBJECTS | LABELS)).kinds_in(text)
    if kinds & SUBJECTS or any(f.pattern.search(text) for f in possible(text)):
        return None
    return Skimmed(published(text, code, labelled=bool(kinds & LABELS)))
