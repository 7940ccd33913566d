"""`python -m resilience_dash` is the command line."""

from resilience_dash.cli import main

main()
