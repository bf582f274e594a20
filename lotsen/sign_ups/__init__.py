"""Online sign-up of volunteers: two short screens, a draft that survives, double opt-in."""
