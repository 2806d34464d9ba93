"""The operations of `cognito-identity`, one file each."""
