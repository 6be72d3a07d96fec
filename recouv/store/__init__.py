"""Dossiers as text in git: reading, writing, committing."""
