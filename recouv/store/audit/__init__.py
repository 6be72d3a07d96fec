"""The history walked commit by commit, from git's objects alone: no file of the work tree is read or written."""
