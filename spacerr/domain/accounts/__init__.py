"""Names, e-mail addresses, time zones and tokens of users."""
