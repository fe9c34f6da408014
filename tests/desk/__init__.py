"""Tests of funding.desk."""
