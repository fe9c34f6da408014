"""Tests of funding.portal."""
