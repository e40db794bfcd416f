"""What the pipeline knows: loads and validates the data under ``models/``."""
