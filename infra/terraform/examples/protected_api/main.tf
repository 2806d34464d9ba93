# An API that opens to the machine's tokens only: m2m's pool, an HTTP API in front of `backend_url`, and the authorizer that
# it asks first. Whatever the backend serves, nothing of it is reached without a token that holds the scope.

locals {
  resource_server = "orders"
}

module "m2m" {
  source = "../../modules/m2m"

  name                 = "${var.name}-m2m"
  domain_prefix        = var.domain_prefix
  resource_server      = local.resource_server
  scopes               = { read = "Read orders", write = "Write orders" }
  client_scopes        = var.client_scopes
  deletion_protection  = var.deletion_protection
  secret_recovery_days = var.deletion_protection ? 30 : 0
}

module "authorizer" {
  source = "../../modules/api_authorizer"

  name              = "${var.name}-authorizer"
  user_pool_id      = module.m2m.user_pool_id
  client_ids        = [module.m2m.client_id]
  required_scopes   = ["${local.resource_server}/read"]
  answer            = "simple"
  authorizer_arns   = { orders = "${aws_apigatewayv2_api.orders.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.token.id}" }
  package           = var.package
  runtime           = var.runtime
  alarm_actions     = var.alarm_actions
  local_environment = var.local_environment
}

resource "aws_apigatewayv2_api" "orders" {
  name          = var.name
  description   = "Isthmus: opens to tokens of ${module.m2m.user_pool_id} with the scope ${local.resource_server}/read"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_authorizer" "token" {
  api_id                            = aws_apigatewayv2_api.orders.id
  name                              = "isthmus"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = module.authorizer.invoke_arn
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = true
  identity_sources                  = ["$request.header.Authorization"] # where there is none, API Gateway answers 401 itself
  # SECURITY: so much longer than it lives may a token open the API. Every request asks the authorizer.
  authorizer_result_ttl_in_seconds = 0
}

# The token goes on to the backend, which can verify it again: it is on the internet, too.
resource "aws_apigatewayv2_integration" "backend" {
  api_id               = aws_apigatewayv2_api.orders.id
  integration_type     = "HTTP_PROXY"
  integration_method   = "ANY"
  integration_uri      = var.backend_url
  request_parameters   = { "overwrite:path" = "$request.path" }
  timeout_milliseconds = 29000
}

resource "aws_apigatewayv2_route" "all" {
  api_id             = aws_apigatewayv2_api.orders.id
  route_key          = "ANY /{path+}"
  target             = "integrations/${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.token.id
}

resource "aws_cloudwatch_log_group" "api" {
  #checkov:skip=CKV_AWS_338:personal data is not to be kept for its own sake
  #checkov:skip=CKV_AWS_158:an example: it holds no header, no query and no body
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = 90
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit  = 20
    throttling_burst_limit = 40
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
      clientId    = "$context.authorizer.client_id"
      refused     = "$context.authorizer.error"
    })
  }

  # Deployments are the stage's own business.
  lifecycle {
    ignore_changes = [deployment_id]
  }
}
