"""The forms: they show what they understood and what would be committed, and commit it when asked."""
