"""What is true about resilience: levels, statements, agreement and what may be shown. Imports nothing of ours."""
