"""What an exported case file says about itself."""

from __future__ import annotations

HOWTO = """本文件夹是一件执法案件的可核验案卷（BagIt，RFC 8493）。不使用本系统，不联网，也能核验它。

最简便的办法：用浏览器打开“核验.html”，选择本文件夹。它逐项核对下面第二部分的内容，并写明哪个文件有问题。
慎重起见，请使用另行取得的“核验.html”和日志公钥：随案卷来的，只能说明案卷前后一致。

一、文件
  data/manifests/    日志所承诺的内容（RFC 8785 规范 JSON）：案件、序号、前一条的摘要、原件和各栏目的摘要；文件名是记录编号
  data/records/      每条记录的各栏目：[盐, 位置, 值]；它的 SHA-256 摘要在 manifests 的 digests 中
                     （manifests 的 v 为 1 的，记录全文就在 manifests 中，没有这个文件）
  data/keys/         打开日志中承诺值的密钥，只用于核验本案卷
  data/blobs/        文书、证据和音像的原件，文件名是其 SHA-256 摘要
  data/contents.json 卷内目录：正卷、副卷的顺序和页号，各件文书的文件
  data/redaction.json、data/redacted/   只在遮盖后的案卷中有：没有提供哪些，用哪份遮盖副本代替
  proofs/            每条记录在存证日志中的条目（.entry）和存在性证明（.tlog-proof，C2SP tlog-proof）；
                     .sm3-proof 是同一条目在国密副树（SM3）中的证明
  checkpoint         证明所依据的检查点（C2SP tlog-checkpoint）；有见证联署的，签名行在其末尾
  checkpoints/       日志每年一个：跨年的案卷在这里还有较早日志的检查点；名称带 -sm3 的是国密副树的（以SM2签名）
  trust/             日志公钥（log.vkey 是最新的日志，其余与 checkpoints/ 中的文件同名）和信任策略（C2SP tlog-policy）的副本；
                     核验时应当使用自己从别处取得的
  manifest-sha256.txt、tagmanifest-sha256.txt   全部文件的摘要

二、逐步核验（Linux 或 macOS）
  1. 文件没有被改动：
       sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt
  2. 一条记录与日志条目中的承诺值 c 一致（RID 换成记录编号）：
       openssl dgst -sha256 -mac HMAC -macopt hexkey:$(cat data/keys/RID.hex) -binary data/manifests/RID.json | base64
     结果应当等于 proofs/RID.entry 中 "c" 的值；"g" 用 -sm3 同样核对。
  3. 条目在日志中：用任何支持 C2SP tlog-proof 的工具核对 proofs/RID.entry 和 proofs/RID.tlog-proof，例如
       tlogcheck -proof proofs/RID.tlog-proof proofs/RID.entry 日志公钥文件
     公钥文件是哪一个，看证明文件空行之后的第一行：那是日志的名称，也是公钥文件开头的名称。
  4. 记录前后相接：每条记录的 prev 等于前一条 data/manifests/ 文件的 SHA-256 摘要，seq 从1起不间断。
  5. 栏目：data/records/RID.json 中每个 [盐, 位置, 值] 照原样写成一行紧凑的 JSON，其 SHA-256 摘要在 manifests 的 digests 中。
  6. 原件：每条记录 blobs 所列摘要，都能在 data/blobs/ 找到同名文件。

  装有本系统的机器可以一次完成全部核验：
       mingjing verify 本文件夹 --vkey 自己取得的日志公钥文件

三、能证明什么
  任何删除或者改动，都会被持有更早检查点的人或者日志见证方发现。
  不能证明：本应记录而从未记录的事，以及本案卷末尾之后是否还有新的记录。
"""

HOWTO_EN = """This folder is a verifiable case file of an administrative case (BagIt, RFC 8493). It can be checked offline, without our software.

The short way: open 核验.html in a browser and pick this folder. It checks all that follows and names every file at fault.
To be safe use a copy of that page, and a log key, that did not come with this folder.

Files
  data/manifests/    what the log commits to (RFC 8785 JSON): case, seq, digest of the record before, originals, digests of fields
  data/records/      the fields of each record as [salt, path, value]; SHA-256 of each is in the manifest's "digests"
                     (a manifest with "v":1 holds the whole record itself)
  data/keys/         keys that open the commitments of this export only
  data/blobs/        originals: documents, evidence, recordings; named by SHA-256
  data/contents.json the contents of both volumes, with page numbers
  data/redaction.json, data/redacted/   in a redacted export: what is left out, and the copies that stand in
  proofs/            log entry and inclusion proof (C2SP tlog-proof) of each record; .sm3-proof is its proof in the SM3 twin
  checkpoint         what the proofs lead to
  checkpoints/       there is a log a year: the earlier log's checkpoint of a case that ran over the new year, and
                     (names that end with -sm3) those of the SM3 twins, signed by SM2
  trust/             copies of the logs' keys and of the trust policy (C2SP tlog-policy): bring your own

Step by step (Linux, macOS)
  1. sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt
  2. openssl dgst -sha256 -mac HMAC -macopt hexkey:$(cat data/keys/RID.hex) -binary data/manifests/RID.json | base64
     equals "c" in proofs/RID.entry (and "g" with -sm3)
  3. tlogcheck -proof proofs/RID.tlog-proof proofs/RID.entry LOG.vkey     (or any C2SP tlog-proof verifier;
     LOG is named in the first line after the proof's blank line)
  4. "prev" of each manifest is the SHA-256 of the one before; "seq" runs from 1 without a gap
  5. SHA-256 of each [salt, path, value] of data/records/RID.json, as compact JSON, is among the manifest's "digests"
  6. every digest in "blobs" is a file in data/blobs/
  All at once:  mingjing verify THIS_FOLDER --vkey LOG.vkey

What it proves: whoever holds an earlier checkpoint, or a witness, can find any change or deletion.
What it can't prove: that nothing was left unrecorded, or that no records follow the last one here.
"""


def about(agency: str, case: str, day: str, records: int, originals: int, origin: str, size: int) -> str:
    """`bag-info.txt` (RFC 8493 section 2.2.2): whose case, when written, against which checkpoint."""
    return (
        f"Source-Organization: {agency}\n"
        f"External-Identifier: {case}\n"
        f"Bagging-Date: {day}\n"
        f"External-Description: 记录{records}条，原件{originals}个，存证日志{origin}的检查点{size}\n"
    )
