"""The start page of each role, and the pages that every house must have."""
