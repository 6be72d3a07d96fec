"""The rules of the business: pure functions of the nouns and of a day.  One rule, one module."""
