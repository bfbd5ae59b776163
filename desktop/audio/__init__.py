"""Sound in, sound out and sound files."""
