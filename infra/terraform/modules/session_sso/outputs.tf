output "user_pool_id" {
  description = "The pool whose tokens people get."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "Its ARN."
  value       = aws_cognito_user_pool.this.arn
}

output "issuer" {
  description = "The iss of its tokens."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "client_id" {
  description = "The public app client: custom challenge and refresh only."
  value       = aws_cognito_user_pool_client.public.id
}

output "validator_api_id" {
  description = "The HTTP API in front of the token validator."
  value       = aws_apigatewayv2_api.token_validator.id
}

output "validator_url" {
  description = "Where a Salesforce session is swapped for the username to sign in with."
  value       = "${aws_apigatewayv2_api.token_validator.api_endpoint}${local.path}"
}

output "function_names" {
  description = "The four functions, by what they do."
  value       = local.function_names
}
