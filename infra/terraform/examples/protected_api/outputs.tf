output "api_id" {
  description = "The HTTP API."
  value       = aws_apigatewayv2_api.orders.id
}

output "api_url" {
  description = "What callers call, and the Named Credential's URL at Salesforce."
  value       = aws_apigatewayv2_api.orders.api_endpoint
}

output "token_url" {
  description = "Where a machine asks for a token."
  value       = module.m2m.token_url
}

output "user_pool_id" {
  description = "The pool whose tokens open the API."
  value       = module.m2m.user_pool_id
}

output "client_id" {
  description = "The machine's app client."
  value       = module.m2m.client_id
}

output "secret_arn" {
  description = "Where Secrets Manager keeps client id and secret."
  value       = module.m2m.secret_arn
}

output "authorizer" {
  description = "The function that the API asks: ARN, alias and log group."
  value = {
    function_arn = module.authorizer.function_arn
    alias        = module.authorizer.alias
    log_group    = module.authorizer.log_group_name
  }
}
