"""What is wrong with a camera's stream and how to mend it: pure figures in, findings out."""

from __future__ import annotations

from lookout.diagnosis.findings import Finding, Severity, found, told
from lookout.diagnosis.traffic import Facts, Traffic

__all__ = ["Facts", "Finding", "Severity", "Traffic", "found", "told"]
