"""Importing what a test writes."""

import pytest

from funding.register.imports.loader import import_file
from tests.imports.iati_files import file_of


@pytest.fixture
def load(db, tmp_path):  # noqa: ARG001 -- it gives leave to use the database
    """Import a file of the given activities."""

    def run(*activities, **options):
        path = tmp_path / "activities.xml"
        path.write_text(file_of(*activities), encoding="utf-8")
        return import_file(path, **options)

    return run
