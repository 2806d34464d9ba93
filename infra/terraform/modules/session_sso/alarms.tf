# What somebody should look at: functions that fail or are throttled, triggers near Cognito's 5 seconds, refusals.

locals {
  function_alarms = {
    for pair in setproduct(keys(local.function_names), ["Errors", "Throttles"]) :
    "${pair[0]}-${lower(pair[1])}" => { function = pair[0], metric = pair[1] }
  }
}

resource "aws_cloudwatch_metric_alarm" "function" {
  for_each = local.function_alarms

  alarm_name          = "${local.function_names[each.value.function]}-${lower(each.value.metric)}"
  alarm_description   = "${each.value.metric} of ${local.function_names[each.value.function]}: nobody signs in by it"
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = local.function_names[each.value.function] }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "slow_trigger" {
  for_each = local.triggers

  alarm_name          = "${local.function_names[each.key]}-slow"
  alarm_description   = "${local.function_names[each.key]} takes over 4 of the 5 seconds that Cognito waits"
  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = { FunctionName = local.function_names[each.key] }
  extended_statistic  = "p99"
  period              = 300
  evaluation_periods  = 2
  threshold           = 4000
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "validator_refusals" {
  alarm_name          = "${var.name}-token-validator-refusals"
  alarm_description   = "Over 100 refusals in 5 minutes: somebody tries sessions, or a trusted org is not reached"
  namespace           = "AWS/ApiGateway"
  metric_name         = "4xx"
  dimensions          = { ApiId = aws_apigatewayv2_api.token_validator.id }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 100
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}
