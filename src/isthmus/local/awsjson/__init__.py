"""AWS's JSON 1.1 protocol as a server: requests checked by AWS's own service model, errors in AWS's words.

Signatures are checked by `isthmus.local.aws`; what an operation does is its service's own affair.
"""

from isthmus.local.awsjson.app import JsonService
from isthmus.local.awsjson.errors import AwsError, UnsupportedError
from isthmus.local.awsjson.responses import error_response

__all__ = ["AwsError", "JsonService", "UnsupportedError", "error_response"]
