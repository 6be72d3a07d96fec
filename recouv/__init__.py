"""recouv: collect what you are owed, from plain files in git."""

__version__ = "0.1.0"
