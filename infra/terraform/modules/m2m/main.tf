# `m2m`: what Salesforce needs to ask for tokens, and an API to name scopes. No person is ever in this pool.

locals {
  # From the ARN, so that no data source is asked: arn:<partition>:cognito-idp:<region>:<account>:userpool/<id>.
  region = split(":", aws_cognito_user_pool.this.arn)[3]
  # China and the other partitions have no prefix domains of this form; they need a custom domain.
  token_url = "https://${aws_cognito_user_pool_domain.this.domain}.auth.${local.region}.amazoncognito.com/oauth2/token"
  scopes    = [for name in sort(tolist(var.client_scopes)) : "${var.resource_server}/${name}"]
}

resource "aws_cognito_user_pool" "this" {
  name = var.name

  # SECURITY: nobody signs up, and no code is mailed: machines only.
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

  tags = var.tags
}

resource "aws_cognito_user_pool_domain" "this" {
  domain       = var.domain_prefix
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_resource_server" "this" {
  identifier   = var.resource_server
  name         = var.name
  user_pool_id = aws_cognito_user_pool.this.id

  dynamic "scope" {
    for_each = var.scopes
    content {
      scope_name        = scope.key
      scope_description = scope.value
    }
  }
}

resource "aws_cognito_user_pool_client" "machine" {
  name         = var.client_name
  user_pool_id = aws_cognito_user_pool.this.id

  generate_secret                      = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_scopes                 = local.scopes
  supported_identity_providers         = ["COGNITO"]
  # SECURITY: no flow that takes a password. An empty list would allow SRP; refresh alone signs nobody in.
  explicit_auth_flows           = ["ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors = "ENABLED"

  access_token_validity = var.access_token_minutes
  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
  id_token_validity      = 60
  refresh_token_validity = 1

  lifecycle {
    precondition {
      condition     = length(setsubtract(var.client_scopes, keys(var.scopes))) == 0
      error_message = "client_scopes has a name that scopes does not have."
    }
  }

  # A scope must exist before a client may have it.
  depends_on = [aws_cognito_resource_server.this]
}

# The state holds the client secret, too, for Cognito makes it: keep the state encrypted and closed.
resource "aws_secretsmanager_secret" "machine" {
  #checkov:skip=CKV2_AWS_57:Salesforce has to be told a new secret too; a rotation that does not stops every callout
  #checkov:skip=CKV_AWS_149:a key of one's own is the variable kms_key_id
  name_prefix             = "${var.name}-client-"
  description             = "Cognito app client of Salesforce: client_id, client_secret"
  kms_key_id              = var.kms_key_id
  recovery_window_in_days = var.secret_recovery_days
  tags                    = var.tags
}

# The first secret. A rotation writes the next one here, past Terraform, which no provider can do (docs/real-accounts.md).
resource "aws_secretsmanager_secret_version" "machine" {
  secret_id = aws_secretsmanager_secret.machine.id
  secret_string = jsonencode({
    client_id     = aws_cognito_user_pool_client.machine.id
    client_secret = aws_cognito_user_pool_client.machine.client_secret
  })

  lifecycle {
    ignore_changes       = [secret_string, version_stages]
    replace_triggered_by = [aws_cognito_user_pool_client.machine.id]
  }
}
