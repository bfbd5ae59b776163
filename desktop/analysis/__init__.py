"""From words to a report: pure functions and the STAR model's inference, without Qt or torch."""
