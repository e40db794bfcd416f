"""skim: the articles that name nothing an article about a project names are told from their letters, without annotating them.

Most of an archive is of this kind. Of such an article only the date of publication is read, from the lines that can bear it.
"""

from __future__ import annotations

from pipeline.detect import Detected
from pipeline.knowledge.packs import languages
from pipeline.knowledge.reference_formats import possible
from pipeline.knowledge.subjects import beginnings
from pipeline.skim.datelines import published

__all__ = ["names_no_project", "published"]

SUBJECTS = ("cue.project", "programme")


def names_no_project(text: str, code: str | None, detected: Detected) -> bool:
    """Whether neither a word for a project nor a programme nor a programme's number stands in the text. False says nothing:
    the text may name one, or has paragraphs in another language."""
    if any(other in languages() for _, other in detected.others):
        return False
    if beginnings(code, *SUBJECTS).may_stand(text):
        return False
    return not any(f.pattern.search(text) for f in possible(text))
