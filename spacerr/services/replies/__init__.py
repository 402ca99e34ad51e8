"""Replies: asked for, written, followed, stopped, taken up again after a crash."""
