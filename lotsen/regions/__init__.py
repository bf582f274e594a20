"""The 33 WIR regions, their municipalities and postal codes."""
