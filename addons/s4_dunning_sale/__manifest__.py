{
    "name": "Dunning: Sales",
    "summary": "Show credit stops on quotations, or block them",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning", "sale"],
    "data": [
        "views/dunning_group_views.xml",
        "views/sale_order_views.xml",
    ],
    "auto_install": True,
}
