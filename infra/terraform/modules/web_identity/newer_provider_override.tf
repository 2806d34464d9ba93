# What provider 3.39 lacks, and nothing else: delete this file to use a provider older than 5.0.
# Without it AWS itself does not refuse to delete the table, and the classic flow is off by AWS's default.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

resource "aws_cognito_identity_pool" "this" {
  allow_classic_flow = false
}

resource "aws_dynamodb_table" "this" {
  deletion_protection_enabled = var.deletion_protection
}
