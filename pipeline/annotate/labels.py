"""Keeps of the phrases that may be labels those that stand like one: before a colon, alone on a line, or at the start of a
line with the kind of value behind them that they announce (a table's cells run together)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import Layout, layout_of
from pipeline.doc.mentions import Mention, mention, mentions, store
from pipeline.doc.tokens import words_of

# What must stand right behind a label that has no colon.
EXPECTED = {
    "period": "dates", "start": "dates", "end": "dates", "published": "dates", "updated": "dates",
    "total": "amounts", "grant": "amounts", "own": "amounts", "title": "quotes",
    "programme": "programme", "countries": "country",
}  # fmt: skip
ALSO_FURNITURE = frozenset({"label.published", "label.updated"})
INTRODUCTION = 9  # tokens before the colon
SHORT = 5  # letters: a shorter label needs its colon ("No: …")


@Language.factory("granthound_labels")
def create_labels(nlp: Language, name: str) -> Labels:
    return Labels()


class Labels:
    """Narrows the group ``label``, and adds short introductions that hold a word for lead or partner."""

    def __call__(self, doc: Doc) -> Doc:
        layout = layout_of(doc)
        kept = [
            m
            for m in mentions(doc, "label")
            if (m.label in ALSO_FURNITURE or not layout.furniture(m.start)) and _is_label(doc, layout, m)
        ]
        kept += _introductions(doc, layout, kept)
        store(doc, "label", sorted(kept, key=lambda m: m.start))
        return doc


def _introductions(doc: Doc, layout: Layout, labels: list[Mention]) -> list[Mention]:
    cues = [m for m in mentions(doc, "cue") if m.label in ("cue.lead", "cue.partner")]
    known = {layout.line_number(m.start) for m in labels}
    found: list[Mention] = []
    if not cues:
        return found
    words = words_of(doc)
    for number, line in enumerate(layout.lines):
        if line.furniture or number in known:
            continue
        colon = next((i for i in range(line.start, min(line.end, line.start + INTRODUCTION)) if words[i] == ":"), None)
        if colon is None:
            continue
        inside = [m for m in cues if line.start <= m.start and m.end <= colon]
        if inside:
            best = min(inside, key=lambda m: m.label)  # lead before partner
            name = "label.lead" if best.label == "cue.lead" else "label.partners"
            found.append(mention(doc, line.start, colon, name, None, best.rule))
    return found


def _is_label(doc: Doc, layout: Layout, m: Mention) -> bool:
    behind = m.end
    while behind < len(doc) and doc[behind].is_space and doc[behind].text != "\n":
        behind += 1
    line = layout.line(m.start)
    glued = (
        behind == m.end < line.end
        and not doc[m.end - 1].whitespace_
        and (doc[m.end].text[0].isupper() or doc[m.end].text[0] in '„“"(' or doc[m.end].is_digit)
    )
    colon = behind < len(doc) and (doc[behind].text == ":" or glued)
    at_start = m.start == line.start or (
        m.start <= line.start + 3 and not any(t.is_alpha for t in doc[line.start : m.start])
    )
    opens = (
        at_start
        or m.start == layout.sentence(m.start)[0]
        or doc[m.start - 1].text in ".,;|)–—/·•"
        or _glued(doc, m.start)
    )
    if not opens:
        return False
    if colon:
        return True
    if at_start and m.end >= line.end:
        return m.label != "label.title" or m.end - m.start > 1  # "Projects" alone heads a page or a menu
    if m.start > 0 and doc[m.start - 1].text in ",|":
        return False
    if (
        at_start
        and behind < len(doc)
        and doc[behind].text in "–—="
        and (doc[behind].whitespace_ or doc[behind - 1].whitespace_)
    ):
        return True
    if m.label == "label.reference" and behind < len(doc) and any(t.is_digit for t in doc[behind : behind + 3]):
        return True
    if m.label == "label.published" and at_start and _signed_and_dated(doc, behind, line.end):
        return True
    group = EXPECTED.get(m.label.partition(".")[2])
    if group is None or m.end_char - m.start_char < SHORT:
        return False
    return any(
        x.start == behind or (group in ("quotes", "dates") and 0 <= x.start - behind <= 1)
        for x in mentions(doc, group)
        if x.start >= behind and x.start <= behind + 1
    )


def _signed_and_dated(doc: Doc, behind: int, end: int) -> bool:
    """ "Published by Anna on 21 January 2010": a name between the label and its date"""
    date = next((d.start for d in mentions(doc, "dates") if behind <= d.start < min(behind + 6, end)), None)
    return date is not None and all(t.text[0].isupper() or len(t.text) <= 3 for t in doc[behind:date] if t.is_alpha)


def _glued(doc: Doc, i: int) -> bool:
    """A table's cell that begins right behind the one before."""
    before = doc[i - 1]
    return (
        not before.whitespace_
        and not before.is_space
        and (before.text[-1].isalnum() or before.text in "€%")
        and doc[i].text[0].isupper()
    )
