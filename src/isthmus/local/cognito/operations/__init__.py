"""The operations of the user pool API: one file each. `operation_groups` lists which are served."""
