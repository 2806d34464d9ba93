output "region" {
  description = "Where everything is."
  value       = var.region
}

output "m2m" {
  description = "What the Salesforce project and the API need of m2m."
  value = {
    user_pool_id = module.m2m.user_pool_id
    client_id    = module.m2m.client_id
    token_url    = module.m2m.token_url
    scopes       = module.m2m.scopes
    secret_arn   = module.m2m.secret_arn
  }
}

output "m2m_client_secret" {
  description = "The app client's secret, for the External Credential's principal."
  value       = module.m2m.client_secret
  sensitive   = true
}

output "web_identity" {
  description = "What the web app and `isthmus login` need."
  value = {
    issuer           = module.web_identity.issuer
    client_id        = module.web_identity.client_id
    login_client_id  = var.login_consumer_key
    provider_name    = module.web_identity.provider_name
    identity_pool_id = module.web_identity.identity_pool_id
    role_arn         = module.web_identity.role_arn
    table            = module.web_identity.table_name
    table_arn        = module.web_identity.table_arn
  }
}

output "session_sso" {
  description = "What clients of session_sso need."
  value = {
    user_pool_id     = module.session_sso.user_pool_id
    client_id        = module.session_sso.client_id
    validator_url    = module.session_sso.validator_url
    validator_api_id = module.session_sso.validator_api_id
  }
}

output "salesforce_org" {
  description = "The org that is trusted."
  value = {
    id     = var.salesforce_org_id
    origin = var.salesforce_origin
  }
}

output "api_url" {
  description = "The API that Salesforce calls."
  value       = var.api_url
}

output "app_origin" {
  description = "Origin of the web app."
  value       = var.app_origin
}
