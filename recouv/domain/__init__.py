"""The nouns of recouv: frozen values, no disk, no clock."""
