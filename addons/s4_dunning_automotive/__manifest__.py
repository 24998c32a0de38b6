{
    "name": "Dunning for Car Dealers",
    "summary": "Brands, locations and departments of car dealers in dunning",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning"],
    "data": [
        "security/ir.model.access.csv",
        "security/s4_dunning_automotive_rules.xml",
        "data/dunning_department_data.xml",
        "views/dunning_brand_views.xml",
        "views/dunning_location_views.xml",
        "views/dunning_department_views.xml",
        "views/account_move_tags_views.xml",
        "views/dunning_menus.xml",
    ],
}
