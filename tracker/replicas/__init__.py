"""PostgreSQL on several hosts: a primary that is written, and standbys that the portal reads (docs/replicas.md)."""
