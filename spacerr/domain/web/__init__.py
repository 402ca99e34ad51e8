"""What requests say of where they come from."""
