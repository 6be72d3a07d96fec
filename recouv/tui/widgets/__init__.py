"""What screens are made of: they take values and post messages, and know no workspace."""
