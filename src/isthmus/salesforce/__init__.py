"""What Salesforce says and is told: ids, sessions, their owners, ID tokens."""
