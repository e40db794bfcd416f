"""Which sentences a name model is asked about: those where a partner may be told whose name the rules don't know.

A sentence counts if a cue or a label beside which partners stand is in it or in the one before, or if it is in a list item, and if a
capital letter is left in it that no rule explains. All others cost nothing.
"""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc.layout import Layout, layout_of
from pipeline.doc.mentions import mentions

#: Cues beside which bodies are partners.
ASKING = frozenset(f"cue.{name}" for name in ("lead", "partner", "implement", "own_share", "signing"))
#: Labels before partners, and before the first sentence of a press release. Sentences that only other labels asked for, a fifth of
#: the words, told no partner in any labelled article.
LABELS = frozenset({"label.lead", "label.partners", "label.published"})
#: What explains a capital.
EXPLAINED = ("organisations", "programme", "month", "country", "currency", "places", "quotes")
LONGEST = 400  # tokens; what is longer is no sentence


def sentences_in_need(doc: Doc) -> list[tuple[int, int]]:
    """Token ranges, in order."""
    layout = layout_of(doc)
    asked = {layout.sentence_number(m.start) for m in mentions(doc, "cue") if m.label in ASKING}
    asked |= {layout.sentence_number(m.start) for m in mentions(doc, "label") if m.label in LABELS}
    explained = bytearray(len(doc))
    for group in EXPLAINED:
        for m in mentions(doc, group):
            explained[m.start : m.end] = b"\x01" * (m.end - m.start)
    return [
        (start, end)
        for number, (start, end) in enumerate(layout.sentences)
        if (number in asked or number - 1 in asked or _listed(layout, start))
        and end - start <= LONGEST
        and not layout.furniture(start)
        and _open(doc, start, end, explained)
    ]


def _listed(layout: Layout, start: int) -> bool:
    return layout.line(start).bullet


def _open(doc: Doc, start: int, end: int, explained: bytearray) -> bool:
    """Whether a capitalised word inside is unexplained; the first one is capitalised anyway."""
    return any(
        not explained[i] and doc[i].text[0].isupper() and (i > start or doc[i].text.isupper())
        for i in range(start, end)
    )
