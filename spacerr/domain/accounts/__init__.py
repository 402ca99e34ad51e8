"""What people enter and are known by."""
