"""Keys, the providers they are for, and addresses of model servers."""
