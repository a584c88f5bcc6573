"""The version of the program, which logs, sheets and `--version` state."""

VERSION = "0.1.0"
