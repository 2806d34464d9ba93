variable "region" {
  description = "Where everything is made."
  type        = string
  default     = "us-east-1"
}

variable "name" {
  description = "Begins every name."
  type        = string
  default     = "isthmus"
}

variable "domain_prefix" {
  description = "Prefix of the m2m pool's domain, unique in the region."
  type        = string
}

variable "salesforce_org_id" {
  description = "The org's id, 18 characters: Setup, Company Information, as `sf org display` shows it."
  type        = string
}

variable "salesforce_origin" {
  description = "The org's My Domain, https://<name>.my.salesforce.com."
  type        = string
}

variable "consumer_key" {
  description = "Consumer key of the org's External Client App `Cognito OIDC Sample`."
  type        = string
}

variable "api_url" {
  description = "The API that Salesforce calls: the Named Credential's URL."
  type        = string
  default     = "https://api.example.com"
}

variable "app_origin" {
  description = "Origin of the web app that people sign in at."
  type        = string
  default     = "https://app.example.com"
}

variable "packages_folder" {
  description = "Where `isthmus bundle --output` wrote the functions' packages."
  type        = string
  default     = "packages"
}

variable "runtime" {
  description = "Runtime of the functions."
  type        = string
  default     = "python3.13"
}

variable "local_environment" {
  description = "For the local stack only; see infra/terraform/README.md."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Refuse to delete pools and the products' table, and keep a deleted secret for 30 days."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything that can have them."
  type        = map(string)
  default     = { Application = "isthmus" }
}
