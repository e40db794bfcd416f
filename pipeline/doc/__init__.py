"""The annotated document: tokens, layout (lines, sentences, furniture) and mentions."""
