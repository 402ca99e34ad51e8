"""Redis or Valkey: reply logs, the bridge, and what all processes count together."""
