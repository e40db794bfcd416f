"""Keeps of the phrases that may be labels those that stand like one: before a colon, alone on a line, or at the start of a
line with the kind of value behind them that they announce (a table's cells run together)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import Layout, layout_of
from pipeline.doc.mentions import Mention, mentions, store

# What must stand right behind a label that has no colon.
EXPECTED = {
    "period": "dates", "start": "dates", "end": "dates", "published": "dates", "updated": "dates",
    "total": "amounts", "grant": "amounts", "own": "amounts", "title": "quotes",
    "programme": "programme", "countries": "country",
}  # fmt: skip
SHORT = 5  # letters: a shorter label needs its colon ("No: …")


@Language.factory("granthound_labels")
def create_labels(nlp: Language, name: str) -> Labels:
    return Labels()


class Labels:
    """Narrows the group ``label``."""

    def __call__(self, doc: Doc) -> Doc:
        layout = layout_of(doc)
        store(doc, "label", [m for m in mentions(doc, "label") if _is_label(doc, layout, m)])
        return doc


def _is_label(doc: Doc, layout: Layout, m: Mention) -> bool:
    behind = m.end
    while behind < len(doc) and doc[behind].is_space and doc[behind].text != "\n":
        behind += 1
    colon = behind < len(doc) and doc[behind].text == ":"
    line = layout.line(m.start)
    at_start = m.start == line.start or (m.start <= line.start + 3 and not any(t.is_alpha for t in doc[line.start : m.start]))
    if colon:
        return True
    if at_start and m.end >= line.end:
        return True
    opens = at_start or m.start == layout.sentence(m.start)[0] or (m.start > 0 and doc[m.start - 1].text in ".;|\t)")
    if not opens:
        return False
    if at_start and behind < len(doc) and doc[behind].text in "–—=" and (doc[behind].whitespace_ or doc[behind - 1].whitespace_):
        return True
    if m.label == "label.reference" and behind < len(doc) and any(t.is_digit for t in doc[behind : behind + 3]):
        return True
    group = EXPECTED.get(m.label.partition(".")[2])
    if group is None or m.end_char - m.start_char < SHORT:
        return False
    return any(
        x.start == behind or (group in ("quotes", "dates") and 0 <= x.start - behind <= 1) for x in mentions(doc, group) if x.start >= behind and x.start <= behind + 1
    )
