"""One client's file as `recouv show` prints it: for scripts, and subject by subject for people."""
