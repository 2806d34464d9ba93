"""Machine to machine: a client asks Cognito for a token and calls an API, which decides whom it accepts."""
