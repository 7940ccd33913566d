"""How wide things stand: a page is as wide as WHOLE, and what is read or filled in is no wider than READING."""

WHOLE = 1120
READING = 720
