# `web_identity`: a person's ID token from Salesforce -> identity pool -> credentials that read one table.

locals {
  is_by_leading_key = var.leading_key_claim != null
  # Name of the principal tag that carries the claim; the policy compares rows with it.
  tag = "leading_key"
}

resource "aws_iam_openid_connect_provider" "org" {
  url             = var.issuer
  client_id_list  = var.client_ids
  thumbprint_list = var.thumbprints
  tags            = var.tags
}

resource "aws_cognito_identity_pool" "this" {
  identity_pool_name = var.name
  # SECURITY: nobody without a token; the classic flow, in which callers choose the role, is off by default.
  allow_unauthenticated_identities = false
  openid_connect_provider_arns     = [aws_iam_openid_connect_provider.org.arn]
  tags                             = var.tags
}

resource "aws_cognito_identity_pool_roles_attachment" "this" {
  identity_pool_id = aws_cognito_identity_pool.this.id
  roles            = { authenticated = aws_iam_role.authenticated.arn }
}

# SECURITY: without aud, any identity pool of the world could hand out this role; without amr, guests, too.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = local.is_by_leading_key ? ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] : ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.this.id]
    }

    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = ["authenticated"]
    }
  }
}

resource "aws_iam_role" "authenticated" {
  name                 = "${var.name}-authenticated"
  description          = "People who signed in at Salesforce: read ${var.table_name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = local.is_by_leading_key ? ["dynamodb:GetItem", "dynamodb:Query"] : ["dynamodb:Scan"]
    resources = [aws_dynamodb_table.this.arn]

    # A Scan passes over partition keys, so this condition could never hold it.
    dynamic "condition" {
      for_each = local.is_by_leading_key ? [local.tag] : []
      content {
        test     = "ForAllValues:StringEquals"
        variable = "dynamodb:LeadingKeys"
        values   = ["$${aws:PrincipalTag/${condition.value}}"]
      }
    }

    # SECURITY: ForAllValues holds for a request without keys; this one does not.
    dynamic "condition" {
      for_each = local.is_by_leading_key ? ["dynamodb:LeadingKeys"] : []
      content {
        test     = "Null"
        variable = condition.value
        values   = ["false"]
      }
    }
  }
}

resource "aws_iam_role_policy" "read" {
  name   = "read-${var.table_name}"
  role   = aws_iam_role.authenticated.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_dynamodb_table" "this" {
  #checkov:skip=CKV_AWS_119:a key of one's own is the variable kms_key_arn
  #checkov:skip=CKV2_AWS_16:pays per request: there is nothing to scale
  name         = var.table_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.table_key.name

  attribute {
    name = var.table_key.name
    type = var.table_key.type
  }

  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }

  point_in_time_recovery {
    enabled = true
  }

  tags = var.tags

  lifecycle {
    precondition {
      condition     = !local.is_by_leading_key || var.table_key.type == "S"
      error_message = "With leading_key_claim the partition key is a string: table_key.type = \"S\"."
    }
  }
}
