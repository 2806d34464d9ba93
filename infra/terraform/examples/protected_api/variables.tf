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
  description = "Begins every name."
  type        = string
  default     = "isthmus-orders"

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,24}$", var.name))
    error_message = "1 to 24 letters, digits and hyphens."
  }
}

variable "domain_prefix" {
  description = "Prefix of the pool's domain, unique in the region."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$", var.domain_prefix)) && !can(regex("aws|amazon|cognito", var.domain_prefix))
    error_message = "1 to 63 lower-case letters, digits and inner hyphens, without the words aws, amazon and cognito, which AWS keeps."
  }
}

variable "backend_url" {
  description = "Origin of the API that is behind it, https://<host>."
  type        = string

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?$|^http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]+)?$", var.backend_url))
    error_message = "An https origin without path and slash; http on this machine only."
  }
}

variable "client_scopes" {
  description = "What the machine may ask for: read, write or both. The API wants read."
  type        = set(string)
  default     = ["read"]

  validation {
    condition     = length(var.client_scopes) > 0 && length(setsubtract(var.client_scopes, ["read", "write"])) == 0
    error_message = "read, write or both."
  }
}

variable "package" {
  description = "Path of api_authorizer.zip, which `isthmus bundle --output packages` writes."
  type        = string
  default     = "packages/api_authorizer.zip"

  validation {
    condition     = fileexists(var.package)
    error_message = "Path of a zip file that is there: write it by `isthmus bundle --output packages`."
  }
}

variable "runtime" {
  description = "Runtime of the function."
  type        = string
  default     = "python3.13"

  validation {
    condition     = can(regex("^python3\\.[0-9]{1,2}$", var.runtime))
    error_message = "python3.<minor>."
  }
}

variable "alarm_actions" {
  description = "ARNs that alarms notify, such as an SNS topic. Empty: alarms tell nobody."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for action in var.alarm_actions : can(regex("^arn:[a-z-]+:[a-z0-9-]+:", action))])
    error_message = "ARNs."
  }
}

variable "local_environment" {
  description = "For the local stack only; see docs/guard.md."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.local_environment), ["ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT"])) == 0
    error_message = "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT, and nothing else."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the pool, and keep a deleted secret for 30 days."
  type        = bool
  default     = true
  nullable    = false
}
