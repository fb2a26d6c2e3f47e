"""The public text holds labels instead of values, and a last look finds what slipped through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.redaction import Kind, Mask, MaskFault, leaks, mask_text


def test_the_same_person_keeps_the_same_label():
    text = "甲方王芳与李强签约，王芳付款。"
    masks = [
        Mask(text.index(n, at), text.index(n, at) + 2, Kind.PERSON, "个人隐私")
        for n, at in (("王芳", 0), ("李强", 0), ("王芳", 8))
    ]
    shown = "".join(s.text for s in mask_text(text, masks))
    assert shown == "甲方姓名甲与姓名乙签约，姓名甲付款。"


def test_a_single_value_has_no_letter():
    assert (
        "".join(s.text for s in mask_text("电话13900001111。", [Mask(2, 13, Kind.PHONE, "个人隐私")]))
        == "电话电话。"
    )


@pytest.mark.parametrize("span", [(-1, 2), (3, 3), (2, 99)])
def test_a_mask_outside_the_text_is_refused(span: tuple[int, int]):
    with pytest.raises(MaskFault, match="不在正文范围"):
        mask_text("正文正文", [Mask(*span, Kind.OTHER, "")])


def test_overlapping_masks_are_refused():
    with pytest.raises(MaskFault, match="重叠"):
        mask_text("正文正文正文", [Mask(0, 3, Kind.OTHER, ""), Mask(2, 4, Kind.OTHER, "")])


@given(st.text("王芳李强甲乙0123456789", max_size=60), st.data())
def test_what_is_not_hidden_stays_as_it_was(text: str, data: st.DataObject):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    masks = [Mask(a, b, Kind.OTHER, "") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    segments = mask_text(text, masks)
    hidden = set().union(*(range(m.start, m.end) for m in masks)) if masks else set()
    assert "".join(s.text for s in segments if not s.hidden) == "".join(
        c for i, c in enumerate(text) if i not in hidden
    )
    assert sum(s.hidden for s in segments) == len(masks)


def test_a_value_that_is_broken_over_lines_or_in_full_width_is_found():
    assert leaks("证号３２０４０２19920\n9046545", [(Kind.ID_CARD, "320402199209046545")])
    assert leaks("联系人 王 芳", [(Kind.PERSON, "王芳")])
    assert leaks("联系人姓名甲", [(Kind.PERSON, "王芳")]) == []


def test_a_valid_identity_number_is_a_leak_even_if_nobody_named_it():
    (leak,) = leaks("证号320402199209046545", [])
    assert leak.kind is Kind.ID_CARD
