"""Reference numbers (group ``references``; values are (number, programme id or None, implied ids)).

The catalogue's formats identify their programme. A number behind the pack's words for "project no." counts without one.
"""

from __future__ import annotations

import regex
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, mention, mentions, store
from pipeline.doc.tokens import text_of
from pipeline.knowledge.reference_formats import possible

# A number of its own: digits and letters in groups, joined without spaces (or by a slash with them).
OWN = regex.compile(r"[\p{L}\d]++(?:[./_+\-–]{1,2}[\p{L}\d]++)*+")
GLUED = regex.compile(r"(?<=\d)\p{Lu}\p{Ll}")  # the next cell of a table
TELLING = 8  # characters from which a word for a number says more than "no."
LONG = 8  # characters of a number behind such a word
NEAR = 6  # tokens between a short number and the word that makes it one


@Language.factory("granthound_references")
def create_references(nlp: Language, name: str) -> References:
    return References()


class References:
    def __call__(self, doc: Doc) -> Doc:
        text, layout = text_of(doc), layout_of(doc)
        cues = sorted(
            [*_cues(doc), *(m for m in mentions(doc, "label") if m.label == "label.reference")], key=lambda m: m.start
        )
        found: list[Mention] = []
        for format_ in possible(text):
            for match in format_.pattern.finditer(text):
                span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
                if span is None or layout.furniture(span.start):
                    continue
                if format_.form.needs_cue and not _near_cue(doc, span.start, cues):
                    continue
                value = (match.group(), format_.programme, tuple(format_.form.implies))
                found.append(mention(doc, span.start, span.end, "reference", value, f"programmes/{format_.programme}"))
        found = _widest(found)
        for cue in cues:
            own = self._own_number(doc, text, cue)
            if own and not any(m.start < own.end and own.start < m.end for m in found):
                found.append(own)
        store(doc, "references", sorted(found, key=lambda m: m.start))
        return doc

    def _own_number(self, doc: Doc, text: str, cue: Mention) -> Mention | None:
        """What stands behind "project no." and looks like a project's number: long, with groups or letters."""
        told = _of_project(doc, cue)
        if not told and cue.end_char - cue.start_char < TELLING:
            return None
        start = cue.end_char
        while start < len(text) and text[start] in " :.\u00a0\n–-":
            start += 1
        match = OWN.match(text, start)
        if not match:
            return None
        value = GLUED.split(match.group())[0].rstrip(".-/–")
        digits = sum(c.isdigit() for c in value)
        if digits < 2 or len(value) < 5 or (digits < 5 and value.isalnum()):
            return None
        if not told and len(value) < LONG and not value.isdigit():
            return None  # of a contract, a decree
        span = doc.char_span(start, start + len(value), alignment_mode="expand")
        dates = [
            m
            for m in mentions(doc, "dates")
            if m.value.start.month and span and m.start < span.end and span.start < m.end
        ]
        if span is None or any(m.start == span.start or m.end > span.end for m in dates):
            return None  # a date is no number, though a number may end like one
        return mention(doc, span.start, span.end, "reference", (value, None, ()), cue.rule)


def _cues(doc: Doc) -> list[Mention]:
    return [m for m in mentions(doc, "cue") if m.label == "cue.reference"]


def _near_cue(doc: Doc, token: int, cues: list[Mention]) -> bool:
    projects = [m for m in mentions(doc, "cue") if m.label == "cue.project"]
    return any(0 <= token - m.end <= NEAR for m in [*cues, *projects]) or any(
        0 <= m.start - token <= NEAR for m in projects
    )


def _of_project(doc: Doc, cue: Mention) -> bool:
    """A label of its own, or "no." right behind the word project or its title."""
    if cue.label == "label.reference":
        return True
    projects = [m for m in mentions(doc, "cue") if m.label == "cue.project"]
    if any(
        (m.start < cue.end and cue.start < m.end) or 0 <= cue.start - m.end <= 2 or 0 <= m.start - cue.end <= 4
        for m in projects
    ):
        return True
    quotes = [m for m in mentions(doc, "quotes") if 0 <= cue.start - m.value[3] <= 2]
    return any(0 <= q.value[2] - m.end <= 3 for q in quotes for m in projects)


def _widest(found: list[Mention]) -> list[Mention]:
    """Of overlapping numbers the longest; of equals the first in the catalogue."""
    kept: list[Mention] = []
    for item in sorted(found, key=lambda m: m.start_char - m.end_char):
        if not any(k.start_char < item.end_char and item.start_char < k.end_char for k in kept):
            kept.append(item)
    return kept
