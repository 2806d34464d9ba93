"""The deployed functions: each file takes an event, asks its flow, and gives the event back."""
