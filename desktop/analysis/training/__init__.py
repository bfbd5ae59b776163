"""What trains and measures the STAR model; the window never imports it."""
