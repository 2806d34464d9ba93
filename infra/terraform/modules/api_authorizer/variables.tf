variable "name" {
  description = "Names the function, its role, its log group, and begins the names of alarms."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,48}$", var.name))
    error_message = "1 to 48 letters, digits and hyphens."
  }
}

variable "user_pool_id" {
  description = "The pool whose access tokens open the API, such as us-east-1_AbCdEfGhI."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,4}(?:-[a-z]{2,12}){1,2}-[0-9]{1,2}_[0-9A-Za-z]{1,40}$", var.user_pool_id))
    error_message = "The id of a user pool: its region, an underscore, letters and digits."
  }
}

variable "pool_issuer" {
  description = "Which host the pool's tokens name: original, or updated where the pool's IssuerConfiguration says so."
  type        = string
  default     = "original"

  validation {
    condition     = contains(["original", "updated"], var.pool_issuer)
    error_message = "original or updated."
  }
}

variable "client_ids" {
  description = "App clients whose tokens are accepted. [\"*\"] accepts every client of the pool; there is no default."
  type        = set(string)

  validation {
    condition     = length(var.client_ids) > 0 && (alltrue([for id in var.client_ids : can(regex("^[\\w+]{1,128}$", id))]) || join(" ", var.client_ids) == "*")
    error_message = "At least one client id, or * alone."
  }
}

variable "required_scopes" {
  description = "Scopes, all of which a token has to hold, <resource server>/<scope> each. [\"*\"] accepts a token whatever its scopes; there is no default."
  type        = set(string)

  validation {
    condition     = length(var.required_scopes) > 0 && (alltrue([for scope in var.required_scopes : can(regex("^[!#-\\[\\]-~]+$", scope)) && scope != "*"]) || join(" ", var.required_scopes) == "*")
    error_message = "At least one scope, or * alone."
  }
}

variable "answer" {
  description = "How API Gateway wants to be answered: policy for REST APIs (and HTTP APIs without simple responses), simple for HTTP APIs with payload format 2.0 and simple responses."
  type        = string
  default     = "policy"

  validation {
    condition     = contains(["policy", "simple"], var.answer)
    error_message = "policy or simple."
  }
}

variable "authorizer_arns" {
  description = "The authorizers that may call the function, by a name of yours: <execution ARN of the API>/authorizers/<authorizer id>. Nobody else may."
  type        = map(string)

  validation {
    condition     = alltrue([for arn in values(var.authorizer_arns) : can(regex("^arn:[a-z-]+:execute-api:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9]+/authorizers/[A-Za-z0-9]+$", arn))])
    error_message = "arn:aws:execute-api:<region>:<account>:<api id>/authorizers/<authorizer id>, without *."
  }

  validation {
    condition     = alltrue([for name in keys(var.authorizer_arns) : can(regex("^[A-Za-z0-9_-]{1,64}$", name))])
    error_message = "Names have 1 to 64 letters, digits, underscores and hyphens."
  }
}

variable "package" {
  description = "Path of api_authorizer.zip, which `isthmus bundle` (or `make lambda-packages`) writes."
  type        = string

  validation {
    condition     = can(regex("\\.zip$", var.package)) && fileexists(var.package)
    error_message = "Path of a zip file that is there: write it by `isthmus bundle`."
  }
}

variable "runtime" {
  description = "The runtime of the function. The package needs Python 3.11 or newer."
  type        = string
  default     = "python3.13"

  validation {
    condition     = can(regex("^python3\\.[0-9]{1,2}$", var.runtime))
    error_message = "python3.<minor>."
  }
}

variable "architecture" {
  description = "arm64 or x86_64; the package is the same."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "arm64 or x86_64."
  }
}

variable "memory_mib" {
  description = "Memory of the function, in MiB: 128 to 10240. CPU comes with it."
  type        = number
  default     = 256

  validation {
    condition     = var.memory_mib >= 128 && var.memory_mib <= 10240
    error_message = "128 to 10240."
  }
}

variable "reserved_concurrency" {
  description = "How many runs there may be at once; null for the account's own limit. Lambda keeps 100 of that for functions without a number, so a new account can't have any."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 1
    error_message = "At least 1: at 0 the function never runs, and the API answers 500."
  }
}

variable "refusals_alarm" {
  description = "How many refused tokens in 5 minutes are worth an alarm. Expired ones count, which callers renew."
  type        = number
  default     = 100

  validation {
    condition     = var.refusals_alarm >= 0
    error_message = "0 or more."
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
  description = "ARN of a policy that bounds the role; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::(?:[0-9]{12}|aws):policy/[!-~]+$", var.permissions_boundary))
    error_message = "The ARN of an IAM policy."
  }
}

variable "kms_key_arn" {
  description = "KMS key of the logs; null for the key that AWS owns. CloudWatch Logs must be allowed to use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "The ARN of a key: ids and aliases will not do here."
  }
}

variable "local_environment" {
  description = "For the local stack only: ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT, with which the stack is the pool's issuer. Leave it empty on AWS."
  type        = map(string)
  default     = {}
  nullable    = false

  # SECURITY: nothing else may come in by it; what the function trusts stands in the other variables.
  validation {
    condition     = length(setsubtract(keys(var.local_environment), ["ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT"])) == 0
    error_message = "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT, and nothing else."
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
