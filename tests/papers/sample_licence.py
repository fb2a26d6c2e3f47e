"""The acts of licences as the packs' own scenarios fill them, and the facts of such a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mingjing import papers
from mingjing.law.library import load_folders
from mingjing.law.scenario import prepare, read_scenarios
from mingjing.law.scenario_run import PureDriver, initial_state, run

PACKS = Path(papers.__file__).resolve().parents[1] / "packs"
# Between them these do every act that makes a document.
PLAYED = (
    "licence-not-accepted", "licence-sent-up", "licence-cancelled", "licence-refused", "not-revoked-and-ended",
    "supplement-told-once", "license-test-by-two", "expert-review-done-before-conclusion", "licence-extension-allowed",
    "licence-recusal-decided", "licence-correction-only-clerical", "licence-hearing-window-over", "licence-statement-window-over", "licence-refusal-announced",
    "licence-revoked", "licence-heard-and-reviewed",
)  # fmt: skip
ENVELOPE = (
    "id",
    "on",
    "at",
    "by",
    "role",
    "seq",
    "approvals",
    "submitted_at",
    "recorded_at",
    "evidence",
    "media",
)


def _played() -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Of each act the fields of its last occurrence, and the facts of the last case."""
    library = load_folders([PACKS / layer for layer in ("cn", "cn-emergency")])
    folder = PACKS / "cn-emergency/scenarios"
    known = {one.id: one for path in sorted(folder.glob("*.yaml")) for one in read_scenarios(path)}
    forms = {path.stem for path in (PACKS / "cn-emergency/forms").glob("*.yaml")}
    acts: dict[str, dict[str, Any]] = {}
    facts: dict[str, Any] = {}
    for name in PLAYED:
        prepared = prepare(known[name], known)
        state = run(prepared, library, PureDriver(library, initial_state(prepared))).state
        assert state is not None, name
        for act_id, done in state.acts.items():
            filled = {
                key: value for key, value in done[-1].items() if key not in ENVELOPE and value not in ("", [])
            }
            acts[act_id] = filled | _documents(filled, forms)
        facts = dict(state.facts)
    return acts, facts


def _documents(filled: dict[str, Any], forms: set[str]) -> dict[str, Any]:
    """References to documents as the caller resolves them."""
    return {
        name: {"title": "准予行政许可决定书", "number": "（江云）应急许准〔2026〕31号", "form": value}
        for name, value in filled.items()
        if isinstance(value, str) and value in forms
    }


LICENCE, _FACTS = _played()
CASE_OF_LICENCE = {
    **{name: value for name, value in _FACTS.items() if "licence" in name},
    "licence_matter": "renew",
    "applied_on": "2026-09-03",
    "prior_cert_no": "江云危化经字〔2023〕0012",
    "prior_valid_to": "2026-12-10",
}
