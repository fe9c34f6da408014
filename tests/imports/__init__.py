"""Tests of funding.register.imports."""
