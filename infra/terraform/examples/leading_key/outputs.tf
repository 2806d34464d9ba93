output "identity_pool_id" {
  description = "The pool that swaps ID tokens for credentials."
  value       = module.web_identity.identity_pool_id
}

output "provider_name" {
  description = "The key of Logins: the issuer without https://."
  value       = module.web_identity.provider_name
}

output "table" {
  description = "The table of which everybody reads their own rows."
  value       = module.web_identity.table_name
}
