"""The roles that an account can hold, with their Chinese names."""

ROLES = {
    "handler": "承办人员",
    "unit_head": "承办机构负责人",
    "legal_reviewer": "法制审核人员",
    "agency_head": "机关负责人",
    "disclosure_officer": "公示员",
    "archivist": "档案管理员",
    "supervisor": "执法监督人员",
    "administrator": "系统管理员",
}
