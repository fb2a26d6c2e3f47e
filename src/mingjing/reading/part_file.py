"""The case file as an authority gets it: what its letter covers and the head approved, by its kind; recordings only once released."""

from __future__ import annotations

from mingjing.cases.export_folder import Original
from mingjing.cases.models import Case
from mingjing.cases.queries import state_of
from mingjing.disclosure.party_file import BEYOND, FRAME
from mingjing.ledger.fields import Field
from mingjing.media.models import Recording
from mingjing.reading.masks import within
from mingjing.reading.requests import Request
from mingjing.records.models import Attachment, Record

UNRELEASED = "音像记录没有经法制机构和机关负责人批准提供复制件"


def recordings_in(case: Case) -> list[dict[str, str]]:
    """The recordings that the records of a case hold: [{name, digest}], from which a person chooses (1 query)."""
    held = Attachment.objects.filter(record__case_id=case.pk, kind="media").values("sha256")
    rows = Recording.objects.filter(case=case, sha256__in=held).order_by("start", "pk")
    return [{"name": one.name, "digest": one.sha256} for one in rows.only("name", "sha256", "start")]


class PartFile:
    """What an authority is given of a case (`cases.export_folder.Redaction`), nothing masked.

    The main volume (kind `file`) is its papers and the evidence of the acts that made them; both volumes (`volumes`) are
    everything; a paper or a piece of evidence is what has that title. A recording is given when it was released by digest.
    """

    def __init__(self, case: Case, request: Request) -> None:
        self.request = request
        documents = state_of(case).documents
        self.papers = {str(one["digest"]) for one in documents if within(request, one)}
        self.named = {str(one.get("item")) for one in request.items if one.get("kind") == "evidence"}
        media = Attachment.objects.filter(record__case_id=case.pk, kind="media")
        self.recordings = set(media.values_list("sha256", flat=True))
        self.released = request.released if request.has("recording") else frozenset()
        self.internal = request.both_volumes

    def lists(self, volume: str, digest: str) -> bool:
        """The papers that are given, of either volume."""
        return self.request.both_volumes or digest in self.papers

    @property
    def everything(self) -> bool:
        """Is nothing left out? Then the plain export serves, which proves each record whole."""
        return self.request.both_volumes and self.recordings <= self.released

    def fields(self, record: Record, fields: list[Field]) -> list[Field]:
        """All of a record whose papers are all given, or of every record of both volumes; else only which act, and when."""
        whole = self.request.both_volumes or self._given(record)
        return fields if whole else [one for one in fields if one.path[0] in FRAME]

    def original(self, record: Record, digest: str) -> Original:
        if digest in self.recordings:
            return Original(True) if digest in self.released else Original(False, UNRELEASED)
        if self.request.both_volumes or digest in self.papers:
            return Original(True)
        evidence = {str(one.get("sha256")): str(one.get("title")) for one in record.entry["evidence"]}
        if digest in evidence and (
            evidence[digest] in self.named or (self.request.main_volume and self._given(record))
        ):
            return Original(True)
        return Original(False, BEYOND)

    def _given(self, record: Record) -> bool:
        """Did the record make papers, and are all of them given?"""
        made = {str(one.get("digest")) for one in record.entry["documents"]}
        return bool(made) and made <= self.papers
