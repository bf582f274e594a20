"""People who sign in: password, second factor, passkeys, sessions, invitations."""
