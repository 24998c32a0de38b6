-- A copy of the database sends nothing by itself: approved notices wait for a person.
UPDATE ir_cron
   SET active = FALSE
 WHERE id IN (
       SELECT res_id FROM ir_model_data
        WHERE module = 's4_dunning' AND model = 'ir.cron'
       );
UPDATE dunning_notice
   SET state = 'proposed', send_after = NULL
 WHERE state = 'approved';
