"""Seed files: YAML that says which pools, clients and users a stack has, with their ids."""
