"""For every test: no window of ours opens on the screen of whoever runs them."""

from __future__ import annotations

import os

# Before any test makes the application; end-to-end tests start a display of their own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
