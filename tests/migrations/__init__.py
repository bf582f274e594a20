"""The way of the database from one version to the next, and back."""
