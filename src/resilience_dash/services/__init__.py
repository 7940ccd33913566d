"""What a person does: one function each, in one transaction each. Pages, routes and commands call the same ones."""
