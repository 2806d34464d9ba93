"""Every hop between the systems of the local stack: recorded on the way in, told when somebody looks."""
