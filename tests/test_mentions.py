"""Mentions by place and stretches of text, beside spaCy's own and a plain search."""

from __future__ import annotations

import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.doc.mentions import Mention, Row, blank_behind, surface, token_at
from pipeline.doc.tokens import Tokenizer

TOKENIZE = Tokenizer(spacy.blank("xx").vocab)
TEXTS = st.text(st.sampled_from("aB7é. ,:\n\t„“'-\u00a0"), min_size=1, max_size=40)
TOKENS = st.integers(0, 12)


def placed(ranges: list[tuple[int, int]]) -> list[Mention]:
    """Mentions of one token or more, in order of place."""
    return [Mention(a, a + size + 1, a, a + size + 1, "", None, "") for a, size in sorted(ranges)]


MENTIONS = st.lists(st.tuples(TOKENS, st.integers(0, 4)), max_size=12).map(placed)


@given(TEXTS, st.data())
def test_stretches_of_text_are_those_of_spacy(text: str, data: st.DataObject) -> None:
    doc = TOKENIZE(text)
    start = data.draw(st.integers(0, len(doc)))
    end = data.draw(st.integers(start, len(doc)))
    assert surface(doc, start, end) == doc[start:end].text


@given(TEXTS)
def test_blanks_behind_tokens_are_those_of_spacy(text: str) -> None:
    doc = TOKENIZE(text)
    assert [blank_behind(doc, i) for i in range(len(doc))] == [bool(t.whitespace_) for t in doc]


@given(TEXTS)
def test_every_character_belongs_to_a_token(text: str) -> None:
    doc = TOKENIZE(text)
    letters = [i for i, letter in enumerate(text) if letter != " "]
    spans = [doc.char_span(i, i + 1, alignment_mode="expand") for i in letters]
    assert [token_at(doc, i) for i in letters] == [span.start for span in spans]


@given(MENTIONS, TOKENS, TOKENS)
def test_mentions_are_found_by_their_place(items: list[Mention], start: int, end: int) -> None:
    row = Row(items)
    assert row.begun(start, end) == [m for m in items if start <= m.start < end]
    assert row.within(start, end) == [m for m in items if start <= m.start and m.end <= end]
    assert row.ended(end) == [m for m in items if m.end == end]
