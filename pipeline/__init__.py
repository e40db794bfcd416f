"""granthound: one validated record of funded projects per news article."""

__version__ = "0.1.0"
