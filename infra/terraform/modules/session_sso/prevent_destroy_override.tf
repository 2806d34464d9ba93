# A plan that would delete or replace these is refused, whatever caused it. Delete this file before a destroy.

resource "aws_cognito_user_pool" "this" {
  lifecycle {
    prevent_destroy = true
  }
}

# Applications have its id.
resource "aws_cognito_user_pool_client" "public" {
  lifecycle {
    prevent_destroy = true
  }
}
