# A plan that would delete or replace these is refused, whatever caused it. Delete this file before a destroy.

# AWS has no deletion protection for it, and everybody's identity id is gone with it.
resource "aws_cognito_identity_pool" "this" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_dynamodb_table" "this" {
  lifecycle {
    prevent_destroy = true
  }
}
