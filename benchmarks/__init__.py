"""How fast recouv answers, measured beside the tools that a user would otherwise choose."""
