"""The calling side of `m2m`: a token from Cognito in front of every request to an API.

`token_source` and `token_source_without_domain` say where tokens come from; `httpx2`, `requests` and
`aiohttp` carry them; `token_folder` and `token_table` share them between processes.
"""

from isthmus.m2m.sourcing import ClientSecret, token_source, token_source_without_domain

__all__ = ["ClientSecret", "token_source", "token_source_without_domain"]
