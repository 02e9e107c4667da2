-- seq is the time of creation in microseconds, moved on where taken, so that
-- the newest songs are the highest rowids: of the table and of its search index.
CREATE TABLE songs (
    seq         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    title       TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    engine      TEXT    NOT NULL,
    provider    TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    step        TEXT    NOT NULL,
    progress    REAL    NOT NULL,
    audio       TEXT    NOT NULL,
    audio_name  TEXT    NOT NULL,
    tracks      INTEGER NOT NULL,
    notes       INTEGER NOT NULL,
    seconds     REAL    NOT NULL,
    bpm         REAL    NOT NULL,
    demo        INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    instruments TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX songs_state ON songs (state);
CREATE INDEX songs_audio ON songs (audio) WHERE audio <> '';

CREATE VIRTUAL TABLE search USING fts5 (
    title, audio_name, instruments,
    content = 'songs', content_rowid = 'seq',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER search_insert AFTER INSERT ON songs BEGIN
    INSERT INTO search (rowid, title, audio_name, instruments)
    VALUES (new.seq, new.title, new.audio_name, new.instruments);
END;
CREATE TRIGGER search_delete AFTER DELETE ON songs BEGIN
    INSERT INTO search (search, rowid, title, audio_name, instruments)
    VALUES ('delete', old.seq, old.title, old.audio_name, old.instruments);
END;
CREATE TRIGGER search_update AFTER UPDATE OF title, audio_name, instruments ON songs
WHEN old.title <> new.title OR old.audio_name <> new.audio_name OR old.instruments <> new.instruments
BEGIN
    INSERT INTO search (search, rowid, title, audio_name, instruments)
    VALUES ('delete', old.seq, old.title, old.audio_name, old.instruments);
    INSERT INTO search (rowid, title, audio_name, instruments)
    VALUES (new.seq, new.title, new.audio_name, new.instruments);
END;

CREATE TABLE files (
    song TEXT    NOT NULL REFERENCES songs (id) ON DELETE CASCADE,
    kind TEXT    NOT NULL,
    name TEXT    NOT NULL,
    sha  TEXT    NOT NULL,
    path TEXT    NOT NULL,
    size INTEGER NOT NULL,
    meta TEXT,
    PRIMARY KEY (song, kind, name)
) WITHOUT ROWID;
CREATE INDEX files_sha ON files (sha) WHERE sha <> '';
CREATE INDEX files_path ON files (path) WHERE path <> '';

CREATE TABLE tasks (
    id      TEXT    NOT NULL UNIQUE,
    song    TEXT    NOT NULL REFERENCES songs (id) ON DELETE CASCADE,
    state   TEXT    NOT NULL,
    body    TEXT,
    updated INTEGER NOT NULL
);
CREATE INDEX tasks_song ON tasks (song, updated);
CREATE INDEX tasks_state ON tasks (state, updated);

CREATE TABLE separations (
    provider TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    audio    TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    stems    TEXT,
    created  INTEGER NOT NULL,
    PRIMARY KEY (provider, id)
);
CREATE INDEX separations_audio ON separations (audio, created);

CREATE TABLE song_settings (
    song  TEXT NOT NULL PRIMARY KEY REFERENCES songs (id) ON DELETE CASCADE,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Songs that were deleted, so that a task ending late cannot bring one back.
CREATE TABLE deleted (
    id TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- Files the database has let go of and that are still to be removed.
CREATE TABLE trash (
    kind TEXT    NOT NULL, -- 'blob' or 'export'
    ref  TEXT    NOT NULL, -- SHA-256, or path as in files
    size INTEGER NOT NULL,
    PRIMARY KEY (kind, ref)
) WITHOUT ROWID;
