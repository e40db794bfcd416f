"""ner: names that lists and cues do not know, by small models of our own or by a model of the user's."""
