"""Where staff find a record, from its kind and key as decisions store them."""

from django.urls import reverse


def address_of(subject: str, key: int) -> str:
    """Give the address of a record's page in the admin."""
    return reverse(f"admin:register_{subject}_change", args=[key])
