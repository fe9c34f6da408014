"""The public site. It reads the published tables and nothing else."""
