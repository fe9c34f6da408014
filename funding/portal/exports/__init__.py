"""Files of the lists: which lists (`lists`), which columns (`columns`, `names`), how they are written (the rest)."""
