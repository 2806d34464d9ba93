"""What Amazon Cognito says and is told: pool ids and issuers, its tokens, trigger events, its API."""
