"""Tests of funding.publication."""
