{
    "name": "Dunning: Text Messages",
    "summary": "Remind by SMS",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning", "sms"],
    "data": ["views/dunning_notice_views.xml"],
    "auto_install": True,
}
