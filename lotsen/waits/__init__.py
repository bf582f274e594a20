"""How long somebody will probably wait, said honestly: from what happened here and from who is there today."""
