"""How fast the tracker is; not part of the tests."""
