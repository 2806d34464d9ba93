"""What Terraform made and what a local stack is, in the words of whoever has to be told."""
