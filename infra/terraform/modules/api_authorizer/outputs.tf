output "invoke_arn" {
  description = "The authorizer_uri of an authorizer, of a REST API (TOKEN or REQUEST) as of an HTTP API."
  value       = aws_lambda_alias.this.invoke_arn
}

output "function_arn" {
  description = "The function's ARN, without a version."
  value       = aws_lambda_function.this.arn
}

output "function_name" {
  description = "Its name."
  value       = aws_lambda_function.this.function_name
}

output "alias" {
  description = "The alias that API Gateway calls: a version is complete before it is asked."
  value       = aws_lambda_alias.this.name
}

output "alias_arn" {
  description = "Its ARN."
  value       = aws_lambda_alias.this.arn
}

output "log_group_name" {
  description = "Where it logs: codes, ids and reasons, never a token."
  value       = aws_cloudwatch_log_group.this.name
}
