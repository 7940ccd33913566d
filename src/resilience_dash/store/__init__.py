"""What must be remembered: tables, and functions that take a session and never commit."""
