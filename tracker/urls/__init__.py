"""Which addresses a process answers, one module for each face."""
