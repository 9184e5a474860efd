-- Answers {epoch, place, time}: where the log stands.

purge()
return {epoch, last_id(), whole(now)}
