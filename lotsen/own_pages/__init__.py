"""What a volunteer sees of herself: what waits, tandems, absence, profile, her data, leaving."""
