{
    "name": "Dunning for Car Dealers: Fleet",
    "summary": "Assign brands and locations by vehicle",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning_automotive", "account_fleet"],
    "data": [
        "views/account_move_views.xml",
        "views/dunning_assignment_rule_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "_archive_rules",
}
