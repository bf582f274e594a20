"""Tandems: from the first meeting to a coded end."""
