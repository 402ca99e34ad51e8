"""People, their accounts and sign-ins."""
