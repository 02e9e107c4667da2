package library

import (
	"context"
	"database/sql"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// fold brings text into the one form in which it is searched: capitals, widths
// (ｶﾗ, Ａ), ligatures (ﬁ), numbers in circles or raised, and what is not seen
// (joiners, soft hyphens, variants) make no difference. Accents are left to the
// index.
func fold(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(text)))
}

// sortKey is a title as bytes that come in the order in which people look for
// titles: capitals and accents make no difference before letters do, and 2 comes
// before 10.
func sortKey(title string) []byte {
	key := collate.New(language.Und, collate.Numeric).KeyFromString(&collate.Buffer{}, strings.ToValidUTF8(title, " "))
	return append([]byte{}, key...)
}

// foldSongs fills the columns that are searched and put in order, of songs where
// they differ.
func foldSongs(ctx context.Context, tx *sql.Tx) error {
	type text struct {
		seq                      int64
		title, audio, instrument string
		key                      string
	}
	var differ []text
	rows, err := tx.QueryContext(ctx, "SELECT seq, title, audio_name, instruments, find_title, find_audio_name, find_instruments, sort_title FROM songs")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var is, was text
		if err := rows.Scan(&is.seq, &is.title, &is.audio, &is.instrument, &was.title, &was.audio, &was.instrument, &was.key); err != nil {
			return err
		}
		want := text{is.seq, fold(is.title), fold(is.audio), fold(is.instrument), string(sortKey(is.title))}
		if was.seq = want.seq; was != want {
			differ = append(differ, want)
		}
	}
	if err := rows.Err(); err != nil || len(differ) == 0 {
		return err
	}
	update, err := tx.PrepareContext(ctx, "UPDATE songs SET find_title = ?, find_audio_name = ?, find_instruments = ?, sort_title = ? WHERE seq = ?")
	if err != nil {
		return err
	}
	defer update.Close()
	for _, s := range differ {
		if _, err := update.ExecContext(ctx, s.title, s.audio, s.instrument, []byte(s.key), s.seq); err != nil {
			return err
		}
	}
	return nil
}
