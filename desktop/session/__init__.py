"""The practice flow and background work, on QtCore alone."""
