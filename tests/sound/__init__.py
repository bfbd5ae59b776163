"""A sound server for tests, and fakes at the hardware edge."""
