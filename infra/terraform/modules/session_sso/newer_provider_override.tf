# What provider 3.39 lacks, and nothing else: delete this file to use a provider older than 5.0.
# Without it AWS itself does not refuse to delete the pool, and functions run on x86_64.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

resource "aws_cognito_user_pool" "this" {
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"
}

resource "aws_cognito_user_pool_client" "public" {
  enable_token_revocation = true
}

resource "aws_lambda_function" "trigger" {
  architectures = [var.architecture]
}

resource "aws_lambda_function" "token_validator" {
  architectures = [var.architecture]
}
