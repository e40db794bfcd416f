"""Quoted strings, nested ones and ones whose marks do not fit together included.

National orthographies pair the same marks differently („…“ „…” “…” »…« «…»), and pages mix and lose them. So a mark's
part is decided by what stands around it; a stack pairs them; only what cannot be the other part is certain.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, mention, store
from pipeline.doc.tokens import words_of

ALWAYS_OPEN = frozenset("„‚‟")
EITHER = frozenset("\"“”«»‹›‘’'`´")
OPENING_CONTEXT = frozenset("([{-–—/:")
MAX_TOKENS = 60
SINGLE = frozenset("'’‘`´‚")


@Language.factory("granthound_quotes")
def create_quotes(nlp: Language, name: str) -> Quotes:
    return Quotes()


class Quotes:
    """Group ``quotes``; a mention covers the inside, ``value`` is (depth, closed, outer start, outer end)."""

    def __call__(self, doc: Doc) -> Doc:
        found: list[Mention] = []
        stack: list[int] = []
        layout = layout_of(doc)
        doubled = 0
        words = words_of(doc)
        for i, text in enumerate(words):
            if text == "\n":
                if i + 1 < len(doc) and words[i + 1].isspace():  # an empty line closes nothing and ends everything
                    found += _unclosed(doc, stack, i)
                    stack.clear()
                continue
            if doubled and doubled == i:
                continue  # the second of two single marks
            if text in SINGLE and i + 1 < len(doc) and words[i + 1] == text and not doc[i].whitespace_:
                doubled = i + 1
                if stack:
                    start = stack.pop()
                    found.append(
                        mention(
                            doc,
                            start + (2 if doc[start].text == "," else 1),
                            i,
                            "quote",
                            (len(stack), True, start, i + 2),
                            "quotes",
                        )
                    )
                continue
            if text not in ALWAYS_OPEN and text not in EITHER and not (text == "," and _double_comma(doc, i)):
                continue
            while stack and i - stack[0] > MAX_TOKENS:
                found += _unclosed(doc, stack[:1], layout.sentence(stack[0])[1])
                stack.pop(0)
            part = _part(doc, i, bool(stack))
            if part == "open":
                stack.append(i)
            elif part == "close" and stack:
                start = stack.pop()
                inner = start + (2 if doc[start].text == "," else 1)
                if i > inner:
                    found.append(mention(doc, inner, i, "quote", (len(stack), True, start, i + 1), "quotes"))
        found += _unclosed(doc, stack, len(doc))
        store(doc, "quotes", sorted(found, key=lambda m: (m.start, -m.end)))
        return doc


def _double_comma(doc: Doc, i: int) -> bool:
    return (
        i + 2 < len(doc)
        and doc[i + 1].text == ","
        and not doc[i].whitespace_
        and not doc[i + 1].whitespace_
        and doc[i + 2].text[0].isalnum()
    )


def _part(doc: Doc, i: int, open_before: bool) -> str | None:
    """Whether the mark at ``i`` opens or closes, or is an apostrophe."""
    text = doc[i].text
    if text in ALWAYS_OPEN or text == ",":
        return "open"
    before = doc[i - 1] if i else None
    after = doc[i + 1] if i + 1 < len(doc) else None
    space_before = before is None or bool(before.whitespace_) or before.is_space
    space_after = after is None or bool(doc[i].whitespace_) or after.is_space
    if text in "«»‹›" and space_before and space_after:  # French spacing
        if text in "«‹":
            return "open"
        return "close" if open_before else None  # a separator of breadcrumbs
    if text in "»›" and open_before and (after is None or not after.text[0].isalnum()):
        return "close"  # French spacing before a full stop
    if space_before and not space_after:
        return "open"
    if space_after and not space_before:
        return None if text in SINGLE and not open_before else "close"
    if space_before and space_after:
        return "close" if open_before else "open"
    assert before is not None
    assert after is not None
    if text in SINGLE and before.text[-1].isalnum() and after.text[0].isalnum():
        return None  # an apostrophe
    if before.text in OPENING_CONTEXT or (before.text in EITHER | ALWAYS_OPEN and after.text[0].isalnum()):
        return "open"
    if not after.text[0].isalnum():
        return "close" if open_before else "open"
    return "close" if open_before else "open"  # glued to the words on both sides


def _unclosed(doc: Doc, stack: list[int], limit: int) -> list[Mention]:
    """What was opened and never closed reaches to the end of its line at the most."""
    out = []
    for depth, start in enumerate(stack[:1]):
        end = start + 1
        while end < min(limit, start + MAX_TOKENS) and doc[end].text != "\n":
            end += 1
        if end > start + 1 and doc[start].text not in SINGLE:
            out.append(mention(doc, start + 1, end, "quote", (depth, False, start, end), "quotes"))
    return out
