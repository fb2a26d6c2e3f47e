"""归档信息包 (SIP): what is in it, how it is written, how it is checked. No Django, no database, no network.

Layout after `electronic.package_profile`: 清单 manifest.xml, 目录.xml, metadata.xml, 正卷/, 副卷/, 音像/, 证据/, 过程/, 签名/.
"""
