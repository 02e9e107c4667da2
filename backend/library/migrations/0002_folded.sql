-- What is searched: titles, file names and instruments in one form of writing,
-- whatever form they came in. The program fills these columns after this step.
ALTER TABLE songs ADD COLUMN find_title TEXT NOT NULL DEFAULT '';
ALTER TABLE songs ADD COLUMN find_audio_name TEXT NOT NULL DEFAULT '';
ALTER TABLE songs ADD COLUMN find_instruments TEXT NOT NULL DEFAULT '';

DROP TRIGGER search_insert;
DROP TRIGGER search_delete;
DROP TRIGGER search_update;
DROP TABLE search;

-- Blobs that were put and that no song has mentioned yet. A sweep removes these
-- and no others.
CREATE TABLE unclaimed (
    sha TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- Blobs that were found without a song and that none could be made of. They stay.
CREATE TABLE kept (
    sha TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- Songs and separations whose record beside the blobs may differ from these
-- tables; mark tells one change from the next.
CREATE TABLE unrecorded (
    id   TEXT    NOT NULL PRIMARY KEY,
    mark INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO unrecorded (id, mark) SELECT id, 0 FROM songs;
INSERT INTO unrecorded (id, mark) SELECT 'separation|' || provider || '|' || id, 0 FROM separations;
