{
    "name": "Dunning: Snailmail",
    "summary": "Let Odoo's Snailmail print and post the letters",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning", "snailmail"],
    "data": [
        "security/s4_dunning_snailmail_rules.xml",
        "views/dunning_notice_views.xml",
    ],
    "auto_install": True,
}
