"""Speech made on the spot with a free voice, and a measure of how well it was heard."""
