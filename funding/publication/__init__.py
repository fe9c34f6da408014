"""The one door: the only code that sees both what we know and what may be seen."""
