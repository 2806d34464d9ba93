# What provider 3.39 lacks, and nothing else: delete this file to use a provider older than 5.0.
# Without it the function runs on x86_64.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

resource "aws_lambda_function" "this" {
  architectures = [var.architecture]
}
