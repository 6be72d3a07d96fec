"""The book in the formats of other programs: one format, one module."""
