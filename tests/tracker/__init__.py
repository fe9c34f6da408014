"""Tests of the project: environment, embedded server, database, roles, serving."""
