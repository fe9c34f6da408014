"""Tests of funding.codelists."""
