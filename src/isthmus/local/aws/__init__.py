"""The AWS endpoint of the local stack: who is calling, and which system answers.

Cognito is served by `isthmus.local.cognito`; everything else by ministack, a child process that only this
endpoint can reach.
"""
