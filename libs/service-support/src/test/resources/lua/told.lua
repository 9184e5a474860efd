-- Answers what it was told.
--
-- KEY    first_key   a key
-- TEXT   word        a text
-- NUMBER margin      ms
-- KEY    second_key  another key
-- REST   others      the rest

return {first_key, second_key, word, margin, #others}
