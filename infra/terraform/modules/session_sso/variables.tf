variable "name" {
  description = "Names the user pool, and begins the names of functions, roles, table, log groups and alarms."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,36}$", var.name))
    error_message = "1 to 36 letters, digits and hyphens."
  }
}

variable "salesforce_orgs" {
  description = "The trusted orgs: organization id (18 characters) to the exact https origin of its My Domain. Nobody else's session is ever asked about."
  type        = map(string)

  validation {
    condition     = length(var.salesforce_orgs) > 0 && alltrue([for id in keys(var.salesforce_orgs) : can(regex("^00D[A-Za-z0-9]{15}$", id))])
    error_message = "At least one; ids are 00D and 15 more letters and digits."
  }

  validation {
    condition     = alltrue([for origin in values(var.salesforce_orgs) : can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?$", origin))])
    error_message = "Origins are https URLs in lower case, without path and slash: https://<name>.my.salesforce.com."
  }
}

variable "packages" {
  description = "Paths of the deployment packages that `isthmus bundle` (or `make lambda-packages`) writes."
  type = object({
    define_auth_challenge = string
    create_auth_challenge = string
    verify_auth_challenge = string
    token_validator       = string
  })

  validation {
    condition     = alltrue([for path in values(var.packages) : can(regex("\\.zip$", path)) && fileexists(path)])
    error_message = "Paths of four zip files that are there: write them by `isthmus bundle`."
  }
}

variable "runtime" {
  description = "The runtime of the functions. The packages need Python 3.11 or newer."
  type        = string
  default     = "python3.13"

  validation {
    condition     = can(regex("^python3\\.[0-9]{1,2}$", var.runtime))
    error_message = "python3.<minor>."
  }
}

variable "architecture" {
  description = "arm64 or x86_64; the packages are the same."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "arm64 or x86_64."
  }
}

variable "memory_mib" {
  description = "Memory of each function, in MiB: 128 to 10240. CPU comes with it, and Cognito waits 5 seconds."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mib >= 128 && var.memory_mib <= 10240
    error_message = "128 to 10240."
  }
}

variable "owner_lookup" {
  description = "How an org is asked whose a session is: userinfo, or chatter (needs Chatter, and has a small hourly limit)."
  type        = string
  default     = "userinfo"

  validation {
    condition     = contains(["userinfo", "chatter"], var.owner_lookup)
    error_message = "userinfo or chatter."
  }
}

variable "max_attempts" {
  description = "How many answers one sign-in may give, 1 to 3."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 3], var.max_attempts)
    error_message = "1, 2 or 3."
  }
}

variable "reserved_concurrency" {
  description = "How many runs of one function there may be at once: function to number. Absent: the account's own limit. Lambda keeps 100 of that for functions without a number, so a new account can't have any."
  type        = map(number)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.reserved_concurrency), ["define_auth_challenge", "create_auth_challenge", "verify_auth_challenge", "token_validator"])) == 0
    error_message = "The functions are define_auth_challenge, create_auth_challenge, verify_auth_challenge and token_validator."
  }

  validation {
    condition     = alltrue([for number in values(var.reserved_concurrency) : number >= 1])
    error_message = "At least 1: at 0 a function never runs."
  }
}

variable "throttling" {
  description = "The token validator's limit over all callers: requests per second, and how many more at once."
  type        = object({ rate = number, burst = number })
  default     = { rate = 20, burst = 40 }

  validation {
    condition     = var.throttling.rate > 0 && var.throttling.burst > 0
    error_message = "Both more than 0."
  }
}

variable "cors_origins" {
  description = "Origins of web pages that may call the token validator, https://<host> each. Empty: none; programs need no entry."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.cors_origins : can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?$", origin))])
    error_message = "https origins without path and slash; no *."
  }
}

variable "access_token_minutes" {
  description = "How long access and ID tokens are good for, in minutes, 5 to 1440."
  type        = number
  default     = 60

  validation {
    condition     = var.access_token_minutes >= 5 && var.access_token_minutes <= 1440
    error_message = "5 to 1440."
  }
}

variable "refresh_token_days" {
  description = "How long a refresh token is good for, in days, 1 to 3650. A refresh does not ask Salesforce: so long do people stay signed in whose session or user ended there."
  type        = number
  default     = 1

  validation {
    condition     = var.refresh_token_days >= 1 && var.refresh_token_days <= 3650
    error_message = "1 to 3650."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept, in days; a number that CloudWatch Logs knows."
  type        = number
  default     = 90

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653], var.log_retention_days)
    error_message = "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653."
  }
}

variable "alarm_actions" {
  description = "ARNs that alarms notify, such as an SNS topic."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.alarm_actions) <= 5 && alltrue([for action in var.alarm_actions : can(regex("^arn:[a-z-]+:[a-z0-9-]+:", action))])
    error_message = "At most five ARNs."
  }
}

variable "permissions_boundary" {
  description = "ARN of a policy that bounds the roles; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::(?:[0-9]{12}|aws):policy/[!-~]+$", var.permissions_boundary))
    error_message = "The ARN of an IAM policy."
  }
}

variable "kms_key_arn" {
  description = "KMS key of table and logs; null for the keys that AWS owns. CloudWatch Logs must be allowed to use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "The ARN of a key: ids and aliases will not do here."
  }
}

variable "local_environment" {
  description = "For the local stack only: what functions need on this machine, such as SSL_CERT_FILE. Leave it empty on AWS."
  type        = map(string)
  default     = {}
  nullable    = false

  # SECURITY: nothing else may come in by it; what the functions trust stands in the other variables.
  validation {
    condition     = length(setsubtract(keys(var.local_environment), ["SSL_CERT_FILE", "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT"])) == 0
    error_message = "SSL_CERT_FILE and ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT, and nothing else."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the pool. Set it to false and apply before a destroy."
  type        = bool
  default     = true
  nullable    = false
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
