"""The stories of the three flows: told in a terminal by `make demo`, and run by the console."""
