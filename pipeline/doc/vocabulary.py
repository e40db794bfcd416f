"""The vocabulary of a pipeline, made anew before it has grown large.

spaCy frees the words of a memory zone, but not the rows of its tables that they stood in: those grow with every word that was
ever read, in a long run without end.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.vocab import create_vocab

from pipeline.doc.tokens import Tokenizer

MOST = 4_000  # words, freed ones included; a new vocabulary is made in no time


def renew_vocabulary(nlp: Language) -> None:
    """A new vocabulary for a pipeline that has read more than MOST words; for one with our own tokenizer only. Documents made
    before keep theirs. A component of the user's that holds on to the vocabulary keeps the pipeline as it is."""
    if len(nlp.vocab) <= MOST or any(hasattr(component, "vocab") for _, component in nlp.pipeline):
        return
    nlp.vocab = create_vocab(nlp.lang, nlp.Defaults)
    nlp.tokenizer = Tokenizer(nlp.vocab)
