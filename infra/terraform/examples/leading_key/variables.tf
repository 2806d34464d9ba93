variable "region" {
  description = "Where everything is made."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "A region such as us-east-1."
  }
}

variable "name" {
  description = "Names the identity pool, the role and its policy."
  type        = string
  default     = "isthmus-rows"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,48}$", var.name))
    error_message = "1 to 48 letters, digits, underscores and hyphens."
  }
}

variable "salesforce_origin" {
  description = "The org's My Domain, https://<name>.my.salesforce.com."
  type        = string

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?$", var.salesforce_origin))
    error_message = "An https URL in lower case, without path and slash: https://<name>.my.salesforce.com."
  }
}

variable "consumer_key" {
  description = "Consumer key of the org's External Client App that people sign in by."
  type        = string

  validation {
    condition     = can(regex("^[!-~]{1,255}$", var.consumer_key))
    error_message = "1 to 255 printable characters without space."
  }
}

variable "table_name" {
  description = "The table; rows begin with the `sub` of whom they belong to."
  type        = string
  default     = "Notes"

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.table_name))
    error_message = "3 to 255 letters, digits, underscores, dots and hyphens."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the table. Set it to false and apply before a destroy."
  type        = bool
  default     = true
  nullable    = false
}
