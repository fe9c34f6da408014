"""One module per command: it parses arguments, calls one function and prints its result."""
