"""Widgets that the pages are built of."""
