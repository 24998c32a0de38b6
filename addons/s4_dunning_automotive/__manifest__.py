{
    "name": "Dunning for Car Dealers",
    "summary": "Brands, locations and departments of car dealers in dunning",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning"],
}
