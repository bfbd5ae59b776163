"""Tests of desktop.audio."""
