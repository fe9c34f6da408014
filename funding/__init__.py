"""The tracker's field: what the EU gives to the people of Belarus, and what of it the public may see."""
