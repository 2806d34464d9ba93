"""A person signs in at Salesforce and gets temporary AWS credentials: decisions only."""
