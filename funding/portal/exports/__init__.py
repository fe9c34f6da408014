"""Files of the lists: which columns (`columns`), which rows (`rows`), and how they are written (`…_format`)."""
