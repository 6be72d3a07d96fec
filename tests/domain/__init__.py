"""Tests of `recouv/domain`."""
