-- When a song was taken out of the history, in microseconds; 0 while it is in it.
ALTER TABLE songs ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX songs_removed ON songs (removed);
-- The title as it is put in order. The program fills this column after this step.
ALTER TABLE songs ADD COLUMN sort_title BLOB NOT NULL DEFAULT x'';
