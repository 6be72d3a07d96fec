"""The command line: one command, one module: parse, call one use case, print."""
