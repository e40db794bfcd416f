"""Training and measuring the name models under ``models/ner/``."""
