"""What visitors are shown: that nothing withheld is ever seen, not even by what else changes with it."""
