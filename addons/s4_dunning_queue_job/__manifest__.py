{
    "name": "Dunning: Job Queue",
    "summary": "Let many machines share the outbox",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "s4_dunning contributors",
    "license": "LGPL-3",
    "depends": ["s4_dunning", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
