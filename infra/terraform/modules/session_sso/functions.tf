locals {
  alias = "live"

  # What both functions need that ask Salesforce.
  asks_salesforce = merge(var.local_environment, {
    ISTHMUS_SALESFORCE_ORGS = join(",", [for id, origin in var.salesforce_orgs : "${id}=${origin}"])
    ISTHMUS_OWNER_LOOKUP    = var.owner_lookup
  })

  # The validator's has the pool's id; the pool needs the triggers: so it stands apart.
  triggers = {
    define_auth_challenge = { ISTHMUS_MAX_ATTEMPTS = tostring(var.max_attempts) }
    create_auth_challenge = {}
    verify_auth_challenge = merge(local.asks_salesforce, { ISTHMUS_USE_ONCE_TABLE = aws_dynamodb_table.use_once.name })
  }

  function_names = { for name in keys(var.packages) : name => "${var.name}-${replace(name, "_", "-")}" }
}

resource "aws_cloudwatch_log_group" "function" {
  #checkov:skip=CKV_AWS_338:how long is the variable log_retention_days; personal data is not to be kept for its own sake
  for_each = local.function_names

  name              = "/aws/lambda/${each.value}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_lambda_function" "trigger" {
  #checkov:skip=CKV_AWS_116:called synchronously only: there is no event to keep
  #checkov:skip=CKV_AWS_117:needs Salesforce and Cognito, which a VPC reaches by a NAT gateway only; nothing in a VPC is asked
  #checkov:skip=CKV_AWS_272:a signing profile is the account's own matter
  #checkov:skip=CKV_AWS_173:the environment holds no secret
  #checkov:skip=CKV_AWS_50:the logs and the metrics have what a trace would
  for_each = local.triggers

  function_name    = local.function_names[each.key]
  description      = "Isthmus session_sso: ${each.key}"
  role             = aws_iam_role.function[each.key].arn
  runtime          = var.runtime
  handler          = "isthmus.lambdas.${each.key}.handler"
  filename         = var.packages[each.key]
  source_code_hash = filebase64sha256(var.packages[each.key])
  memory_size      = var.memory_mib
  timeout          = 5 # Cognito waits no longer
  publish          = true

  reserved_concurrent_executions = lookup(var.reserved_concurrency, each.key, -1)

  dynamic "environment" {
    for_each = length(each.value) == 0 ? [] : [each.value]
    content {
      variables = environment.value
    }
  }

  tags       = var.tags
  depends_on = [aws_cloudwatch_log_group.function, aws_iam_role_policy.logs]
}

resource "aws_lambda_function" "token_validator" {
  #checkov:skip=CKV_AWS_116:called synchronously only: there is no event to keep
  #checkov:skip=CKV_AWS_117:needs Salesforce and Cognito, which a VPC reaches by a NAT gateway only; nothing in a VPC is asked
  #checkov:skip=CKV_AWS_272:a signing profile is the account's own matter
  #checkov:skip=CKV_AWS_173:the environment holds no secret
  #checkov:skip=CKV_AWS_50:the logs and the metrics have what a trace would
  function_name    = local.function_names["token_validator"]
  description      = "Isthmus session_sso: token_validator"
  role             = aws_iam_role.function["token_validator"].arn
  runtime          = var.runtime
  handler          = "isthmus.lambdas.token_validator.handler"
  filename         = var.packages.token_validator
  source_code_hash = filebase64sha256(var.packages.token_validator)
  memory_size      = var.memory_mib
  timeout          = 10
  publish          = true

  reserved_concurrent_executions = lookup(var.reserved_concurrency, "token_validator", -1)

  environment {
    variables = merge(local.asks_salesforce, { ISTHMUS_USER_POOL_ID = aws_cognito_user_pool.this.id })
  }

  tags       = var.tags
  depends_on = [aws_cloudwatch_log_group.function, aws_iam_role_policy.logs]
}

resource "aws_lambda_alias" "this" {
  for_each = local.triggers

  name             = local.alias
  description      = "What Cognito calls"
  function_name    = aws_lambda_function.trigger[each.key].function_name
  function_version = aws_lambda_function.trigger[each.key].version
}

resource "aws_lambda_alias" "token_validator" {
  name             = local.alias
  description      = "What API Gateway calls"
  function_name    = aws_lambda_function.token_validator.function_name
  function_version = aws_lambda_function.token_validator.version
}

resource "aws_lambda_permission" "cognito" {
  for_each = local.triggers

  statement_id   = "user-pool"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.trigger[each.key].function_name
  qualifier      = aws_lambda_alias.this[each.key].name
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = aws_cognito_user_pool.this.arn
  source_account = local.account
}
