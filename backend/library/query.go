package library

import (
	"context"
	"strings"
	"unicode"
)

const (
	pageDefault = 100
	pageMost    = 1000
	wordsMost   = 32 // more words than a title has cannot find anything
)

// sorts is what comes before the order of time.
var sorts = map[Sort]string{ByTitle: "s.sort_title, ", Longest: "s.seconds DESC, "}

// Songs returns one page of the history.
func (l *Library) Songs(ctx context.Context, q Query) ([]Song, error) {
	from, where, args := q.parts()
	if q.Before != 0 {
		where = append(where, "s.seq < ?")
		args = append(args, q.Before)
	}
	limit := q.Limit
	if limit <= 0 {
		limit = pageDefault
	}
	// The index is walked in rowid order, so a page ends the walk early.
	order := "s.seq"
	if strings.Contains(from, "search") {
		order = "search.rowid"
	}
	args = append(args, min(limit, pageMost), max(q.Skip, 0))
	return collect(ctx, l, "read history", scanSong,
		"SELECT "+songColumns+" FROM "+from+clause(where)+" ORDER BY "+sorts[q.Sort]+order+" DESC LIMIT ? OFFSET ?", args...)
}

// Count returns how many songs a query selects on all its pages.
func (l *Library) Count(ctx context.Context, q Query) (int, error) {
	from, where, args := q.parts()
	var n int
	err := l.read.QueryRowContext(ctx, "SELECT count(*) FROM "+from+clause(where), args...).Scan(&n)
	return n, l.explain("count history", err)
}

// parts returns the tables, conditions and arguments that q stands for.
func (q Query) parts() (from string, where []string, args []any) {
	from = "songs s"
	if match := matchExpr(q.Text); match != "" {
		// CROSS JOIN keeps the planner from walking songs first.
		from = "search CROSS JOIN songs s ON s.seq = search.rowid"
		where = append(where, "search MATCH ?")
		args = append(args, match)
	}
	in := "s.removed = 0"
	if q.Removed {
		in = "s.removed <> 0"
	}
	where = append(where, in)
	if len(q.States) > 0 {
		where = append(where, "s.state IN (?"+strings.Repeat(", ?", len(q.States)-1)+")")
		for _, s := range q.States {
			args = append(args, s)
		}
	}
	return from, where, args
}

func clause(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(where, " AND ")
}

// matchExpr turns what a person typed into an FTS5 expression in which every
// word is a quoted prefix, so that no character acts as an operator. It is ""
// for text without a letter or digit, which then selects everything.
func matchExpr(text string) string {
	var terms []string
	for _, word := range strings.Fields(fold(text)) {
		if !strings.ContainsFunc(word, searchable) {
			continue
		}
		word = strings.ReplaceAll(word, "\x00", " ")
		terms = append(terms, `"`+strings.ReplaceAll(word, `"`, `""`)+`"*`)
		if len(terms) == wordsMost {
			break
		}
	}
	return strings.Join(terms, " ")
}

// searchable reports whether the index keeps a character at all.
func searchable(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Co, r)
}
