"""Files of others into the register.

Readers (file to rows), layouts (a row to values and messages: pure), the loader (values to the register), the report.
"""
