# What somebody should look at: an authorizer that can't decide, is throttled or slow, and many refusals.

# WIRE: 401 is told by an error, so that Lambda's own metric counts every refused token. The line of JSON in the log is
# written only where it could not decide: settings that are wrong, keys that can't be had. Everybody gets 500 then.
resource "aws_cloudwatch_log_metric_filter" "undecided" {
  name           = "${var.name}-undecided"
  log_group_name = aws_cloudwatch_log_group.this.name
  pattern        = "{ $.function = \"api_authorizer\" }"

  metric_transformation {
    namespace = "Isthmus"
    name      = "${var.name}-undecided"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "undecided" {
  alarm_name          = "${var.name}-undecided"
  alarm_description   = "${var.name} can't decide, and the API answers 500: its log says why"
  namespace           = aws_cloudwatch_log_metric_filter.undecided.metric_transformation[0].namespace
  metric_name         = aws_cloudwatch_log_metric_filter.undecided.metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "refusals" {
  alarm_name          = "${var.name}-errors"
  alarm_description   = "Over ${var.refusals_alarm} errors of ${var.name} in 5 minutes: somebody tries tokens, or it does not run"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = var.name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = var.refusals_alarm
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  alarm_name          = "${var.name}-throttles"
  alarm_description   = "Throttles of ${var.name}: requests are answered 500 whatever their token"
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = var.name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "${var.name}-slow"
  alarm_description   = "${var.name} takes over 4 of the 5 seconds that it has"
  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = { FunctionName = var.name }
  extended_statistic  = "p99"
  period              = 300
  evaluation_periods  = 2
  threshold           = 4000
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}
