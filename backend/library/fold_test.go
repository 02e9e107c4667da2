package library

import (
	"path/filepath"
	"testing"
	"time"
)

// Each group is one title in several ways of writing it; each finds all.
func TestSearchKnowsTheWaysOfWriting(t *testing.T) {
	for name, group := range map[string][]string{
		"half-width kana":       {"カラオケ", "ｶﾗｵｹ"},
		"voiced half-width":     {"ガンダム", "ｶﾞﾝﾀﾞﾑ", "カ\u3099ンタ\u3099ム"},
		"prolonged half-width":  {"ラーメン", "ﾗｰﾒﾝ"},
		"full-width letters":    {"ABBA live", "ＡＢＢＡ　ｌｉｖｅ", "abba LIVE"},
		"full-width digits":     {"1979", "１９７９"},
		"ligatures":             {"final fluff office", "ﬁnal ﬂuﬀ oﬃce", "FINAL FLUFF OFFICE"},
		"circled digits":        {"track 1 20", "track ① ⑳"},
		"raised and lowered":    {"mc2 h2o", "mc² h₂o"},
		"roman numerals":        {"Part IV", "Part Ⅳ", "part ⅳ"},
		"mathematical letters":  {"Neon Dreams", "𝐍𝐞𝐨𝐧 𝓓𝓻𝓮𝓪𝓶𝓼"},
		"enclosed letters":      {"ABC", "ⒶⒷⒸ", "ⓐⓑⓒ"},
		"squared words":         {"メートル", "㍍"},
		"Korean half-width":     {"한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"},
		"composed and not":      {"Café Größe", "Cafe\u0301 Gro\u0308ße", "CAFÉ GRÖSSE", "cafe grosse"},
		"Greek at the end":      {"ΟΔΟΣ", "οδος", "οδοσ"},
		"what is not seen":      {"Schlafzimmer", "Schlaf\u00adzimmer", "Schlaf\u200bzimmer", "\ufeffSchlafzimmer"},
		"variants of a sign":    {"Herz ❤ a", "Herz ❤\ufe0f a"},
		"compatibility Han":     {"金", "\uf90a"},
		"Arabic forms":          {"سلام", "\ufeb3\ufefc\ufee1"},
		"wide and accented":     {"É", "Ｅ\u0301", "e"},
		"fraction and ellipsis": {"1⁄2 more...", "½ more…"},
	} {
		l, err := Open(t.TempDir(), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		for _, title := range group {
			if err := l.Save(t.Context(), Song{ID: title, Title: title}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Save(t.Context(), Song{ID: "other", Title: "xyz"}, nil); err != nil {
			t.Fatal(err)
		}
		for _, query := range group {
			if n, err := l.Count(t.Context(), Query{Text: query}); n != len(group) || err != nil {
				t.Errorf("%s: %q finds %d of %d, %v", name, query, n, len(group), err)
			}
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	for _, text := range []string{"ﬃ", "ẞß", "ſ", "İI", "ǰ", "ΐ", "ᾳ", "ﾞ", "①½㍍", "\xff\xfea", "a\u0345\u0301"} {
		if once := fold(text); fold(once) != once {
			t.Errorf("%q: %q, then %q", text, once, fold(once))
		}
	}
}

// ancient returns the folder of a library of format 1 with some songs.
func ancient(t *testing.T, songs int) string {
	t.Helper()
	dir := t.TempDir()
	db, err := connect(filepath.Join(dir, databaseName), 1, "_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("PRAGMA journal_mode = WAL"); err != nil {
		t.Fatal(err)
	}
	if err := apply(t.Context(), db, scripts()[0], 1); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO songs (seq, id, title, state, engine, provider, detail, step, progress, audio, audio_name, tracks, notes, seconds, bpm, demo, created, updated, instruments)
		SELECT i, 's' || i, 'ｶﾗｵｹ ﬁnal ' || i, 'done', '', '', '', '', 1, '', 'Ｂｏｕｎｃｅ.wav', 1, 1, 1, 0, 0, i, i, 'Ｐｉａｎｏ' FROM n`, songs); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAnOldLibraryIsSearchedLikeANewOne(t *testing.T) {
	const songs = 10_000
	l, err := Open(ancient(t, songs), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for query, want := range map[string]int{"カラオケ": songs, "FINAL 77": 111, "bounce": songs, "ﾋﾟｱﾉ": 0, "piano": songs, "": songs} {
		if n, err := l.Count(t.Context(), Query{Text: query}); n != want || err != nil {
			t.Errorf("%q finds %d, want %d, %v", query, n, want, err)
		}
	}
	first, err := l.Songs(t.Context(), Query{Sort: ByTitle, Limit: 2})
	if err != nil || len(first) != 2 || first[0].ID != "s1" || first[1].ID != "s2" {
		t.Errorf("by title begins with %+v, %v", first, err)
	}
	if h, err := l.Examine(t.Context(), nil); err != nil || !h.Sound() {
		t.Errorf("%+v, %v", h, err)
	}
	// What changes is found by its new words and no longer by the old ones.
	if err := l.Save(t.Context(), Song{ID: "s1", Title: "新しい"}, nil); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Count(t.Context(), Query{Text: "カラオケ"}); n != songs-1 || err != nil {
		t.Errorf("finds %d, %v", n, err)
	}
}
