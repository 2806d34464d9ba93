module "m2m" {
  source = "../../modules/m2m"

  name                 = "${var.name}-m2m"
  domain_prefix        = var.domain_prefix
  resource_server      = "default-m2m-resource-server-pc9tin"
  scopes               = { read = "Read from the sample API", write = "Write to the sample API" }
  client_scopes        = ["read"]
  deletion_protection  = var.deletion_protection
  secret_recovery_days = var.deletion_protection ? 30 : 0
  tags                 = var.tags
}

module "web_identity" {
  source = "../../modules/web_identity"

  name                = "${var.name}-web-identity"
  issuer              = var.salesforce_origin
  client_ids          = compact([var.consumer_key, var.login_consumer_key])
  deletion_protection = var.deletion_protection
  tags                = var.tags
}

module "session_sso" {
  source = "../../modules/session_sso"

  name            = "${var.name}-session-sso"
  salesforce_orgs = { (var.salesforce_org_id) = var.salesforce_origin }
  packages = {
    define_auth_challenge = "${var.packages_folder}/define_auth_challenge.zip"
    create_auth_challenge = "${var.packages_folder}/create_auth_challenge.zip"
    verify_auth_challenge = "${var.packages_folder}/verify_auth_challenge.zip"
    token_validator       = "${var.packages_folder}/token_validator.zip"
  }
  runtime              = var.runtime
  cors_origins         = var.cors_origins
  throttling           = var.throttling
  reserved_concurrency = var.reserved_concurrency
  log_retention_days   = var.log_retention_days
  alarm_actions        = var.alarm_actions
  local_environment    = var.local_environment
  deletion_protection  = var.deletion_protection
  tags                 = var.tags
}
