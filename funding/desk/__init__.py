"""The staff's face of the register: Django admin, imports, approvals."""
