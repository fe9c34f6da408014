"""Changes one thing at a time in the code and runs the tests that reach it: what no test notices survives.

docs/mutation.md says how to run it and what it found. The changes are Cosmic Ray's and two of our own; they are made in
memory, in a process forked after the tests were collected, so that a change costs little more than the tests it takes.
"""
