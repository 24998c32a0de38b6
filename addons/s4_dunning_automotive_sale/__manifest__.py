{
    "name": "Dunning for Car Dealers: Sales",
    "summary": "Assign by sales team, show the pick-up status",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning_automotive", "sale"],
    "data": [
        "views/dunning_assignment_rule_views.xml",
        "views/sale_order_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "_archive_rules",
}
