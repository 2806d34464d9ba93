# `session_sso`: a live Salesforce session -> token validator -> custom challenge -> tokens of this pool.
# The functions are in functions.tf, who may do what in roles.tf, the validator's address in api.tf.

locals {
  # From the ARN, so that no data source is asked: arn:<partition>:cognito-idp:<region>:<account>:userpool/<id>.
  arn       = split(":", aws_cognito_user_pool.this.arn)
  partition = local.arn[1]
  region    = local.arn[3]
  account   = local.arn[4]
}

resource "aws_cognito_user_pool" "this" {
  name = var.name

  # SECURITY: usernames are predictable; whoever could sign up would take a person's name first.
  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  # There is no password to recover.
  account_recovery_setting {
    recovery_mechanism {
      name     = "admin_only"
      priority = 1
    }
  }

  # Aliases, so that a version is complete before Cognito calls it.
  lambda_config {
    define_auth_challenge          = aws_lambda_alias.this["define_auth_challenge"].arn
    create_auth_challenge          = aws_lambda_alias.this["create_auth_challenge"].arn
    verify_auth_challenge_response = aws_lambda_alias.this["verify_auth_challenge"].arn
  }

  tags = var.tags
}

resource "aws_cognito_user_pool_client" "public" {
  name         = var.name
  user_pool_id = aws_cognito_user_pool.this.id

  generate_secret               = false
  explicit_auth_flows           = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors = "ENABLED"

  # SECURITY: an empty list would mean all; e-mail and names come from Salesforce and are not people's to change.
  write_attributes = ["locale", "zoneinfo"]

  access_token_validity  = var.access_token_minutes
  id_token_validity      = var.access_token_minutes
  refresh_token_validity = var.refresh_token_days
  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}

# Used challenges: losing the table loses minutes of memory, so it needs no protection and no backup.
resource "aws_dynamodb_table" "use_once" {
  #checkov:skip=CKV_AWS_119:a key of one's own is the variable kms_key_arn
  #checkov:skip=CKV_AWS_28:rows live minutes; a restored one would be stale
  name         = "${var.name}-use-once"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "digest"

  attribute {
    name = "digest"
    type = "S"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }

  tags = var.tags
}
