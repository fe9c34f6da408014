"""What we know: every fact staff have. Private; nothing public ever reads it."""
