"""The services that name their operations by `Action`, in a form or a query."""

QUERY_SERVICES = frozenset(
    {
        "autoscaling",
        "cloudformation",
        "ec2",
        "elasticache",
        "elasticloadbalancing",
        "iam",
        "monitoring",
        "rds",
        "ses",
        "sns",
        "sts",
    }
)
"""They answer in XML."""

ACTION_SERVICES = QUERY_SERVICES | {"sqs"}
"""SQS, which answers in JSON, takes both."""
