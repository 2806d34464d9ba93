"""SOAP 1.1: the envelope that the Metadata API and the Partner API's login share."""
