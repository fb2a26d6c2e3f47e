"""What a verification found, in sentences for people who did not write the log."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """FAULT: the verification failed. CAUTION: it holds, but trusts or leaves out something. PASSED: was checked."""

    FAULT = "fault"
    CAUTION = "caution"
    PASSED = "passed"


_MARKS = {Level.FAULT: "✗", Level.CAUTION: "！", Level.PASSED: "✓"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence (Chinese) about one file; `file` is relative to what was verified, "" for the whole."""

    level: Level
    file: str
    sentence: str


@dataclass(slots=True)
class Report:
    """`subject` says what was verified; `facts` are plain values (sizes, roots as hex) for a program."""

    subject: str
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether something was verified and nothing is at fault. An empty report is not a success."""
        return bool(self.passed) and not self.faults

    @property
    def faults(self) -> list[Finding]:
        """Findings that fail the verification."""
        return self._of(Level.FAULT)

    @property
    def cautions(self) -> list[Finding]:
        """Findings to be read beside a success."""
        return self._of(Level.CAUTION)

    @property
    def passed(self) -> list[Finding]:
        """What was checked and holds."""
        return self._of(Level.PASSED)

    def _of(self, level: Level) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == level]

    def fault(self, file: str, sentence: str) -> None:
        """Record a fault."""
        self.findings.append(Finding(Level.FAULT, file, sentence))

    def caution(self, file: str, sentence: str) -> None:
        """Record a caution."""
        self.findings.append(Finding(Level.CAUTION, file, sentence))

    def holds(self, file: str, sentence: str) -> None:
        """Record what was checked and holds."""
        self.findings.append(Finding(Level.PASSED, file, sentence))

    @property
    def lines(self) -> list[str]:
        """The report as text: subject, findings, verdict."""
        body = [f"{_MARKS[item.level]} {item.sentence}" for item in self.findings]
        verdict = "结论：核验通过。" if self.ok else f"结论：核验不通过，发现{len(self.faults)}处问题。"
        return [self.subject, *body, verdict]

    def to_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        findings = [{"level": f.level.value, "file": f.file, "sentence": f.sentence} for f in self.findings]
        return {"subject": self.subject, "ok": self.ok, "findings": findings, "facts": self.facts}
