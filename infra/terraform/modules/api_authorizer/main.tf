# `api_authorizer`: the function that an API Gateway asks whether a token of one user pool opens the API.
# The authorizer itself belongs to the API: its authorizer_uri is the output invoke_arn (docs/guard.md).

locals {
  alias = "live"
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:how long is the variable log_retention_days; personal data is not to be kept for its own sake
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_116:called synchronously only: there is no event to keep
  #checkov:skip=CKV_AWS_117:needs the pool's public keys, which a VPC reaches by a NAT gateway only; nothing in a VPC is asked
  #checkov:skip=CKV_AWS_272:a signing profile is the account's own matter
  #checkov:skip=CKV_AWS_173:the environment holds no secret
  #checkov:skip=CKV_AWS_50:the logs and the metrics have what a trace would
  function_name    = var.name
  description      = "Isthmus api_authorizer: whether a token of ${var.user_pool_id} opens the API"
  role             = aws_iam_role.this.arn
  runtime          = var.runtime
  handler          = "isthmus.lambdas.api_authorizer.handler"
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  memory_size      = var.memory_mib
  timeout          = 5
  publish          = true

  reserved_concurrent_executions = var.reserved_concurrency == null ? -1 : var.reserved_concurrency

  environment {
    variables = merge(var.local_environment, {
      ISTHMUS_USER_POOL_ID        = var.user_pool_id
      ISTHMUS_POOL_ISSUER         = var.pool_issuer
      ISTHMUS_ACCEPTED_CLIENT_IDS = join(" ", sort(tolist(var.client_ids)))
      ISTHMUS_REQUIRED_SCOPES     = join(" ", sort(tolist(var.required_scopes)))
      ISTHMUS_AUTHORIZER_ANSWER   = var.answer
    })
  }

  tags       = var.tags
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.logs]
}

resource "aws_lambda_alias" "this" {
  name             = local.alias
  description      = "What API Gateway calls"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

# SECURITY: without the ARN of an authorizer any API of any account could ask, and so try tokens.
resource "aws_lambda_permission" "api" {
  for_each = var.authorizer_arns

  statement_id  = "authorizer-${each.key}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  qualifier     = aws_lambda_alias.this.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = each.value
}
