"""Anonymous Apex: a small part of the language, compiled with types and run within limits."""
