"""The verbs: load, apply the rules, write and commit, once.  What the command line and the screens both call."""
