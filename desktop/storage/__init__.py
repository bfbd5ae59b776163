"""What is kept on disk: the database, settings and question packs."""
