"""What an exported case file says about itself."""

from __future__ import annotations

HOWTO = """本文件夹是一件执法案件的可核验案卷。不使用本系统，也能核验它。

一、文件
  data/manifests/    每条记录的全文（RFC 8785 规范 JSON），文件名是记录编号
  data/keys/         打开日志中承诺值的密钥，只用于核验本案卷
  data/blobs/        文书和证据的原件，文件名是其 SHA-256 摘要
  proofs/            每条记录在存证日志中的条目（.entry）和存在性证明（.tlog-proof，C2SP tlog-proof）
  checkpoint         全部证明所依据的同一个检查点（C2SP tlog-checkpoint）
  trust/             日志公钥和信任策略的副本；核验时应当使用自己从别处取得的公钥

二、逐步核验（Linux 或 macOS）
  1. 文件没有被改动：
       sha256sum -c manifest-sha256.txt
  2. 一条记录与日志条目中的承诺值 c 一致（RID 换成记录编号）：
       openssl dgst -sha256 -mac HMAC -macopt hexkey:$(cat data/keys/RID.hex) -binary data/manifests/RID.json | base64
     结果应当等于 proofs/RID.entry 中 "c" 的值；"g" 用 -sm3 同样核对。
  3. 条目在日志中：用任何支持 C2SP tlog-proof 的工具核对 proofs/RID.entry 和 proofs/RID.tlog-proof，例如
       tlogcheck -proof proofs/RID.tlog-proof proofs/RID.entry 日志公钥文件
  4. 记录前后相接：每条记录的 prev 等于前一条记录全文的 SHA-256 摘要，seq 从1起不间断。
  5. 原件：每条记录 blobs 所列摘要，都能在 data/blobs/ 找到同名文件。

  装有本系统的机器可以一次完成全部核验：
       mingjing verify 本文件夹 --vkey 自己取得的日志公钥文件

三、能证明什么
  任何删除或者改动，都会被持有更早检查点的人或者日志见证方发现。
  不能证明：本应记录而从未记录的事，以及本案卷末尾之后是否还有新的记录。
"""


def about(agency: str, case: str, day: str, records: int, originals: int, origin: str, size: int) -> str:
    """`bag-info.txt` (RFC 8493 section 2.2.2): whose case, when written, against which checkpoint."""
    return (
        f"Source-Organization: {agency}\n"
        f"External-Identifier: {case}\n"
        f"Bagging-Date: {day}\n"
        f"External-Description: 记录{records}条，原件{originals}个，存证日志{origin}的检查点{size}\n"
    )
