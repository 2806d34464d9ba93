# One role per function, allowed what that function does and nothing more.

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "function" {
  for_each = local.function_names

  name                 = each.value
  description          = "Isthmus session_sso: ${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.lambda.json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

# The log group is Terraform's, so that its retention holds: no function may make one.
data "aws_iam_policy_document" "logs" {
  for_each = local.function_names

  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${trimsuffix(aws_cloudwatch_log_group.function[each.key].arn, ":*")}:*"]
  }
}

resource "aws_iam_role_policy" "logs" {
  for_each = local.function_names

  name   = "logs"
  role   = aws_iam_role.function[each.key].id
  policy = data.aws_iam_policy_document.logs[each.key].json
}

data "aws_iam_policy_document" "use_once" {
  statement {
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.use_once.arn]
  }
}

resource "aws_iam_role_policy" "use_once" {
  name   = "use-once"
  role   = aws_iam_role.function["verify_auth_challenge"].id
  policy = data.aws_iam_policy_document.use_once.json
}

data "aws_iam_policy_document" "make_users" {
  statement {
    actions   = ["cognito-idp:AdminCreateUser", "cognito-idp:AdminGetUser", "cognito-idp:AdminSetUserPassword"]
    resources = [aws_cognito_user_pool.this.arn]
  }
}

resource "aws_iam_role_policy" "make_users" {
  name   = "make-users"
  role   = aws_iam_role.function["token_validator"].id
  policy = data.aws_iam_policy_document.make_users.json
}
