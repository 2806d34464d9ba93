# A plan that would delete or replace these is refused, whatever caused it. Delete this file before a destroy.

resource "aws_cognito_user_pool" "this" {
  lifecycle {
    prevent_destroy = true
  }
}

# Its name is free for everybody once it is deleted, and callouts go to it.
resource "aws_cognito_user_pool_domain" "this" {
  lifecycle {
    prevent_destroy = true
  }
}

# A new one has another id and another secret: every callout stops until Salesforce has them.
resource "aws_cognito_user_pool_client" "machine" {
  lifecycle {
    prevent_destroy = true
  }
}
