"""The API's side of `m2m`: RFC 6750 over web frameworks, thin shells around one decision."""
