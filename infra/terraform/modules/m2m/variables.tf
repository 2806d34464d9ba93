variable "name" {
  description = "Names the user pool, and begins the name of the secret."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,64}$", var.name))
    error_message = "1 to 64 letters, digits and hyphens."
  }
}

variable "domain_prefix" {
  description = "Prefix of the pool's domain, unique in the region: https://<prefix>.auth.<region>.amazoncognito.com."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$", var.domain_prefix)) && !can(regex("aws|amazon|cognito", var.domain_prefix))
    error_message = "1 to 63 lower-case letters, digits and inner hyphens, without the words aws, amazon and cognito, which AWS keeps."
  }
}

variable "resource_server" {
  description = "Identifier of the API in scopes: <resource_server>/<scope>."
  type        = string

  validation {
    condition     = can(regex("^[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}$", var.resource_server))
    error_message = "1 to 256 printable characters without space, quote and backslash."
  }
}

variable "scopes" {
  description = "The API's scopes: name to description."
  type        = map(string)
  default     = { read = "Read" }

  validation {
    condition     = length(var.scopes) > 0 && alltrue([for name in keys(var.scopes) : can(regex("^[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]{1,256}$", name))])
    error_message = "At least one; names have 1 to 256 printable characters without space, quote, slash and backslash."
  }
}

variable "client_scopes" {
  description = "Names of the scopes that the machine may ask for; least privilege, so never all by default."
  type        = set(string)
  default     = ["read"]

  validation {
    condition     = length(var.client_scopes) > 0
    error_message = "At least one scope: a machine client without scopes gets no token."
  }
}

variable "client_name" {
  description = "Name of the app client that Salesforce uses."
  type        = string
  default     = "Salesforce-Integration"

  validation {
    condition     = can(regex("^[\\w\\s+=,.@-]{1,128}$", var.client_name))
    error_message = "1 to 128 letters, digits, spaces and _+=,.@-."
  }
}

variable "access_token_minutes" {
  description = "How long an access token is good for, in minutes, 5 to 1440. Every token costs money, and none can be revoked."
  type        = number
  default     = 60

  validation {
    condition     = var.access_token_minutes >= 5 && var.access_token_minutes <= 1440 && floor(var.access_token_minutes) == var.access_token_minutes
    error_message = "A whole number from 5 to 1440."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the pool. Set it to false and apply before a destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "secret_recovery_days" {
  description = "How long a deleted secret can be restored: 7 to 30 days, or 0 for not at all."
  type        = number
  default     = 30

  validation {
    condition     = var.secret_recovery_days == 0 || (var.secret_recovery_days >= 7 && var.secret_recovery_days <= 30)
    error_message = "0, or 7 to 30."
  }
}

variable "kms_key_id" {
  description = "KMS key for the secret; null for the account's own aws/secretsmanager key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_id == null || can(regex("^(?:arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:(?:key|alias)/[A-Za-z0-9/_-]+|alias/[A-Za-z0-9/_-]+|(?:mrk-)?[0-9a-f-]{32,36})$", var.kms_key_id))
    error_message = "The ARN or id of a key, or the ARN or name (alias/…) of an alias."
  }
}

variable "tags" {
  description = "Tags of everything that can have them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 50 && alltrue([for key, value in var.tags : can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}$", key)) && can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}$", value)) && !can(regex("^(?i:aws):", key))])
    error_message = "At most 50; keys of 1 to 128, values of up to 256 letters, digits, spaces and _.:/=+@-; no key begins with aws:, which AWS keeps."
  }
}
