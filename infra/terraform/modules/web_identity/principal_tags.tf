# Needs provider 5.0 or newer: delete this file to use an older one, and leave leading_key_claim null.

resource "aws_cognito_identity_pool_provider_principal_tag" "org" {
  count = local.is_by_leading_key ? 1 : 0

  identity_pool_id       = aws_cognito_identity_pool.this.id
  identity_provider_name = aws_iam_openid_connect_provider.org.arn
  use_defaults           = false
  principal_tags         = { (local.tag) = var.leading_key_claim }
}
