"""Quoted strings, nested ones and ones whose marks do not fit together included.

National orthographies pair the same marks differently („…“ „…” “…” »…« «…»), and pages mix and lose them. So a mark's
part is decided by what stands around it; a stack pairs them; only what cannot be the other part is certain.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, blank_behind, mention, store
from pipeline.doc.tokens import text_of, words_of

ALWAYS_OPEN = frozenset("„‚‟")
EITHER = frozenset("\"“”«»‹›‘’'`´")
OPENING_CONTEXT = frozenset("([{-–—/:")
MAX_TOKENS = 60
SINGLE = frozenset("'’‘`´‚")
WATCHED = ALWAYS_OPEN | EITHER | frozenset("\n")


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
        watched = WATCHED | {","} if ",," in text_of(doc) else WATCHED  # two commas are an opening mark
        for i in [i for i, word in enumerate(words) if word in watched]:
            text = words[i]
            if text == "\n":
                if (
                    stack and i + 1 < len(words) and words[i + 1].isspace()
                ):  # an empty line closes nothing and ends everything
                    found += _unclosed(doc, stack, i)
                    stack.clear()
                continue
            if text == "," and not _double_comma(doc, i):
                continue
            if doubled and doubled == i:
                continue  # the second of two single marks
            if text in SINGLE and i + 1 < len(words) and words[i + 1] == text and not blank_behind(doc, i):
                doubled = i + 1
                if stack:
                    start = stack.pop()
                    found.append(
                        mention(
                            doc,
                            start + (2 if words[start] == "," else 1),
                            i,
                            "quote",
                            (len(stack), True, start, i + 2),
                            "quotes",
                        )
                    )
                continue
            while stack and i - stack[0] > MAX_TOKENS:
                found += _unclosed(doc, stack[:1], layout.sentence(stack[0])[1])
                stack.pop(0)
            part = _part(doc, i, bool(stack))
            if part == "open":
                stack.append(i)
            elif part == "close" and stack:
                start = stack.pop()
                inner = start + (2 if words[start] == "," else 1)
                if i > inner:
                    found.append(mention(doc, inner, i, "quote", (len(stack), True, start, i + 1), "quotes"))
        found += _unclosed(doc, stack, len(doc))
        store(doc, "quotes", sorted(found, key=lambda m: (m.start, -m.end)))
        return doc


def _double_comma(doc: Doc, i: int) -> bool:
    words = words_of(doc)
    return (
        i + 2 < len(words)
        and words[i + 1] == ","
        and words[i + 2][0].isalnum()
        and not blank_behind(doc, i)
        and not blank_behind(doc, i + 1)
    )


def _part(doc: Doc, i: int, open_before: bool) -> str | None:
    """Whether the mark at ``i`` opens or closes, or is an apostrophe."""
    words = words_of(doc)
    text = words[i]
    if text in ALWAYS_OPEN or text == ",":
        return "open"
    before = words[i - 1] if i else None
    after = words[i + 1] if i + 1 < len(words) else None
    space_before = before is None or before.isspace() or blank_behind(doc, i - 1)
    space_after = after is None or after.isspace() or blank_behind(doc, i)
    if text in "«»‹›" and space_before and space_after:  # French spacing
        if text in "«‹":
            return "open"
        return "close" if open_before else None  # a separator of breadcrumbs
    if text in "»›" and open_before and (after is None or not after[0].isalnum()):
        return "close"  # French spacing before a full stop
    if space_before and not space_after:
        return "open"
    if space_after and not space_before:
        return None if text in SINGLE and not open_before else "close"
    if space_before and space_after:
        return "close" if open_before else "open"
    assert before is not None
    assert after is not None
    if text in SINGLE and before[-1].isalnum() and after[0].isalnum():
        return None  # an apostrophe
    if before in OPENING_CONTEXT or (before in EITHER | ALWAYS_OPEN and after[0].isalnum()):
        return "open"
    if not after[0].isalnum():
        return "close" if open_before else "open"
    return "close" if open_before else "open"  # glued to the words on both sides


def _unclosed(doc: Doc, stack: list[int], limit: int) -> list[Mention]:
    """What was opened and never closed reaches to the end of its line at the most."""
    out, words = [], words_of(doc)
    for depth, start in enumerate(stack[:1]):
        end = start + 1
        while end < min(limit, start + MAX_TOKENS) and words[end] != "\n":
            end += 1
        if end > start + 1 and words[start] not in SINGLE:
            out.append(mention(doc, start + 1, end, "quote", (depth, False, start, end), "quotes"))
    return out
