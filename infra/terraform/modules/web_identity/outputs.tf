output "identity_pool_id" {
  description = "The pool that swaps ID tokens for credentials."
  value       = aws_cognito_identity_pool.this.id
}

output "provider_name" {
  description = "The key of Logins: the issuer without https://."
  value       = trimprefix(var.issuer, "https://")
}

output "issuer" {
  description = "Where people sign in."
  value       = var.issuer
}

output "client_id" {
  description = "The consumer key that the app signs people in with: the first of client_ids."
  value       = var.client_ids[0]
}

output "role_arn" {
  description = "What people become."
  value       = aws_iam_role.authenticated.arn
}

output "table_name" {
  description = "The table that they read."
  value       = aws_dynamodb_table.this.name
}

output "table_arn" {
  description = "Its ARN."
  value       = aws_dynamodb_table.this.arn
}
