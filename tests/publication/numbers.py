"""Public ids that tell their records, for projections without a database."""


class Numbers:
    """Give ids such as `grant-1`; a record is known where its key isn't None."""

    def of(self, subject, key, *, name=""):
        """Give one."""
        return f"{subject}-{key}{name}"

    def known(self, subject, key):
        """Know all."""
        return self.of(subject, key) if key else ""
