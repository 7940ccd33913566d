"""What people write under data/ (frameworks and places), read and checked at the door."""
