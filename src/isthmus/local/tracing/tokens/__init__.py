"""The JSON Web Tokens in an exchange: which of the look-alikes each is, what it says, what checks give."""
