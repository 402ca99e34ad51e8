"""One outside thing per module: database, Redis, Valkey, models."""
