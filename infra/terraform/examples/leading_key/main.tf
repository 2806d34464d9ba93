# `web_identity` where everybody reads the rows of their own and nobody else's: the identity pool turns the claim
# `sub` into a principal tag, and the role's policy compares the partition key with it.
module "web_identity" {
  source = "../../modules/web_identity"

  name                = var.name
  issuer              = var.salesforce_origin
  client_ids          = [var.consumer_key]
  table_name          = var.table_name
  table_key           = { name = "owner", type = "S" }
  leading_key_claim   = "sub" # https://<host>/id/<organization id>/<user id>, and nobody's to change
  deletion_protection = var.deletion_protection
}
