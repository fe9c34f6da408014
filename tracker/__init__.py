"""The Django project: settings, addresses, the database and its roles. No knowledge of the field."""
