terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 3.39"
    }
  }
}

# The state holds the client secret. Before others work on it, put it where it is encrypted and locked:
# https://developer.hashicorp.com/terraform/language/backend/s3
provider "aws" {
  region = var.region
}
