"""Starling: rehearse interview answers aloud and see which parts of the story were there."""

__version__ = "0.1.0"
