"""Before power is exercised, the cached state is held against the records: whoever can write the cache decides nothing."""

from __future__ import annotations

from mingjing import law
from mingjing.cases.models import Case
from mingjing.cases.refused import Fault, Refused
from mingjing.cases.replay import ErasedError, PackLost, replay

SAY = "本案现有状态与存证记录不一致，不能审批生效。"
MEND = "请立即告知系统管理员核查数据库，按存证记录重建本案状态后再办理。"


def require(case: Case) -> None:
    """Raise `Refused` when the case's state isn't the fold of its records (1 query); `mingjing rebuild` mends it."""
    try:
        same = replay(case).state.to_json() == case.state
    except ErasedError:
        return  # content lawfully disposed of can't be folded again
    except (PackLost, law.LawError, KeyError, ValueError, TypeError):
        same = False
    if not same:
        raise Refused([Fault("records_agree", SAY, MEND)])
