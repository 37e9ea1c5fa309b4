"""Studies of public data that nobody here made, counted a second time in plain Python from the files as published."""
