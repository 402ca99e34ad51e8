"""Users, their accounts and sessions."""
