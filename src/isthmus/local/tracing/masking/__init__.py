"""No secret leaves an exchange: what is shown is masked by name, by looks and by known secrets."""
