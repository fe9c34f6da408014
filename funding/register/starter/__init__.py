"""What a new register starts with: facts from public sources, and invented grants for demonstrations."""
