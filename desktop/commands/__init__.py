"""The command line's own commands: review, questions, doctor."""
