"""Tests of `recouv/exporters`."""
