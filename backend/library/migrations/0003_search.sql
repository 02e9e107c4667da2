CREATE VIEW searched AS
    SELECT seq, find_title AS title, find_audio_name AS audio_name, find_instruments AS instruments FROM songs;
CREATE VIRTUAL TABLE search USING fts5 (
    title, audio_name, instruments,
    content = 'searched', content_rowid = 'seq',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER search_insert AFTER INSERT ON songs BEGIN
    INSERT INTO search (rowid, title, audio_name, instruments)
    VALUES (new.seq, new.find_title, new.find_audio_name, new.find_instruments);
END;
CREATE TRIGGER search_delete AFTER DELETE ON songs BEGIN
    INSERT INTO search (search, rowid, title, audio_name, instruments)
    VALUES ('delete', old.seq, old.find_title, old.find_audio_name, old.find_instruments);
END;
CREATE TRIGGER search_update AFTER UPDATE OF find_title, find_audio_name, find_instruments ON songs
WHEN old.find_title <> new.find_title OR old.find_audio_name <> new.find_audio_name OR old.find_instruments <> new.find_instruments
BEGIN
    INSERT INTO search (search, rowid, title, audio_name, instruments)
    VALUES ('delete', old.seq, old.find_title, old.find_audio_name, old.find_instruments);
    INSERT INTO search (rowid, title, audio_name, instruments)
    VALUES (new.seq, new.find_title, new.find_audio_name, new.find_instruments);
END;
INSERT INTO search (search) VALUES ('rebuild');
