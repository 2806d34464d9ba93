"""The local stack: a Cognito and a Salesforce org as strict as the real ones, for one machine only."""
