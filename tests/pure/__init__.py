"""Tests of the pure modules: money, periods, folding, codelists."""
