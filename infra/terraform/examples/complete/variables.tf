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
  default     = "isthmus"

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,24}$", var.name))
    error_message = "1 to 24 letters, digits and hyphens."
  }
}

variable "domain_prefix" {
  description = "Prefix of the m2m pool's domain, unique in the region."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$", var.domain_prefix)) && !can(regex("aws|amazon|cognito", var.domain_prefix))
    error_message = "1 to 63 lower-case letters, digits and inner hyphens, without the words aws, amazon and cognito, which AWS keeps."
  }
}

variable "salesforce_org_id" {
  description = "The org's id, 18 characters: Setup, Company Information, as `sf org display` shows it."
  type        = string

  validation {
    condition     = can(regex("^00D[A-Za-z0-9]{15}$", var.salesforce_org_id))
    error_message = "00D and 15 more letters and digits."
  }
}

variable "salesforce_origin" {
  description = "The org's My Domain, https://<name>.my.salesforce.com."
  type        = string

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?$", var.salesforce_origin))
    error_message = "An https URL in lower case, without path and slash: https://<name>.my.salesforce.com."
  }

  validation {
    condition     = !can(regex("^https://(login|test)\\.salesforce\\.com", var.salesforce_origin))
    error_message = "The My Domain of one org: login.salesforce.com and test.salesforce.com speak for every org there is."
  }
}

variable "consumer_key" {
  description = "Consumer key of the org's External Client App `Cognito_OIDC_Sample`, which people sign in by."
  type        = string

  validation {
    condition     = can(regex("^[!-~]{1,255}$", var.consumer_key))
    error_message = "1 to 255 printable characters without space."
  }
}

variable "login_consumer_key" {
  description = "Consumer key of the org's External Client App `Isthmus_Login`; null if nobody uses `isthmus login`."
  type        = string
  default     = null

  validation {
    condition     = var.login_consumer_key == null || can(regex("^[!-~]{1,255}$", var.login_consumer_key))
    error_message = "1 to 255 printable characters without space."
  }
}

variable "api_url" {
  description = "The API that Salesforce calls: the Named Credential's URL."
  type        = string
  default     = "https://api.example.com"

  validation {
    condition     = can(regex("^https://[!-~]+[^/]$|^http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]+)?$", var.api_url))
    error_message = "An https URL without a slash at the end; http on this machine only."
  }
}

variable "app_origin" {
  description = "Origin of the web app that people sign in at."
  type        = string
  default     = "https://app.example.com"

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?$", var.app_origin))
    error_message = "An https origin in lower case, without path and slash."
  }
}

variable "cors_origins" {
  description = "Origins of web pages that may call the token validator, such as https://<name>--c.vf.force.com for the page Cognito_Sign_In. Empty: none."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.cors_origins : can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?$", origin))])
    error_message = "https origins without path and slash; no *."
  }
}

variable "packages_folder" {
  description = "Where `isthmus bundle --output` wrote the functions' packages."
  type        = string
  default     = "packages"

  validation {
    condition     = fileexists("${var.packages_folder}/token_validator.zip")
    error_message = "A folder with the functions' packages: write them by `isthmus bundle --output <folder>`."
  }
}

variable "runtime" {
  description = "Runtime of the functions."
  type        = string
  default     = "python3.13"

  validation {
    condition     = can(regex("^python3\\.[0-9]{1,2}$", var.runtime))
    error_message = "python3.<minor>."
  }
}

variable "reserved_concurrency" {
  description = "How many runs of one function there may be at once: function to number. Absent: the account's own limit."
  type        = map(number)
  default     = {}

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

variable "log_retention_days" {
  description = "How long logs are kept, in days; a number that CloudWatch Logs knows."
  type        = number
  default     = 90

  validation {
    condition     = var.log_retention_days >= 1 && var.log_retention_days <= 3653
    error_message = "1 to 3653; the module says which."
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
  description = "For the local stack only; see infra/terraform/README.md."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.local_environment), ["SSL_CERT_FILE", "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT"])) == 0
    error_message = "SSL_CERT_FILE and ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT, and nothing else."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete pools and the products' table, and keep a deleted secret for 30 days."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that can have them."
  type        = map(string)
  default     = { Application = "isthmus" }

  validation {
    condition     = length(var.tags) <= 50
    error_message = "At most 50."
  }
}
