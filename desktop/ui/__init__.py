"""The window: pages and widgets."""
