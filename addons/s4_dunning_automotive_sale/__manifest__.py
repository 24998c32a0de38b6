{
    "name": "Dunning for Car Dealers: Sales",
    "summary": "Assign brands and locations by sales team",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning_automotive", "sale"],
    "data": ["views/dunning_assignment_rule_views.xml"],
    "auto_install": True,
}
