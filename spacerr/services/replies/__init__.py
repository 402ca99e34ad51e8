"""Replies: started, generated, written, followed, recovered after a crash."""
