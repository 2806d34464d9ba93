"""What runs in the emulator's process: ministack, corrected where it differs from AWS, behind a gate.

`isthmus.local.aws.emulator` starts it. ministack has no public API, so its modules are called by their names;
that is why its version is pinned exactly and why all of it is in this folder.
"""
