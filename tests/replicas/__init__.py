"""A primary, two standbys that stream from it, and a portal that reads them: real processes, really killed."""
