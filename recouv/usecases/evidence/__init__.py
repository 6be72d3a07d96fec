"""The file for a court, a collector or an accountant: what is claimed, by which pieces, and how it came to be."""
