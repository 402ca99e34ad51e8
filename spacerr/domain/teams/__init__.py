"""What a team keeps a record of."""
