"""Tests of funding.register."""
