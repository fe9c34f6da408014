"""How fast the tracker is beside the same SQL by hand, COPY and Datasette; not part of the tests."""
