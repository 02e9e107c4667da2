package studio

import (
	"context"

	"partlift/backend/library"
)

// pageMost is the largest page the library reads at once.
const pageMost = 1000

// List says which songs of the library are listed, and in which order.
type List struct {
	Text    string // words that title, file name or instruments begin with; "" lists all
	Removed bool   // those taken out of the history, instead of those in it
	Sort    Sort
}

// Sort is the order of a list.
type Sort string

// The orders of a list. Of songs that are alike in it the newest comes first.
const (
	SortNewest Sort = "" // begun last
	SortTitle  Sort = "title"
	SortLength Sort = "length" // longest
)

// librarySort are the library's names of them.
var librarySort = map[Sort]library.Sort{SortTitle: library.ByTitle, SortLength: library.Longest}

// History returns rows of the library, newest first, that match text, and how
// many there are in all. before is the Order of the last row that is already
// there, 0 for the first page.
func (s *Studio) History(ctx context.Context, text string, limit int, before int64) ([]Row, int, error) {
	return s.page(ctx, library.Query{Text: text, Limit: limit, Before: before})
}

func (s *Studio) page(ctx context.Context, q library.Query) ([]Row, int, error) {
	songs, err := s.lib.Songs(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	total, err := s.lib.Count(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	rows := make([]Row, len(songs))
	for i, song := range songs {
		rows[i] = s.row(ctx, song)
	}
	return rows, total, nil
}

// Rows returns at most so many rows of a list that follow those in have, never
// nil, and how many the list has in all. A row that came up again since, because
// others came or went before it, is left out.
func (s *Studio) Rows(ctx context.Context, l List, most int, have []Row) ([]Row, int, error) {
	known := map[string]bool{}
	for _, r := range have {
		known[r.ID] = true
	}
	q := library.Query{Text: l.Text, Removed: l.Removed, Sort: librarySort[l.Sort], Skip: len(have)}
	if n := len(have); n > 0 && l.Sort == SortNewest {
		q.Before, q.Skip = have[n-1].Order, 0 // stays right also where songs come and go
	}
	rows, total := []Row{}, 0
	for {
		q.Limit = min(most-len(rows), pageMost)
		next, n, err := s.page(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		for _, r := range next {
			if !known[r.ID] {
				known[r.ID] = true
				rows = append(rows, r)
			}
		}
		if total = n; len(next) < q.Limit || len(rows) >= most {
			return rows, total, nil
		}
		q.Skip += len(next)
	}
}
