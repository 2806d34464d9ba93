variable "name" {
  description = "Names the identity pool, the role and its policy."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,48}$", var.name))
    error_message = "1 to 48 letters, digits, underscores and hyphens."
  }
}

variable "issuer" {
  description = "The My Domain URL of the org, as its ID tokens have it in iss: https://<name>.my.salesforce.com, no slash at the end."
  type        = string

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9/_-]*[A-Za-z0-9_-])?$", var.issuer))
    error_message = "An https URL in lower case without a slash at the end."
  }

  validation {
    condition     = !can(regex("^https://(login|test)\\.salesforce\\.com", var.issuer))
    error_message = "The My Domain of one org: login.salesforce.com and test.salesforce.com speak for every org there is."
  }
}

variable "client_ids" {
  description = "Consumer keys of the org's External Client Apps whose ID tokens are trusted (aud)."
  type        = list(string)

  validation {
    condition     = length(var.client_ids) > 0 && alltrue([for id in var.client_ids : length(id) > 0 && length(id) <= 255])
    error_message = "At least one, each of 1 to 255 characters."
  }
}

variable "thumbprints" {
  description = "SHA-1 thumbprints of the CA of the org's host. Leave it empty: AWS trusts public CAs by itself. Providers before 5.81 show a difference then; give them the thumbprint."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.thumbprints) <= 5 && alltrue([for print in var.thumbprints : can(regex("^[0-9a-f]{40}$", print))])
    error_message = "At most five of 40 lower-case hexadecimal digits."
  }
}

variable "table_name" {
  description = "The DynamoDB table that people may read."
  type        = string
  default     = "ProductCatalog"

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.table_name))
    error_message = "3 to 255 letters, digits, underscores, dots and hyphens."
  }
}

variable "table_key" {
  description = "Name and type (S, N or B) of the table's partition key."
  type        = object({ name = string, type = string })
  default     = { name = "Id", type = "N" }

  validation {
    condition     = contains(["S", "N", "B"], var.table_key.type)
    error_message = "type is S, N or B."
  }
}

variable "leading_key_claim" {
  description = "Claim of the ID token, such as sub, that people's own rows begin with. Null: everybody scans the whole table. Set: nobody scans, and everybody reads and queries only the rows whose partition key (type S) is that claim."
  type        = string
  default     = null

  validation {
    condition     = var.leading_key_claim == null || can(regex("^[A-Za-z0-9_:.-]{1,128}$", var.leading_key_claim))
    error_message = "The name of a claim. Never one that people can write themselves."
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
  description = "KMS key of the table; null for the key that AWS owns."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "The ARN of a key: ids and aliases will not do here."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the table. Set it to false and apply before a destroy."
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
