"""User pools with ids, secrets and passwords of our choice: put in place from a seed, and written as one."""
