"""A live Salesforce session becomes a sign-in at a user pool: decisions only.

`sign_up` makes the user before the sign-in; `define`, `create` and `verify` are the pool's three questions to
us; `sign_in` is what an application does.
"""
