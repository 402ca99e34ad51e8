"""What people take with them and bring along."""
