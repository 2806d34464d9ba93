output "user_pool_id" {
  description = "The pool whose tokens the API accepts."
  value       = aws_cognito_user_pool.this.id
}

output "issuer" {
  description = "The iss of its tokens."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "domain_prefix" {
  description = "Prefix of the pool's domain."
  value       = aws_cognito_user_pool_domain.this.domain
}

output "token_url" {
  description = "Identity Provider URL of Salesforce's External Credential."
  value       = local.token_url
}

output "client_id" {
  description = "The machine's app client; the API pins it."
  value       = aws_cognito_user_pool_client.machine.id
}

output "client_secret" {
  description = "Its secret, for the External Credential's principal."
  value       = aws_cognito_user_pool_client.machine.client_secret
  sensitive   = true
}

output "scopes" {
  description = "What the machine may ask for."
  value       = local.scopes
}

output "secret_arn" {
  description = "Where Secrets Manager keeps client id and secret."
  value       = aws_secretsmanager_secret.machine.arn
}
