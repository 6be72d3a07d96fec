"""Files of other programs, read into accounts: one format, one module."""
