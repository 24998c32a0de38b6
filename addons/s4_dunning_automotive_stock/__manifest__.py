{
    "name": "Dunning for Car Dealers: Inventory",
    "summary": "Assign brands and locations by warehouse",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning_automotive", "sale_stock"],
    "data": ["views/dunning_assignment_rule_views.xml"],
    "auto_install": True,
    "uninstall_hook": "_archive_rules",
}
