"""Storing activities, whatever format they came in: the only part of an import that writes to the register."""
