"""Closed lists of the field. The stored value is the IATI or DAC code where one exists.

Nothing here imports anything else of the project, nor the ORM (Django's `TextChoices` excepted).
"""
