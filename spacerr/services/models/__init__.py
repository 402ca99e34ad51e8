"""Which models a team has, and which of them answers."""
