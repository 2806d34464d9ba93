# The token validator's address. It asks for no IAM signature: the session in the header is what it checks.

locals {
  path = "/token-validator"
}

resource "aws_apigatewayv2_api" "token_validator" {
  name          = "${var.name}-token-validator"
  description   = "Isthmus session_sso: POST with Authorization: Bearer <Salesforce session>"
  protocol_type = "HTTP"

  dynamic "cors_configuration" {
    for_each = length(var.cors_origins) == 0 ? [] : [var.cors_origins]
    content {
      allow_origins = cors_configuration.value
      allow_methods = ["POST"]
      allow_headers = ["authorization"]
      max_age       = 600
    }
  }

  tags = var.tags
}

resource "aws_apigatewayv2_integration" "token_validator" {
  api_id                 = aws_apigatewayv2_api.token_validator.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_alias.token_validator.arn
  integration_method     = "POST"
  payload_format_version = "2.0"
  timeout_milliseconds   = 12000
}

resource "aws_apigatewayv2_route" "token_validator" {
  #checkov:skip=CKV_AWS_309:the session in the header is what the function itself checks
  api_id             = aws_apigatewayv2_api.token_validator.id
  route_key          = "ANY ${local.path}" # the function answers 405 itself, with Allow
  target             = "integrations/${aws_apigatewayv2_integration.token_validator.id}"
  authorization_type = "NONE"
}

resource "aws_cloudwatch_log_group" "api" {
  #checkov:skip=CKV_AWS_338:how long is the variable log_retention_days; personal data is not to be kept for its own sake
  name              = "/aws/apigateway/${var.name}-token-validator"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.token_validator.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit  = var.throttling.rate
    throttling_burst_limit = var.throttling.burst
  }

  access_log_settings {
    destination_arn = trimsuffix(aws_cloudwatch_log_group.api.arn, ":*")
    # SECURITY: no header and no query.
    format = jsonencode({
      requestId   = "$context.requestId"
      requestTime = "$context.requestTime"
      sourceIp    = "$context.identity.sourceIp"
      method      = "$context.httpMethod"
      status      = "$context.status"
      latency     = "$context.responseLatency"
    })
  }

  tags = var.tags

  # Deployments are the stage's own business.
  lifecycle {
    ignore_changes = [deployment_id]
  }
}

resource "aws_lambda_permission" "api" {
  statement_id  = "http-api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.token_validator.function_name
  qualifier     = aws_lambda_alias.token_validator.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.token_validator.execution_arn}/*/*${local.path}"
}
