"""Tests of `recouv/rules`."""
