"""The case file as an authority gets it: what its letter covers and the head approved, recordings only once released."""

from __future__ import annotations

from mingjing.cases.export_folder import Original
from mingjing.cases.models import Case
from mingjing.cases.queries import state_of
from mingjing.disclosure.party_file import BEYOND, FRAME
from mingjing.ledger.fields import Field
from mingjing.reading.masks import within
from mingjing.reading.requests import Request
from mingjing.records.models import Attachment, Record

UNRELEASED = "音像记录没有经法制机构和机关负责人批准提供"


class PartFile:
    """What an authority is given of a case (`cases.export_folder.Redaction`); both volumes, nothing masked."""

    def __init__(self, case: Case, request: Request) -> None:
        self.request = request
        documents = state_of(case).documents
        self.papers = {str(one["digest"]) for one in documents if within(request, one)}
        media = Attachment.objects.filter(record__case_id=case.pk, kind="media")
        self.recordings = set(media.values_list("sha256", flat=True))

    def lists(self, volume: str, digest: str) -> bool:
        """The papers that are given, of either volume."""
        return self.request.whole or digest in self.papers

    @property
    def everything(self) -> bool:
        """Is nothing left out? Then the plain export serves, which proves each record whole."""
        return self.request.whole and (not self.recordings or self._released)

    @property
    def _released(self) -> bool:
        return self.request.released and self.request.has("recording")

    def fields(self, record: Record, fields: list[Field]) -> list[Field]:
        """All of a record whose papers are given, or of every record of a whole file; else only which act, and when."""
        given = {str(one.get("digest")) for one in record.entry["documents"]} & self.papers
        return fields if self.request.whole or given else [one for one in fields if one.path[0] in FRAME]

    def original(self, record: Record, digest: str) -> Original:
        if digest in self.recordings:
            return Original(True) if self._released else Original(False, UNRELEASED)
        if self.request.whole or digest in self.papers:
            return Original(True)
        evidence = {str(one.get("sha256")) for one in record.entry["evidence"]}
        if digest in evidence and self.request.has("evidence"):
            return Original(True)
        return Original(False, BEYOND)
